"""Which wrong answers follow from a student's own earlier functions.  Computed, never presumed.

An answer *follows* if, in every case of its question, it is what a continuation gives (see
``continuation``): the same numbers; not finite exactly where the continuation is not finite; the
same exception from the same line.  Numbers must confirm it in some cases at least: zeros and
answers that are not finite anywhere would agree with too much.

Where an earlier function gives no numbers (it raises, returns None, or nothing finite), what
was written on top of it cannot be seen in the answers.  Then the student's later function is
called once more, in cases that may be shown, with right answers in place of the earlier
function's: it follows if it is right there.
"""

from __future__ import annotations

import contextlib
import functools
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, unique
from typing import cast

import numpy as np

from grader.marking.compare import ROUNDING, distances, finite, varies
from grader.marking.continuation import Continuation, Continuations, OwnFailure, Value
from grader.marking.own_answers import OwnAnswers, Point, Table
from grader.model import (
    Array,
    Case,
    Outcome,
    Question,
    Raised,
    Returned,
    Status,
    Verdict,
    frozen,
)
from grader.suite.program import Formulas

FEWEST_CONFIRMING = 3
"""Marked cases with telling numbers that must agree."""


@unique
class _Agreement(Enum):
    NO = 0
    UNSEEN = 1
    """Neither gives numbers: compatible, and no evidence."""
    YES = 2


@dataclass(frozen=True, eq=False)
class Answers:
    """A question's answers to its marked cases and examples, and how far off they may be."""

    question: Question
    cases: tuple[Case, ...]
    verdicts: tuple[Verdict, ...]
    allowed: Array

    @functools.cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What was observed in each case."""
        return tuple(verdict.observation.outcome for verdict in self.verdicts)

    @functools.cached_property
    def arrays(self) -> tuple[Array | None, ...]:
        """The arrays that were returned; None where none was."""
        return tuple(_array(outcome) for outcome in self.outcomes)

    @functools.cached_property
    def confirming(self) -> Array:
        """Boolean mask, shape (cases,): marked, finite and not zero."""
        return np.array(
            [
                self.question.marks(case) and array is not None and finite(array) and array.any()
                for case, array in zip(self.cases, self.arrays, strict=True)
            ],
            bool,
        )

    @functools.cached_property
    def is_telling(self) -> bool:
        """Whether there are enough numbers that could not be anybody's: constants are."""
        return self.confirm(range(len(self.cases)))

    def confirm(self, places: Iterable[int]) -> bool:
        """Whether the answers in these cases could not agree with something by chance."""
        arrays = [self.arrays[i] for i in places if self.confirming[i]]
        return len(arrays) >= FEWEST_CONFIRMING and varies([a for a in arrays if a is not None])

    @property
    def telling_case(self) -> Answers:
        """A single case: a wrong answer with numbers, where there is one."""
        wrong = [i for i, verdict in enumerate(self.verdicts) if not verdict.right]
        place = next((i for i in wrong if self.confirming[i]), wrong[0])
        alone = slice(place, place + 1)
        return Answers(self.question, self.cases[alone], self.verdicts[alone], self.allowed[alone])

    def agreements(self, values: Sequence[Value]) -> list[_Agreement]:
        """Compare each answer with a continuation's value in the same case."""
        both = zip(self.arrays, values, strict=True)
        comparable = [
            i
            for i, (mine, theirs) in enumerate(both)
            if mine is not None and isinstance(theirs, np.ndarray)
        ]
        near = self._near(comparable, values)
        return [
            _Agreement.NO
            # Right numbers in a wrong form are not wrong because of what came before.
            if self.verdicts[i].status is Status.WRONG_TYPE
            else near.get(i, _failing(outcome, values[i]))
            for i, outcome in enumerate(self.outcomes)
        ]

    def checks_that_agree(self, values: Sequence[Value]) -> tuple[str, ...]:
        """The checks with wrong answers that agree in every case, if numbers confirm one."""
        agreements = self.agreements(values)
        found, confirmed = [], False
        for check in self.question.checks:
            places = [i for i, case in enumerate(self.cases) if case.check == check.id]
            wrong = any(not self.verdicts[i].right for i in places)
            if wrong and all(agreements[i] is _Agreement.YES for i in places):
                found.append(check.id)
                confirmed |= self.confirm(places)
        return tuple(found) if confirmed else ()

    def _near(self, places: Sequence[int], values: Sequence[Value]) -> dict[int, _Agreement]:
        pairs = [(cast(Array, self.arrays[i]), cast(Array, values[i])) for i in places]
        mine, theirs = [one for one, _ in pairs], [other for _, other in pairs]
        off = distances(mine, theirs, elementwise=self.question.tolerance.elementwise)
        return {
            place: _Agreement.YES
            if o <= self.allowed[place] or self._lost_or_rounded(*pair)
            else _Agreement.NO
            for place, o, pair in zip(places, off, pairs, strict=True)
        }

    def _lost_or_rounded(self, one: Array, other: Array) -> bool:
        """Whether neither is finite, or both are so small that rounding makes the difference.

        A continuation may cancel where the right answer does not.
        """
        if one.shape != other.shape:
            return False
        if not finite(one) or not finite(other):
            return not finite(one) and not finite(other)
        with np.errstate(all="ignore"):
            return float(np.linalg.norm(one - other)) <= ROUNDING * self._usual_size

    @functools.cached_property
    def _usual_size(self) -> float:
        """The median norm of the right answers."""
        sizes = [float(np.linalg.norm(case.expected)) for case in self.question.cases]
        return statistics.median(sizes)


