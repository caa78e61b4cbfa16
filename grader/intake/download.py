"""The result of recognising a download: whose submissions are where.  No file is read for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from grader.intake.file_tree import Entry
from grader.model import Person

DownloadKind = Literal[
    "folder",
    "zip",
    "canvas",
    "moodle",
    "blackboard",
    "brightspace",
    "gradescope",
    "nbgrader",
    "mixed",
]

_NUMBERED = re.compile(r"(?P<number>[A-Za-z]{0,3}\d{4,})[ _-]+(?P<name>\D.*)", re.DOTALL)


@dataclass(frozen=True, eq=False)
class FoundSubmission:
    """One submission in a download.

    Attributes
    ----------
    person : Person
        The author, or the group.
    entry : Entry
    people : tuple of Person
        The members of a group, as the platform names them.
    numbers : tuple of str
        Numbers in front of the student's name.
    submitted : str
        Time in ISO 8601, or empty.
    written : str
        The time as the platform wrote it, where the class's time zone decides what it means.
    late : bool
        Whether the platform marked the submission as late.
    remarks : tuple of str
    place : str
        The path, for messages.
    """

    person: Person
    entry: Entry = field(repr=False)
    people: tuple[Person, ...] = ()
    numbers: tuple[str, ...] = ()
    submitted: str = ""
    late: bool = False
    remarks: tuple[str, ...] = ()
    place: str = ""
    written: str = ""


@dataclass(frozen=True)
class Download:
    """All submissions of one download.

    Attributes
    ----------
    kind : DownloadKind
    submissions : tuple of FoundSubmission
    skipped : tuple of str
        Names of the entries that could be a student's work, but belong to nobody.
    set_aside : tuple of str
        Names of the instructor's own files, such as a README.
    notices : tuple of str
        Sentences for the instructor.
    warnings : tuple of str
        Sentences on what was not understood.
    place : str
        The path of the download inside what was named, if it is not at the top.
    """

    kind: DownloadKind
    submissions: tuple[FoundSubmission, ...]
    skipped: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    place: str = ""


def numbered_name(name: str) -> tuple[tuple[str, ...], str]:
    """Split the student number off that some sites put before a name."""
    parts = _NUMBERED.fullmatch(name)
    return ((parts["number"],), parts["name"]) if parts else ((), name)


def is_nearly_all(count: int, total: int) -> bool:
    """Return whether ``count`` of ``total`` entries are enough to tell the kind of a download.

    A few may be strays.  What one student chose to call a file must never be enough.
    """
    return count > 0 and 4 * count >= 3 * total
