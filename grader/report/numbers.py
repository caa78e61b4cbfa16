"""Format numbers, arrays and shapes for a page."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from grader.model import Array

NONE = "\N{EN DASH}"
"""The text in place of a missing number."""

MINUS = "\N{MINUS SIGN}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_MOST_ENTRIES = 40


def points(value: float | None) -> str:
    """Format points without needless digits (12, 7.5, 3.33); None becomes a dash."""
    return NONE if value is None else f"{round(value, 2):g}"


def number(value: float) -> str:
    """Format a number to four significant digits with a true minus sign."""
    return with_minus(f"{value + 0.0:.4g}")


def distance(value: float) -> str:
    """Format an error to two digits: 3.1e-16, 0.042."""
    return _distance(value, 2)


def beyond(value: float, limit: float) -> tuple[str, str]:
    """Format an error and the limit it exceeds, with as many digits as tell them apart."""
    digits = range(2, 18)
    pairs = ((_distance(value, n), _distance(limit, n)) for n in digits)
    return next((pair for pair in pairs if pair[0] != pair[1]), (distance(value), distance(limit)))


def _distance(value: float, digits: int) -> str:
    if not math.isfinite(value):
        return "\N{INFINITY}"
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}" if 1e-3 <= value < 1e4 else f"{value:.{digits - 1}e}"
    return with_minus(text.replace("e-0", "e-").replace("e+0", "e"))


def with_minus(text: str) -> str:
    """Replace the hyphens of a formatted number with true minus signs."""
    return text.replace("-", MINUS)


def short_digest(digest: str) -> str:
    """Return the first 12 characters of a digest."""
    return digest[:12]


def array(values: Array) -> str:
    """Format an array row by row; one of more than 40 entries by its shape."""
    if values.size > _MOST_ENTRIES or values.ndim > 2:
        return shape(values.shape)
    if values.ndim == 0:
        return number(float(values))
    if values.ndim == 1:
        return f"[{', '.join(number(entry) for entry in values.tolist())}]"
    return "\n".join(array(row) for row in values)


def shape(lengths: Sequence[int]) -> str:
    """Format a shape as Python writes it."""
    return str(tuple(int(length) for length in lengths))


def plain(values: Array) -> Array:
    """Return the real part of an array in double precision."""
    with np.errstate(all="ignore"):
        return np.asarray(np.real(values), np.float64)
