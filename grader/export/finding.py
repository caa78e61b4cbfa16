"""Findings: what the instructor should know about an export before the upload."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, unique

from grader.text.clean import clean, one_line

_MOST_NAMES = 12


@unique
class Weight(Enum):
    """The severity of a finding."""

    NOTE = "note"
    """Good to know."""
    LOOK = "look"
    """Somebody should look before the upload; the file is written."""
    STOP = "stop"
    """The upload would lose the grades or spoil something; nothing is written."""


@dataclass(frozen=True)
class ExportFinding:
    """One sentence and the students it concerns; ``every`` lists all of them."""

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
class GradedRow:
    """A student's row in a platform's file: its name and the platform's id."""

    student: str
    name: str
    id: str


@dataclass(frozen=True)
class FilledFile:
    """A platform's file with grades, the findings, and the rows that got a grade."""

    content: bytes
    findings: tuple[ExportFinding, ...]
    returned: tuple[GradedRow, ...]


def weightiest(findings: Iterable[ExportFinding]) -> Weight:
    """Return the greatest weight among findings; NOTE if there are none."""
    order = list(Weight)
    return max((finding.weight for finding in findings), key=order.index, default=Weight.NOTE)


def about(
    weight: Weight, words: str, whom: Sequence[str], *, every: bool = False
) -> list[ExportFinding]:
    """Return a finding on these students, or nothing if there are none.

    ``words`` may contain ``{n}`` for their number.
    """
    if not whom:
        return []
    return [ExportFinding(weight, words.replace("{n}", str(len(whom))), tuple(whom), every)]
