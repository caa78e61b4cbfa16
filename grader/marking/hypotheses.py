"""Everything that known mistakes answer to one question, as a table of fingerprints."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.marking.fingerprint import NOT_FINITE, Fingerprint, Prints, column
from grader.model import Array, Case, Misconception, Question, frozen

_UNHEARD = -1
"""The word for a kind of answer that no hypothesis gives."""


@dataclass(frozen=True, eq=False)
class Hypotheses:
    """One row a hypothesis: first single mistakes, then pairs.  One column a case.

    ``kinds`` holds indices into ``vocabulary``; ``touched[i, c]`` says whether the single mistake
    of row i changes the answer to case c.
    """

    mistakes: tuple[tuple[str, ...], ...]
    kinds: Array
    projections: Array
    touched: Array
    vocabulary: dict[str, int]

    @classmethod
    def of(cls, question: Question, misconceptions: Sequence[Misconception]) -> Hypotheses:
        """The table of a question: single mistakes from its distractors, then its pairs."""
        singles = single_fingerprints(question, misconceptions)
        table, width = question.pairs, len(question.cases)
        vocabulary = {word: index for index, word in enumerate(table.vocabulary)}
        for one in singles.values():
            for kind in one.kinds:
                vocabulary.setdefault(kind, len(vocabulary))
        alone = Prints.of(tuple(singles.values()), width)
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

    def words(self, kinds: Sequence[str]) -> Array:
        """Kinds of answers as indices into the vocabulary."""
        return np.array([self.vocabulary.get(kind, _UNHEARD) for kind in kinds])

    def agreeing(self, columns: Array, kinds: Array, numbers: Array, slack: Array) -> Array:
        """The rows that predict these answers in all of these cases.

        ``kinds`` (see ``words``), ``numbers`` and ``slack`` have one entry for each column.
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
        """The single mistakes that predict these answers but for one factor, and that factor."""
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
        """In which of the cases this mistake alone answers something that is not finite."""
        word = self.vocabulary.get(NOT_FINITE)
        found: Array = self.changed(mistake, columns)
        if found.any():
            found = found & (self.kinds[self._rows[mistake], columns] == word)
        return found

    def changed(self, mistake: str, columns: Array) -> Array:
        """In which of the cases this mistake alone answers anything but the right array."""
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
    """What each misconception that touches the question answers to its cases, by id.

    One that answers nothing but zeros is left out: so do a hundred others.
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
    """What each of these mistakes answers to a case."""
    wrong = {d.misconception: d for d in reversed(case.distractors)}

    def answer(mistake: str) -> Array | str:
        known = wrong.get(mistake)
        if known is None:
            return case.expected
        return known.value if known.value is not None else known.raised

    return [answer(mistake) for mistake in mistakes]


def _by_case(singles: Array, pairs: Array) -> Array:
    """One table of both, with the answers to one case side by side in memory."""
    return np.asfortranarray(np.vstack([singles, pairs.reshape(-1, singles.shape[1])]))


def _says_something(one: Fingerprint) -> bool:
    return bool(one.norms.any()) or any(not kind.startswith("array") for kind in one.kinds)


def _touched(question: Question, mistakes: Sequence[str]) -> Array:
    """Which case (column) has another answer with which mistake (row)."""
    wrong = [{d.misconception for d in case.distractors} for case in question.cases]
    rows = [[mistake in case for case in wrong] for mistake in mistakes]
    return np.array(rows, bool).reshape(len(mistakes), len(wrong))
