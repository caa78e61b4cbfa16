"""Dual numbers over tensors: a value and its slope by whatever was seeded.

The slope of a product is a' b + a b', of exp(a) it is exp(a) a', and so on (forward mode, see
Griewank & Walther, Evaluating Derivatives, 2008, chapter 3).  A slope has extra axes for the
components that were seeded, so one pass gives all derivatives; no slope means that it is zero.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.derivation.evaluation import tensor as tensors
from grader.derivation.evaluation.numbers import NumberSystem
from grader.derivation.evaluation.tensor import Tensor, combine
from grader.derivation.grammar.limits import NotUnderstood


@dataclass(frozen=True, eq=False)
class Dual:
    """A value, and its slope if it depends on what was seeded."""

    value: Tensor
    slope: Tensor | None = None

    def mapped(self, change: Callable[[Tensor], Tensor]) -> Dual:
        """Apply a linear operation to the value and the slope."""
        return Dual(change(self.value), None if self.slope is None else change(self.slope))


def constant(value: object) -> Dual:
    """Return a number as a tensor without axes."""
    return Dual(Tensor((), np.asarray(value)))


def add(first: Dual, second: Dual) -> Dual:
    """Return the sum."""
    value = combine(operator.add, first.value, second.value)
    return Dual(value, _added(first.slope, second.slope))


def negate(one: Dual) -> Dual:
    """Return the negative."""
    return one.mapped(lambda part: Tensor(part.axes, -part.data))


def multiply(first: Dual, second: Dual) -> Dual:
    """Return the product, entry by entry."""
    value = combine(operator.mul, first.value, second.value)
    left = _scaled(first.slope, second.value)
    return Dual(value, _added(left, _scaled(second.slope, first.value)))


def reciprocal(one: Dual) -> Dual:
    """Return 1 over the number."""
    with np.errstate(all="ignore"):
        try:
            value = Tensor(one.value.axes, 1 / one.value.data)
        except ZeroDivisionError:
            value = Tensor(one.value.axes, _INVERSES(one.value.data))
    square = combine(operator.mul, value, value)
    return Dual(value, _scaled(one.slope, Tensor(square.axes, -square.data)))


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
    return Dual(value, _scaled(one.slope, value))


def logarithm(one: Dual, system: NumberSystem) -> Dual:
    """Return the natural logarithm."""
    value = _checked(one, system.log)
    return Dual(value, _scaled(one.slope, reciprocal(Dual(one.value)).value))


def square_root(one: Dual, system: NumberSystem) -> Dual:
    """Return the square root."""
    value = _checked(one, system.sqrt)
    twice = Tensor(value.axes, 2 * value.data)
    return Dual(value, _scaled(one.slope, reciprocal(Dual(twice)).value))


def select(mask: Tensor, yes: Dual, no: Dual) -> Dual:
    """Return one number where the mask is true and the other elsewhere."""
    zero = Tensor((), np.asarray(0))
    slope = None
    if yes.slope is not None or no.slope is not None:
        slope = tensors.select(mask, yes.slope or zero, no.slope or zero)
    return Dual(tensors.select(mask, yes.value, no.value), slope)


def gather(one: Dual, chosen: Mapping[str, Tensor]) -> Dual:
    """Replace axes by index tensors in the value and the slope."""
    return one.mapped(lambda part: tensors.gather(part, _present(chosen, part)))


def stacked(parts: Sequence[Dual], axis: str) -> Dual:
    """Return the numbers one behind the other, along a new axis."""
    value = tensors.stack([part.value for part in parts], axis)
    zero = Tensor((), np.asarray(0))
    slopes = [part.slope or zero for part in parts]
    has_slope = any(part.slope is not None for part in parts)
    return Dual(value, tensors.stack(slopes, axis) if has_slope else None)


def total(one: Dual, axes: Iterable[str], lengths: Mapping[str, int]) -> Dual:
    """Return the sum over axes; a value that lacks an axis is the same all along it."""
    axes = tuple(axes)
    return one.mapped(lambda part: tensors.total(tensors.spread(part, lengths), axes))


def _present(chosen: Mapping[str, Tensor], part: Tensor) -> dict[str, Tensor]:
    return {axis: index for axis, index in chosen.items() if axis in part.axes}


def _added(first: Tensor | None, second: Tensor | None) -> Tensor | None:
    if first is None or second is None:
        return second if first is None else first
    return combine(operator.add, first, second)


def _scaled(slope: Tensor | None, by: Tensor) -> Tensor | None:
    return None if slope is None else combine(operator.mul, slope, by)


def _checked(one: Dual, function: Callable[[object], object]) -> Tensor:
    try:
        return Tensor(one.value.axes, np.asarray(function(one.value.data)))
    except ValueError as error:
        raise NotUnderstood(str(error)) from error
