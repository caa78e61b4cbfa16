"""Tell the values that right answers come past from all others.

trivial     small whole numbers, which are in everybody's program
known       the whole array is one that right answers come past
scattered   its entries are, each by itself, but the array is not
unknown     some entry is none that right answers come past
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable
from enum import IntEnum, unique

import numpy as np

from grader.model import Array, RightValues, frozen

NEAR = 1e-8
_SMALL = 10
"""The largest whole number that is trivial."""


@unique
class Familiarity(IntEnum):
    TRIVIAL = 0
    KNOWN = 1
    SCATTERED = 2
    UNKNOWN = 3


class Vocabulary:
    """The values of one case."""

    def __init__(self, right: RightValues) -> None:
        stacks = {stack.shape[1:]: comparable(stack) for stack in right.stacks}
        self._rows = {shape: stack.reshape(len(stack), -1) for shape, stack in stacks.items()}
        self._sizes = {
            shape: np.max(np.abs(rows), axis=1, initial=0.0) for shape, rows in self._rows.items()
        }
        entries = [rows.ravel() for rows in self._rows.values()] or [np.zeros(0)]
        self._numbers = np.unique(np.concatenate(entries))

    def familiarity(self, value: Array) -> Familiarity:
        """Return how far this value is known."""
        array = comparable(np.squeeze(value))
        if is_trivial(array):
            return Familiarity.TRIVIAL
        if self._has_array(array):
            return Familiarity.KNOWN
        if array.size == 1 and self._has(float(array.item())):  # right programs may have it in one
            return Familiarity.KNOWN
        return Familiarity.SCATTERED if self._has_entries(array) else Familiarity.UNKNOWN

    def _has_array(self, array: Array) -> bool:
        if array.shape not in self._rows:
            return False
        off = np.max(np.abs(self._rows[array.shape] - array.ravel()), axis=1, initial=0.0)
        return bool(np.any(off <= NEAR * self._sizes[array.shape]))

    def _has_entries(self, array: Array) -> bool:
        """Return whether right programs come past each entry, whatever its sign."""
        return all(
            is_trivial(entry) or self._has(entry) or self._has(-entry)
            for entry in array.ravel().tolist()
        )

    def _has(self, number: float) -> bool:
        at = int(np.searchsorted(self._numbers, number))
        near = self._numbers[max(at - 1, 0) : at + 1]
        return bool(np.any(np.abs(near - number) <= NEAR * abs(number)))


@functools.lru_cache(maxsize=64)
def vocabulary_of(right: RightValues) -> Vocabulary:
    """Return the vocabulary of a case, made once for all submissions."""
    return Vocabulary(right)


def stacked(values: Iterable[Array]) -> tuple[Array, ...]:
    """Return the different values that say something, squeezed, one stack for each shape."""
    by_shape: dict[tuple[int, ...], list[Array]] = defaultdict(list)
    for value in values:
        array = np.squeeze(value)
        by_shape[array.shape].append(array)
    distinct = (_distinct(np.stack(found)) for shape, found in sorted(by_shape.items()))
    return tuple(frozen(stack) for stack in distinct if len(stack))


def is_near(one: Array, other: Array) -> bool:
    """Return whether two arrays are equal up to rounding, as numbers of their own size go."""
    if one.shape != other.shape:
        return False
    one, other = comparable(one), comparable(other)
    size = np.max(np.abs(other), initial=0.0)
    return bool(np.all(np.abs(one - other) <= NEAR * size))


def _distinct(stack: Array) -> Array:
    """Return the arrays of a stack that are not trivial, and of equal ones the first."""
    rows = comparable(stack.reshape(len(stack), -1))
    size = np.max(np.abs(rows), axis=1, initial=0.0)
    trivial = np.all((np.abs(rows) <= _SMALL) & (rows == np.round(rows)), axis=1)
    # With nine digits of the largest number most equal rows agree; the others are kept twice.
    rounded = np.round(rows / np.where(size, size, 1.0)[:, None], 9)
    keys = np.column_stack([np.round(np.log(np.where(size, size, 1.0)), 9), rounded]) + 0.0
    _, first = np.unique(keys, axis=0, return_index=True)
    distinct: Array = stack[np.sort(first[~trivial[first]])]
    return distinct


def comparable(array: Array) -> Array:
    """Return the array with numbers of their own in place of those that are not finite."""
    return np.nan_to_num(array, nan=1.5e300, posinf=1.6e300, neginf=-1.6e300)


def is_trivial(array: Array) -> bool:
    """Return whether these are small whole numbers, which are in everybody's program."""
    return bool(np.all((np.abs(array) <= _SMALL) & (array == np.round(array))))
