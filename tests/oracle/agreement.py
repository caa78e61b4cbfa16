"""How an answer of somebody's compares with a predicted one, in numbers."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np

_VANISHED = 1e-290
"""Sizes below this have no digits to compare."""


class Agreement(IntEnum):
    """How an answer compares with what was predicted."""

    NO = 0
    PERHAPS = 1
    YES = 2


def agreement(got: Any, want: Any, *, by_entry: bool) -> Agreement:
    """Compare two arrays: in shape, in where they are finite, and there in their numbers."""
    if got.shape != np.shape(want):
        return Agreement.NO
    finite = np.isfinite(got) & np.isfinite(want)
    same_places = bool((np.isfinite(got) == np.isfinite(want)).all())
    if finite.all():
        return _near(distance(got, want, by_entry=by_entry))
    if np.isfinite(got).all() or np.isfinite(want).all():
        return Agreement.NO
    near = _near(distance(got[finite], want[finite], by_entry=True)) if finite.any() else 2
    return Agreement(near) if same_places else Agreement(min(near, Agreement.PERHAPS))


def distance(got: Any, want: Any, *, by_entry: bool = False) -> float:
    """Return the relative distance; what has vanished is measured against 1e-7."""
    size = np.abs(want) if by_entry else np.full(np.shape(want), np.max(np.abs(want), initial=0))
    size = np.where(size < _VANISHED, 1e-7, size)
    with np.errstate(all="ignore"):
        off = np.abs(np.asarray(got) - want) / size
        if by_entry:
            return float(np.max(off, initial=0))
        return float(np.linalg.norm(off) / max(1.0, float(np.linalg.norm(want / size))))


def _near(off: float) -> Agreement:
    """Three to either side of the usual tolerance of 1e-5 nobody is held to anything."""
    if off <= 3e-6:
        return Agreement.YES
    return Agreement.PERHAPS if off <= 3e-5 else Agreement.NO
