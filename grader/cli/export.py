"""``grader export``: the grades in other systems' formats."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader import __version__
from grader.cli.progress import Notes
from grader.cli.say import note, say
from grader.cli.verbs import add_verb
from grader.errors import GraderError, UsageError
from grader.export import (
    HEADERS,
    ClassResults,
    ExportFinding,
    FilledFile,
    Weight,
    WorksheetOptions,
    feedback_zip,
    fill_canvas,
    fill_moodle,
    github_classroom,
    grades_csv,
    grades_json,
    gradescope,
    junit,
    on_unmarked,
    prairielearn,
    provenance,
    weightiest,
    why_unmarked,
)
from grader.files import write_atomically
from grader.model import Standing, Suite
from grader.people.lookup import describe, find
from grader.results.update import opened
from grader.text.clean import file_name

_STATUS = """\
Points are those that count, after overrides and lateness.  Nobody is given a zero for having no
grade.
"""

_EPILOG = f"""\
{_STATUS}
`grader export FORMAT --help` says more about each.

examples:
  grader export canvas results --into gradebook.csv -o upload.csv
  grader export moodle results --into Grades.csv -o upload.csv --feedback feedback.zip
  grader export csv results -o grades.csv
"""

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

_ONE_EACH = f"""\
Writes {{kind.what}}, one file a student.

{_STATUS}
Who is ungraded: {{kind.ungraded}}.

Exit status 0: all are graded and written; 1: somebody should be looked at; 2: wrong use.

examples:
  grader export {{kind.name}} results -o {{kind.name}}/
  grader export {{kind.name}} results --student jdoe -o {{file}}
{{kind.more}}"""

_WHOLE = f"""\
{{what}}

{_STATUS}
example:
  grader export {{name}} results -o {{file}}
"""


@dataclass(frozen=True)
class _Kind:
    """A format with a file for each student.  ``make`` gives None where it knows no ungraded."""

    name: str
    what: str
    make: Callable[[Suite, Standing], bytes | None]
    suffix: str
    ungraded: str
    more: str = ""


_KINDS = (
    _Kind(
        "gradescope",
        "results.json for Gradescope",
        gradescope,
        ".json",
        "no file, and status 3 with --student",
    ),
    _Kind(
        name="prairielearn",
        what="results.json for PrairieLearn",
        make=prairielearn,
        suffix=".json",
        ungraded='the file says "not gradable", which uses up no attempt',
    ),
    _Kind(
        name="github-classroom",
        what="a grading step's output for GitHub Classroom",
        make=github_classroom,
        suffix=".txt",
        ungraded='the file says "error", and no points are reported',
        more='  echo "result=$(cat one.txt)" >> "$GITHUB_OUTPUT"\n',
    ),
)


def add_to(verbs: Any) -> None:
    """Add the command."""
    verb = add_verb(verbs, "export", _EPILOG)
    formats = verb.add_subparsers(metavar="FORMAT", required=True)
    _add_filled(formats)
    _add_each(formats)
    _add_whole(formats)


def _add_filled(formats: Any) -> None:
    canvas = _format(formats, "canvas", "fill a gradebook exported from Canvas", _CANVAS)
    canvas.add_argument(
        "--column", default="", metavar="COLUMN", help="its header, title or id; else by title"
    )
    canvas.set_defaults(command=_canvas)
    moodle = _format(formats, "moodle", "fill a grading worksheet from Moodle", _MOODLE)
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
    moodle.add_argument("--no-comments", dest="comments", action="store_false")
    moodle.set_defaults(command=_moodle)
    for verb in (canvas, moodle):
        verb.add_argument(
            "--into", type=Path, required=True, metavar="FILE", help="the file as downloaded"
        )
        verb.add_argument("-o", dest="output", type=Path, metavar="FILE")
        verb.add_argument("--dry-run", action="store_true", help="only say what would happen")
        verb.add_argument(
            "--scale", action="store_true", help="convert points to the maximum in the file"
        )
        verb.add_argument(
            "--trust-ids", action="store_true", help="believe ids also where names differ"
        )


def _add_each(formats: Any) -> None:
    for kind in _KINDS:
        file = f"one{kind.suffix}"
        epilog = _ONE_EACH.format(kind=kind, file=file)
        verb = _format(formats, kind.name, f"{kind.what}, one file a student", epilog)
        verb.add_argument(
            "-o",
            dest="output",
            type=Path,
            required=True,
            metavar="PATH",
            help="a folder for all students, a file with --student",
        )
        verb.add_argument("--student", default="", help="one student only")
        verb.set_defaults(command=_each, make=kind.make, suffix=kind.suffix)


def _add_whole(formats: Any) -> None:
    for name, what, pieces, file in (
        ("junit", "JUnit XML, one suite a student, one test case a check", _junit, "junit.xml"),
        ("csv", "a table, one row a student, safe in a spreadsheet", _csv, "grades.csv"),
        ("json", "everything that is known, as strict JSON", _json, "grades.json"),
    ):
        epilog = _WHOLE.format(what=f"Writes {what}.", name=name, file=file)
        verb = _format(formats, name, what, epilog)
        verb.add_argument("-o", dest="output", type=Path, required=True, metavar="FILE")
        verb.set_defaults(command=_whole, pieces=pieces)


def _format(formats: Any, name: str, summary: str, epilog: str) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = formats.add_parser(
        name,
        help=summary,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.add_argument("results", nargs="?", type=Path, default=Path("results"), metavar="results")
    return verb


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
            write_atomically(options.feedback, feedback_zip(filled.returned, record.page))
            say(f"{options.feedback}: {len(filled.returned)} pages")
    return status


def _template(options: argparse.Namespace) -> bytes:
    """What is in the platform's file.  Raises UsageError."""
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
    """Say what there is to say, then write the file unless that would do harm."""
    for finding in filled.findings:
        note(str(finding))
    heaviest = weightiest(filled.findings)
    if options.dry_run or heaviest is Weight.STOP:
        say(f"{len(filled.returned)} grades; nothing was written")
    else:
        write_atomically(options.output, [filled.content])
        say(f"{options.output}: {len(filled.returned)} grades")
    return 0 if heaviest is Weight.NOTE else 1


