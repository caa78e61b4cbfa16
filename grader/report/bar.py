"""Draw an error on a scale of powers of ten; its decade tells rounding from a wrong formula."""

from __future__ import annotations

import math
from functools import cache, lru_cache

from grader.marking.compare import DOUBLE, SINGLE, distances, finite
from grader.model import Case, Tolerance
from grader.report import numbers
from grader.report.illustrations import Bar, BarMark, DrawingLabel, MarkKind
from grader.report.question_view import QuestionView
from grader.report.words import Words

_FROM, _TO = -17, 2
_LEFT, _DECADE = 16, 30
_LINE, _STEP, _CLOSE = 46, 21, 20

_Sign = tuple[str, MarkKind, float]
"""A distance on the bar: its text key, its kind and its relative size."""


def bar(view: QuestionView, words: Words) -> Bar | None:
    """Return the error bar of a visible wrong case, or None.

    The bar sets the student's error beside the tolerance, the rounding of single and double
    precision, and the nearest known mistake.  There is none if no visible wrong case has a finite
    error.
    """
    measured = [
        (verdict.distance, case)
        for case, verdict in view.visible_cases
        if verdict.distance is not None and math.isfinite(verdict.distance) and not verdict.right
    ]
    tolerance = view.question.tolerance
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
    """Return the distance of the known mistake closest above the limit; 0 if there is none."""
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
    """Place the signs from left to right; a sign close to its neighbour moves up a row."""
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
def _ticks() -> tuple[DrawingLabel, ...]:
    powers = range(-15, _TO, 5)
    return tuple(
        DrawingLabel(_x(10.0**power), str(_LINE + 24), numbers.with_minus(f"1e{power}"))
        for power in powers
    )


def _x(value: float) -> str:
    return f"{_place(math.log10(value)):.0f}"


def _place(power: float) -> float:
    return _LEFT + (min(max(power, _FROM), _TO) - _FROM) * _DECADE


def _rounded(factor: float) -> str:
    """Write a factor with two digits; a large one with one digit, as in 20,000."""
    if not 1e3 <= factor < 1e9:
        return numbers.distance(factor)
    digits = 10 ** int(math.log10(factor))
    return f"{round(factor / digits) * digits:,}"
