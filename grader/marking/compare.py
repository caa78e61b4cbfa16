"""Distances between arrays.

Distances are relative to the expected array, so that an answer is judged alike at every scale
from 1e-12 to 1e12; many arrays are compared in one pass, because one call of numpy costs more
than the arithmetic of a small case.  Nothing is broadcast: arrays of other shapes are compared
by ``distances`` alone, and are infinitely far apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.model import Array

ZERO_SCALE = 1e-7
"""What an expected zero is measured against.  With a tolerance of 1e-5 a right answer may then
miss a zero by 1e-12, far above rounding and far below any mistake."""

SAME = 1e-9
"""Below this relative distance two formulas give the same answer."""

DOUBLE = float(np.finfo(np.float64).eps)
SINGLE = float(np.finfo(np.float32).eps)
"""What rounding one number to this precision may change, relative to it."""

ROUNDING = 64 * DOUBLE
"""What right double-precision code may lose on a case of conditioning 1, with room to spare."""

WORST_DOUBLE = 1e-12
"""Above every error of right double-precision code on a well-conditioned case (1e-13 or so)."""

_SMALLEST = np.finfo(np.float64).tiny / DOUBLE
"""Below this a double has lost digits, so its relative accuracy means nothing."""


class Yardstick:
    """Measures answers against expected arrays.

    Parameters
    ----------
    expected
        At least one array, each with at least one entry.
    elementwise
        Measure every entry against its own expected value.
    """

    def __init__(self, expected: Sequence[Array], *, elementwise: bool = False) -> None:
        sizes = [array.size for array in expected]
        self._elementwise = elementwise
        self._starts = np.cumsum([0, *sizes[:-1]])
        self._want = _flat(expected)
        size = np.abs(self._want)
        if not elementwise:
            # Squares of 1e200 overflow and those of 1e-200 vanish: scale each array to about one.
            size = np.repeat(np.maximum.reduceat(size, self._starts), sizes)
        size[size < _SMALLEST] = ZERO_SCALE
        self._scale = size
        with np.errstate(all="ignore"):
            self._norms = self._norms_of(self._want)
        self._norms[self._norms == 0] = 1.0

    def distances(self, actual: Sequence[Array]) -> Array:
        """Return the relative distance of each actual array from the expected one.

        The distance is the Frobenius norm of the difference over that of the expected array; or,
        elementwise, the largest of the entries' own relative differences.  An array of zeros
        (elementwise: a zero) is measured against ``ZERO_SCALE``.

        Parameters
        ----------
        actual
            One array for each expected one, of the same shape.

        Returns
        -------
        array
            Shape (len(actual),); infinite where an entry is not finite.
        """
        with np.errstate(all="ignore"):
            off = _flat(actual) - self._want
            if self._elementwise:
                measured = np.maximum.reduceat(np.abs(off) / self._scale, self._starts)
            else:
                measured = self._norms_of(off) / self._norms
        measured[~np.isfinite(measured)] = np.inf
        return measured

    def _norms_of(self, flat: Array) -> Array:
        norms: Array = np.sqrt(np.add.reduceat((flat / self._scale) ** 2, self._starts))
        return norms


def distances(
    actual: Sequence[Array], expected: Sequence[Array], *, elementwise: bool = False
) -> Array:
    """Return the relative distances of any number of pairs (see ``Yardstick.distances``).

    Returns
    -------
    array
        Shape (len(expected),); infinite where the shapes differ.
    """
    found = np.full(len(expected), np.inf)
    pairs = list(zip(actual, expected, strict=True))
    alike = [i for i, (got, want) in enumerate(pairs) if got.shape == want.shape]
    if alike:
        yardstick = Yardstick([expected[i] for i in alike], elementwise=elementwise)
        found[alike] = yardstick.distances([actual[i] for i in alike])
    return found


def distance(actual: Array, expected: Array, *, elementwise: bool = False) -> float:
    """Return the relative distance of a single pair (see ``distances``)."""
    return float(distances([actual], [expected], elementwise=elementwise)[0])


def finite(array: Array) -> bool:
    """Return whether every entry is a finite number."""
    return bool(np.isfinite(array).all())


def varies(arrays: Sequence[Array]) -> bool:
    """Return whether the arrays together hold more than one number."""
    flat = _flat(arrays) if arrays else np.zeros(0)
    return bool((flat != flat[:1]).any())


def _flat(arrays: Sequence[Array]) -> Array:
    return np.concatenate([array.ravel() for array in arrays], dtype=np.float64, casting="unsafe")
