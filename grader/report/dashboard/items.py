"""The checks themselves: how hard each is, and how well it tells strong from weak submissions.

Discrimination is the correlation of having a check with the points of everything else, so that a
check does not agree with itself.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Check, Question, Suite
from grader.report import numbers
from grader.report.dashboard.nouns import Item, ItemGroup
from grader.report.dashboard.roll import Line, Roll, questions_by_check
from grader.report.pages import Kind, Pill
from grader.report.words import Words

FEWEST = 20
"""Submissions; a correlation of fewer is mostly chance."""

_STRONG, _WEAK = 0.4, 0.2


@dataclass(frozen=True)
class Measured:
    """What is known of one check: ``n`` answered it, and correlation is None where there is
    none."""

    n: int
    right: int
    follows: int
    correlation: float | None

    @property
    def missed(self) -> int:
        return self.n - self.right


def items(suite: Suite, roll: Roll, words: Words) -> tuple[ItemGroup, ...]:
    """The checks of each question."""
    lines = [line for line in roll.lines if line.ran]
    if not lines:
        return ()
    return tuple(
        ItemGroup(
            title=question.title,
            items=tuple(
                _item(
                    check, measured(question, check, first + n, lines), f"c{first + n}", roll, words
                )
                for n, check in enumerate(question.checks)
            ),
        )
        for first, question, _ in questions_by_check(suite)
    )


def measured(question: Question, check: Check, place: int, lines: Sequence[Line]) -> Measured:
    """The check at this place of ``Line.marks``, in these submissions."""
    asked = [line for line in lines if line.marks[place] != "off"]
    kinds = [line.marks[place] for line in asked]
    pairs = [_have_and_rest(line, question.id, check, place) for line in asked]
    return Measured(len(asked), kinds.count("right"), kinds.count("follows"), correlation(pairs))


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's, or None where one side does not vary or there are too few."""
    if len(pairs) < FEWEST:
        return None
    have, rest = zip(*pairs, strict=True)
    try:
        return statistics.correlation(have, rest)
    except statistics.StatisticsError:
        return None


def _have_and_rest(line: Line, question: str, check: Check, place: int) -> tuple[float, float]:
    """The part of the check that is earned, and the points of all others.

    These are the grader's own points: what people decided tells nothing of a check.
    """
    grade = line.grade
    assert grade is not None
    graded = next(q for q in grade.questions if q.question == question)
    earned = next((one.earned for one in graded.checks if one.check == check.id), 0.0)
    part = float(line.marks[place] == "right") if check.remark else earned / check.points
    return part, line.earned - earned


def _item(check: Check, found: Measured, key: str, roll: Roll, words: Words) -> Item:
    n = max(found.n, 1)
    told = found.correlation
    return Item(
        title=check.title,
        rate=f"{100 * found.right / n:.0f} %",
        right=f"{100 * found.right / n:.1f}",
        follows=f"{100 * found.follows / n:.1f}",
        missed=roll.told(key),
        difficulty=f"{found.missed / n:.2f}",
        discrimination=numbers.NONE if told is None else numbers.with_minus(f"{told:.2f}"),
        strength="0" if told is None else f"{100 * max(told, 0):.1f}",
        reading=_reading(found, words),
        points=words("check.no_points") if check.remark else numbers.points(check.points),
    )


def _reading(found: Measured, words: Words) -> Pill:
    """What the numbers say, in a word."""
    kind, word = _word(found)
    return Pill(kind, words(f"board.reading.{word}"))


def _word(found: Measured) -> tuple[Kind, str]:
    if found.n < FEWEST:
        return "off", "too_few"
    if not found.missed:
        return "right", "everyone"
    if not found.right:
        return "part", "nobody"
    if 2 * found.follows >= found.missed:
        return "off", "follows"
    if found.correlation is None:
        return "off", "flat"
    if found.correlation < _WEAK:
        return "part", "review"
    return "right", "strong" if found.correlation >= _STRONG else "fair"
