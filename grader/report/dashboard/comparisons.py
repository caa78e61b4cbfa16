"""Students beside others: sections, days of handing in, and attempts."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterable, Sequence
from datetime import datetime

from grader.model import Suite
from grader.report import numbers
from grader.report.dashboard.class_table import ClassTable, StudentRow
from grader.report.dashboard.questions import mean_points
from grader.report.dashboard.sections import MeanBar, SectionRow
from grader.report.words import Words
from grader.text.clean import one_line

_MOST_SECTIONS, _MOST_DAYS, _MOST_ATTEMPTS = 40, 14, 5


def section_rows(suite: Suite, class_table: ClassTable, words: Words) -> tuple[SectionRow, ...]:
    """Return the sections side by side; nothing where there are not two of them."""
    names = class_table.sections
    if len(names) < 2:
        return ()
    return tuple(
        _section_row(suite, class_table, name, key, words)
        for name, key in itertools.islice(names.items(), _MOST_SECTIONS)
    )


def days(suite: Suite, class_table: ClassTable) -> tuple[MeanBar, ...]:
    """Return mean points by the day of handing in, the last days; nothing for a single day."""
    by_day: dict[str, list[StudentRow]] = {}
    for row in _with_points(class_table.rows):
        day = _day(row.standing.submitted)
        if day:
            by_day.setdefault(day, []).append(row)
    if len(by_day) < 2:
        return ()
    return tuple(_bar(day, by_day[day], suite) for day in sorted(by_day)[-_MOST_DAYS:])


def attempts(suite: Suite, class_table: ClassTable, words: Words) -> tuple[MeanBar, ...]:
    """Return mean points by the number of attempts; nothing if all have the same number."""
    by_number: dict[int, list[StudentRow]] = {}
    for row in _with_points(class_table.rows):
        if row.standing.attempt:
            number = min(row.standing.attempt, _MOST_ATTEMPTS)
            by_number.setdefault(number, []).append(row)
    if len(by_number) < 2:
        return ()
    return tuple(
        _bar(
            words(
                "board.attempts_or_more" if number == _MOST_ATTEMPTS else "board.attempts", n=number
            ),
            by_number[number],
            suite,
        )
        for number in sorted(by_number)
    )


def _section_row(
    suite: Suite, class_table: ClassTable, name: str, key: str, words: Words
) -> SectionRow:
    rows = list(_with_points(class_table.rows_with(key)))
    earned = [row.points or 0.0 for row in rows]
    return SectionRow(
        title=one_line(name, characters=60) or words("board.no_section"),
        count=class_table.linked_count(key),
        median=numbers.points(round(statistics.median(earned), 1)) if earned else numbers.NONE,
        mean=numbers.points(round(statistics.mean(earned), 1)) if earned else numbers.NONE,
        questions=tuple(mean_points(question, rows) for question in suite.questions),
    )


def _with_points(rows: Iterable[StudentRow]) -> Iterable[StudentRow]:
    return (row for row in rows if row.points is not None)


def _day(submitted: str) -> str:
    try:
        return datetime.fromisoformat(submitted).date().isoformat()
    except ValueError:
        return ""


def _bar(title: str, rows: Sequence[StudentRow], suite: Suite) -> MeanBar:
    mean = statistics.mean(row.points or 0.0 for row in rows)
    share = 100 * mean / suite.possible if suite.possible else 0.0
    return MeanBar(
        title=title,
        number=str(len(rows)),
        mean=numbers.points(round(mean, 1)),
        share=f"{min(max(share, 0.0), 100.0):.1f}",
    )
