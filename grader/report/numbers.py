"""How numbers are written on a page."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from grader.model import Array

_MINUS = "\N{MINUS SIGN}"
_MOST_ENTRIES = 40


def points(value: float) -> str:
    """Points without needless digits: 12, 7.5, 3.33."""
    return f"{round(value, 2):g}"


def number(value: float) -> str:
    """Four significant digits, with a true minus sign."""
    return f"{value + 0.0:.4g}".replace("-", _MINUS)


def distance(value: float) -> str:
    """An error to two digits: 3.1e-16, 0.042."""
    return _distance(value, 2)


def beyond(value: float, limit: float) -> tuple[str, str]:
    """An error and the limit that it is beyond, to so many digits that they differ."""
    digits = range(2, 18)
    pairs = ((_distance(value, n), _distance(limit, n)) for n in digits)
    return next((pair for pair in pairs if pair[0] != pair[1]), (distance(value), distance(limit)))


def _distance(value: float, digits: int) -> str:
    if not math.isfinite(value):
        return "\N{INFINITY}"
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}" if 1e-3 <= value < 1e4 else f"{value:.{digits - 1}e}"
    return text.replace("e-0", "e-").replace("e+0", "e").replace("-", _MINUS)


def array(values: Array) -> str:
    """An array as it is written by hand, a matrix row by row; a large one by its shape."""
    if values.size > _MOST_ENTRIES or values.ndim > 2:
        return shape(values.shape)
    if values.ndim == 0:
        return number(float(values))
    if values.ndim == 1:
        return f"[{', '.join(number(entry) for entry in values.tolist())}]"
    return "\n".join(array(row) for row in values)


def shape(lengths: Sequence[int]) -> str:
    """A shape as Python writes it."""
    return str(tuple(int(length) for length in lengths))


def plain(values: Array) -> Array:
    """The array in double precision and real, for comparing and showing."""
    with np.errstate(all="ignore"):
        return np.asarray(np.real(values), np.float64)
