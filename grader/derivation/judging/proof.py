"""Prove that two sides differ: an example, 50 digits, two intervals without a common point.

Doubles only look for the example.  It is computed again with 50 digits and then with intervals that
enclose the exact values; where the intervals touch there is no proof, and without a proof no cross.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import mpmath
import numpy as np

from grader.derivation.evaluation.evaluator import Evaluator
from grader.derivation.evaluation.numbers import DIGITS, NumberSystem, decimals, doubles, intervals
from grader.derivation.evaluation.points import Points, draw_small
from grader.derivation.evaluation.scope import Scope
from grader.derivation.evaluation.setting import Setting
from grader.derivation.evaluation.symbols import condition_mask, denoted
from grader.derivation.evaluation.tensor import MATRIX_AXES, POINT, Array, Tensor, aligned, combine
from grader.derivation.grammar.limits import NotUnderstood
from grader.derivation.grammar.nodes import Node, Symbol, walk
from grader.derivation.judging.side_values import FAILURES, StepEvidence, side_value
from grader.derivation.judging.verdicts import Proof

_LENGTHS = (2, 3)
_DRAWS = 8
_APART = 1e-3
_LARGE = 1e-6
_DIFFERENT = Fraction(1, 10**30)


@dataclass(frozen=True)
class Counterexample:
    """A point, and the values of the indices, at which two sides differ most."""

    points: Points
    axes: tuple[str, ...]
    place: tuple[int, ...]


def prove(
    evidence: StepEvidence,
    scope: Scope,
    setting: Setting,
    random: Random,
    length: int | None = None,
) -> Proof | None:
    """Return a proof that the two sides of a line differ, or None if there is none.

    Parameters
    ----------
    length
        The length of all index ranges where the document says it; else 2 is tried, then 3.
    """
    for size in (length,) if length else _LENGTHS:
        try:
            example = _largest(evidence, scope, setting, random, size)
            if example is not None:
                return _proof(evidence, scope, setting, example)
        except (NotUnderstood, *FAILURES):
            continue
    return None


def _largest(
    evidence: StepEvidence, scope: Scope, setting: Setting, random: Random, length: int
) -> Counterexample | None:
    """Return the point, among a few with small numbers, at which the sides differ most."""
    drawn = draw_small(setting.specification, length, random, _DRAWS)
    points = drawn.only(_distinct(Evaluator(setting, doubles(), drawn)))
    left, right, mask = _values(evidence, scope, Evaluator(setting, doubles(), points))
    with np.errstate(all="ignore"):
        relative = combine(_relative, left, right)
        masked = combine(np.multiply, relative, Tensor(mask.axes, mask.data.astype(float)))
    size = np.nan_to_num(masked.data, nan=0.0, posinf=0.0)
    if size.max() <= _LARGE:
        return None
    place = np.unravel_index(int(size.argmax()), size.shape)
    at = dict(zip(masked.axes, map(int, place), strict=True))
    axes = tuple(axis for axis in masked.axes if axis != POINT)
    best = points.only(np.asarray([at.get(POINT, 0)]))
    return Counterexample(best, axes, tuple(at[axis] for axis in axes))


def _distinct(evaluator: Evaluator) -> Array:
    """Return the points at which no two components of a quantity are equal by chance.

    Quantities are recognised by their values, which small numbers would make ambiguous.
    """
    specification = evaluator.setting.specification
    targets = {one.of for one in specification.assumptions} | specification.zero
    fine = np.ones(len(evaluator.points.levels), dtype=bool)
    for name in specification.quantities:
        if name not in targets:
            values = evaluator.layers.value(name).data
            values = np.sort(values.reshape(values.shape[0], -1), axis=1)
            fine &= (np.diff(values, axis=1) > _APART).all(axis=1)
    if not fine.any():
        raise NotUnderstood("no example was found")
    return np.flatnonzero(fine)


def _relative(left: Any, right: Any) -> Any:
    """Return how much two numbers differ; differences of small numbers count for less."""
    return np.abs(left - right) / (np.abs(left) + np.abs(right) + 1e-2)


def _values(
    evidence: StepEvidence, scope: Scope, evaluator: Evaluator
) -> tuple[Tensor, Tensor, Tensor]:
    left = side_value(evaluator, evidence.left, scope).tensor
    right = side_value(evaluator, evidence.right, scope).tensor
    return left, right, condition_mask(evaluator, evidence.conditions, scope)


def _proof(
    evidence: StepEvidence, scope: Scope, setting: Setting, example: Counterexample
) -> Proof | None:
    exact = _at(decimals(), evidence, scope, setting, example)
    scale = max(abs(exact[0]), abs(exact[1]))
    if not abs(exact[0] - exact[1]) > scale * _DIFFERENT.numerator / _DIFFERENT.denominator:
        return None
    left, right = _at(intervals(), evidence, scope, setting, example)
    if not (_end(left, "b") < _end(right, "a") or _end(right, "b") < _end(left, "a")):
        return None
    return Proof(
        example.points.length,
        _indices(setting, scope, example),
        _quantities(evidence, scope, setting, example.points),
        _shown(exact[0]),
        _shown(exact[1]),
        _bounds(left),
        _bounds(right),
    )


def _at(
    system: NumberSystem,
    evidence: StepEvidence,
    scope: Scope,
    setting: Setting,
    example: Counterexample,
) -> tuple[Any, Any]:
    """Return the two sides at the example in a number system."""
    evaluator = Evaluator(setting, system, example.points)
    left, right, _ = _values(evidence, scope, evaluator)
    return _entry(left, example), _entry(right, example)


def _entry(side: Tensor, example: Counterexample) -> Any:
    data = aligned(side, (POINT, *example.axes))
    wanted = (0, *example.place)
    return data[tuple(min(at, size - 1) for at, size in zip(wanted, data.shape, strict=True))]


def _end(value: Any, end: str) -> Any:
    """Return an end of an interval; an exact number is both of its ends."""
    return getattr(value, end, value)


@cache
def _printing() -> mpmath.MPContext:
    """Return the context in which ends of intervals are written."""
    context = mpmath.MPContext()
    context.dps = DIGITS
    return context


def _bounds(value: Any) -> tuple[str, str]:
    """Return the middle of an interval and its width."""
    context = _printing()
    middle, width = getattr(value, "mid", value), getattr(value, "delta", 0)
    return context.nstr(context.mpf(middle), 20), context.nstr(context.mpf(width), 2)


def _shown(value: Any) -> str:
    return f"{float(value):.6f}" if abs(float(value)) < 1e6 else f"{float(value):.6g}"


def _indices(
    setting: Setting, scope: Scope, example: Counterexample
) -> tuple[tuple[str, int], ...]:
    """Return the values of the letters at the example, counted as the statement counts."""
    found = []
    for axis, place in zip(example.axes, example.place, strict=True):
        name = {MATRIX_AXES[0]: "row", MATRIX_AXES[1]: "column"}.get(axis, axis)
        sort = scope.sorts.get(axis) or setting.specification.sort_of(axis)
        first = setting.specification.ranges[sort].first if sort else 1
        found.append((name, place + first))
    return tuple(found)


def _quantities(
    evidence: StepEvidence, scope: Scope, setting: Setting, points: Points
) -> tuple[tuple[str, str], ...]:
    """Return the quantities that the two sides name, with their values at the example."""
    evaluator = Evaluator(setting, doubles(), points)
    names = dict.fromkeys(_named(evidence.left, scope, evaluator))
    names |= dict.fromkeys(_named(evidence.right, scope, evaluator))
    order = [name for name in setting.specification.quantities if name in names]
    return tuple((name, _array(evaluator.layers.value(name).data[0])) for name in order)


def _named(node: Node, scope: Scope, evaluator: Evaluator) -> Iterator[str]:
    for part in walk(node):
        if isinstance(part, Symbol):
            try:
                quantity = denoted(evaluator, part, scope)
            except NotUnderstood:
                continue
            if quantity is not None and quantity.sorts:
                yield quantity.name


def _array(values: Any) -> str:
    array = np.asarray(values, dtype=float)
    if array.ndim == 0:
        return f"{float(array):.3g}"
    parts: Sequence[str] = [_array(row) for row in array]
    return f"({', '.join(parts)})"
