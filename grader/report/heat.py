"""How far each entry of an answer is off: the geometry of a picture, and its numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from grader.model import Array, Case, Returned, Tolerance
from grader.report import numbers
from grader.report.answered import Answered
from grader.report.pages import Heat, HeatCell, Label
from grader.report.words import Words

_MOST_ENTRIES = 60
_LEVELS = 5
_NARROW = 5
"""Columns that stay readable when they are squeezed into the width of a phone."""

_WIDTH, _HEIGHT, _LEFT, _TOP = 74, 42, 34, 26


def heat(answered: Answered, words: Words) -> Heat | None:
    """The first public answer of the right shape and wrong numbers, or else an example's."""
    fitting = [
        (case, verdict.observation.outcome.value)
        for case, verdict in answered.shown
        if not verdict.right
        and isinstance(verdict.observation.outcome, Returned)
        and verdict.observation.outcome.value.shape == case.expected.shape
        and 1 < case.expected.size <= _MOST_ENTRIES
        and case.expected.ndim in (1, 2)
    ]
    if not fitting:
        return None
    case, got = min(fitting, key=lambda pair: pair[0].example)
    return _heat(case, numbers.plain(got), answered.question.tolerance, words)


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
    """0 where an entry agrees, else 1 to 5 by its share of the largest difference."""
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
    """Where the cells and labels of a heat map stand; ``places`` are corner and text of each."""

    width: str
    height: str
    places: tuple[tuple[str, str, str, str], ...]
    columns: tuple[Label, ...]
    rows: tuple[Label, ...]


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
        columns=tuple(Label(_middle(j), str(_TOP - 9), str(j + 1)) for j in range(columns)),
        rows=tuple(Label(str(_LEFT - 10), _base(i), str(i + 1)) for i in range(rows) if rows > 1),
    )


def _middle(column: int) -> str:
    return str(_LEFT + column * _WIDTH + _WIDTH // 2 - 1)


def _base(row: int) -> str:
    """The base line of a row's text."""
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
    """The places of all entries, counted from 1."""
    return tuple(str([place + 1 for place in index]) for index in np.ndindex(shape))
