"""``grader export junit``, ``csv`` and ``json``: one file for the class."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from grader import __version__
from grader.cli.export_options import POINTS, add_format
from grader.cli.progress import Notes
from grader.cli.say import say
from grader.export import ClassResults, grades_csv, grades_json, junit, provenance
from grader.files import OWNER_ONLY, write_atomically
from grader.results.update import opened

_EPILOG = f"""\
{{what}}

{POINTS}
example:
  grader export {{name}} results -o {{file}}
"""


def add_to(formats: Any) -> None:
    """Add the formats."""
    for name, what, pieces, file in (
        ("junit", "JUnit XML, one suite a student, one test case a check", _junit, "junit.xml"),
        ("csv", "a table, one row a student, safe in a spreadsheet", _csv, "grades.csv"),
        ("json", "everything that is known, as strict JSON", _json, "grades.json"),
    ):
        epilog = _EPILOG.format(what=f"Writes {what}.", name=name, file=file)
        verb = add_format(formats, name, what, epilog)
        verb.add_argument(
            "-o", dest="output", type=Path, required=True, metavar="FILE", help="the file to write"
        )
        verb.set_defaults(command=_whole, pieces=pieces)


def _whole(options: argparse.Namespace) -> int:
    with opened(options.results, listener=Notes()) as record:
        write_atomically(options.output, options.pieces(record), mode=OWNER_ONLY)
    say(str(options.output))
    return 0


def _junit(record: ClassResults) -> Iterable[bytes]:
    return junit(record.suite, record.standings)


def _csv(record: ClassResults) -> Iterable[bytes]:
    return [grades_csv(record.suite, record.standings).encode()]


def _json(record: ClassResults) -> Iterable[bytes]:
    pieces = grades_json(record.suite, provenance(record, __version__), record.standings)
    return (piece.encode() for piece in pieces)
