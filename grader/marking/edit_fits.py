"""Edits of the recipe that give a student's answers: a fit in words, and no diagnosis.

Edits are a second tier.  They are looked at where nothing else explains a question, alone (never
two at once, never times a factor), and they change no mark.  An edit must give every answer of the
question; where two sentences fit, neither is said.

After a wrong question an edit is also looked for on top of the student's own functions, in the
steps that come after them.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from grader.marking.answer_column import AnswerColumn, narrowed
from grader.marking.answers import QuestionAnswers
from grader.marking.evidence import QuestionEvidence
from grader.marking.follow import Follower
from grader.marking.on_top import OnTopSearch
from grader.marking.own_answers import OwnAnswers
from grader.marking.prepared import PreparedQuestion
from grader.marking.search_budget import SearchBudget
from grader.model import Case, Fit, FitKind, Program, Question, Suite, Verdict
from grader.suite.answers import Answers
from grader.suite.automatic.edits import Edit
from grader.suite.automatic.lines import AutomaticLine, automatic_lines, lines_by_key
from grader.suite.automatic.words import sentence
from grader.suite.program import load_program
from grader.suite.traces import Answer


class EditSearch:
    """Searches the edits of one suite's program.

    Parameters
    ----------
    suite
        The suite, whose questions have their automatic mistakes.
    program
        The program that was edited.
    """

    def __init__(self, suite: Suite, program: Program) -> None:
        self._suite, self._program = suite, program
        self._tables = {question.id: _EditTable(question, program) for question in suite.questions}

    def fits(
        self, question: str, prepared: PreparedQuestion, verdicts: Sequence[Verdict]
    ) -> tuple[Fit, ...]:
        """Find the edit that gives all answers to a question.

        Parameters
        ----------
        question
            The question's id.
        prepared
            The question, prepared for diagnosis.
        verdicts
            The verdicts on its cases, in their order.

        Returns
        -------
        tuple of Fit
            The one edit that fits, or none.
        """
        evidence = prepared.evidence(verdicts)
        if evidence is None or evidence.is_constant:
            return ()  # a hundred slips answer with one number over and over
        return _only(self._tables[question].fitting(evidence))

    def fits_on_top(
        self,
        answers: QuestionAnswers,
        earlier: Sequence[str],
        own: OwnAnswers,
        budget: SearchBudget,
    ) -> tuple[Fit, ...]:
        """Find the edit that gives all answers on top of the student's own functions.

        Parameters
        ----------
        answers
            The answers to a question.
        earlier
            The questions before it that are not right, whose functions stand in place of steps.
        own
            What these functions answer where they are asked.
        budget
            What may still be tried.

        Returns
        -------
        tuple of Fit
            The simplest edit that fits, or none.
        """
        # An edit may be in a step that another of these questions asks for.
        for functions in dict.fromkeys([tuple(earlier), *((id,) for id in earlier)]):
            fits = self._on_top_of(functions, answers, own, budget)
            if fits:
                return fits
        return ()

    def _on_top_of(
        self,
        earlier: Sequence[str],
        answers: QuestionAnswers,
        own: OwnAnswers,
        budget: SearchBudget,
    ) -> tuple[Fit, ...]:
        lines = self._lines_after(answers.question, earlier)
        mistakes = [(line,) for line in lines]
        fitting = self._on_top.continuations(answers, earlier, mistakes, own, budget)
        certain = [one.continuation for one in fitting if one.is_certain]
        found = [self._lines[int(id)].edit for one in certain for id in one.mistakes]
        asked = answers.question.step
        least = min((edit.complexity(asked) for edit in found), default=None)
        simplest = [edit for edit in found if edit.complexity(asked) == least]
        return _only([self._text(edit) for edit in simplest])

    def _lines_after(self, question: Question, earlier: Sequence[str]) -> tuple[str, ...]:
        """Return the edits of steps that the answers of the earlier functions are not made of."""
        recipe = self._follower.recipe
        needed = recipe.needed(question.step, frozenset(question.parameters))
        before = {self._suite.question(id).step for id in earlier}
        before |= {step for own in before for step in recipe.needed(own, frozenset())}
        steps = needed - before
        return tuple(str(n) for n, line in enumerate(self._lines) if line.edit.step in steps)

    @functools.cached_property
    def _lines(self) -> tuple[AutomaticLine, ...]:
        return automatic_lines(self._program)

    @functools.cached_property
    def _follower(self) -> Follower:
        edited = {str(number): line.wrong_lines for number, line in enumerate(self._lines)}
        formulas = replace(load_program(self._program), mistakes=edited)
        return Follower(formulas, self._suite.questions)

    @functools.cached_property
    def _on_top(self) -> OnTopSearch:
        return OnTopSearch(self._follower, {str(number): "" for number in range(len(self._lines))})

    def _text(self, edit: Edit) -> str:
        titles = {step.id: step.title for step in self._suite.steps}
        return sentence(edit, titles.get(edit.step, ""), self._suite.language)


def _only(texts: Sequence[str]) -> tuple[Fit, ...]:
    """Return a fit where there is a single text: of two that fit neither is certain."""
    return (Fit(texts[0], FitKind.EDIT),) if len(set(texts)) == 1 else ()


class _EditTable:
    """The edits of one question.

    Columns without answers (see ``AutomaticTable``) are computed for the few edits that agree with
    all others.
    """

    def __init__(self, question: Question, program: Program) -> None:
        self._question, self._program = question, program
        self._mistakes = question.automatic.mistakes

    def fitting(self, evidence: QuestionEvidence) -> tuple[str, ...]:
        """Return the sentences of the edits that give all these answers."""
        if not self._mistakes:
            return ()
        rows, places = np.arange(len(self._mistakes)), np.arange(len(evidence.columns))
        rows = narrowed(rows, self._columns, evidence, places)
        return tuple(self._mistakes[row].text for row in rows.tolist())

    @functools.cached_property
    def _columns(self) -> Sequence[AnswerColumn]:
        table, cases = self._question.automatic, self._question.cases
        vocabulary = {word: index for index, word in enumerate(table.vocabulary)}
        rows = len(table.mistakes)
        columns = [AnswerColumn(case, rows, vocabulary, self._computed) for case in cases]
        for place, answers in enumerate(columns):
            if (table.kinds[:, place] >= 0).all():
                answers.hold(table.kinds[:, place], table.projections[:, place])
        return columns

    def _computed(self, case: Case, rows: Sequence[int]) -> Sequence[Answer]:
        lines = lines_by_key(self._program)
        keys = {row: self._mistakes[row].line for row in rows}
        known = {row: lines[key].wrong_lines for row, key in keys.items() if key in lines}
        recipe = load_program(self._program).recipe
        answers = Answers(recipe, self._question, list(known.values())).to(case)
        found = dict(zip(known, answers, strict=True))
        # A suite that was built with another numpy has other edits: no exception has this name.
        return [found.get(row, "unknown") for row in rows]
