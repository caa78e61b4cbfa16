"""Everything that known mistakes answer to one question, as a table of fingerprints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.fingerprint import NOT_FINITE, Fingerprint, fingerprint
from grader.model import Array, Misconception, Question

_UNHEARD = -1
"""The word for a kind of answer that no hypothesis gives."""


@dataclass(frozen=True, eq=False)
class Hypotheses:
    """One row a hypothesis, one column a case of the question.

    ``mistakes[i]`` are the ids of row i, ``sizes[i]`` their number; ``kinds`` holds indices into
    ``vocabulary``.
    """

    mistakes: tuple[tuple[str, ...], ...]
    sizes: Array
    kinds: Array
    projections: Array
    vocabulary: dict[str, int]

    @classmethod
    def of(cls, question: Question, misconceptions: Sequence[Misconception]) -> Hypotheses:
        """The table of a question: single mistakes from its distractors, then its pairs."""
        singles = single_fingerprints(question, misconceptions)
        table = question.pairs
        vocabulary = {word: index for index, word in enumerate(table.vocabulary)}
        for one in singles.values():
            for kind in one.kinds:
                vocabulary.setdefault(kind, len(vocabulary))
        n = len(question.cases)
        kinds = [[vocabulary[kind] for kind in one.kinds] for one in singles.values()]
        numbers = [one.projections for one in singles.values()]
        return cls(
            mistakes=tuple((id,) for id in singles) + table.pairs,
            sizes=np.array([1] * len(singles) + [2] * len(table.pairs)),
            kinds=np.vstack([np.array(kinds, np.int16).reshape(-1, n), table.kinds.reshape(-1, n)]),
            projections=np.vstack(
                [np.array(numbers).reshape(-1, n), table.projections.reshape(-1, n)]
            ),
            vocabulary=vocabulary,
        )

    def within(self, columns: Array) -> Hypotheses:
        """The same table in some of its cases."""
        return Hypotheses(
            self.mistakes,
            self.sizes,
            self.kinds[:, columns],
            self.projections[:, columns],
            self.vocabulary,
        )

    def words(self, kinds: Sequence[str]) -> Array:
        """Kinds of answers as indices into the vocabulary."""
        return np.array([self.vocabulary.get(kind, _UNHEARD) for kind in kinds])

    def not_finite(self, mistake: str, columns: Array) -> Array:
        """In which of the cases this mistake alone answers something that is not finite."""
        if (mistake,) not in self.mistakes:
            return np.zeros(len(columns), bool)
        row = self.mistakes.index((mistake,))
        nowhere = np.zeros(len(columns), bool)
        word = self.vocabulary.get(NOT_FINITE)
        return nowhere if word is None else self.kinds[row, columns] == word


def single_fingerprints(
    question: Question, misconceptions: Sequence[Misconception]
) -> dict[str, Fingerprint]:
    cases = [case.id for case in question.cases]
    """What each misconception that touches the question answers to its cases, by id.

    One that answers nothing but zeros is left out: so do a hundred others.
    """
    singles = {}
    for known in misconceptions:
        wrong = [
            next((d for d in case.distractors if d.misconception == known.id), None)
            for case in question.cases
        ]
        if not any(wrong):
            continue
        one = fingerprint(
            cases,
            [
                case.expected if d is None else d.raised if d.value is None else d.value
                for case, d in zip(question.cases, wrong, strict=True)
            ],
        )
        if _says_something(one):
            singles[known.id] = one
    return singles


def _says_something(one: Fingerprint) -> bool:
    return bool(one.norms.any()) or any(not kind.startswith("array") for kind in one.kinds)
