"""Bounds on what one document may cost.

A student's text is data of unknown length and depth.  Every stage counts what it does against a
``Budget``; where the budget is spent the line becomes "not understood", with the reason.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


class NotUnderstood(Exception):
    """A line cannot be read or evaluated; the message says why, for the student."""


class BudgetSpent(NotUnderstood):
    """The document has used up its time or its number of evaluations."""


@dataclass(frozen=True)
class DerivationLimits:
    """Limits on the cost of one document.

    ``seconds`` bounds the time of all readings together, ``proof_seconds`` what may be spent after
    that on counterexamples and repairs.
    """

    characters: int = 400_000
    formulas: int = 1_500
    tokens: int = 4_000
    expansions: int = 2_000
    depth: int = 40
    sides: int = 600
    elements: int = 2_000_000
    evaluations: int = 20_000
    seconds: float = 3.0
    proof_seconds: float = 1.5
    repairs: int = 1_500


@dataclass
class Budget:
    """Counts evaluations, and watches a clock in case that one of them takes long.

    The count decides in practice, so the same document gets the same verdicts on a busy machine;
    the clock is that of the processor for the same reason.
    """

    limits: DerivationLimits
    clock: Callable[[], float] = time.process_time
    evaluations: int = 0
    deadline: float = field(init=False)

    def __post_init__(self) -> None:
        self.deadline = self.clock() + self.limits.seconds

    def extend(self, seconds: float) -> None:
        """Give the next stage its own time."""
        self.deadline = self.clock() + seconds
        self.evaluations = 0

    def spend(self) -> None:
        """Count one evaluation; raise BudgetSpent where there is nothing left."""
        self.evaluations += 1
        if self.evaluations > self.limits.evaluations:
            raise BudgetSpent("the document needs too many evaluations")
        if self.evaluations % 32 == 0 and self.clock() > self.deadline:
            raise BudgetSpent("the document needs too much time")
