"""The nouns of the gradebook, and their form in its tables."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader.model import Delivery, Isolation, Person


@dataclass(frozen=True)
class Key:
    """What a run or a mark depends on besides the submission.

    Attributes
    ----------
    plan : str
        The digest of the plan, which decides a run.
    suite : str
        The digest of the suite, which decides a mark.
    grader : str
        The grader's version.
    """

    plan: str
    suite: str
    grader: str


@dataclass(frozen=True)
class Attempt:
    """One file that a student handed in.

    Attributes
    ----------
    id : int
    number : int
        Counts the student's attempts from 1.
    delivery : Delivery
    filename : str
    unreadable : str
        The reason why there is nothing to run, or empty.
    page : str
        A digest of what the page on disk was made from.
    page_bytes : int
        The size of that page.
    """

    id: int
    number: int
    delivery: Delivery
    filename: str
    unreadable: str
    page: str
    page_bytes: int

    @property
    def student(self) -> str:
        """The student's key."""
        return self.delivery.person.student

    @property
    def has_code(self) -> bool:
        """True if there is something to run; a derivation can be handed in alone."""
        return bool(self.filename) and not self.unreadable


@dataclass(frozen=True, eq=False)
class Run:
    """An encoded execution (see ``executions``) and its isolation."""

    execution: bytes
    isolation: Isolation


@dataclass(frozen=True, eq=False)
class Mark:
    """An encoded grade (see ``grades``); ``again`` if a fault of the grader spoiled it."""

    grade: bytes
    variant: str = ""
    groups: tuple[str, ...] = ()
    again: bool = False


def plain(noun: Person | Isolation) -> str:
    """Return the noun as JSON."""
    return json.dumps(vars(noun))


@functools.lru_cache(maxsize=64)
def isolation_of(text: str) -> Isolation:
    """Return the isolation in this JSON."""
    fields: dict[str, Any] = json.loads(text)
    return Isolation(**(fields | {"layers": tuple(fields["layers"])}))


@functools.lru_cache(maxsize=1 << 13)
def person_of(text: str) -> Person:
    """Return the person in this JSON."""
    fields: dict[str, Any] = json.loads(text)
    return Person(**(fields | {"members": tuple(fields["members"])}))


def attempt_of(
    id: int,
    number: int,
    person: str,
    submitted: str,
    late: int,
    remarks: str,
    written: str,
    *rest: Any,
) -> Attempt:
    """Return the attempt in these columns of a row."""
    sentences: Sequence[str] = json.loads(remarks)
    delivery = Delivery(person_of(person), submitted, bool(late), tuple(sentences), written)
    return Attempt(id, number, delivery, *rest)
