"""The recipe continued from a student's own functions.

A question's right answer is computed by steps; the functions that a student wrote for earlier
questions compute some of these steps, too.  A *continuation* is the recipe with some of them in
place of the right steps, and known mistakes in place of others.

Values are computed in rounds: a step that needs an answer of the student's which is not known
yet fails for now, all such calls are made at once, and the recipe is computed again.
"""

from __future__ import annotations

import functools
import inspect
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.marking.own_answers import OwnAnswers, Point
from grader.model import Array, Case, Outcome, Question, Returned, frozen
from grader.suite.computation import Computation, Failed
from grader.suite.derivatives import has_derivative
from grader.suite.given import given
from grader.suite.program import Formulas, WrongLines
from grader.suite.recipe import StepFunction, Variations

_MOST_CHOSEN_FREELY = 8
"""Functions that are not right: each one more doubles the choices among them."""


class OwnFailure(Exception):
    """Raised where the student's own function gave no array of numbers."""

    def __init__(self, question: str, outcome: Outcome) -> None:
        super().__init__(question)
        self.question, self.outcome = question, outcome


class _NotKnownYet(Exception):
    """Raised where the student's own function has not been called yet."""


Value = Array | Exception
"""What a continuation gives in one case: an array of doubles, or why there is none."""


@dataclass(frozen=True)
class Continuation:
    """The recipe with some functions of the student's own and some known mistakes.

    ``follows`` are the questions whose functions stand in place of their steps.
    """

    follows: tuple[str, ...]
    mistakes: tuple[str, ...] = ()


class Continuations:
    """Distinct continuations to one question, each with a value for every case.

    Parameters
    ----------
    formulas
        The recipe, its routes and the known mistakes.
    question
        The question.
    earlier
        The questions whose functions may stand in place of a right step, in any combination.
    mistakes
        The sets of mistakes to try on top of each combination.
    together
        Use all earlier functions at once, by the recipe's own lines alone.
    derived
        Continue by the routes that start from a derivative, too.
    """

    def __init__(
        self,
        formulas: Formulas,
        question: Question,
        earlier: Sequence[Question],
        mistakes: Sequence[tuple[str, ...]] = ((),),
        *,
        together: bool = False,
        derived: bool = False,
    ) -> None:
        self._formulas, self._question = formulas, question
        self._variations = Variations(formulas.recipe, question.parameters)
        self._own = {one.id: _OwnFunction(one, self._answer_of) for one in earlier}
        self._steps = {one.id: one.step for one in earlier}
        self._choices = [tuple(self._own)] if together else choices_of(tuple(self._own))
        self._routes_to = {} if together else _routes_to(formulas, derived=derived)
        self._answers = OwnAnswers()
        self._computations: dict[str, Computation] = {}
        self._missing: dict[str, Point] = {}
        self._first_calls: tuple[Point, ...] | None = None
        self._nodes = list(self._distinct(mistakes))

    @functools.cached_property
    def all(self) -> tuple[Continuation, ...]:
        """The distinct continuations, those with the fewest functions first."""
        return tuple(continuation for continuation, _ in self._nodes)

    def first_calls(self, cases: Sequence[Case]) -> tuple[Point, ...]:
        """Return the calls that are made where none has been made yet: the same for everyone."""
        if self._first_calls is None:
            next(self._rounds(OwnAnswers()))
            for case in cases:
                self._in_case(case, range(len(self._nodes)))
            self._first_calls = tuple(self._missing.values())
        return self._first_calls

    def values(
        self, cases: Sequence[Case], answers: OwnAnswers, places: Sequence[int] | None = None
    ) -> list[list[Value]] | None:
        """Compute the values of continuations in every case.

        A function that needs another one's answer is called a round later, so there are at most
        as many rounds as functions, and one.

        Parameters
        ----------
        cases
            Cases of the question.
        answers
            Makes the calls.
        places
            The places of the continuations in ``all``; by default all of them.

        Returns
        -------
        list of list, or None
            For each case the values in the order of the places; None where calls cannot be made.
        """
        wanted = range(len(self._nodes)) if places is None else places
        for _ in self._rounds(answers):
            found = [list(self._in_case(case, wanted).values()) for case in cases]
            if not self._missing:
                return found
            if not answers.learn(self._missing.values()):
                return None
        return None

    def fitting(
        self,
        cases: Sequence[Case],
        agreeing: Callable[[int, Sequence[Value]], Sequence[bool]],
        answers: OwnAnswers,
    ) -> dict[int, list[Value]] | None:
        """Compute the values of the continuations that agree in every case.

        What disagrees in a case is computed for no further one: most do in the first.

        Parameters
        ----------
        cases
            Cases of the question.
        agreeing
            Whether each of several values agrees with what was observed in a case, by its place.
        answers
            Makes the calls.

        Returns
        -------
        dict, or None
            The values in each case, by the places of the continuations in ``all``; None where calls
            cannot be made.
        """
        left: Sequence[int] = range(len(self._nodes))
        for _ in self._rounds(answers):
            for number, case in enumerate(cases):
                row = self._in_case(case, left)
                left = _agreeing(row, functools.partial(agreeing, number))
            # What a later case ruled out asks for nothing: else marking the same run again, with
            # all its answers, would come further with it and ask for more.
            self._note_missing_anew()
            rows = [self._in_case(case, left) for case in cases]
            if not (left and self._missing):
                return {place: [row[place] for row in rows] for place in left}
            if not answers.learn(self._missing.values()):
                return None
        return None

    def _rounds(self, answers: OwnAnswers) -> Iterator[None]:
        """Yield as many times as calls may be made; what was not known before may be known now."""
        if answers is not self._answers:
            self._answers, self._computations = answers, {}
        for _ in range(len(self._own) + 1):
            self._note_missing_anew()
            yield

    def _note_missing_anew(self) -> None:
        """Have what is computed next say which answers it lacks."""
        self._missing = {}
        for computation in self._computations.values():
            computation.forget(_NotKnownYet)

    def _in_case(self, case: Case, places: Iterable[int]) -> dict[int, Value]:
        if case.id not in self._computations:
            quantities = given(self._question, case.arguments)
            self._computations[case.id] = self._variations.computation(quantities)
        nodes = {place: self._nodes[place][1] for place in places}
        with np.errstate(all="ignore"):
            outcomes = self._computations[case.id].outcomes(nodes.values())
        return dict(zip(nodes, map(_value, outcomes), strict=True))

    def _distinct(self, mistakes: Sequence[tuple[str, ...]]) -> Iterator[tuple[Continuation, int]]:
        """Yield every continuation that no simpler one equals, with its node."""
        seen = {self._node({}, route) for route in self._routes(())}
        # A mistake counts where it makes a difference to what is there without it.
        without = {ids[:n] + ids[n + 1 :] for ids in mistakes for n in range(len(ids))}
        for ids in (*sorted(without), *mistakes):
            lines = self._lines(ids)
            for chosen in self._choices:
                for route in self._routes((*lines, *(self._steps[id] for id in chosen))):
                    # A known mistake shows only in steps that the student's functions leave.
                    own = {self._steps[id]: self._own[id] for id in chosen}
                    node = self._node({**lines, **own}, route)
                    if node not in seen and ids not in without:
                        yield Continuation(chosen, ids), node
                    seen.add(node)

    def _node(self, replaced: Mapping[str, Any], route: Mapping[str, Any]) -> int:
        return self._variations.node(self._question.step, {**route, **replaced})

    def _lines(self, ids: Iterable[str]) -> WrongLines:
        return {s: line for id in ids for s, line in self._formulas.mistakes[id].items()}

    def _routes(self, taken: Iterable[str]) -> Iterator[WrongLines]:
        """Yield every choice of routes to the steps that nothing else stands in place of."""
        free = {step: ways for step, ways in self._routes_to.items() if step not in set(taken)}
        for choice in itertools.product(*((None, *ways) for ways in free.values())):
            yield {step: way for step, way in zip(free, choice, strict=True) if way}

    def _answer_of(self, question: str, arguments: Sequence[Any]) -> Array:
        arrays = [np.asarray(one, np.float64) for one in arguments]
        point = _point(question, tuple((one.shape, one.tobytes()) for one in arrays))
        outcome = self._answers.get(point)
        if outcome is None:
            self._missing[point.key] = point
            raise _NotKnownYet
        if not isinstance(outcome, Returned):
            raise OwnFailure(question, outcome)
        return np.asarray(outcome.value, np.float64)


