"""Many answers to every case of a question as a table of fingerprints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from grader.marking.compare import SAME
from grader.marking.fingerprint import Column
from grader.model import Array, frozen


@dataclass(frozen=True, eq=False)
class AnswerTable:
    """One row an answer, one column a case.

    Parameters
    ----------
    kinds
        Indices into ``words``, shape (rows, cases): what sort of answer it is.
    projections, norms
        The one number of each answer and its norm, shape (rows, cases).
    words
        The sorts of answers.
    """

    kinds: Array
    projections: Array
    norms: Array
    words: tuple[str, ...]

    @classmethod
    def of(cls, columns: Sequence[Column]) -> AnswerTable:
        """Return the table of these columns, at least one."""
        words = dict.fromkeys(kind for kinds, _, _ in columns for kind in kinds)
        number = {kind: index for index, kind in enumerate(words)}
        kinds = [[number[kind] for kind in kinds] for kinds, _, _ in columns]
        return cls(
            kinds=np.array(kinds, int).T,
            projections=np.array([numbers for _, numbers, _ in columns]).T,
            norms=np.array([norms for _, _, norms in columns]).T,
            words=tuple(words),
        )

    def alike(self, row: int, rows: Array) -> Array:
        """Return those of ``rows`` that agree with a row in every case but for rounding."""
        # Case by case, because after the first ones hardly a row is left to look at.
        for case in range(self.kinds.shape[1]):
            with np.errstate(all="ignore"):
                off = np.abs(self.projections[rows, case] - self.projections[row, case])
                near = off <= SAME * self.norms[rows, case]
            rows = rows[(self.kinds[rows, case] == self.kinds[row, case]) & near]
        return rows

    def new_rows(self, known: int) -> Array:
        """Return the rows from ``known`` on that differ from each row before it in some case."""
        is_new = np.arange(len(self.kinds)) >= known
        for row in range(known):
            is_new[self.alike(row, np.flatnonzero(is_new))] = False
        return np.flatnonzero(is_new)

    def part(self, rows: Array) -> tuple[Array, Array, tuple[str, ...]]:
        """Return kinds, projections and words of some rows; words in their order of appearance."""
        kinds = self.kinds[rows]
        used = dict.fromkeys(kinds.ravel().tolist())
        number = np.full(len(self.words), -1)
        number[list(used)] = np.arange(len(used))
        table = frozen(number[kinds].astype(np.int16)), frozen(self.projections[rows])
        return *table, tuple(self.words[kind] for kind in used)
