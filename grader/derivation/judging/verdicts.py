"""Verdicts on sides of equations, with proofs and repairs."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum, unique

from grader.derivation.source.statements import Side


@unique
class LineVerdict(StrEnum):
    """Verdict on one side of a chain."""

    START = "start"
    HOLDS = "holds"
    CONDITIONAL = "conditional"
    BREAKS = "breaks"
    FOLLOWS = "follows"
    UNKNOWN = "unknown"

    @property
    def mark(self) -> str:
        """The character that stands for the verdict; it needs no colour."""
        return _MARKS[self]


_MARKS = {
    LineVerdict.START: "·",
    LineVerdict.HOLDS: "✓",
    LineVerdict.CONDITIONAL: "◐",
    LineVerdict.BREAKS: "✗",
    LineVerdict.FOLLOWS: "↳",
    LineVerdict.UNKNOWN: "?",
}


@dataclass(frozen=True)
class Repair:
    """A single change that makes a broken side hold."""

    text: str
    before: str
    after: str
    start: int
    end: int


@dataclass(frozen=True)
class Proof:
    """A point at which two sides differ, and intervals that enclose their exact values.

    An interval is given by its middle, to 20 digits, and its width.
    """

    length: int
    indices: tuple[tuple[str, int], ...]
    quantities: tuple[tuple[str, str], ...]
    left: str
    right: str
    left_interval: tuple[str, str]
    right_interval: tuple[str, str]


@dataclass(frozen=True)
class Judged:
    """A side and its verdict.

    ``compared_with`` is the place in the chain of the side that it was compared with, ``uses`` the
    assumption that the step needs.
    """

    side: Side
    verdict: LineVerdict
    reason: str = ""
    uses: str = ""
    compared_with: int | None = None
    proof: Proof | None = None
    repair: Repair | None = None
    returns: bool = False
    is_definition: bool = False


@dataclass(frozen=True)
class JudgedChain:
    """A chain with the verdict of each side."""

    sides: tuple[Judged, ...] = field(default_factory=tuple)
