"""The result of recognising a download: whose submissions are where.  No file is read for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from grader.intake.file_tree import Entry
from grader.model import Person

DownloadKind = Literal["folder", "zip", "canvas", "moodle", "gradescope", "nbgrader", "mixed"]


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
        Names of the entries that belong to nobody.
    notices : tuple of str
        Sentences for the instructor.
    """

    kind: DownloadKind
    submissions: tuple[FoundSubmission, ...]
    skipped: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
