"""Arrays with named axes: one axis for each index letter of a formula.

    u_k - v_k          axes (point, k)
    w_{kj} h_j         axes (point, k, j): both letters run over all their values at once

Operations line their operands up by name, so a formula is evaluated for all values of its indices
and for all points in one pass.  Whole vectors and matrices have the axes ROW and COLUMN.  The
entries are doubles, or objects of mpmath (50 digits, intervals), and the code is the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from grader.derivation.grammar.limits import NotUnderstood

Array = np.ndarray[Any, np.dtype[Any]]

_MANY_AXES = 7
_LARGEST = 300_000

POINT = "point"
ROW = "row"
COLUMN = "column"
MATRIX_AXES = (ROW, COLUMN)


@dataclass(frozen=True, eq=False)
class Tensor:
    """An array and the names of its axes, each of them once."""

    axes: tuple[str, ...]
    data: Array

    def __post_init__(self) -> None:
        # Arithmetic on an array of objects without axes gives the object instead of an array.
        if not isinstance(self.data, np.ndarray):
            object.__setattr__(self, "data", np.asarray(self.data))

    def renamed(self, names: Mapping[str, str]) -> Tensor:
        """Return the same numbers with some axes called otherwise."""
        return Tensor(tuple(names.get(axis, axis) for axis in self.axes), self.data)

    def has(self, axis: str) -> bool:
        """Return True if this axis is one of the tensor's."""
        return axis in self.axes


@lru_cache(maxsize=64)
def every_place(length: int) -> Array:
    """Return 0, 1, .. as the one array that means "all places": ``gather`` knows it."""
    places = np.arange(length)
    places.setflags(write=False)
    return places


def joined_axes(tensors: Iterable[Tensor]) -> tuple[str, ...]:
    """Return every axis of the tensors once, in order of appearance."""
    return tuple(dict.fromkeys(axis for tensor in tensors for axis in tensor.axes))


def aligned(tensor: Tensor, axes: tuple[str, ...]) -> Array:
    """Return the data with exactly these axes; those that it lacks have length 1."""
    if tensor.axes == axes:
        return tensor.data
    order = [tensor.axes.index(axis) for axis in axes if axis in tensor.axes]
    data = tensor.data.transpose(order)
    return data[tuple(slice(None) if axis in tensor.axes else None for axis in axes)]


def combine(operation: Callable[..., Any], *tensors: Tensor) -> Tensor:
    """Apply an operation entry by entry, lining the tensors up by the names of their axes."""
    axes = joined_axes(tensors)
    _check_size(tensors, axes)
    return Tensor(axes, np.asarray(operation(*(aligned(tensor, axes) for tensor in tensors))))


def _check_size(tensors: Iterable[Tensor], axes: tuple[str, ...]) -> None:
    """Refuse to line up more different indices than the memory bears."""
    if len(axes) <= _MANY_AXES:
        return
    sizes: dict[str, int] = {}
    for tensor in tensors:
        sizes |= zip(tensor.axes, tensor.data.shape, strict=True)
    if math.prod(sizes.values()) > _LARGEST:
        raise NotUnderstood("the line has too many different indices")


def total(tensor: Tensor, axes: Iterable[str]) -> Tensor:
    """Return the sums over these axes."""
    gone = tuple(tensor.axes.index(axis) for axis in axes)
    kept = tuple(axis for n, axis in enumerate(tensor.axes) if n not in gone)
    return Tensor(kept, np.asarray(np.add.reduce(tensor.data, axis=gone)))


def spread(tensor: Tensor, lengths: Mapping[str, int]) -> Tensor:
    """Return the tensor with the missing axes added, all entries along them equal."""
    axes = tuple(dict.fromkeys([*tensor.axes, *lengths]))
    data = aligned(tensor, axes)
    shape = tuple(lengths.get(axis, size) for axis, size in zip(axes, data.shape, strict=True))
    return Tensor(axes, np.broadcast_to(data, shape))


def stack(parts: Sequence[Tensor], axis: str) -> Tensor:
    """Return tensors one behind the other, along a new axis; axes that one lacks are added."""
    axes = joined_axes(parts)
    arrays = np.broadcast_arrays(*(aligned(part, axes) for part in parts))
    return Tensor((*axes, axis), np.stack(arrays, axis=-1))


def gather(tensor: Tensor, chosen: Mapping[str, Tensor]) -> Tensor:
    """Replace axes by index tensors.

    ``gather(w, {"0": k, "1": j})`` is w_{kj}.  An index tensor may share axes with the tensor or
    with another index: y_{kk} is a diagonal.
    """
    renamed = _renamed_only(tensor, chosen)
    if renamed is not None:
        return renamed
    rest = tuple(axis for axis in tensor.axes if axis not in chosen)
    axes = tuple(dict.fromkeys([*rest, *joined_axes(chosen.values())]))
    places = []
    for axis, size in zip(tensor.axes, tensor.data.shape, strict=True):
        index = chosen.get(axis) or Tensor((axis,), np.arange(size))
        places.append(aligned(index, axes))
    return Tensor(axes, tensor.data[tuple(places)])


def _renamed_only(tensor: Tensor, chosen: Mapping[str, Tensor]) -> Tensor | None:
    """Return the tensor with new names where every index runs over all places on its own."""
    axes = []
    for axis, size in zip(tensor.axes, tensor.data.shape, strict=True):
        index = chosen.get(axis)
        if index is not None and index.data is not every_place(size):
            return None
        axes.append(axis if index is None else index.axes[0])
    return Tensor(tuple(axes), tensor.data) if len(set(axes)) == len(axes) else None


def select(mask: Tensor, yes: Tensor, no: Tensor) -> Tensor:
    """Return ``yes`` where the mask is true and ``no`` elsewhere."""
    return combine(np.where, mask, yes, no)
