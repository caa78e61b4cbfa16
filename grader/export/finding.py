"""What is to be said about an export before anybody uploads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, unique

from grader.text.clean import clean, one_line

_MOST_NAMES = 12


@unique
class Weight(Enum):
    """How much a finding matters."""

    NOTE = "note"
    """Good to know."""
    LOOK = "look"
    """Somebody should look before the upload; the file is written."""
    STOP = "stop"
    """The upload would lose the grades or spoil something; nothing is written."""


@dataclass(frozen=True)
class Finding:
    """One sentence, and whom it is about.  ``every`` asks for all of the names, however many."""

    weight: Weight
    words: str
    whom: tuple[str, ...] = ()
    every: bool = False

    def __str__(self) -> str:
        most = len(self.whom) if self.every else _MOST_NAMES
        names = [one_line(name) for name in self.whom[:most]]
        if len(self.whom) > most:
            names.append(f"and {len(self.whom) - most} more")
        words = clean(self.words).replace("\n", " ")
        listed = "".join(f"\n      {name}" for name in names)
        return f"{self.weight.value}: {words}{':' if names else ''}{listed}"


@dataclass(frozen=True)
class Returned:
    """A student's row in a platform's file: the name that stands there, and the platform's id."""

    student: str
    name: str
    id: str


@dataclass(frozen=True)
class Filled:
    """A platform's file with grades in it, and what there is to say about its upload.

    ``returned`` are those that have a grade in it.
    """

    content: bytes
    findings: tuple[Finding, ...]
    returned: tuple[Returned, ...]


def weightiest(findings: Iterable[Finding]) -> Weight:
    """The greatest weight among them; NOTE where there are none."""
    order = list(Weight)
    return max((finding.weight for finding in findings), key=order.index, default=Weight.NOTE)


def about(weight: Weight, words: str, whom: Sequence[str], *, every: bool = False) -> list[Finding]:
    """A finding on these people, ``{n}`` in it their number; none where there are none."""
    if not whom:
        return []
    return [Finding(weight, words.replace("{n}", str(len(whom))), tuple(whom), every)]
