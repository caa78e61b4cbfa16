"""``grader doctor``: attack the sandbox, and report how well this machine isolates code."""

from __future__ import annotations

import argparse
import json
from typing import Any

from grader.cli.say import announce_lines, say
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
    # Attacks are slow to load, and no other command needs them.
    from grader.sandbox.doctor import as_data, as_text, examine

    report = examine()
    if options.json:
        say(json.dumps(as_data(report), indent=1))
    else:
        announce_lines(as_text(report))
    return 0 if report.isolated else SandboxError.exit_status
