"""What the gradebook holds of a student's work, and how it stands in the rows of its tables."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grader.model import Delivery, Isolation, Person


@dataclass(frozen=True)
class Key:
    """What a mark depends on besides the submission: runs by plan, marks by suite."""

    plan: str
    suite: str
    grader: str


@dataclass(frozen=True)
class Attempt:
    """What a student handed in, as the gradebook knows it.

    ``unreadable`` says why there is nothing to run; ``page`` is what the page on disk was made
    from, and ``page_bytes`` its size.
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
        return self.delivery.person.student

    @property
    def has_code(self) -> bool:
        """True if there is something to run; a derivation can be handed in alone."""
        return bool(self.filename) and not self.unreadable


@dataclass(frozen=True, eq=False)
class Run:
    """What an attempt's code did (see ``executions``), and how it was held."""

    execution: bytes
    isolation: Isolation


@dataclass(frozen=True, eq=False)
class Mark:
    """What a run is worth (see ``grades``); ``again`` where a fault of ours spoilt it."""

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
    *rest: Any,
) -> Attempt:
    """Return the attempt in these columns of a row."""
    said: Sequence[str] = json.loads(remarks)
    delivery = Delivery(person_of(person), submitted, bool(late), tuple(said))
    return Attempt(id, number, delivery, *rest)
