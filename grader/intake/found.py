"""What a recogniser of downloads finds: who, what, and when; no file is read for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from grader.intake.tree import Entry
from grader.model import Person

Kind = Literal["folder", "zip", "canvas", "moodle", "gradescope", "nbgrader", "mixed"]


@dataclass(frozen=True, eq=False)
class Found:
    """One submission.  ``people`` are those behind it, each as the platform names them.

    ``numbers`` are those that stand in front of the student's name.
    """

    person: Person
    entry: Entry = field(repr=False)
    people: tuple[Person, ...] = ()
    numbers: tuple[str, ...] = ()
    submitted: str = ""
    late: bool = False
    remarks: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True)
class Recognised:
    """All submissions of one download, the names that lead to nobody, and what else to say."""

    kind: Kind
    found: tuple[Found, ...]
    passed_over: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
