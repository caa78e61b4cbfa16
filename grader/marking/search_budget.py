"""How much is tried for one submission: a bound for any catalogue and any student.

Known mistakes on top of a student's own functions are many: two at once grow with the square of the
catalogue, and each function that is not right doubles the ways to continue.  A search that does not
fit into what is left is not begun.  What it would explain stays unexplained, which is said.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST_CANDIDATES = 100_000
"""Seconds of computing, and three times what any submission can take with a catalogue of 150."""


@dataclass
class SearchBudget:
    """Counts the candidates that are tried for one submission.

    A candidate is a set of known mistakes on top of a choice of the student's functions.
    """

    most: int
    tried: int = 0
    refused: int = 0

    def allows(self, candidates: int) -> bool:
        """Return whether so many more may be tried, and count them; or count the refusal."""
        fits = self.tried + candidates <= self.most
        self.tried += candidates if fits else 0
        self.refused += not fits
        return fits
