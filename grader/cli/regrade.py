"""``grader regrade`` and ``grader report``: mark or render the same submissions again."""

from __future__ import annotations

import argparse
from typing import Any

from grader.cli.options import (
    add_assignment,
    add_cluster,
    add_language,
    add_options,
    add_per_student,
    add_results,
    add_suite,
    require_assignment,
    require_one_machine,
)
from grader.cli.verbs import add_verb
from grader.files import require_grades

_REGRADE = """\
Marks everything that was handed in by the assignment as it is now, and says for whom that changes
something.  What was run in the same cases before is not run again.  Points that a person gave
stay.  With --dry-run nothing is changed.

Exit status 0; 2 for a wrong command or assignment; 3 where something is ungraded through a fault
of ours.

examples:
  grader regrade --dry-run
  grader regrade results --assignment reference
"""

_REPORT = """\
Makes all pages and tables again from the gradebook.  Nothing is run.

examples:
  grader report
  grader report results
"""


def add_to(verbs: Any) -> None:
    """Add both commands."""
    regrading = _verb(verbs, "regrade", _REGRADE)
    source = regrading.add_mutually_exclusive_group()
    add_assignment(source)
    add_suite(source)
    add_language(regrading)
    regrading.add_argument("--dry-run", action="store_true", help="only say what would change")
    regrading.set_defaults(command=_regrade)
    reporting = _verb(verbs, "report", _REPORT)
    add_assignment(reporting)
    reporting.set_defaults(command=_report)


def _verb(verbs: Any, name: str, epilog: str) -> argparse.ArgumentParser:
    verb = add_verb(verbs, name, epilog)
    add_results(verb)
    add_per_student(verb)
    add_options(verb)
    add_cluster(verb)
    return verb


def _report(options: argparse.Namespace) -> int:
    require_grades(options.folder)
    require_one_machine(options)
    # Imported late, because a wrong option or folder should be reported at once.
    from grader.cli.regrading import report

    return report(options)


def _regrade(options: argparse.Namespace) -> int:
    require_grades(options.folder)
    require_one_machine(options)
    if not options.suite:
        require_assignment(options.assignment)
    from grader.cli.regrading import regrade

    return regrade(options)
