"""Compare two sides at all points: on which assumptions they agree, and where they fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from grader.derivation.evaluation.points import Points
from grader.derivation.evaluation.tensor import (
    MATRIX_AXES,
    POINT,
    Array,
    Tensor,
    aligned,
    combine,
    joined_axes,
    spread,
)
from grader.derivation.grammar.limits import NotUnderstood

_CLOSE = 1e-9
_TINY = 1e-12


@dataclass(frozen=True, eq=False)
class SideComparison:
    """Outcome of comparing two sides.

    Parameters
    ----------
    level
        The lowest level of assumptions at which they agree everywhere; None if there is none.
    failing
        Where they differ at points of the highest level, over the letters.
    valid
        Where the conditions of the line hold, over the same axes.
    """

    level: int | None
    failing: Tensor
    valid: Tensor

    @property
    def holds(self) -> bool:
        """Return True if the sides agree, with all assumptions at the most."""
        return self.level is not None

    def diagonal(self, pairs: Mapping[tuple[str, str], bool]) -> tuple[str, str, bool] | None:
        """Return two letters and whether they must be equal for the line to hold, if that is all.

        ``pairs`` are the pairs of letters that may be compared with each other.
        """
        for first, second in pairs:
            if first not in self.failing.axes or second not in self.failing.axes:
                continue
            for equal in (True, False):
                if self._fails_only(first, second, not equal):
                    return first, second, equal
        return None

    def _fails_only(self, first: str, second: str, equal: bool) -> bool:
        """Return True if all failures are where the letters are (un)equal, and the rest is fine."""
        size = self.failing.data.shape[self.failing.axes.index(first)]
        index = np.arange(size)
        same = combine(np.equal, Tensor((first,), index), Tensor((second,), index))
        there = same if equal else Tensor(same.axes, ~same.data)
        inside = combine(np.logical_and, self.failing, there).data.any()
        rest = Tensor(there.axes, ~there.data)
        outside = combine(np.logical_and, self.failing, rest).data.any()
        fine = combine(np.logical_and, self.valid, rest).data.any()
        return bool(inside and not outside and fine)


def compare(left: Tensor, right: Tensor, mask: Tensor, points: Points) -> SideComparison:
    """Compare two sides where the mask is true.

    Entries that are not finite, such as a quotient by a target of 0, prove nothing.

    Raises
    ------
    NotUnderstood
        If the shapes differ, or the sides seem to differ only where a value is not finite.
    """
    _check_shapes(left, right)
    axes = (POINT, *(axis for axis in joined_axes((left, right, mask)) if axis != POINT))
    differs = combine(_differs, left, right)
    certain = combine(np.logical_and, differs, combine(_are_finite, left, right))
    shape = dict.fromkeys(axes, points.length) | {POINT: len(points.levels)}
    differs = spread(combine(np.logical_and, differs, mask), shape)
    failing = np.moveaxis(differs.data, differs.axes.index(POINT), 0)
    letters = tuple(axis for axis in differs.axes if axis != POINT)
    top = int(points.levels.max())
    level = next((n for n in range(top + 1) if not failing[points.levels >= n].any()), None)
    certain = spread(combine(np.logical_and, certain, mask), shape)
    proved = np.moveaxis(aligned(certain, differs.axes), differs.axes.index(POINT), 0)
    last = proved[points.levels == top].any(axis=0)
    if level is None and not last.any() and failing[points.levels == top].any():
        raise NotUnderstood("a value that is not finite")
    return SideComparison(level, Tensor(letters, last), mask)


def _differs(left: Array, right: Array) -> Array:
    with np.errstate(all="ignore"):
        allowed = _CLOSE * (np.abs(left) + np.abs(right)) + _TINY
        return np.asarray(~(np.abs(left - right) <= allowed))


def _are_finite(left: Array, right: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(np.isfinite(left.astype(float)) & np.isfinite(right.astype(float)))


def _check_shapes(left: Tensor, right: Tensor) -> None:
    shapes = [{axis for axis in one.axes if axis in MATRIX_AXES} for one in (left, right)]
    if shapes[0] != shapes[1]:
        raise NotUnderstood("the two sides have different shapes")


def letter_pairs(
    axes: tuple[str, ...], sorts: Mapping[str, str | None]
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of letters that are of one sort, or of an unknown one."""
    letters = [axis for axis in axes if axis not in (*MATRIX_AXES, POINT)]
    for place, first in enumerate(letters):
        for second in letters[place + 1 :]:
            own, other = sorts.get(first), sorts.get(second)
            if own == other or own is None or other is None:
                yield first, second
