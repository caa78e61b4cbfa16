"""The values of a recipe's steps, right or with wrong lines in place of some of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.model import Array, Question, frozen
from grader.suite.computation import Failed
from grader.suite.given import given
from grader.suite.program import WrongLines
from grader.suite.recipe import Recipe, Variations

Answer = Array | str
"""The value of a formula: an array of doubles, or the name of the exception that it raises."""


class Traces:
    """Values of every step on the way to a question's answer, with each of several choices."""

    def __init__(self, recipe: Recipe, question: Question, choices: Sequence[WrongLines]) -> None:
        self._question = question
        self._variations = Variations(recipe, question.parameters)
        needed = recipe.needed(question.step, frozenset(question.parameters))
        self._steps = [step for step in recipe.steps if step in needed]
        self._nodes = [
            [self._variations.node(step, wrong) for step in self._steps] for wrong in choices
        ]

    def on(self, arguments: Sequence[Array]) -> list[dict[str, Array]]:
        """Return the values of the steps, one dict a choice; an empty one where a step fails."""
        with np.errstate(all="ignore"):
            outcomes = self._variations.outcomes(given(self._question, arguments))
        return [self._trace([outcomes[node] for node in nodes]) for nodes in self._nodes]

    def _trace(self, outcomes: Sequence[Any]) -> dict[str, Array]:
        values = [answer_of(outcome) for outcome in outcomes]
        steps = dict(zip(self._steps, values, strict=True))
        arrays = {
            step: frozen(value) for step, value in steps.items() if not isinstance(value, str)
        }
        return arrays if len(arrays) == len(steps) else {}


def answer_of(outcome: Any) -> Answer:
    """Return what a step came to, as an answer."""
    if isinstance(outcome, Failed):
        return type(outcome.error).__name__
    try:
        return np.asarray(outcome, np.float64)
    except Exception as error:  # noqa: BLE001 - a wrong line may give anything
        return type(error).__name__
