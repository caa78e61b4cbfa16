"""Heat map: how far each entry of an answer is off, as geometry and as a table."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from grader.model import Array, Case, Returned, Tolerance
from grader.report import numbers
from grader.report.illustrations import DrawingLabel, Heat, HeatCell
from grader.report.question_view import QuestionView
from grader.report.words import Words

_MOST_ENTRIES = 60
_LEVELS = 5
_NARROW = 5
"""Columns that stay readable when they are squeezed into the width of a phone."""

_WIDTH, _HEIGHT, _LEFT, _TOP = 74, 42, 34, 26


def heat(view: QuestionView, words: Words) -> Heat | None:
    """Return the heat map of a visible wrong answer with the right shape, or None.

    Marked cases come before examples.  Arrays have one or two axes and at most 60 entries.
    """
    fitting = [
        (case, verdict.observation.outcome.value)
        for case, verdict in view.visible_cases
        if not verdict.right
        and isinstance(verdict.observation.outcome, Returned)
        and verdict.observation.outcome.value.shape == case.expected.shape
        and 1 < case.expected.size <= _MOST_ENTRIES
        and case.expected.ndim in (1, 2)
    ]
    if not fitting:
        return None
    case, got = min(fitting, key=lambda pair: pair[0].example)
    return _heat(case, numbers.plain(got), view.question.tolerance, words)


def _heat(case: Case, got: Array, tolerance: Tolerance, words: Words) -> Heat:
    with np.errstate(all="ignore"):
        off = np.abs(got - case.expected).ravel().tolist()
    shape = case.expected.shape if case.expected.ndim > 1 else (1, case.expected.size)
    levels = _levels(off, np.abs(case.expected).ravel().tolist(), tolerance)
    worst = max(
        range(len(off)), key=lambda place: math.inf if off[place] != off[place] else off[place]
    )
    grid = _grid(*shape)
    return Heat(
        title=words("heat.title", case=case.name),
        words=_in_words(off, levels, shape, worst, words),
        size="fits" if shape[1] <= _NARROW else "wide",
        width=grid.width,
        height=grid.height,
        cell_width=str(_WIDTH - 2),
        cell_height=str(_HEIGHT - 2),
        cells=tuple(
            HeatCell(
                str(level),
                *place,
                "nan" if value != value else numbers.distance(value),
                number == worst,
            )
            for number, (place, value, level) in enumerate(
                zip(grid.places, off, levels, strict=True)
            )
        ),
        columns=grid.columns,
        rows=grid.rows,
        numbers=_numbers(case.expected, got, off),
    )


def _in_words(
    off: list[float], levels: list[int], shape: tuple[int, int], worst: int, words: Words
) -> str:
    name = "heat.words" if shape[0] > 1 else "heat.words_vector"
    if not all(map(math.isfinite, off)):
        name = "heat.words_not_finite"
    return words(
        name,
        wrong=sum(level > 0 for level in levels),
        all=len(off),
        row=worst // shape[1] + 1,
        column=worst % shape[1] + 1,
        largest=numbers.distance(off[worst]),
    )


def _levels(off: list[float], expected: list[float], tolerance: Tolerance) -> list[int]:
    """Return 0 for an entry within tolerance, else 1 to 5 by its share of the largest error."""
    scales = expected if tolerance.elementwise else [max(expected)] * len(expected)
    largest = max((value for value in off if math.isfinite(value)), default=0.0) or 1.0
    return [
        0 if value <= tolerance.relative * scale else _level(value / largest)
        for value, scale in zip(off, scales, strict=True)
    ]


def _level(share: float) -> int:
    return min(max(math.ceil(share * _LEVELS), 1), _LEVELS) if math.isfinite(share) else _LEVELS


@dataclass(frozen=True)
class _Grid:
    """Geometry of a heat map; ``places`` holds the corner and the text position of each cell."""

    width: str
    height: str
    places: tuple[tuple[str, str, str, str], ...]
    columns: tuple[DrawingLabel, ...]
    rows: tuple[DrawingLabel, ...]


@lru_cache(maxsize=64)
def _grid(rows: int, columns: int) -> _Grid:
    return _Grid(
        width=str(_LEFT + columns * _WIDTH + 2),
        height=str(_TOP + rows * _HEIGHT + 2),
        places=tuple(
            (str(_LEFT + column * _WIDTH), str(_TOP + row * _HEIGHT), _middle(column), _base(row))
            for row in range(rows)
            for column in range(columns)
        ),
        columns=tuple(DrawingLabel(_middle(j), str(_TOP - 9), str(j + 1)) for j in range(columns)),
        rows=tuple(
            DrawingLabel(str(_LEFT - 10), _base(i), str(i + 1)) for i in range(rows) if rows > 1
        ),
    )


def _middle(column: int) -> str:
    return str(_LEFT + column * _WIDTH + _WIDTH // 2 - 1)


def _base(row: int) -> str:
    """Return the text baseline of a row."""
    return str(_TOP + row * _HEIGHT + _HEIGHT // 2 + 4)


def _numbers(expected: Array, got: Array, off: list[float]) -> tuple[tuple[str, ...], ...]:
    number = numbers.number
    columns = (expected.ravel().tolist(), got.ravel().tolist(), off)
    return tuple(
        (entry, *map(number, values))
        for entry, values in zip(_entries(expected.shape), zip(*columns, strict=True), strict=True)
    )


@lru_cache(maxsize=64)
def _entries(shape: tuple[int, ...]) -> tuple[str, ...]:
    """Return the index of every entry, counted from 1."""
    return tuple(str([place + 1 for place in index]) for index in np.ndindex(shape))
