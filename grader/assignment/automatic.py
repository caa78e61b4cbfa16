"""Automatic mistakes of a question: what they answer, in the words of the simplest edit.

Edits that give the same answers are one class.  Its simplest member words it.  A class says
nothing where two different sentences are equally simple, and where an instructor described a
mistake that gives the same answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from grader.assignment.answer_table import AnswerTable
from grader.assignment.distractors import DescribedAnswers
from grader.assignment.folder import Assignment
from grader.marking.fingerprint import NOT_FINITE, RAISES, column
from grader.model import Array, AutomaticMistake, AutomaticTable, Case, Question
from grader.suite.answers import Answers
from grader.suite.automatic.edits import EditKind
from grader.suite.automatic.lines import AutomaticLine, automatic_lines
from grader.suite.automatic.words import sentence
from grader.suite.traces import Answer

FEWEST_CONFIRMING = 3
"""Cases in which a mistake must give wrong numbers, where there are so many: fewer could agree by
chance."""

_CLEARLY_APART = 10.0
"""Tolerances between an answer and the right one that are not the same but for rounding."""


def automatic_table(
    question: Question, assignment: Assignment, described: DescribedAnswers
) -> AutomaticTable:
    """Compute the automatic mistakes that answers to a question can show.

    Parameters
    ----------
    question
        With its cases.
    assignment
        The assignment whose program is edited, if it wants automatic mistakes at all.
    described
        What described mistakes answer to the cases.

    Returns
    -------
    AutomaticTable
        One row for each class of edits that has words.
    """
    program = assignment.outline.program
    if program is None or not assignment.automatic or not question.cases:
        return AutomaticTable()
    return _Classes(question, assignment, automatic_lines(program), described).table()


class _Classes:
    """Edits by the answers that they give to a question."""

    def __init__(
        self,
        question: Question,
        assignment: Assignment,
        edited: Sequence[AutomaticLine],
        described: DescribedAnswers,
    ) -> None:
        self._question, self._outline = question, assignment.outline
        needed = assignment.recipe.needed(question.step, frozenset(question.parameters))
        self._lines = [line for line in edited if line.edit.step in needed]
        answers = Answers(assignment.recipe, question, [line.wrong_lines for line in self._lines])
        given: dict[str, list[Answer]] = {}
        columns = []
        for case in question.cases:
            of_edits = given[case.id] = given.get(case.repeats) or answers.to(case)
            known = described[case.id].values()
            columns.append(column(case.id, [case.expected, *known, *of_edits]))
        self._answers = AnswerTable.of(columns)
        self._first = len(self._answers.kinds) - len(self._lines)

    def table(self) -> AutomaticTable:
        """Return the classes that have words."""
        rows = list(self._worded(self._visible()))
        return AutomaticTable(
            tuple(self._mistake(row) for row in rows),
            *self._answers.part(np.array(rows, int)),
        )

    def _visible(self) -> Array:
        """Return the rows with enough wrong numbers, that no described mistake gives."""
        kinds, words = self._answers.kinds, self._answers.words
        is_asked = np.array([self._confirms(case) for case in self._question.cases])
        is_number = np.array([word != NOT_FINITE and not word.startswith(RAISES) for word in words])
        confirming = is_number[kinds] & (self._answers.norms > 0) & self._apart() & is_asked
        rows = self._answers.new_rows(self._first)
        fewest = min(FEWEST_CONFIRMING, is_asked.sum())
        rows = rows[confirming[rows].sum(axis=1) >= max(fewest, 1)]
        has_form = ((kinds == kinds[0]) | ~is_number[kinds]).all(axis=1)
        return np.array([row for row in rows if has_form[row] or not self._is_unlikely(row)], int)

    def _confirms(self, case: Case) -> bool:
        """Return True for a case whose answer says something that no earlier one does."""
        return (self._question.marks(case) or case.example) and not case.repeats

    def _apart(self) -> Array:
        """Boolean mask, shape (rows, cases): clearly another answer than the right one."""
        answers = self._answers
        allowed = _CLEARLY_APART * self._question.tolerance.relative * answers.norms[0]
        with np.errstate(all="ignore"):
            off = np.abs(answers.projections - answers.projections[0]) > allowed
        apart: Array = off | (answers.kinds != answers.kinds[0])
        return apart

    def _is_unlikely(self, row: int) -> bool:
        """Return True for an edit that nobody makes where the shapes do not fit."""
        return self._line(row).edit.kind is EditKind.QUANTITY

    def _worded(self, rows: Array) -> Iterator[int]:
        """Yield the simplest row of each class, where no other is as simple."""
        while rows.size:
            alike = self._answers.alike(rows[0], rows)
            rows = np.setdiff1d(rows, alike)
            least = min(map(self._complexity, alike))
            simplest = [row for row in alike if self._complexity(row) == least]
            if len({self._text(row) for row in simplest}) == 1:
                yield int(simplest[0])

    def _complexity(self, row: int) -> tuple[int, bool, int]:
        return self._line(row).edit.complexity(self._question.step)

    def _mistake(self, row: int) -> AutomaticMistake:
        line = self._line(row)
        edit = line.edit
        return AutomaticMistake(line.key, edit.step, edit.kind.value, self._text(row))

    def _text(self, row: int) -> str:
        edit = self._line(row).edit
        titles = {step.id: step.title for step in self._outline.steps}
        return sentence(edit, titles.get(edit.step, ""), self._outline.language)

    def _line(self, row: int) -> AutomaticLine:
        return self._lines[row - self._first]
