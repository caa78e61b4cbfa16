"""Hypotheses: the right formula and known mistakes, alone and in twos, and what they answer.

An answer that is not held is computed when a submission has left few hypotheses to compute it of.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence

import numpy as np

from grader.marking.answer_column import AnswerColumn, narrowed
from grader.marking.evidence import QuestionEvidence
from grader.model import Array, Question


class Hypotheses:
    """A row for each hypothesis and a column for each case of a question.

    Row 0 is the right formula; single mistakes come next, then pairs of them.

    Parameters
    ----------
    mistakes
        The mistakes of each row.
    singles
        How many of the rows are single mistakes.
    columns
        The answers to each case, in the question's order.
    vocabulary
        The kinds of answers that are known so far, which the columns add to.
    """

    def __init__(
        self,
        mistakes: Sequence[tuple[str, ...]],
        singles: int,
        columns: Sequence[AnswerColumn],
        vocabulary: Collection[str],
    ) -> None:
        self.mistakes, self.vocabulary, self._columns = mistakes, vocabulary, columns
        self._singles = np.arange(1, 1 + singles)
        self._pairs = np.arange(1 + singles, len(mistakes))

    def redrawn(self, question: Question) -> Hypotheses:
        """Return the same hypotheses for the question with other cases in place of some."""
        both = zip(self._columns, question.cases, strict=True)
        columns = [old if old.case is case else old.for_case(case) for old, case in both]
        return Hypotheses(self.mistakes, len(self._singles), columns, self.vocabulary)

    @functools.cached_property
    def single_mistakes(self) -> tuple[str, ...]:
        """The ids of the mistakes that change some answer of the question."""
        return tuple(id for row in self._singles.tolist() for id in self.mistakes[row])

    def singles_predicting(self, evidence: QuestionEvidence, within: Array) -> list[int]:
        """Return the rows of single mistakes that predict the answers at these places."""
        rows: list[int] = narrowed(self._singles, self._columns, evidence, within).tolist()
        return rows

    def pairs_predicting(
        self, evidence: QuestionEvidence, within: Array, without: Sequence[int] = ()
    ) -> list[int]:
        """Return the rows of pairs that predict the answers at these places.

        Pairs of which a mistake is in one of the rows ``without`` are left out, and so are those
        that in no case answer otherwise than the right formula, or than one mistake alone.
        """
        rows = self._pairs
        if without:
            rows = rows[~np.isin(self._members, without).any(axis=1)]
        rows = narrowed(rows, self._columns, evidence, within)
        return [row for row in rows.tolist() if self.is_distinct(row)]

    def multiples(
        self, evidence: QuestionEvidence, within: Array
    ) -> list[tuple[tuple[str, ...], float]]:
        """Return the single mistakes that predict the answers times one factor, with the factor."""
        held = [self._columns[place].holds(self._singles) for place in evidence.columns[within]]
        rows, _, over = self._proportional(self._singles, evidence, within[np.array(held, bool)])
        # A mistake that answers with zeros so far may still do so times any factor.
        rows = rows[~(over > 0).any(axis=1)]
        rows, factors, over = self._proportional(rows, evidence, within)
        fits = (over <= 0).all(axis=1)
        both = zip(rows[fits].tolist(), factors[fits].tolist(), strict=True)
        return [(self.mistakes[row], factor) for row, factor in both]

    def is_distinct(self, pair: int) -> bool:
        """Return whether a pair answers otherwise than the right formula and each single mistake.

        Otherwise nothing shows that two mistakes were made.
        """
        alike = np.arange(1 + len(self._singles))
        for answers in sorted(self._columns, key=lambda one: not one.holds(alike)):
            alike = answers.alike(pair, alike)
            if not alike.size:
                return True
        return False

    def not_finite(self, mistake: str, columns: Array) -> Array:
        """Return a mask, shape (m,): True where the mistake's answer is not finite."""
        if mistake not in self._rows:
            return np.zeros(len(columns), bool)
        row = self._rows[mistake]
        return np.array([self._columns[place].not_finite(row) for place in columns], bool)

    def changed(self, mistake: str, columns: Array) -> Array:
        """Return a mask, shape (m,): True where the mistake changes the answer."""
        if mistake not in self._rows:
            return np.zeros(len(columns), bool)
        row, right = self._rows[mistake], np.array([0])
        return np.array([not self._columns[place].alike(row, right).size for place in columns])

    def _proportional(
        self, rows: Array, evidence: QuestionEvidence, places: Array
    ) -> tuple[Array, Array, Array]:
        """Return those of these rows that predict answers of the kinds at these places.

        With them come the factors that fit best, and how far more than ``slack`` the answers are
        off the predicted ones times the factor, shape (rows, places).
        """
        columns = [self._columns[place] for place in evidence.columns[places]]
        for place, answers in zip(places, columns, strict=True):
            rows = answers.of_kind(rows, evidence.answered.kinds[place])
        predicted = np.empty((len(rows), 1, len(places)))
        for number, answers in enumerate(columns):
            predicted[:, 0, number] = answers.fingerprints(rows)[1]
        numbers, slack = evidence.answered.projections[places], evidence.slack[places]
        with np.errstate(all="ignore"):
            factors = predicted @ numbers[:, None] / (predicted @ predicted.transpose(0, 2, 1))
            over = np.abs(factors * predicted - numbers) - slack
        return rows, factors[:, 0, 0], over[:, 0, :]

    @functools.cached_property
    def _members(self) -> Array:
        """The rows of the single mistakes that each pair is of, shape (pairs, 2); or -1."""
        pairs = (self.mistakes[pair] for pair in self._pairs.tolist())
        rows = [[self._rows.get(id, -1) for id in pair] for pair in pairs]
        return np.array(rows, int).reshape(-1, 2)

    @functools.cached_property
    def _rows(self) -> dict[str, int]:
        return dict(zip(self.single_mistakes, self._singles.tolist(), strict=True))
