"""The questions of the assignment, a row each: mean points, how many are right, what went wrong."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from grader.model import Question, Suite
from grader.report import numbers
from grader.report.dashboard.class_table import ClassTable, StudentRow
from grader.report.dashboard.items import items
from grader.report.dashboard.sections import Item, QuestionRow
from grader.report.words import Words


def question_rows(suite: Suite, class_table: ClassTable, words: Words) -> tuple[QuestionRow, ...]:
    """Return a row for each question, counted over the submissions that ran."""
    builder = _QuestionRows(suite, class_table, words)
    found = enumerate(items(suite, class_table, words))
    return tuple(builder.row(place, question, checks) for place, (question, checks) in found)


def mean_points(question: Question, rows: Sequence[StudentRow]) -> str:
    """Return the mean of the points that count for a question."""
    earned = [row.standing.points(question.id) or 0.0 for row in rows]
    return numbers.points(round(statistics.mean(earned), 1)) if earned else numbers.NONE


class _QuestionRows:
    def __init__(self, suite: Suite, class_table: ClassTable, words: Words) -> None:
        self._suite = suite
        self._table = class_table
        self._words = words
        self._ran = [row for row in class_table.rows if row.ran]

    def row(self, place: int, question: Question, checks: tuple[Item, ...]) -> QuestionRow:
        n, table, words = len(self._ran), self._table, self._words
        wrong, follows = table.count(f"q{place}w"), table.count(f"q{place}f")
        right = n - wrong - follows
        mistake = self._commonest(place)
        return QuestionRow(
            title=question.title,
            function=question.target,
            mean=mean_points(question, self._ran),
            possible=numbers.points(question.points),
            right=f"{100 * right / n:.1f}",
            follows=f"{100 * follows / n:.1f}",
            shares=words("board.shares", right=right, follows=follows, wrong=wrong),
            wrong=table.linked_count(f"q{place}w"),
            mistake=self._suite.misconceptions[mistake].title if mistake is not None else "",
            mistake_count=None if mistake is None else table.linked_count(f"q{place}m{mistake}"),
            items=checks,
        )

    def _commonest(self, place: int) -> int | None:
        """Return the mistake that most students made in this question first, by its position."""
        counts = [
            self._table.count(f"q{place}m{mistake}")
            for mistake in range(len(self._suite.misconceptions))
        ]
        most = max(counts, default=0)
        return counts.index(most) if most else None