class _OwnFunction:
    """A step of the recipe that calls the student's function to a question."""

    def __init__(self, question: Question, answer_of: Any) -> None:
        self._id, self._answer_of = question.id, answer_of
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        self.__signature__ = inspect.Signature(
            [inspect.Parameter(name, kind) for name in question.parameters]
        )

    def __call__(self, *arguments: Any) -> Array:
        answer: Array = self._answer_of(self._id, arguments)
        return answer


@functools.lru_cache(4096)
def _point(question: str, arguments: tuple[tuple[tuple[int, ...], bytes], ...]) -> Point:
    """Return the point with arrays of these shapes and bytes; many students are asked the same."""
    arrays = (np.frombuffer(held).reshape(shape) for shape, held in arguments)
    return Point(question, tuple(map(frozen, arrays)))


def _routes_to(formulas: Formulas, *, derived: bool) -> dict[str, list[StepFunction]]:
    """Return the routes by their steps; those from a derivative only with ``derived``."""
    routes = {
        step: [way for way in ways if derived or not has_derivative(way)]
        for step, ways in formulas.routes.items()
    }
    return {step: ways for step, ways in routes.items() if ways}


def choices_of(functions: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the choices of these functions that are tried, those of the fewest first.

    All choices; of many functions only those of one or two, and those of all but one or two.
    """
    count = len(functions)
    sizes = list(range(count + 1))
    if count > _MOST_CHOSEN_FREELY:
        sizes = [size for size in sizes if size <= 2 or size >= count - 2]
    return [chosen for size in sizes for chosen in itertools.combinations(functions, size)]


def _agreeing(
    row: Mapping[int, Value], agreeing: Callable[[Sequence[Value]], Sequence[bool]]
) -> list[int]:
    """Return the places of values that agree or are not known yet."""
    known = {place: one for place, one in row.items() if not isinstance(one, _NotKnownYet)}
    found = dict(zip(known, agreeing(list(known.values())), strict=True))
    return [place for place in row if found.get(place, True)]


def _value(outcome: Any) -> Value:
    if isinstance(outcome, Failed):
        return outcome.error
    try:
        return np.asarray(outcome, np.float64)
    except (TypeError, ValueError) as error:
        return error
