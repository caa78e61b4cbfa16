"""Answers to a question with some of its steps replaced by wrong ones.

A choice is a set of wrong lines: those of one known mistake, or of two at once.  The parts that
choices have in common are computed once (``Variations``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from grader.model import Array, Case, Question
from grader.suite.given import given
from grader.suite.program import WrongLines
from grader.suite.recipe import Recipe, Variations
from grader.suite.traces import Answer, answer_of


class Answers:
    """Answers to a question's cases, with each of several choices of wrong lines.

    Parameters
    ----------
    recipe
        The reference as named steps.
    question
        The question.
    choices
        The choices; one is looked at when an answer with it is first computed.
    """

    def __init__(self, recipe: Recipe, question: Question, choices: Sequence[WrongLines]) -> None:
        self._question, self._choices = question, choices
        self._variations = Variations(recipe, question.parameters)
        self._nodes: dict[int, int] = {}

    def to(self, case: Case, places: Iterable[int] | None = None) -> list[Answer]:
        """Return the answers to a case with the choices at these places, by default with each.

        Equal answers may be one object.
        """
        chosen = range(len(self._choices)) if places is None else places
        nodes = [self._node(place) for place in chosen]
        shown = [presented(value, case.presentation) for value in case.arguments]
        quantities = given(self._question, shown)
        with np.errstate(all="ignore"):
            outcomes = self._variations.computation(quantities).outcomes(nodes)
        converted = {id(one): answer_of(one) for one in outcomes}
        return [converted[id(one)] for one in outcomes]

    def _node(self, place: int) -> int:
        if place not in self._nodes:
            wrong = self._choices[place]
            self._nodes[place] = self._variations.node(self._question.step, wrong)
        return self._nodes[place]


def presented(array: Array, presentation: str) -> Array:
    """Return a copy of the array that lies in memory as a case asks for it."""
    if presentation == "strided":
        wide = np.repeat(array, 2, axis=-1)
        view: Array = wide[..., ::2]
    else:
        view = array.copy()
    view.setflags(write=presentation != "read-only")
    return view
