"""Known mistakes on top of a student's own earlier functions.

An unnamed mistake in an earlier function hides a known one in a later step from the tables of what
known mistakes answer.  Here the known mistake takes the place of a step that the student's
functions leave, and everything else is continued from them.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.marking.answers import FEWEST_CONFIRMING, Agreement, QuestionAnswers
from grader.marking.continuation import Continuation, choices_of
from grader.marking.follow import Follower, fitting_continuations
from grader.marking.own_answers import OwnAnswers
from grader.marking.search_budget import SearchBudget
from grader.model import Array, Raised


@dataclass(frozen=True)
class OnTop:
    """A continuation with mistakes that gives all answers.

    ``is_certain`` is True where the mistakes show in so many cases that chance is ruled out.
    """

    continuation: Continuation
    is_certain: bool


class OnTopSearch:
    """Searches for known mistakes in the steps that a student's functions leave.

    Parameters
    ----------
    follower
        Continues the recipe from a student's functions.
    raises
        For each mistake a piece of the exception's text that must be seen where numbers do not
        confirm it, or an empty text.
    """

    def __init__(self, follower: Follower, raises: Mapping[str, str]) -> None:
        self._follower, self._raises = follower, raises

    def continuations(
        self,
        answers: QuestionAnswers,
        earlier: Sequence[str],
        mistakes: Sequence[tuple[str, ...]],
        own: OwnAnswers,
        budget: SearchBudget,
    ) -> tuple[OnTop, ...]:
        """Return the continuations with one of these sets of mistakes that give all answers.

        Parameters
        ----------
        answers
            The answers to the question, at least one of them wrong.
        earlier
            The questions before it that are not right.
        mistakes
            The sets of mistakes to try.
        own
            Calls the student's functions to the earlier questions.
        budget
            Says whether all of these may be tried; else none is.
        """
        follower, id = self._follower, answers.question.id
        steps = follower.relevant(answers.question, tuple(earlier))
        if not steps or not answers.confirming.any():
            return ()
        pairs = any(len(ids) > 1 for ids in mistakes)
        if not budget.allows(len(mistakes) * (1 if pairs else len(choices_of(steps)))):
            return ()
        # Most are ruled out by a single case, and need not be computed for the others.
        prepared = follower.continuations(id, steps, tuple(mistakes), pairs)
        likely = fitting_continuations(answers.most_distinctive_case, prepared, own)
        left = tuple(dict.fromkeys(one.continuation.mistakes for one in likely))
        if not left:
            return ()
        fitting = fitting_continuations(answers, follower.prepare(id, steps, left, pairs), own)
        seen = [one for one in fitting if one.continuation.follows and one.is_seen]
        functions = {one.continuation.follows for one in seen}
        changed = self._changed(answers, steps, functions, own) if seen else {}
        found = []
        for one in seen:
            is_certain = self._is_certain(answers, one.continuation, changed)
            if one.sure or is_certain:
                found.append(OnTop(one.continuation, is_certain))
        return tuple(found)

    def _changed(
        self,
        answers: QuestionAnswers,
        steps: tuple[str, ...],
        functions: Container[tuple[str, ...]],
        own: OwnAnswers,
    ) -> dict[tuple[str, ...], Array]:
        """Return the places where a new mistake shows, by these functions that it is on top of.

        Each is a boolean mask, shape (cases,): True where numbers differ from all continuations
        from these functions without any mistake.
        """
        bare = self._follower.continuations(answers.question.id, steps)
        places = [place for place, one in enumerate(bare.all) if one.follows in functions]
        rows = bare.values(answers.cases, own, places) or []
        found: dict[tuple[str, ...], Array] = {}
        for place, values in zip(places, zip(*rows, strict=True), strict=bool(rows)):
            agreements = answers.agreements(values)
            differs = np.array([one is Agreement.NO for one in agreements], bool)
            follows = bare.all[place].follows
            found[follows] = found.get(follows, answers.confirming) & differs
        return found

    def _is_certain(
        self,
        answers: QuestionAnswers,
        continuation: Continuation,
        changed: Mapping[tuple[str, ...], Array],
    ) -> bool:
        """Return whether the answers could not show the mistakes by chance.

        Numbers must show the mistake in enough cases, or in one case beside its exceptions in
        others.
        """
        places = np.flatnonzero(changed.get(continuation.follows, answers.confirming)).tolist()
        if answers.can_confirm(places):
            return True
        texts = [self._raises[id] for id in continuation.mistakes if self._raises.get(id)]
        messages = list(_messages(answers))
        is_said = not texts or all(any(text in message for text in texts) for message in messages)
        is_shown = answers.can_confirm(places, fewest=1) and is_said
        return is_shown and len(messages) >= FEWEST_CONFIRMING


def _messages(answers: QuestionAnswers) -> Iterator[str]:
    for outcome in answers.outcomes:
        if isinstance(outcome, Raised):
            yield outcome.message