def _each(options: argparse.Namespace) -> int:
    with opened(options.results, listener=Notes()) as record:
        suite, standings = record.suite, record.standings
    if options.student:
        return _one(options, suite, standings)
    if options.output.is_file():
        raise UsageError(f"{options.output} is a file; name a folder, or one student: --student")
    known = (one for one in standings if one.grade or one.overrides)
    made = ((one.person.student, options.make(suite, one)) for one in known)
    count = 0
    for student, content in made:
        if content is not None:
            path = options.output / f"{file_name(student)}{options.suffix}"
            write_atomically(path, [content])
            count += 1
    say(f"{options.output}: {count} files")
    return _said(on_unmarked(suite, standings))


def _one(options: argparse.Namespace, suite: Suite, standings: tuple[Standing, ...]) -> int:
    # By the whole name: a script that asks for a key must not get the page of somebody alike.
    person = find([one.person for one in standings], options.student, parts=False)
    found = next(one for one in standings if one.person is person)
    content: bytes | None = options.make(suite, found)
    if content is None:
        why = why_unmarked(found)
        raise GraderError(f"{describe(person)} has no grade: {why}; nothing was written")
    path = options.output
    if path.is_dir():
        path = path / f"{file_name(person.student)}{options.suffix}"
    write_atomically(path, [content])
    say(str(path))
    return _said(on_unmarked(suite, [found]))


def _said(findings: Iterable[ExportFinding]) -> int:
    known = list(findings)
    for finding in known:
        note(str(finding))
    return 0 if weightiest(known) is Weight.NOTE else 1


def _whole(options: argparse.Namespace) -> int:
    with opened(options.results, listener=Notes()) as record:
        write_atomically(options.output, options.pieces(record))
    say(str(options.output))
    return 0


def _junit(record: ClassResults) -> Iterable[bytes]:
    return junit(record.suite, record.standings)


def _csv(record: ClassResults) -> Iterable[bytes]:
    return [grades_csv(record.suite, record.standings).encode()]


def _json(record: ClassResults) -> Iterable[bytes]:
    pieces = grades_json(record.suite, provenance(record, __version__), record.standings)
    return (piece.encode() for piece in pieces)
