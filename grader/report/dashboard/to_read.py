"""What to read first: unexplained answers, by the points that they lost in the whole class."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from grader.model import QuestionGrade, Standing, Suite
from grader.report.dashboard.class_table import ClassTable, RowBuilder, StudentRow
from grader.report.dashboard.people import people
from grader.report.dashboard.sections import ReadEntry
from grader.report.listing import SourceText
from grader.report.outcome_words import symptom_words
from grader.report.pages import Listing
from grader.report.words import Words
from grader.text import cells
from grader.text.clean import one_line

MOST = 20
"""Entries on the page."""

Source = Callable[[str], tuple[str, bytes] | None]
"""Gives the name and the bytes of a student's file, by the student's key."""


@dataclass(frozen=True)
class _Group:
    """Answers to one question that are the same numbers; ``rows`` are who gave them."""

    id: str
    rows: Sequence[StudentRow]
    graded: QuestionGrade

    @property
    def lost(self) -> float:
        """The points that the question lost, over all students of the group."""
        return (self.graded.points - self.graded.earned) * len(self.rows)


def to_read(
    suite: Suite,
    class_table: ClassTable,
    words: Words,
    source: Source | None = None,
    most: int | None = MOST,
) -> tuple[ReadEntry, ...]:
    """Return the unexplained answers that lost most, those of a single student among them.

    Answers that the instructor has named come last: they have been read.
    """
    return tuple(
        _entry(suite, group, class_table, words, source)
        for group in _ranked(suite, class_table)[:most]
    )


def unexplained_answers(
    suite: Suite, standings: Iterable[Standing], words: Words
) -> tuple[ReadEntry, ...]:
    """Return all unexplained answers of a class, without code."""
    builder = RowBuilder(suite, {})
    return to_read(suite, ClassTable(map(builder.build, standings)), words, most=None)


def to_read_note(suite: Suite, class_table: ClassTable, words: Words) -> str:
    """Say how many more there are."""
    more = len(_ranked(suite, class_table)) - MOST
    return words.count("board.more_to_read", more) if more > 0 else ""


def _ranked(suite: Suite, class_table: ClassTable) -> list[_Group]:
    known = {question.id for question in suite.questions}
    found: dict[str, tuple[QuestionGrade, list[StudentRow]]] = {}
    for row in class_table.rows:
        for graded in row.grade.questions if row.grade else ():
            if graded.group and graded.question in known:
                found.setdefault(graded.group, (graded, []))[1].append(row)
    groups = [_Group(id, rows, graded) for id, (graded, rows) in found.items()]
    return sorted(groups, key=lambda one: (_label(one) is not None, -one.lost, one.id))


def _label(group: _Group) -> str | None:
    labels = group.rows[0].standing.labels
    return next((one.title for one in labels if one.group == group.id), None)


def _entry(
    suite: Suite, group: _Group, class_table: ClassTable, words: Words, source: Source | None
) -> ReadEntry:
    question, graded = suite.question(group.graded.question), group.graded
    shown, more = people([row.link() for row in group.rows], words)
    each = words.count("board.lost_each", graded.points - graded.earned)
    return ReadEntry(
        group=one_line(group.id),
        title=question.title,
        label=one_line(_label(group) or ""),
        lost=each,
        count=class_table.linked_count(
            f"g-{group.id}", words.count("board.students", len(group.rows))
        ),
        observation=symptom_words(question, graded.symptom, words)
        if graded.symptom
        else words("board.no_symptom"),
        command=words("board.label_command", group=one_line(group.id)),
        listing=_listing(group, question.code_name, words, source),
        people=shown,
        more=more,
    )


def _listing(group: _Group, function: str, words: Words, source: Source | None) -> Listing | None:
    """Return the function as the first student of the group wrote it."""
    handed_in = source(group.rows[0].student) if source else None
    if handed_in is None:
        return None
    name, code = handed_in
    listing = SourceText(code, name.endswith(cells.SUFFIX)).function(function, words)
    if listing is None:
        return None
    title = words("board.code_of", function=function, student=group.rows[0].name)
    return Listing(title, listing.lines, listing.whole, listing.cell)
