"""Item analysis: how many have each check right, and how well it tells strong from weak work.

Discrimination is the correlation of passing a check with the points of all other checks
(corrected item-total correlation), so a check is not compared with itself.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Check, Question, Suite
from grader.report import numbers
from grader.report.dashboard.class_table import ClassTable, StudentRow, questions_by_check
from grader.report.dashboard.sections import Item
from grader.report.pages import Kind, Pill
from grader.report.words import Words

FEWEST = 20
"""The least number of submissions for a correlation; with fewer it is mostly chance."""

_STRONG, _WEAK = 0.4, 0.2


@dataclass(frozen=True)
class ItemStatistics:
    """Statistics of one check.

    ``n`` submissions answered it; ``correlation`` is None if it is undefined.
    """

    n: int
    right: int
    follows: int
    correlation: float | None

    @property
    def missed(self) -> int:
        """How many submissions do not have the check right."""
        return self.n - self.right


def items(
    suite: Suite, class_table: ClassTable, words: Words
) -> tuple[tuple[Question, tuple[Item, ...]], ...]:
    """Return each question with the statistics of its checks; nothing if nothing ran."""
    rows = [row for row in class_table.rows if row.ran]
    if not rows:
        return ()
    return tuple(
        (
            question,
            tuple(
                _item(
                    check,
                    item_statistics(question, check, first + n, rows),
                    f"c{first + n}",
                    class_table,
                    words,
                )
                for n, check in enumerate(question.checks)
            ),
        )
        for first, question, _ in questions_by_check(suite)
    )


def item_statistics(
    question: Question, check: Check, place: int, rows: Sequence[StudentRow]
) -> ItemStatistics:
    """Return the statistics of one check.

    Parameters
    ----------
    question : Question
    check : Check
    place : int
        The position of the check in ``StudentRow.marks``.
    rows : sequence of StudentRow
        The submissions that ran.
    """
    asked = [row for row in rows if row.marks[place] != "off"]
    kinds = [row.marks[place] for row in asked]
    pairs = [_have_and_rest(row, question.id, check, place) for row in asked]
    return ItemStatistics(
        len(asked), kinds.count("right"), kinds.count("follows"), correlation(pairs)
    )


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Return Pearson's correlation; None for too few pairs or a constant side."""
    if len(pairs) < FEWEST:
        return None
    have, rest = zip(*pairs, strict=True)
    try:
        return statistics.correlation(have, rest)
    except statistics.StatisticsError:
        return None


def _have_and_rest(row: StudentRow, question: str, check: Check, place: int) -> tuple[float, float]:
    """Return the earned part of the check, and the points of all other checks.

    Both are the grader's own points: a person's decision says nothing about a check.
    """
    grade = row.grade
    assert grade is not None
    graded = next(q for q in grade.questions if q.question == question)
    earned = next((one.earned for one in graded.checks if one.check == check.id), 0.0)
    part = float(row.marks[place] == "right") if check.remark else earned / check.points
    return part, row.earned - earned


def _item(
    check: Check, found: ItemStatistics, key: str, class_table: ClassTable, words: Words
) -> Item:
    n = max(found.n, 1)
    correlation = found.correlation
    return Item(
        title=check.title,
        rate=f"{100 * found.right / n:.0f} %",
        right=f"{100 * found.right / n:.1f}",
        follows=f"{100 * found.follows / n:.1f}",
        missed=class_table.linked_count(key),
        discrimination=numbers.NONE
        if correlation is None
        else numbers.with_minus(f"{correlation:.2f}"),
        strength="0" if correlation is None else f"{100 * max(correlation, 0):.1f}",
        reading=_reading(found, words),
        points=words("check.no_points") if check.remark else numbers.points(check.points),
    )


def _reading(found: ItemStatistics, words: Words) -> Pill:
    """Return what the statistics say, in a word."""
    kind, word = _word(found)
    return Pill(kind, words(f"board.reading.{word}"))


def _word(found: ItemStatistics) -> tuple[Kind, str]:
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
