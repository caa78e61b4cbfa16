"""An error on a scale of powers of ten: which decade it lies in says how it came about."""

from __future__ import annotations

import math
from functools import cache, lru_cache

from grader.marking.compare import DOUBLE, SINGLE, distances, finite
from grader.model import Case, Tolerance
from grader.report import numbers
from grader.report.answered import Answered
from grader.report.pages import Bar, BarMark, Label, MarkKind
from grader.report.words import Words

_FROM, _TO = -17, 2
_LEFT, _DECADE = 16, 30
_LINE, _STEP, _CLOSE = 46, 21, 20

_Sign = tuple[str, MarkKind, float]
"""A distance: its name, its kind and its size."""


def bar(answered: Answered, words: Words) -> Bar | None:
    """The error in the first case that may be shown, among others to compare it with."""
    measured = [
        (verdict.distance, case)
        for case, verdict in answered.shown
        if verdict.distance is not None and math.isfinite(verdict.distance) and not verdict.right
    ]
    tolerance = answered.question.tolerance
    if not measured or not tolerance.relative:
        return None
    yours, case = min(measured, key=lambda one: one[1].example)
    factor = _rounded(yours / tolerance.relative)
    return Bar(
        title=words("bar.title", case=case.name),
        words=words("bar.words", yours=numbers.distance(yours), factor=factor),
        limit=_x(tolerance.relative),
        beyond=f"{_place(_TO) - _place(math.log10(tolerance.relative)):.0f}",
        ticks=_ticks(),
        marks=_marks(_signs(yours, case, tolerance), words),
    )


def _signs(yours: float, case: Case, tolerance: Tolerance) -> list[_Sign]:
    """What stands on the bar."""
    signs: list[_Sign] = [
        ("yours", "yours", yours),
        ("double", "noise", DOUBLE),
        ("single", "noise", SINGLE),
        ("limit", "limit", tolerance.relative),
    ]
    nearest = _nearest(case, tolerance.relative, tolerance.elementwise)
    return [*signs, ("nearest", "known", nearest)] if nearest else signs


@lru_cache(maxsize=1024)
def _nearest(case: Case, limit: float, elementwise: bool) -> float:
    """The distance of the known mistake that comes closest to the limit from above; 0 for none."""
    comparable = [
        wrong.value
        for wrong in case.distractors
        if wrong.value is not None
        and wrong.value.shape == case.expected.shape
        and finite(wrong.value)
    ]
    if not comparable:
        return 0.0
    expected = [case.expected] * len(comparable)
    found = distances(comparable, expected, elementwise=elementwise)
    return float(min(found[found > limit], default=0.0))


def _marks(signs: list[_Sign], words: Words) -> tuple[BarMark, ...]:
    """The signs from left to right; those too close to their neighbour stand above it."""
    marks: list[BarMark] = []
    row, last = 0, -math.inf
    for letter, (name, kind, value) in zip(
        "ABCDE", sorted(signs, key=lambda s: s[2]), strict=False
    ):
        place = _place(math.log10(max(value, 10.0**_FROM)))
        row, last = (row + 1 if place - last < _CLOSE else 0), place
        y = str(_LINE - 14 - _STEP * min(row, 1))
        size = numbers.distance(value)
        marks.append(BarMark(kind, f"{place:.0f}", y, letter, words(f"bar.{name}"), size))
    return tuple(marks)


@cache
def _ticks() -> tuple[Label, ...]:
    powers = range(-15, _TO, 5)
    return tuple(
        Label(_x(10.0**power), str(_LINE + 24), numbers.with_minus(f"1e{power}"))
        for power in powers
    )


def _x(value: float) -> str:
    return f"{_place(math.log10(value)):.0f}"


def _place(power: float) -> float:
    return _LEFT + (min(max(power, _FROM), _TO) - _FROM) * _DECADE


def _rounded(factor: float) -> str:
    """Two digits, and of a large factor one: 20,000."""
    if not 1e3 <= factor < 1e9:
        return numbers.distance(factor)
    digits = 10 ** int(math.log10(factor))
    return f"{round(factor / digits) * digits:,}"
