"""Number systems: doubles to look, 50 digits to confirm, intervals to prove.

Doubles decide nothing against a student.  What looks unequal in doubles is computed again with 50
digits, and then with interval arithmetic (mpmath.iv), whose result encloses the exact value: two
intervals with no common point are a proof that two sides differ at this point.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import numpy as np

from grader.derivation.evaluation.tensor import Array

DIGITS = 50
_LARGEST_EXPONENT = 10_000
_BITS = 180  # a little more than 50 digits


@dataclass(frozen=True)
class NumberSystem:
    """A kind of numbers: how to make arrays of them, and their elementary functions.

    ``middle`` gives doubles near the numbers, to recognise quantities by their values.
    """

    name: str
    number: Callable[[Fraction], Any]
    exp: Callable[[Any], Any]
    log: Callable[[Any], Any]
    sqrt: Callable[[Any], Any]
    middle: Callable[[Any], Array]

    def array(self, values: Any) -> Array:
        """Return the array of these fractions in this system."""
        fractions = np.asarray(values, dtype=object)
        made = np.empty(fractions.shape, dtype=object)
        for place in np.ndindex(fractions.shape):
            value: Any = fractions[place]
            made[place] = self.number(value)
        return made if self.name != "doubles" else made.astype(float)


def _elementwise(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    ufunc = np.frompyfunc(function, 1, 1)
    return lambda array: np.asarray(ufunc(array), dtype=object)


def _quiet(ufunc: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def silent(array: Any) -> Any:
        with np.errstate(all="ignore"):
            return ufunc(array)

    return silent


def doubles() -> NumberSystem:
    """IEEE double precision."""
    return NumberSystem(
        "doubles",
        float,
        _quiet(np.exp),
        _quiet(np.log),
        _quiet(np.sqrt),
        _floats,
    )


@cache
def decimals() -> NumberSystem:
    """Floating point with 50 digits, in a context of its own."""
    context = mpmath.MPContext()
    context.prec = _BITS
    return NumberSystem(
        "50 digits",
        lambda value: context.mpf(value.numerator) / value.denominator,
        _elementwise(lambda value: context.exp(_moderate(value))),
        _elementwise(lambda value: context.log(_positive(value))),
        _elementwise(lambda value: context.sqrt(_positive(value))),
        _floats,
    )


def intervals() -> NumberSystem:
    """Interval arithmetic: every result encloses the exact value."""
    context = mpmath.iv
    context.prec = _BITS
    return NumberSystem(
        "intervals",
        lambda value: context.mpf(value.numerator) / context.mpf(value.denominator),
        _elementwise(lambda value: context.exp(_moderate(value))),
        _elementwise(lambda value: context.log(_positive(value))),
        _elementwise(lambda value: context.sqrt(_positive(value))),
        np.vectorize(lambda value: float(value.mid.a) if hasattr(value, "mid") else float(value)),
    )


def _floats(array: Any) -> Array:
    return np.asarray(array, dtype=float)


def _moderate(value: Any) -> Any:
    """Refuse arguments of exp whose result would fill the memory with digits."""
    if not -_LARGEST_EXPONENT < value < _LARGEST_EXPONENT:
        raise ValueError("an exponential of a large number")
    return value


def _positive(value: Any) -> Any:
    if not (value > 0):
        raise ValueError("a logarithm or a root of what is not positive")
    return value
