"""How far each entry of an answer is off: the geometry of a picture, and its numbers."""

from __future__ import annotations

import math

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
        off = np.atleast_2d(np.abs(got - case.expected))
    levels = _levels(off, np.atleast_2d(case.expected), tolerance)
    rows, columns = off.shape
    return Heat(
        title=words("heat.title", case=case.name),
        words=_in_words(off, levels, words),
        size="fits" if columns <= _NARROW else "wide",
        width=str(_LEFT + columns * _WIDTH + 2),
        height=str(_TOP + rows * _HEIGHT + 2),
        cell_width=str(_WIDTH - 2),
        cell_height=str(_HEIGHT - 2),
        cells=_cells(off, levels),
        columns=tuple(Label(_middle(j), str(_TOP - 9), str(j + 1)) for j in range(columns)),
        rows=tuple(Label(str(_LEFT - 10), _base(i), str(i + 1)) for i in range(rows) if rows > 1),
        numbers=_numbers(case.expected, got, off),
    )


def _in_words(off: Array, levels: Array, words: Words) -> str:
    row, column = _worst(off)
    return words(
        _sentence(len(off), off),
        wrong=int((levels > 0).sum()),
        all=off.size,
        row=row + 1,
        column=column + 1,
        largest=numbers.distance(float(off[row, column])),
    )


def _sentence(rows: int, off: Array) -> str:
    if not np.isfinite(off).all():
        return "heat.words_not_finite"
    return "heat.words" if rows > 1 else "heat.words_vector"


def _levels(off: Array, expected: Array, tolerance: Tolerance) -> Array:
    """0 where an entry agrees, else 1 to 5 by its share of the largest difference."""
    scale = np.abs(expected) if tolerance.elementwise else np.abs(expected).max()
    finite = off[np.isfinite(off)]
    largest = finite.max() if finite.size else 0.0
    with np.errstate(all="ignore"):
        share = np.where(np.isfinite(off), off / (largest or 1.0), 1.0)
        levels = np.clip(np.ceil(share * _LEVELS), 1, _LEVELS)
        return np.where(off <= tolerance.relative * scale, 0, levels).astype(int)


def _worst(off: Array) -> tuple[int, int]:
    row, column = np.unravel_index(int(np.argmax(np.where(np.isnan(off), np.inf, off))), off.shape)
    return int(row), int(column)


def _cells(off: Array, levels: Array) -> tuple[HeatCell, ...]:
    worst = _worst(off)
    return tuple(
        HeatCell(
            level=str(level),
            x=str(_LEFT + column * _WIDTH),
            y=str(_TOP + row * _HEIGHT),
            text_x=_middle(column),
            text_y=_base(row),
            text="nan" if math.isnan(value) else numbers.distance(value),
            worst=(row, column) == worst,
        )
        for row, values in enumerate(zip(off.tolist(), levels.tolist(), strict=True))
        for column, (value, level) in enumerate(zip(*values, strict=True))
    )


def _middle(column: int) -> str:
    return str(_LEFT + column * _WIDTH + _WIDTH // 2 - 1)


def _base(row: int) -> str:
    """The base line of a row's text."""
    return str(_TOP + row * _HEIGHT + _HEIGHT // 2 + 4)


def _numbers(expected: Array, got: Array, off: Array) -> tuple[tuple[str, str, str, str], ...]:
    entries = np.ndindex(expected.shape)
    flat = off.ravel().tolist()
    return tuple(
        (
            str([place + 1 for place in index]),
            numbers.number(float(expected[index])),
            numbers.number(float(got[index])),
            numbers.number(flat[position]),
        )
        for position, index in enumerate(entries)
    )
