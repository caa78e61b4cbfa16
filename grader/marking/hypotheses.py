"""Hypotheses: the answers of known mistakes to one question, as a table of fingerprints."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.marking.fingerprint import NOT_FINITE, Fingerprint, FingerprintTable, column
from grader.model import Array, Case, Misconception, Question, frozen

_UNKNOWN_KIND = -1
"""The code of a kind of answer that no hypothesis gives."""


@dataclass(frozen=True, eq=False)
class Hypotheses:
    """A row for each hypothesis, single mistakes before pairs, and a column for each case.

    Parameters
    ----------
    mistakes
        The mistakes of each row.
    kinds
        Indices into ``vocabulary``, shape (rows, cases).
    projections
        Projections of the answers, shape (rows, cases).
    touched
        Boolean mask, shape (single mistakes, cases): True where the mistake changes the answer.
    vocabulary
        The code of each kind of answer.
    """

    mistakes: tuple[tuple[str, ...], ...]
    kinds: Array
    projections: Array
    touched: Array
    vocabulary: dict[str, int]

    @classmethod
    def of(cls, question: Question, misconceptions: Sequence[Misconception]) -> Hypotheses:
        """Return the table of a question, from its distractors and its table of pairs."""
        singles = single_fingerprints(question, misconceptions)
        table, width = question.pairs, len(question.cases)
        vocabulary = {word: index for index, word in enumerate(table.vocabulary)}
        for one in singles.values():
            for kind in one.kinds:
                vocabulary.setdefault(kind, len(vocabulary))
        alone = FingerprintTable.of(tuple(singles.values()), width)
        known = np.array([vocabulary[kind] for kind in alone.vocabulary], int)
        return cls(
            mistakes=(*((id,) for id in singles), *table.pairs),
            kinds=_by_case(known[alone.kinds], table.kinds),
            projections=_by_case(alone.projections, table.projections),
            touched=_touched(question, tuple(singles)),
            vocabulary=vocabulary,
        )

    @functools.cached_property
    def single_mistakes(self) -> tuple[str, ...]:
        """The ids of the mistakes that change some answer of the question."""
        return tuple(id for id, *_ in self.mistakes[: self.singles])

    @property
    def singles(self) -> int:
        """The number of rows that are single mistakes."""
        return len(self.touched)

    def kind_codes(self, kinds: Sequence[str]) -> Array:
        """Return the kinds of answers as indices into the vocabulary, -1 for unknown kinds."""
        return np.array([self.vocabulary.get(kind, _UNKNOWN_KIND) for kind in kinds])

    def agreeing(self, columns: Array, kinds: Array, numbers: Array, slack: Array) -> Array:
        """Return the rows that predict the answers to these cases.

        Parameters
        ----------
        columns
            The cases, shape (m,).
        kinds
            The kinds of the answers as codes (see ``kind_codes``), shape (m,).
        numbers
            The projections of the answers, shape (m,).
        slack
            How far off a projection may be, shape (m,).
        """
        if not columns.size:
            return np.arange(len(self.mistakes))
        # One case first, because after it hardly a row is left to look at.
        first = columns[0]
        with np.errstate(all="ignore"):
            near = np.abs(self.projections[:, first] - numbers[0]) <= slack[0]
            rows = np.flatnonzero(near & (self.kinds[:, first] == kinds[0]))
            there = np.ix_(rows, columns)
            near = np.abs(self.projections[there] - numbers) <= slack
            agree: Array = rows[(near & (self.kinds[there] == kinds)).all(axis=1)]
        return agree

    def multiples(
        self, columns: Array, kinds: Array, numbers: Array, slack: Array
    ) -> list[tuple[int, float]]:
        """Return the single mistakes that predict the answers times one factor, with the factor.

        The parameters are those of ``agreeing``.
        """
        alike = (self.kinds[: self.singles, columns] == kinds).all(axis=1)
        rows = np.flatnonzero(alike)
        predicted = self.projections[np.ix_(rows, columns)][:, None, :]
        with np.errstate(all="ignore"):
            factors = predicted @ numbers[:, None] / (predicted @ predicted.transpose(0, 2, 1))
            near = np.abs(factors * predicted - numbers) <= slack
        fits = near.all(axis=(1, 2))
        return [
            (int(row), float(factor))
            for row, factor in zip(rows[fits], factors[fits, 0, 0], strict=True)
        ]

    def not_finite(self, mistake: str, columns: Array) -> Array:
        """Return a mask, shape (m,): True where the mistake's answer is not finite."""
        word = self.vocabulary.get(NOT_FINITE)
        found: Array = self.changed(mistake, columns)
        if found.any():
            found = found & (self.kinds[self._rows[mistake], columns] == word)
        return found

    def changed(self, mistake: str, columns: Array) -> Array:
        """Return a mask, shape (m,): True where the mistake changes the answer."""
        if mistake not in self._rows:
            return np.zeros(len(columns), bool)
        found: Array = self.touched[self._rows[mistake], columns]
        return found

    @functools.cached_property
    def _rows(self) -> dict[str, int]:
        return {id: row for row, id in enumerate(self.single_mistakes)}


def single_fingerprints(
    question: Question, misconceptions: Sequence[Misconception]
) -> dict[str, Fingerprint]:
    """Return the fingerprint of each misconception that changes an answer of the question, by id.

    One whose answers are all zeros is left out: a hundred other slips give the same.
    """
    named = {d.misconception for case in question.cases for d in case.distractors}
    ids = [known.id for known in misconceptions if known.id in named]
    columns = [column(case.id, _answers(case, ids)) for case in question.cases]
    kinds, numbers, norms = zip(*columns, strict=True) if columns else ((), (), ())
    rows = zip(
        ids, zip(*kinds, strict=True), np.transpose(numbers), np.transpose(norms), strict=True
    )
    singles = {id: Fingerprint(said, frozen(n), frozen(m)) for id, said, n, m in rows}
    return {id: one for id, one in singles.items() if _says_something(one)}


def _answers(case: Case, mistakes: Sequence[str]) -> list[Array | str]:
    """Return the answer of each of these mistakes to a case."""
    wrong = {d.misconception: d for d in reversed(case.distractors)}

    def answer(mistake: str) -> Array | str:
        known = wrong.get(mistake)
        if known is None:
            return case.expected
        return known.value if known.value is not None else known.raised

    return [answer(mistake) for mistake in mistakes]


def _by_case(singles: Array, pairs: Array) -> Array:
    """Return one table of both, with the answers to one case side by side in memory."""
    return np.asfortranarray(np.vstack([singles, pairs.reshape(-1, singles.shape[1])]))


def _says_something(one: Fingerprint) -> bool:
    return bool(one.norms.any()) or any(not kind.startswith("array") for kind in one.kinds)


def _touched(question: Question, mistakes: Sequence[str]) -> Array:
    """Return a mask, shape (mistakes, cases): True where a mistake changes the answer."""
    wrong = [{d.misconception for d in case.distractors} for case in question.cases]
    rows = [[mistake in case for case in wrong] for mistake in mistakes]
    return np.array(rows, bool).reshape(len(mistakes), len(wrong))
