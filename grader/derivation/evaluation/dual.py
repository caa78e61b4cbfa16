"""Dual numbers over tensors: a value and its slopes by whatever was seeded.

The slope of a product is a' b + a b', of exp(a) it is exp(a) a', and so on (forward mode, see
Griewank & Walther, Evaluating Derivatives, 2008, chapter 3).  A slope has extra axes for the
components that were seeded, so one pass gives all derivatives; no slope means that it is zero.

A derivative of a derivative has two seeds: the numbers are a + b e1 + c e2 + d e1 e2 with
e1 e1 = e2 e2 = 0, and d is the second derivative (hyper-dual numbers, Fike & Alonso, 2011).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from types import MappingProxyType
from typing import Any

import numpy as np

from grader.derivation.evaluation import tensor as tensors
from grader.derivation.evaluation.numbers import NumberSystem
from grader.derivation.evaluation.tensor import Tensor, combine
from grader.derivation.grammar.limits import NotUnderstood

FIRST, SECOND = 1, 2
BOTH = FIRST | SECOND
LEVELS = (FIRST, SECOND)
"""The seeds of an evaluator, the outermost first."""

ZERO = Tensor((), np.asarray(0))
_TWO, _MINUS = Tensor((), np.asarray(2)), Tensor((), np.asarray(-1))
_NONE: Mapping[int, Tensor] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Dual:
    """A value, and its slopes by the seeds that it depends on: FIRST, SECOND or BOTH of them."""

    value: Tensor
    slopes: Mapping[int, Tensor] = field(default_factory=lambda: _NONE)

    def mapped(self, change: Callable[[Tensor], Tensor]) -> Dual:
        """Apply a linear operation to the value and the slopes."""
        slopes = {seeds: change(slope) for seeds, slope in self.slopes.items()}
        return Dual(change(self.value), slopes)

    @property
    def is_zero(self) -> bool:
        """Return True for the slope of what does not depend on the seed."""
        return self.value is ZERO and not self.slopes

    def slope(self, seed: int) -> Dual:
        """Return the slope by one seed, with its own slope by the other."""
        slopes = {seeds ^ seed: slope for seeds, slope in self.slopes.items() if seeds & seed}
        return Dual(slopes.pop(0, ZERO), slopes)

    def with_slope(self, seed: int, slope: Tensor) -> Dual:
        """Return the number with a slope by a seed that it did not depend on."""
        return Dual(self.value, {**self.slopes, seed: slope})


def constant(value: object) -> Dual:
    """Return a number as a tensor without axes."""
    return Dual(Tensor((), np.asarray(value)))


def add(first: Dual, second: Dual) -> Dual:
    """Return the sum."""
    value = combine(operator.add, first.value, second.value)
    return Dual(value, _added(first.slopes, second.slopes))


def negate(one: Dual) -> Dual:
    """Return the negative."""
    return one.mapped(lambda part: Tensor(part.axes, -part.data))


def multiply(first: Dual, second: Dual) -> Dual:
    """Return the product, entry by entry."""
    value = combine(operator.mul, first.value, second.value)
    slopes = _added(_scaled(first.slopes, second.value), _scaled(second.slopes, first.value))
    return Dual(value, _added(slopes, _crossed(first.slopes, second.slopes)))


def reciprocal(one: Dual) -> Dual:
    """Return 1 over the number."""
    with np.errstate(all="ignore"):
        try:
            value = Tensor(one.value.axes, 1 / one.value.data)
        except ZeroDivisionError:
            value = Tensor(one.value.axes, _INVERSES(one.value.data))
    square = _times(value, value)
    first = Tensor(square.axes, -square.data)
    return _lifted(one, value, first, lambda: _times(_times(square, value), _TWO))


def _inverse(value: Any) -> Any:
    """Return 1 over a number of any system; that of 0 is not finite, and proves nothing."""
    return 1 / value if value else value * math.nan


_INVERSES = np.frompyfunc(_inverse, 1, 1)


def integer_power(one: Dual, exponent: int) -> Dual:
    """Return the number multiplied with itself."""
    if abs(exponent) > 16:
        raise NotUnderstood("a power above 16")
    if exponent < 0:
        return integer_power(reciprocal(one), -exponent)
    made = constant(1)
    for _ in range(exponent):
        made = multiply(made, one)
    return made


def exponential(one: Dual, system: NumberSystem) -> Dual:
    """Return e to the number."""
    value = Tensor(one.value.axes, system.exp(one.value.data))
    return _lifted(one, value, value, lambda: value)


def logarithm(one: Dual, system: NumberSystem) -> Dual:
    """Return the natural logarithm."""
    value = _checked(one, system.log)
    inverse = reciprocal(Dual(one.value)).value
    return _lifted(one, value, inverse, lambda: _times(_times(inverse, inverse), _MINUS))


def square_root(one: Dual, system: NumberSystem) -> Dual:
    """Return the square root."""
    value = _checked(one, system.sqrt)
    first = reciprocal(Dual(_times(value, _TWO))).value
    cube = _times(_times(first, first), first)
    return _lifted(one, value, first, lambda: _times(_times(cube, _TWO), _MINUS))


def select(mask: Tensor, yes: Dual, no: Dual) -> Dual:
    """Return one number where the mask is true and the other elsewhere."""
    slopes = {
        seeds: tensors.select(mask, yes.slopes.get(seeds, ZERO), no.slopes.get(seeds, ZERO))
        for seeds in yes.slopes.keys() | no.slopes.keys()
    }
    return Dual(tensors.select(mask, yes.value, no.value), slopes)


def gather(one: Dual, chosen: Mapping[str, Tensor]) -> Dual:
    """Replace axes by index tensors in the value and the slope."""
    return one.mapped(lambda part: tensors.gather(part, _present(chosen, part)))


def stacked(parts: Sequence[Dual], axis: str) -> Dual:
    """Return the numbers one behind the other, along a new axis."""
    slopes = {
        seeds: tensors.stack([part.slopes.get(seeds, ZERO) for part in parts], axis)
        for seeds in set[int]().union(*(part.slopes for part in parts))
    }
    return Dual(tensors.stack([part.value for part in parts], axis), slopes)


def total(one: Dual, axes: Iterable[str], lengths: Mapping[str, int]) -> Dual:
    """Return the sum over axes; a value that lacks an axis is the same all along it."""
    axes = tuple(axes)
    return one.mapped(lambda part: tensors.total(tensors.spread(part, lengths), axes))


def product(one: Dual, axes: Iterable[str], lengths: Mapping[str, int]) -> Dual:
    """Return the product over axes; a value that lacks an axis is the same all along it."""
    made = one.mapped(lambda part: tensors.spread(part, lengths))
    for axis in axes:
        places = (Tensor((), np.asarray(place)) for place in range(lengths[axis]))
        made = reduce(multiply, [gather(made, {axis: place}) for place in places])
    return made


def _present(chosen: Mapping[str, Tensor], part: Tensor) -> dict[str, Tensor]:
    return {axis: index for axis, index in chosen.items() if axis in part.axes}


def _added(first: Mapping[int, Tensor], second: Mapping[int, Tensor]) -> Mapping[int, Tensor]:
    if not first or not second:
        return first or second
    both = first.keys() & second.keys()
    return {**first, **second} | {
        seeds: combine(operator.add, first[seeds], second[seeds]) for seeds in both
    }


def _scaled(slopes: Mapping[int, Tensor], by: Tensor) -> Mapping[int, Tensor]:
    return {seeds: _times(slope, by) for seeds, slope in slopes.items()} if slopes else slopes


def _crossed(first: Mapping[int, Tensor], second: Mapping[int, Tensor]) -> Mapping[int, Tensor]:
    """Return the part of a product that has a slope by one seed from each factor."""
    made: Mapping[int, Tensor] = _NONE
    for own, other in ((FIRST, SECOND), (SECOND, FIRST)):
        if own in first and other in second:
            made = _added(made, {BOTH: _times(first[own], second[other])})
    return made


def _lifted(one: Dual, value: Tensor, first: Tensor, second: Callable[[], Tensor]) -> Dual:
    """Return f of a number, by its value and by the first and second derivative there."""
    slopes = _scaled(one.slopes, first)
    if FIRST in one.slopes and SECOND in one.slopes:
        bend = _times(_times(one.slopes[FIRST], one.slopes[SECOND]), second())
        slopes = _added(slopes, {BOTH: bend})
    return Dual(value, slopes)


def _times(first: Tensor, second: Tensor) -> Tensor:
    return combine(operator.mul, first, second)


def _checked(one: Dual, function: Callable[[object], object]) -> Tensor:
    try:
        return Tensor(one.value.axes, np.asarray(function(one.value.data)))
    except ValueError as error:
        raise NotUnderstood(str(error)) from error
