"""What hypotheses answer to one case: fingerprints, each computed when it is first needed.

One case or two rule out nearly all hypotheses, so few of the other answers are ever needed.  What
was computed for one submission is there for the next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.marking.compare import SAME
from grader.marking.evidence import QuestionEvidence
from grader.marking.fingerprint import NOT_FINITE, column
from grader.model import Array, Case

Compute = Callable[[Case, Sequence[int]], Sequence[Array | str]]
"""Computes the answers of hypotheses, by their rows, to a case."""

_MISSING = -1
"""The kind of an answer that was not computed yet."""

_UNKNOWN = -2
"""The kind of an answer that no hypothesis gave so far."""


class AnswerColumn:
    """The answers of all hypotheses of a question to one case.

    Parameters
    ----------
    case
        The case.
    rows
        How many hypotheses there are.
    vocabulary
        The code of each kind of answer; the columns of a question share it and add to it.
    compute
        Computes the answers that are needed and not held.
    """

    def __init__(self, case: Case, rows: int, vocabulary: dict[str, int], compute: Compute) -> None:
        self.case = case
        self._vocabulary, self._compute = vocabulary, compute
        self._kinds = np.full(rows, _MISSING, np.int16)
        self._numbers, self._norms = np.zeros(rows), np.zeros(rows)
        self._held = 0

    def for_case(self, case: Case) -> AnswerColumn:
        """Return a column of the same hypotheses for another case, without any answer."""
        return AnswerColumn(case, len(self._kinds), self._vocabulary, self._compute)

    def hold(self, kinds: Array, numbers: Array, norms: Array | float = 0.0) -> None:
        """Take the fingerprints of the next rows; their norms are needed of single mistakes."""
        rows = slice(self._held, self._held + len(kinds))
        self._kinds[rows], self._numbers[rows], self._norms[rows] = kinds, numbers, norms
        self._held = rows.stop

    def holds(self, rows: Array) -> bool:
        """Return whether nothing needs to be computed for these rows, which are in order."""
        return not rows.size or rows[-1] < self._held

    def agreeing(self, rows: Array, kind: str, number: float, slack: float) -> Array:
        """Return those of these rows that give an answer but for ``slack``."""
        kinds, numbers, _ = self.fingerprints(rows)
        with np.errstate(all="ignore"):
            near = np.abs(numbers - number) <= slack
        agree: Array = rows[self._is(kind, kinds) & near]
        return agree

    def of_kind(self, rows: Array, kind: str) -> Array:
        """Return those of these rows whose answers are of a kind."""
        found: Array = rows[self._is(kind, self.fingerprints(rows)[0])]
        return found

    def alike(self, row: int, rows: Array) -> Array:
        """Return those of these rows that answer as a row does but for rounding."""
        (kind,), (number,), _ = self.fingerprints(np.array([row]))
        kinds, numbers, norms = self.fingerprints(rows)
        same: Array = rows[(kinds == kind) & (np.abs(numbers - number) <= SAME * norms)]
        return same

    def not_finite(self, row: int) -> bool:
        """Return whether the answer of a row is not finite."""
        return bool(self._is(NOT_FINITE, self.fingerprints(np.array([row]))[0])[0])

    def fingerprints(self, rows: Array) -> tuple[Array, Array, Array]:
        """Return the codes of the kinds, the projections and the norms of these rows' answers."""
        missing = rows[self._kinds[rows] == _MISSING]
        if missing.size:
            answers = self._compute(self.case, missing.tolist())
            kinds, self._numbers[missing], self._norms[missing] = column(self.case.id, answers)
            known = self._vocabulary
            self._kinds[missing] = [known.setdefault(kind, len(known)) for kind in kinds]
        return self._kinds[rows], self._numbers[rows], self._norms[rows]

    def _is(self, kind: str, kinds: Array) -> Array:
        found: Array = kinds == self._vocabulary.get(kind, _UNKNOWN)
        return found


def narrowed(
    rows: Array, columns: Sequence[AnswerColumn], evidence: QuestionEvidence, within: Array
) -> Array:
    """Return those of these rows that predict the answers at these places of the evidence.

    Parameters
    ----------
    rows
        The rows, in order.
    columns
        The answers to each case of the question.
    evidence
        A submission's answers to it.
    within
        Places in the evidence, shape (m,).
    """
    cases = evidence.columns
    # What is held costs nothing, and a wrong answer agrees with few hypotheses.
    needs = np.array([not columns[cases[place]].holds(rows) for place in within], bool)
    for place in within[np.lexsort((~evidence.wrong[within], needs))]:
        if not rows.size:
            break
        kind, number = evidence.answered.kinds[place], evidence.answered.projections[place]
        rows = columns[cases[place]].agreeing(rows, kind, number, evidence.slack[place])
    return rows
