"""Concerns: the students whom the instructor has to look at, by reason."""

from __future__ import annotations

from collections.abc import Iterator

from grader.model import QuestionGrade, Suite
from grader.report import numbers
from grader.report.dashboard.class_table import (
    CONCERNS,
    NOTES,
    ClassTable,
    StudentRow,
    followed_points,
)
from grader.report.dashboard.derivation_keys import unread_words, written_of
from grader.report.dashboard.people import people
from grader.report.dashboard.sections import Concern
from grader.report.phrases import message_in
from grader.report.words import Words
from grader.text.clean import one_line

_MOST_OPEN = 6
"""A concern with at most this many students shows their names without a click."""


def concerns(suite: Suite, class_table: ClassTable, words: Words) -> tuple[Concern, ...]:
    """Return the concerns that apply, the most pressing first, then the notes."""
    return tuple(
        _concern(suite, class_table, key, words)
        for key in (*CONCERNS, *NOTES)
        if class_table.count(key)
    )


def _concern(suite: Suite, class_table: ClassTable, key: str, words: Words) -> Concern:
    links = [row.link(_detail(suite, row, key, words)) for row in _rows(class_table, key)]
    shown, more = people(links, words)
    return Concern(
        title=words(f"board.concern.{key}"),
        advice=words(f"board.advice.{key}"),
        count=class_table.linked_count(key),
        people=shown,
        more=more,
        opened=class_table.count(key) <= _MOST_OPEN and key in CONCERNS,
    )


def _rows(class_table: ClassTable, key: str) -> list[StudentRow]:
    """Return the rows with a key by name; those with points by following, the most first."""
    rows = list(class_table.rows_with(key))
    if key == "followed":
        rows.sort(key=lambda row: -followed_points(row.standing))
    return rows


def _detail(suite: Suite, row: StudentRow, key: str, words: Words) -> str:
    """Return what there is to say about this student besides the reason."""
    standing = row.standing
    grade = standing.grade
    if key == "ungraded" and grade:
        return one_line(message_in(suite.language, str(grade.ungraded)))
    if key == "flag" and grade:
        return one_line("; ".join(grade.flags))
    if key in ("derivation_person", "derivation_unread") and (written := written_of(standing)):
        return unread_words(written, words)
    if key == "remark":
        said = (message_in(suite.language, remark) for remark in standing.remarks)
        return one_line(" ".join(said), characters=400)
    if key == "followed":
        points = numbers.points(followed_points(standing))
        return words("board.followed", points=points, possible=numbers.points(suite.possible))
    if key == "by_hand":
        return words.listed(tuple(_overrides(suite, row, words)))
    return words.listed(_where(suite, row, key))


def _overrides(suite: Suite, row: StudentRow, words: Words) -> Iterator[str]:
    titles = {question.id: question.title for question in suite.questions}
    for id in dict.fromkeys(one.question for one in row.standing.overrides):
        one = row.standing.override(id)
        if one:
            yield words(
                "board.override",
                question=titles.get(id, id),
                points=numbers.points(one.points),
                why=one_line(one.why),
            )


def _where(suite: Suite, row: StudentRow, key: str) -> tuple[str, ...]:
    """Return the questions that a key is true of; none if it is of all of them."""
    titles = {question.id: question.title for question in suite.questions}
    graded = row.grade.questions if row.grade else ()
    found = tuple(titles[q.question] for q in graded if q.question in titles and _is_at(q, key))
    return found if len(found) < len(suite.questions) else ()


def _is_at(question: QuestionGrade, key: str) -> bool:
    if key == "cut_short":
        return question.cut_short
    return any(verdict.status.name.lower() == key for verdict in question.verdicts)