@dataclass(frozen=True)
class Followed:
    """The continuation that the answers are; ``sure`` where their numbers show that it is so."""

    continuation: Continuation
    sure: bool


class Follower:
    """Finds out what follows in the answers to one suite's questions."""

    def __init__(self, formulas: Formulas, questions: Sequence[Question]) -> None:
        self._formulas = formulas
        self._questions = {question.id: question for question in questions}
        self._continuations = functools.lru_cache(64)(self._prepare)

    def answers(
        self, id: str, columns: Sequence[int], verdicts: Sequence[Verdict], allowed: Array
    ) -> Answers:
        """Return the answers in these columns of a question, ready to be compared."""
        question = self._questions[id]
        return Answers(
            question,
            tuple(question.cases[column] for column in columns),
            tuple(verdicts[column] for column in columns),
            allowed,
        )

    def follows(self, answers: Answers, earlier: Sequence[str], own: OwnAnswers) -> tuple[str, ...]:
        """Return the earlier questions from whose functions the answers follow; else nothing.

        Parameters
        ----------
        answers
            The answers to the question, at least one of them wrong.
        earlier
            The questions before it that are not right.
        own
            What the student's functions to those questions answer where they are asked.
        """
        steps = self._relevant(answers.question, tuple(earlier))
        if not steps:
            return ()
        for followed in self._agreeing(answers, steps, own):
            names = followed.continuation.follows
            if followed.sure or self._right_on_top(answers, names, own):
                return names
        return ()

    def follows_in_part(
        self, answers: Answers, earlier: Sequence[str], own: OwnAnswers
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the earlier questions from which some checks follow, and these checks.

        A check follows if the same continuation agrees in all its cases; telling numbers must
        confirm it in at least one check that has wrong answers.
        """
        steps = self._relevant(answers.question, tuple(earlier))
        best: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        if not steps:
            return best
        continuations = self._continuations(answers.question.id, steps)
        rows = continuations.values(answers.cases, own) or []
        for place, continuation in enumerate(continuations.all if rows else ()):
            checks = answers.checks_that_agree([row[place] for row in rows])
            if len(checks) > len(best[1]):
                best = continuation.follows, checks
        return best

    def on_top(
        self,
        answers: Answers,
        earlier: Sequence[str],
        mistakes: Sequence[tuple[str, ...]],
        own: OwnAnswers,
    ) -> tuple[Continuation, ...]:
        """Return the continuations with one of these sets of mistakes that the answers are."""
        steps = self._relevant(answers.question, tuple(earlier))
        if not steps or not answers.is_telling:
            return ()
        id, pairs = answers.question.id, any(len(ids) > 1 for ids in mistakes)
        # Most are ruled out by a single case, and need not be computed for the others.
        prepared = self._continuations(id, steps, tuple(mistakes), pairs)
        likely = _fitting(answers.telling_case, prepared, own)
        left = tuple(dict.fromkeys(one.continuation.mistakes for one in likely))
        fitting = _fitting(answers, self._prepare(id, steps, left, pairs), own) if left else ()
        return tuple(one.continuation for one in fitting if one.continuation.follows and one.sure)

    def _relevant(self, question: Question, earlier: Sequence[str]) -> tuple[str, ...]:
        """The questions among these whose step is one on some way to this question's answer."""
        recipe, given = self._formulas.recipe, frozenset(question.parameters)
        needed = recipe.needed(question.step, given)
        for step, ways in self._formulas.routes.items():
            if step in needed:
                needed |= recipe.needed_by(ways, given)
        return tuple(id for id in earlier if self._questions[id].step in needed)

    def _prepare(
        self,
        question: str,
        earlier: tuple[str, ...],
        mistakes: tuple[tuple[str, ...], ...] = ((),),
        together: bool = False,
    ) -> Continuations:
        before = [self._questions[id] for id in earlier]
        asked = self._questions[question]
        return Continuations(self._formulas, asked, before, mistakes, together=together)

    def _agreeing(
        self, answers: Answers, earlier: tuple[str, ...], own: OwnAnswers
    ) -> Iterator[Followed]:
        continuations = self._continuations(answers.question.id, earlier)
        yield from _fitting(answers, continuations, own)
        # What an earlier function raises may be seen where the recipe would not have called it.
        for id in earlier:
            if all(self._excused(verdict, id) for verdict in answers.verdicts):
                yield Followed(Continuation((id,)), False)

    def _excused(self, verdict: Verdict, id: str) -> bool:
        outcome = verdict.observation.outcome
        return verdict.right or (
            isinstance(outcome, Raised)
            and any(frame.function == self._questions[id].function for frame in outcome.trace)
        )

    def _right_on_top(self, answers: Answers, replaced: Sequence[str], own: OwnAnswers) -> bool:
        """Whether the student's function is right where these ones are replaced by right ones."""
        question = answers.question
        shown = [case for case in question.cases if not case.hidden and not case.repeats]
        tables = tuple(self._table(self._questions[id], question, shown) for id in replaced)
        points = [Point(question.id, case.arguments, tables) for case in shown]
        if not points or not own.learn(points):
            return False
        found = [_array(own.get(point)) for point in points]
        if any(array is None for array in found):
            return False
        off = distances(
            [array for array in found if array is not None],
            [case.expected for case in shown],
            elementwise=question.tolerance.elementwise,
        )
        return bool((off <= question.tolerance.relative).all())

    def _table(self, replaced: Question, asked: Question, cases: Sequence[Case]) -> Table:
        """The right answers of one function, at whatever these cases may call it with."""
        rows = [
            row
            for case in cases
            for row in self._rows(
                replaced, dict(zip(asked.parameters, case.arguments, strict=True))
            )
        ]
        return Table(replaced.function, tuple(rows))

    def _rows(
        self, replaced: Question, given: Mapping[str, Array]
    ) -> Iterator[tuple[tuple[Array, ...], Array]]:
        recipe = self._formulas.recipe
        arguments = tuple(frozen(recipe.value(name, given)) for name in replaced.parameters)
        yield arguments, self._right(replaced, arguments)
        if len(arguments) == 1:  # a loop may call it entry by entry
            for entry in arguments[0].ravel():
                alone = (frozen(entry),)
                with contextlib.suppress(Exception):  # what knows no single number is not asked
                    yield alone, self._right(replaced, alone)

    def _right(self, question: Question, arguments: Sequence[Array]) -> Array:
        given = dict(zip(question.parameters, arguments, strict=True))
        with np.errstate(all="ignore"):
            return frozen(np.asarray(self._formulas.recipe.value(question.step, given), np.float64))


def _fitting(answers: Answers, continuations: Continuations, own: OwnAnswers) -> Iterator[Followed]:
    """The continuations that agree with the answers in every case."""
    rows = continuations.values(answers.cases, own)
    if rows is None:
        return
    for place, continuation in enumerate(continuations.all):
        found = answers.agreements([row[place] for row in rows])
        if _Agreement.NO not in found:
            seen = _Agreement.UNSEEN not in found
            yield Followed(continuation, seen and answers.is_telling)


def _array(outcome: Outcome | None) -> Array | None:
    return outcome.value if isinstance(outcome, Returned) else None


def _failing(outcome: Outcome, value: Value) -> _Agreement:
    """Compare where not both are arrays."""
    if not isinstance(value, Exception):
        return _Agreement.NO
    if isinstance(outcome, Returned):
        return _Agreement.NO
    if isinstance(value, OwnFailure) and _same_line(outcome, value.outcome):
        return _Agreement.YES
    return _Agreement.UNSEEN


def _same_line(one: Outcome, other: Outcome) -> bool:
    return (
        isinstance(one, Raised)
        and isinstance(other, Raised)
        and one.error == other.error
        and bool(one.trace)
        and bool(other.trace)
        and one.trace[-1].line == other.trace[-1].line
    )
