"""nbgrader: ``submitted/<student>/<assignment>/``, with a file that holds the submission's time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo

from grader.errors import UsageError
from grader.intake.download import Download, FoundSubmission
from grader.intake.expected_module import ExpectedModule
from grader.intake.file_tree import Folder, NothingToGradeError
from grader.model import Person
from grader.text.clean import one_line

_STEP = "submitted"
_TIMESTAMP = "timestamp.txt"
_MOST_LOOKED_AT = 50
_TIME = re.compile(r"(?P<time>\d{4}-\d\d-\d\d[ T][\d:.]+)\s*(?P<zone>\S*)")


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
    return any(file.name in expected.names for file in folder.files)


def _found(student: Folder, folder: Folder) -> FoundSubmission:
    stamps = [file for file in folder.files if file.name == _TIMESTAMP]
    try:
        submitted = _iso(stamps[0].read(1 << 10)) if stamps else ""
    except (NothingToGradeError, ValueError, LookupError, OSError):
        return FoundSubmission(
            Person(student.name), folder, remarks=(f"{_TIMESTAMP} holds no time",)
        )
    return FoundSubmission(Person(student.name), folder, submitted=submitted)


def _iso(stamp: bytes) -> str:
    """Return ``2015-02-02 14:58:23.948203 America/Los_Angeles`` in ISO 8601.

    Raises ValueError, and whatever ZoneInfo raises for an unknown zone.
    """
    parts = _TIME.fullmatch(stamp.decode("utf-8").strip())
    if not parts:
        raise ValueError("no time")
    time = datetime.fromisoformat(parts["time"])
    return time.replace(tzinfo=_zone(parts["zone"])).isoformat(timespec="seconds")


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo  # rarely needed

    if re.fullmatch(r"[+-]\d\d:?\d\d", name):
        zone = datetime.strptime(name, "%z").tzinfo
        return zone or UTC
    return ZoneInfo(name) if name not in ("", "UTC", "Z") else UTC
