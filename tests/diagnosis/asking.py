"""Made-up students: functions at hand, which are run and asked as the sandbox would."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.marking.marker import Marker
from grader.marking.own_answers import OwnAnswers
from grader.model import Execution, Grade, Observation, Outcome, Raised, Returned, Suite
from grader.suite.answers import presented
from grader.suite.recipe import Recipe, StepFunction

Function = Callable[..., Any]


def written(suite: Suite, recipe: Recipe, wrong: Mapping[str, StepFunction]) -> dict[str, Function]:
    """Return the functions, by question, of somebody who writes the recipe with these lines."""

    def function(step: str, parameters: Sequence[str], *arguments: Any) -> Any:
        return recipe.value(step, dict(zip(parameters, arguments, strict=True)), wrong)

    return {
        question.id: functools.partial(function, question.step, question.parameters)
        for question in suite.questions
    }


def graded(suite: Suite, marker: Marker, functions: Mapping[str, Function]) -> Grade:
    """Return the grade of somebody with these functions, whom marking may ask further."""
    run = observed(suite, functions)
    return mark(marker, run, lambda question, given: outcome(functions[question], given))


def observed(suite: Suite, functions: Mapping[str, Function]) -> Execution:
    """Return the run of a module with these functions, by question."""
    return Execution(
        tuple(
            Observation(case.id, outcome(functions[question.id], case.arguments, case.presentation))
            for question in suite.questions
            for case in question.cases
        )
    )


def mark(marker: Marker, run: Execution, answer: Callable[[str, Sequence[Any]], Outcome]) -> Grade:
    """Mark a run; ``answer`` is what the student's function to a question gives at a point."""
    return marker.mark("planted", run, own_answers(answer))


def own_answers(answer: Callable[[str, Sequence[Any]], Outcome]) -> OwnAnswers:
    """Return answers that ``answer`` gives.  The one place that knows how marking asks."""
    return OwnAnswers.of(
        {}, lambda points: [answer(point.question, point.arguments) for point in points]
    )


def outcome(function: Function, arguments: Sequence[Any], presentation: str = "plain") -> Outcome:
    """Return what a call comes to, as the sandbox would report it."""
    try:
        with np.errstate(all="ignore"):
            value = function(*(presented(array, presentation) for array in arguments))
            return Returned(np.asarray(value, float))
    except Exception as error:  # noqa: BLE001 - a wrong line may fail in any way
        return Raised(type(error).__name__, str(error))
