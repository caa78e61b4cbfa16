"""The search for changes that fit the answers to a question without a diagnosis.

An edit of one step says where the slip is, so it comes first; then come mechanical changes of the
right answer, then of what the student's own earlier functions lead to.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from grader.marking.earlier import EarlierQuestions
from grader.marking.fits import constant_factor, mechanical_fits
from grader.marking.own_answers import OwnAnswers
from grader.marking.prepared import PreparedQuestion
from grader.model import Array, Fit, Program, Question, Suite, Verdict

if TYPE_CHECKING:  # a public suite has no program, so a student's own check does without these
    from grader.marking.edit_fits import EditSearch
    from grader.marking.follow import Follower
    from grader.marking.step_fits import StepChanges


class FitSearch:
    """Searches changes of one suite's right answers.

    Parameters
    ----------
    suite
        The suite.
    follower
        Continues the recipe from a student's functions, where the suite has one.
    """

    def __init__(self, suite: Suite, follower: Follower | None) -> None:
        self._questions = {question.id: question for question in suite.questions}
        self._program, self._follower = suite.program, follower
        self._step_changes = functools.cache(self._prepare_step_changes)
        self._edits = _edit_search(suite)

    def fits(
        self,
        prepared: PreparedQuestion,
        question: Question,
        judged: Sequence[Verdict],
        earlier: EarlierQuestions,
        own: OwnAnswers,
    ) -> tuple[Fit, ...]:
        """Return the simplest change that gives all answers to a question, or none.

        Parameters
        ----------
        prepared, question, judged
            The question, prepared for diagnosis and as it is, and the verdicts on its cases.
        earlier
            What earlier questions have shown.
        own
            Calls the student's functions to them.
        """
        return (
            self._edit_fits(prepared, question, judged, earlier, own)
            or mechanical_fits(question, judged, self._step_changes(question.id))
            or self._on_top(prepared, question, judged, earlier, own)
        )

    def continued(
        self,
        prepared: PreparedQuestion,
        question: Question,
        earlier: EarlierQuestions,
        own: OwnAnswers,
    ) -> Iterator[tuple[tuple[str, ...], Question]]:
        """Yield functions, and the question with what they lead to in place of right answers."""
        steps = self._follower and self._follower.relevant(question, earlier.deviating)
        if not steps or self._follower is None:
            return
        continuations = self._follower.continuations(question.id, steps)
        cases = [question.cases[column] for column in prepared.columns]
        rows = continuations.values(cases, own) or []
        for place, continuation in enumerate(continuations.all if rows else ()):
            values = [row[place] for row in rows]
            arrays = [value for value in values if isinstance(value, np.ndarray)]
            if continuation.follows and len(arrays) == len(cases):
                functions = tuple(self._questions[id].function for id in continuation.follows)
                yield functions, _with_answers(question, prepared, arrays)

    def _edit_fits(
        self,
        prepared: PreparedQuestion,
        question: Question,
        judged: Sequence[Verdict],
        earlier: EarlierQuestions,
        own: OwnAnswers,
    ) -> tuple[Fit, ...]:
        """Return the edit of the recipe that fits, alone or on top of the student's functions."""
        if self._edits is None or self._follower is None:
            return ()
        fits = self._edits.fits(question.id, prepared, judged)
        if fits or not earlier.wrong:
            return fits
        columns = prepared.columns.tolist()
        answers = self._follower.answers(question.id, columns, judged, prepared.allowed)
        return self._edits.fits_on_top(answers, earlier.sources, own, earlier.budget)

    def _on_top(
        self,
        prepared: PreparedQuestion,
        question: Question,
        judged: Sequence[Verdict],
        earlier: EarlierQuestions,
        own: OwnAnswers,
    ) -> tuple[Fit, ...]:
        """Return the change of what the student's own earlier functions lead to."""
        marked = [judged[column] for column in prepared.columns]
        if constant_factor(question, judged):
            return ()  # of the right answer itself, which is an observation
        for functions, continued in self.continued(prepared, question, earlier, own):
            found = mechanical_fits(continued, marked) or constant_factor(continued, marked)
            if found:
                return tuple(replace(fit, on_top=functions) for fit in found)
        return ()

    def _prepare_step_changes(self, id: str) -> StepChanges | None:
        if self._program is None:
            return None
        from grader.marking.step_fits import StepChanges
        from grader.suite.program import load_program

        questions = self._questions
        return StepChanges(load_program(self._program), questions[id], questions.values())


def _with_answers(
    question: Question, prepared: PreparedQuestion, answers: Sequence[Array]
) -> Question:
    """Return the question's prepared cases with these arrays in place of the right answers."""
    cases = zip(prepared.columns, answers, strict=True)
    return replace(
        question,
        cases=tuple(replace(question.cases[place], expected=array) for place, array in cases),
    )


def _edit_search(suite: Suite) -> EditSearch | None:
    """Return what finds edits of the suite's program that fit, if the suite has any."""
    program: Program | None = suite.program
    if program is None or not any(one.automatic.mistakes for one in suite.questions):
        return None
    from grader.marking.edit_fits import EditSearch

    return EditSearch(suite, program)
