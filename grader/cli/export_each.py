"""``grader export gradescope`` and others: files for each student, with the feedback."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grader.cli.export_options import POINTS, add_format, print_findings
from grader.cli.options import add_assignment, add_per_student
from grader.cli.progress import Notes
from grader.cli.say import announce, note, say
from grader.cli.student_formats import STUDENT_FORMATS, Files, StudentFormat
from grader.cli.suites import per_student
from grader.errors import GraderError, UsageError
from grader.export import ExportFinding, FeedbackOf, no_feedback, on_students, why_unmarked
from grader.files import OWNER_ONLY, write_atomically
from grader.model import Standing, Suite
from grader.people.lookup import describe, find
from grader.results.feedback import feedback_in
from grader.results.folder import ResultsFolder
from grader.results.update import opened
from grader.text.clean import file_name

_EPILOG = f"""\
Writes {{kind.what}}, for each student.

The files hold what the student's page says: the verdict, what to fix, the first hint and the line
of an error.  Of hidden cases they hold a count.

{POINTS}
Students without a grade: {{kind.ungraded}}.
{{kind.more}}
Exit status 0: all are graded and written; 1: somebody should be looked at; 2: wrong use; 3: the
one student has no grade.

examples:
  grader export {{name}} results -o {{name}}/
  grader export {{name}} results --student jdoe -o {{file}}
{{kind.example}}"""


def add_to(formats: Any) -> None:
    """Add the formats."""
    for name, kind in STUDENT_FORMATS.items():
        file = f"one{kind.suffix}" if kind.suffix else "one/"
        epilog = _EPILOG.format(kind=kind, name=name, file=file)
        verb = add_format(formats, name, _summary(name, kind), epilog)
        verb.add_argument(
            "-o",
            dest="output",
            type=Path,
            required=True,
            metavar="PATH",
            help="a folder for all students; with --student, the file or folder of one",
        )
        verb.add_argument("--student", default="", help="one student only")
        add_assignment(verb)
        add_per_student(verb)
        verb.set_defaults(command=_each, kind=kind, retired=name == "github-classroom")


def _summary(name: str, kind: StudentFormat) -> str:
    if name == "github-classroom":
        return "another name for actions: the service was retired"
    return f"{kind.what}, for each student"


def _each(options: argparse.Namespace) -> int:
    if options.retired:
        note("note: GitHub Classroom was retired; `grader export actions` writes the same files")
    with opened(options.results, listener=Notes()) as record:
        standings = list(record.standings)
        with _feedback(options, record) as feedback:
            if options.student:
                return _one(options, record.suite, standings, feedback)
            return _all(options, record.suite, standings, feedback)


@contextmanager
def _feedback(options: argparse.Namespace, record: ResultsFolder) -> Iterator[FeedbackOf]:
    """Yield the function that makes feedback; without any if that takes a key that is missing."""
    if record.per_student and options.key is None:
        note("note: without --per-student-seed the files hold points and no feedback")
        yield no_feedback
        return
    with feedback_in(record, per_student(options, record.suite)) as feedback:
        yield feedback


def _all(
    options: argparse.Namespace, suite: Suite, standings: Sequence[Standing], feedback: FeedbackOf
) -> int:
    if options.output.is_file():
        raise UsageError(f"{options.output} is a file; name a folder, or one student: --student")
    count = 0
    for standing in standings:
        files = _files(options.kind, suite, standing, feedback)
        count += bool(files)
        _write(files, options.output / file_name(standing.person.student))
    announce(f"{options.output}: {count} students")
    return print_findings(_findings(options.kind, suite, standings))


def _one(
    options: argparse.Namespace, suite: Suite, standings: Sequence[Standing], feedback: FeedbackOf
) -> int:
    # By the whole name: a script that asks for a key must not get the page of somebody alike.
    person = find([one.person for one in standings], options.student, parts=False)
    standing = next(one for one in standings if one.person is person)
    files = _files(options.kind, suite, standing, feedback)
    if not files:
        why = why_unmarked(standing)
        raise GraderError(f"{describe(person)} has no grade: {why}; nothing was written")
    path: Path = options.output
    if not options.kind.suffix:
        _write(files, path)
    elif path.is_dir():
        _write(files, path / file_name(person.student))
    else:
        write_atomically(path, files.values(), mode=OWNER_ONLY)
    say(str(path))
    return print_findings(_findings(options.kind, suite, [standing]))


def _files(kind: StudentFormat, suite: Suite, standing: Standing, feedback: FeedbackOf) -> Files:
    if _has_no_files(suite, standing):
        return {}
    return kind.make(suite, standing, feedback(standing))


def _write(files: Files, place: Path) -> None:
    """Write files with a suffix beside each other, others into a folder."""
    for name, content in files.items():
        path = Path(f"{place}{name}") if name.startswith(".") else place / name
        write_atomically(path, [content], mode=OWNER_ONLY)


def _findings(
    kind: StudentFormat, suite: Suite, standings: Sequence[Standing]
) -> list[ExportFinding]:
    """Return the findings; also a format that shows students without points leaves some out."""
    lost = [one for one in standings if _has_no_files(suite, one)]
    shown = [one for one in standings if not _has_no_files(suite, one)]
    return [*on_students(suite, shown, kind.fate), *on_students(suite, lost)]


def _has_no_files(suite: Suite, standing: Standing) -> bool:
    """Return whether a student is absent, or ungraded by a fault of the grader."""
    grade = standing.grade
    return standing.earned(suite) is None and (grade is None or grade.is_our_fault)
