"""``grader export canvas`` and ``moodle``: fill grades into a file of the platform."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from grader.cli.export_options import add_format, print_findings
from grader.cli.progress import Notes
from grader.cli.say import announce
from grader.errors import UsageError
from grader.export import (
    HEADERS,
    FilledFile,
    Weight,
    WorksheetOptions,
    feedback_zip,
    fill_canvas,
    fill_moodle,
    weightiest,
)
from grader.files import OWNER_ONLY, write_atomically
from grader.results.update import opened

_FINDINGS = """\
Before anything is written, what the import would drop, overwrite or create by mistake is said, in
lines that start with "note", "look" (the file is written) or "stop" (it is not).

Exit status 0: written, nothing but notes; 1: somebody should look before the upload (with "stop"
nothing is written); 2: wrong use.
"""

_CANVAS = f"""\
Fills one column of a gradebook that was exported from Canvas, for its import.  Students are found
by id, login or SIS id, else name.  Only students with a grade get a row.

{_FINDINGS}
examples:
  grader export canvas results --into gradebook.csv -o upload.csv
  grader export canvas results --into gradebook.csv --column 'Homework 3 (1234)' --dry-run
  grader export canvas results --into gradebook.csv --column 1234 --scale -o upload.csv
"""

_MOODLE = f"""\
Fills grades and comments into a grading worksheet that was downloaded from Moodle; every other
byte of it stays.  Upload the worksheet first, then the feedback files: those count as grading.

{_FINDINGS}
examples:
  grader export moodle results --into Grades.csv -o upload.csv
  grader export moodle results --into Grades.csv -o upload.csv --feedback feedback.zip

Common languages of Moodle are known.  In another one, name every column that the worksheet has:
  grader export moodle results --into Graddau.csv -o upload.csv \\
      --header identifier=Dynodydd --header grade=Gradd --header 'maximum=Gradd uchaf' \\
      --header 'changeable=Gellir newid y radd' --header 'modified=Newidiwyd (gradd)' \\
      --header 'feedback=Sylwadau' --header 'name=Enw llawn' --header email=E-bost
"""


def add_to(formats: Any) -> None:
    """Add both formats."""
    canvas = add_format(formats, "canvas", "fill a gradebook exported from Canvas", _CANVAS)
    canvas.add_argument(
        "--column", default="", metavar="COLUMN", help="its header, title or id; else by title"
    )
    canvas.set_defaults(command=_canvas)
    moodle = add_format(formats, "moodle", "fill a grading worksheet from Moodle", _MOODLE)
    _add_moodle_options(moodle)
    moodle.set_defaults(command=_moodle)
    for verb in (canvas, moodle):
        _add_shared_options(verb)


def _add_moodle_options(moodle: argparse.ArgumentParser) -> None:
    moodle.add_argument("--feedback", type=Path, metavar="FILE.zip", help="and the pages, as a zip")
    moodle.add_argument(
        "--header",
        action="append",
        type=_header,
        default=[],
        metavar="NAME=TEXT",
        help=f"what a column is called, where Moodle is not in English: {', '.join(HEADERS)}",
    )
    moodle.add_argument(
        "--decimal",
        choices=(".", ","),
        default="",
        metavar="MARK",
        help="a point or a comma; else that of the file",
    )
    moodle.add_argument(
        "--no-comments", dest="comments", action="store_false", help="leave the feedback out"
    )


def _add_shared_options(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--into", type=Path, required=True, metavar="FILE", help="the file as downloaded"
    )
    verb.add_argument(
        "-o", dest="output", type=Path, metavar="FILE", help="the file to upload, filled in"
    )
    verb.add_argument("--dry-run", action="store_true", help="only say what would happen")
    verb.add_argument(
        "--scale", action="store_true", help="convert points to the maximum in the file"
    )
    verb.add_argument(
        "--trust-ids", action="store_true", help="believe ids also where names differ"
    )


def _header(text: str) -> tuple[str, str]:
    name, equals, words = text.partition("=")
    if not equals or name not in HEADERS:
        raise argparse.ArgumentTypeError(f"NAME=TEXT, and NAME one of {', '.join(HEADERS)}")
    return name, words


def _canvas(options: argparse.Namespace) -> int:
    content = _template(options)
    with opened(options.results, listener=Notes()) as record:
        filled = fill_canvas(
            record.suite,
            record.standings,
            content,
            str(options.into),
            column=options.column,
            scale=options.scale,
            trust_ids=options.trust_ids,
        )
    return _deliver(options, filled)


def _moodle(options: argparse.Namespace) -> int:
    content = _template(options)
    wishes = WorksheetOptions(
        headers=dict(options.header),
        mark=options.decimal,
        comments=options.comments,
        scale=options.scale,
        trust_ids=options.trust_ids,
    )
    with opened(options.results, listener=Notes()) as record:
        filled = fill_moodle(record.suite, record.standings, content, str(options.into), wishes)
        status = _deliver(options, filled)
        stopped = weightiest(filled.findings) is Weight.STOP
        if options.feedback and not (options.dry_run or stopped):
            pages = feedback_zip(filled.returned, record.page)
            write_atomically(options.feedback, pages, mode=OWNER_ONLY)
            announce(f"{options.feedback}: {len(filled.returned)} pages")
    return status


def _template(options: argparse.Namespace) -> bytes:
    """Return the content of the platform's file.  Raise UsageError."""
    if not options.output and not options.dry_run:
        raise UsageError("name the file to write with -o, or only look with --dry-run")
    if options.output and options.output.resolve() == options.into.resolve():
        raise UsageError(f"{options.into} would be overwritten; name another file with -o")
    try:
        content: bytes = options.into.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read {options.into}: {error.strerror}") from error
    return content


def _deliver(options: argparse.Namespace, filled: FilledFile) -> int:
    """Print the findings, then write the file unless that would do harm."""
    status = print_findings(filled.findings)
    if options.dry_run or weightiest(filled.findings) is Weight.STOP:
        announce(f"{len(filled.returned)} grades; nothing was written")
    else:
        write_atomically(options.output, [filled.content], mode=OWNER_ONLY)
        announce(f"{options.output}: {len(filled.returned)} grades")
    return status
