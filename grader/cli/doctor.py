"""``grader doctor``: the sandbox attacks itself, and says how well this machine holds."""

from __future__ import annotations

import argparse
import json
from typing import Any

from grader.cli.say import say
from grader.cli.verbs import add_verb
from grader.errors import SandboxError

_EPILOG = """\
Exit status 0 where hidden cases can be graded here (level A, B or C), 3 where not.

examples:
  grader doctor
  grader doctor --json
"""


def add_to(verbs: Any) -> None:
    """Add the command."""
    verb = add_verb(verbs, "doctor", _EPILOG)
    verb.add_argument("--json", action="store_true", help="for scripts")
    verb.set_defaults(command=_doctor)


def _doctor(options: argparse.Namespace) -> int:
    # Attacks are slow to load and of no use to the other commands.
    from grader.sandbox.doctor import as_data, as_text, examine

    report = examine()
    say(json.dumps(as_data(report), indent=1) if options.json else as_text(report))
    return 0 if report.isolated else SandboxError.exit_status
