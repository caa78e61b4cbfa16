"""``grader export``: write the grades in other systems' formats."""

from __future__ import annotations

from typing import Any

from grader.cli import export_each, export_filled, export_whole
from grader.cli.export_options import POINTS
from grader.cli.verbs import add_verb

_EPILOG = f"""\
{POINTS}
`grader export FORMAT --help` says more about each.

examples:
  grader export canvas results --into gradebook.csv -o upload.csv
  grader export moodle results --into Grades.csv -o upload.csv --feedback feedback.zip
  grader export csv results -o grades.csv
"""


def add_to(verbs: Any) -> None:
    """Add the command and its formats."""
    verb = add_verb(verbs, "export", _EPILOG)
    formats = verb.add_subparsers(metavar="FORMAT", required=True)
    export_filled.add_to(formats)
    export_each.add_to(formats)
    export_whole.add_to(formats)
