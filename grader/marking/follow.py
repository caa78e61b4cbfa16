"""Which wrong answers follow from a student's own earlier functions.  Computed, never presumed.

An answer *follows* if, in every case of its question, it is what a continuation gives (see
``continuation``): the same numbers; not finite exactly where the continuation is not finite; the
same exception from the same line.  Numbers must confirm it in some cases at least: zeros and
answers that are not finite anywhere would agree with too much.

Where an earlier function gives no numbers (it raises, returns None, or nothing finite), the later
function follows if it is right with right earlier functions (see ``substitution``).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.marking.answers import Agreement, QuestionAnswers
from grader.marking.continuation import Continuation, Continuations
from grader.marking.own_answers import OwnAnswers, Point
from grader.marking.substitution import is_right_on_top
from grader.model import Array, Question, Raised, Verdict
from grader.suite.program import Formulas
from grader.suite.recipe import Recipe


@dataclass(frozen=True)
class Followed:
    """A continuation that no answer contradicts.

    ``is_seen`` is True where every answer agrees with it, and ``sure`` where numbers confirm that.
    """

    continuation: Continuation
    is_seen: bool = False
    sure: bool = False


class Follower:
    """Finds out what follows in the answers to one suite's questions.

    Parameters
    ----------
    formulas
        The recipe, its routes and the known mistakes.
    questions
        The suite's questions.
    """

    def __init__(self, formulas: Formulas, questions: Sequence[Question]) -> None:
        self._formulas = formulas
        self._questions = {question.id: question for question in questions}
        self.continuations = functools.lru_cache(64)(self.prepare)

    @property
    def recipe(self) -> Recipe:
        """The recipe that is continued."""
        return self._formulas.recipe

    def answers(
        self, id: str, columns: Sequence[int], verdicts: Sequence[Verdict], allowed: Array
    ) -> QuestionAnswers:
        """Return the answers in these columns of a question, ready to be compared."""
        question = self._questions[id]
        return QuestionAnswers(
            question,
            tuple(question.cases[column] for column in columns),
            tuple(verdicts[column] for column in columns),
            allowed,
        )

    def first_calls(
        self, id: str, columns: Sequence[int], earlier: Sequence[str]
    ) -> tuple[Point, ...]:
        """Return the calls with which ``follows`` begins; the parameters are those of a question.

        ``columns`` are its cases that are compared, and ``earlier`` the questions before it that
        are not right.
        """
        question = self._questions[id]
        steps = self.relevant(question, tuple(earlier))
        cases = [question.cases[column] for column in columns]
        return self.continuations(id, steps).first_calls(cases) if steps else ()

    def follows(
        self, answers: QuestionAnswers, earlier: Sequence[str], own: OwnAnswers
    ) -> tuple[str, ...]:
        """Return the earlier questions from whose functions the answers follow; else nothing.

        Parameters
        ----------
        answers
            The answers to the question, at least one of them wrong.
        earlier
            The questions before it that are not right.
        own
            Calls the student's functions to those questions.
        """
        steps = self.relevant(answers.question, tuple(earlier))
        if not steps:
            return ()
        for followed in self._agreeing(answers, steps, own):
            names = followed.continuation.follows
            if followed.sure or self._is_right_on_top(answers, names, own):
                return names
        return ()

    def follows_in_part(
        self, answers: QuestionAnswers, earlier: Sequence[str], own: OwnAnswers
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Find the earlier questions from which most checks follow.

        A check follows if the same continuation agrees in all its cases; numbers must confirm it in
        at least one check that has wrong answers.

        Returns
        -------
        questions : tuple of str
            The earlier questions from whose functions the checks follow.
        checks : tuple of str
            These checks.
        """
        steps = self.relevant(answers.question, tuple(earlier))
        best: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        if not steps:
            return best
        continuations = self.continuations(answers.question.id, steps)
        rows = continuations.values(answers.cases, own) or []
        for place, continuation in enumerate(continuations.all if rows else ()):
            checks = answers.checks_that_agree([row[place] for row in rows])
            if len(checks) > len(best[1]):
                best = continuation.follows, checks
        return best

    def relevant(self, question: Question, earlier: Sequence[str]) -> tuple[str, ...]:
        """Return those of these questions whose step is on some way to this question's answer."""
        recipe, given = self._formulas.recipe, frozenset(question.parameters)
        needed = recipe.needed(question.step, given)
        for step, ways in self._formulas.routes.items():
            if step in needed:
                needed |= recipe.needed_by(ways, given)
        return tuple(id for id in earlier if self._questions[id].step in needed)

    def prepare(
        self,
        question: str,
        earlier: tuple[str, ...],
        mistakes: tuple[tuple[str, ...], ...] = ((),),
        together: bool = False,
        derived: bool = False,
    ) -> Continuations:
        """Return the continuations to a question from these earlier ones (see ``Continuations``).

        ``continuations`` is the same, cached.
        """
        before = [self._questions[id] for id in earlier]
        this = self._questions[question]
        return Continuations(
            self._formulas, this, before, mistakes, together=together, derived=derived
        )

    def _agreeing(
        self, answers: QuestionAnswers, earlier: tuple[str, ...], own: OwnAnswers
    ) -> Iterator[Followed]:
        continuations = self.continuations(answers.question.id, earlier)
        yield from fitting_continuations(answers, continuations, own)
        # What an earlier function raises may be seen where the recipe would not have called it.
        for id in earlier:
            if self._questions[id].call == answers.question.call:
                continue  # they are parts of one call, which nothing excuses
            if all(self._excused(verdict, id) for verdict in answers.verdicts):
                yield Followed(Continuation((id,)))
        yield from self._by_derivatives(answers, continuations, earlier, own)

    def _by_derivatives(
        self,
        answers: QuestionAnswers,
        plain: Continuations,
        earlier: tuple[str, ...],
        own: OwnAnswers,
    ) -> Iterator[Followed]:
        """Continue from the derivatives of the student's functions, as they derived them."""
        derived = self.continuations(answers.question.id, earlier, derived=True)
        if len(derived.all) == len(plain.all) or not answers.confirming.any():
            return
        # Differences take many calls, and a single case rules out most.
        if any(fitting_continuations(answers.most_distinctive_case, derived, own)):
            yield from fitting_continuations(answers, derived, own)

    def _excused(self, verdict: Verdict, id: str) -> bool:
        outcome = verdict.observation.outcome
        return verdict.right or (
            isinstance(outcome, Raised)
            and any(frame.function == self._questions[id].code_name for frame in outcome.trace)
        )

    def _is_right_on_top(
        self, answers: QuestionAnswers, replaced: Sequence[str], own: OwnAnswers
    ) -> bool:
        calls = dict.fromkeys(self._questions[id].call for id in replaced)
        earlier = [[q for q in self._questions.values() if q.call == call] for call in calls]
        return is_right_on_top(self._formulas.recipe, answers.question, earlier, own)


def fitting_continuations(
    answers: QuestionAnswers, continuations: Continuations, own: OwnAnswers
) -> Iterator[Followed]:
    """Yield the continuations that agree with the answers in every case."""
    ordered = answers.wrong_first
    fitting = continuations.fitting(ordered.cases, ordered.agreeing, own) or {}
    for place, values in fitting.items():
        is_seen = Agreement.UNSEEN not in ordered.agreements(values)
        sure = is_seen and answers.is_distinctive
        yield Followed(continuations.all[place], is_seen, sure=sure)
