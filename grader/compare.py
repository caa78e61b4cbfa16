"""How far one array is from another, and whether two answers are the same.

Distances are relative to the expected array, so that an answer is judged alike at every scale
from 1e-12 to 1e12; many arrays are compared in one pass, because one call of numpy costs more
than the arithmetic of a small case.  Shapes must agree before anything here is asked: nothing is
broadcast.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.model import Array

ZERO_SCALE = 1e-7
"""What an expected zero is measured against.  With a tolerance of 1e-5 a right answer may then
miss a zero by 1e-12, far above rounding and far below any mistake."""

_SMALLEST = np.finfo(np.float64).tiny / np.finfo(np.float64).eps
"""Below this a double has lost digits, so no relative accuracy can be asked of it."""


def distances(
    actual: Sequence[Array], expected: Sequence[Array], *, elementwise: bool = False
) -> Array:
    """The relative distance of each actual array from the expected one: shape (len(expected),).

    The Frobenius norm of the difference over that of the expected array; or, elementwise, the
    largest of the entries' own relative differences.  An array of zeros (elementwise: a zero) is
    measured against ``ZERO_SCALE``.  Infinite where an entry is not finite.  Pairs must have
    equal shapes and at least one entry.
    """
    starts = np.cumsum([0] + [array.size for array in expected[:-1]])
    got, want = _flat(actual), _flat(expected)
    with np.errstate(all="ignore"):
        measured = _entrywise(got, want, starts) if elementwise else _norms(got, want, starts)
    measured[~np.isfinite(measured)] = np.inf
    return measured


def distance(actual: Array, expected: Array, *, elementwise: bool = False) -> float:
    """``distances`` of a single pair; infinite where the shapes differ."""
    if actual.shape != expected.shape:
        return float("inf")
    return float(distances([actual], [expected], elementwise=elementwise)[0])


def finite(array: Array) -> bool:
    """Whether every entry is a finite number."""
    return bool(np.isfinite(array).all())


def _flat(arrays: Sequence[Array]) -> Array:
    return np.concatenate([np.ravel(array) for array in arrays]).astype(np.float64, copy=False)


def _entrywise(got: Array, want: Array, starts: Array) -> Array:
    size = np.abs(want)
    size[size < _SMALLEST] = ZERO_SCALE
    entries: Array = np.maximum.reduceat(np.abs(got - want) / size, starts)
    return entries


def _norms(got: Array, want: Array, starts: Array) -> Array:
    # Squares of 1e200 overflow and those of 1e-200 vanish: scale each array to about one first.
    largest = np.maximum.reduceat(np.abs(want), starts)
    largest[largest < _SMALLEST] = ZERO_SCALE
    sizes = np.diff(np.append(starts, want.size))
    scale = np.repeat(largest, sizes)
    missed = np.sqrt(np.add.reduceat(((got - want) / scale) ** 2, starts))
    norm = np.sqrt(np.add.reduceat((want / scale) ** 2, starts))
    norm[norm == 0] = 1.0
    answer: Array = missed / norm
    return answer
