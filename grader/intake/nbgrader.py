"""nbgrader: ``submitted/<student>/<assignment>/``, with a file that holds the submission's time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grader.errors import UsageError
from grader.intake.download import Download, FoundSubmission
from grader.intake.expected_module import ExpectedModule
from grader.intake.file_tree import Folder, NothingToGradeError
from grader.model import Person
from grader.text.clean import one_line
from grader.text.times import WrittenTime

_STEP = "submitted"
_TIMESTAMP = "timestamp.txt"
_MOST_LOOKED_AT = 50
_UNREADABLE = "a file that cannot be read"


def recognise(top: Folder, expected: ExpectedModule) -> Download | None:
    """Return the submissions of a course or of its ``submitted`` folder, else None.

    Raises
    ------
    UsageError
        There are several assignments, and nothing tells which one is meant.
    """
    submitted = next((folder for folder in top.folders if folder.name == _STEP), top)
    students = submitted.folders
    if not any(_is_dated(student) for student in students[:_MOST_LOOKED_AT]):
        return None
    meant = _assignment(submitted, expected)
    handed_in = [(student, folder) for student, folder in _pairs(students) if folder.name == meant]
    return Download("nbgrader", tuple(_found(*pair) for pair in handed_in))


def _is_dated(student: Folder) -> bool:
    inside = (file.name for folder in student.folders for file in folder.files)
    return _TIMESTAMP in inside


def _pairs(students: Iterable[Folder]) -> Iterator[tuple[Folder, Folder]]:
    return ((student, folder) for student in students for folder in student.folders)


def _assignment(submitted: Folder, expected: ExpectedModule) -> str:
    """Return the only assignment, or the only one that holds the module."""
    names = {folder.name for _, folder in _pairs(submitted.folders)}
    if len(names) > 1:
        holding = (
            folder.name for _, folder in _pairs(submitted.folders) if _holds(folder, expected)
        )
        names = set(holding) or names
    if len(names) == 1:
        return names.pop()
    shown = ", ".join(one_line(name) for name in sorted(names)[:5])
    raise UsageError(
        f"{one_line(submitted.name)} holds several assignments ({shown}); "
        "copy the folders of one of them, one a student, into a folder of their own"
    )


def _holds(folder: Folder, expected: ExpectedModule) -> bool:
    return any(file.name in expected.files for file in folder.files)


def _found(student: Folder, folder: Folder) -> FoundSubmission:
    stamps = [file for file in folder.files if file.name == _TIMESTAMP]
    try:
        stamp = stamps[0].read(1 << 10).decode("utf-8", "replace") if stamps else ""
    except (NothingToGradeError, OSError):
        stamp = _UNREADABLE
    if not stamps:
        return FoundSubmission(Person(student.name), folder)
    time = WrittenTime.of(stamp)
    says = f"{_TIMESTAMP} says {time.written!r}, and the time zone is not certain"
    return FoundSubmission(
        Person(student.name),
        folder,
        submitted=time.submitted,
        written=time.written,
        remarks=() if time.submitted else (says,),
    )
