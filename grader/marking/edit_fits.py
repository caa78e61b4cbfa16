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

from grader.marking.answers import QuestionAnswers
from grader.marking.evidence import QuestionEvidence
from grader.marking.fingerprint import fingerprint
from grader.marking.follow import Follower
from grader.marking.hypotheses import Hypotheses
from grader.marking.on_top import OnTopSearch
from grader.marking.own_answers import OwnAnswers
from grader.marking.prepared import PreparedQuestion
from grader.marking.search_budget import SearchBudget
from grader.model import Array, Case, Fit, FitKind, Program, Question, Suite, Verdict
from grader.suite.automatic.edits import Edit
from grader.suite.automatic.lines import AutomaticLine, automatic_lines, lines_by_key
from grader.suite.automatic.words import sentence
from grader.suite.given import given
from grader.suite.program import load_program


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
        has_answers = self._has_answers[evidence.columns]
        rows = self._agreeing(evidence, np.flatnonzero(has_answers))
        left = np.flatnonzero(~has_answers)
        confirmed = (row for row in rows if self._gives(row, evidence, left))
        return tuple(self._mistakes[row].text for row in confirmed)

    @functools.cached_property
    def _table(self) -> Hypotheses:
        table = self._question.automatic
        return Hypotheses(
            mistakes=tuple((mistake.line,) for mistake in table.mistakes),
            kinds=np.asfortranarray(table.kinds),
            projections=np.asfortranarray(table.projections),
            touched=np.zeros((0, len(self._question.cases)), bool),
            vocabulary={word: index for index, word in enumerate(table.vocabulary)},
        )

    @functools.cached_property
    def _has_answers(self) -> Array:
        """Boolean mask, shape (cases,): the table holds the answers to this case."""
        known: Array = np.all(self._question.automatic.kinds >= 0, axis=0)
        return known

    def _agreeing(self, evidence: QuestionEvidence, places: Array) -> list[int]:
        """Return the rows that agree with the answers at these places."""
        # A wrong answer agrees with few edits, so wrong answers are compared first.
        places = places[np.argsort(~evidence.wrong[places], kind="stable")]
        rows: list[int] = self._table.agreeing(
            evidence.columns[places],
            self._table.kind_codes(evidence.answered.kinds)[places],
            evidence.answered.projections[places],
            evidence.slack[places],
        ).tolist()
        return rows

    def _gives(self, row: int, evidence: QuestionEvidence, places: Array) -> bool:
        """Return whether the edit gives the answers at these places, computed now."""
        for place in places:
            case = self._question.cases[evidence.columns[place]]
            edited = fingerprint([case.id], [self._answer(row, case)])
            off = abs(edited.projections[0] - evidence.answered.projections[place])
            if edited.kinds[0] != evidence.answered.kinds[place] or off > evidence.slack[place]:
                return False
        return True

    def _answer(self, row: int, case: Case) -> Array | str:
        line = lines_by_key(self._program).get(self._mistakes[row].line)
        if line is None:
            return "unknown"  # built with another numpy: no exception has this name
        quantities = given(self._question, case.arguments)
        recipe = load_program(self._program).recipe
        try:
            with np.errstate(all="ignore"):
                value = recipe.value(self._question.step, quantities, line.wrong_lines)
            return np.asarray(value, np.float64)
        except Exception as error:  # noqa: BLE001 - an edit may fail in any way
            return type(error).__name__
