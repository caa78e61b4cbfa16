"""Answers to a question with some of its steps replaced by wrong ones.

A choice is a set of wrong lines: those of one known mistake, or of two at once.  The parts that
choices have in common are computed once (``Variations``).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from grader.marking.compare import distances
from grader.model import Array, Case, Distractor, Question, frozen
from grader.suite.given import given
from grader.suite.recipe import Recipe, StepFunction, Variations
from grader.suite.traces import Answer, answer_of

WrongLines = Mapping[str, StepFunction]
SAME = 1e-9
"""Below this relative distance from the right answer a wrong line makes no difference."""


def relevant_mistakes(
    recipe: Recipe, question: Question, mistakes: Mapping[str, WrongLines]
) -> dict[str, WrongLines]:
    """Return the mistakes that replace a step on the way to the question's answer."""
    needed = recipe.needed(question.step, frozenset(question.parameters))
    return {id: wrong for id, wrong in mistakes.items() if needed & set(wrong)}


def disjoint_pairs(mistakes: Mapping[str, WrongLines]) -> dict[tuple[str, str], WrongLines]:
    """Return every two mistakes that are made in different steps, with the lines of both."""
    return {
        (one, other): {**first, **second}
        for (one, first), (other, second) in itertools.combinations(mistakes.items(), 2)
        if not set(first) & set(second)
    }


class Answers:
    """Answers to a question's cases, with each of several choices of wrong lines."""

    def __init__(self, recipe: Recipe, question: Question, choices: Sequence[WrongLines]) -> None:
        self._question = question
        self._variations = Variations(recipe, question.parameters)
        self._nodes = [self._variations.node(question.step, wrong) for wrong in choices]

    def to(self, case: Case) -> list[Answer]:
        """Return the answers to a case, one a choice; equal answers may be one object."""
        shown = [presented(value, case.presentation) for value in case.arguments]
        with np.errstate(all="ignore"):
            outcomes = self._variations.outcomes(given(self._question, shown))
        converted = {id(one): answer_of(one) for one in (outcomes[node] for node in self._nodes)}
        return [converted[id(outcomes[node])] for node in self._nodes]


def distractors(
    case: Case, answers: Mapping[str, Answer], traces: Sequence[Mapping[str, Array]] | None
) -> Iterator[Distractor]:
    """Yield the mistakes that answer the case wrong, with the steps that they change.

    ``answers`` are by mistake; ``traces``, for an example, are in the same order.
    """
    changed = differing(list(answers.values()), [case.expected] * len(answers))
    steps = traces or [{}] * len(answers)
    for (id, answer), differs, trace in zip(answers.items(), changed, steps, strict=True):
        if isinstance(answer, str):
            yield Distractor(id, None, raised=answer)
        elif differs:
            yield Distractor(id, frozen(answer), trace=_changes(trace, case.trace))


def _changes(trace: Mapping[str, Array], right: Mapping[str, Array]) -> dict[str, Array]:
    changed = differing(list(trace.values()), [right[step] for step in trace])
    return {step: trace[step] for step, differs in zip(trace, changed, strict=True) if differs}


def differing(answers: Sequence[Answer], expected: Sequence[Array]) -> list[bool]:
    """Return one bool an answer: True where it differs from ``expected`` by more than rounding."""
    pairs = enumerate(zip(answers, expected, strict=True))
    arrays = {i: (a, e) for i, (a, e) in pairs if not isinstance(a, str)}
    off = distances([a for a, _ in arrays.values()], [e for _, e in arrays.values()])
    alike = {i for i, distance in zip(arrays, off, strict=True) if distance <= SAME}
    return [i not in alike for i in range(len(answers))]


def presented(array: Array, presentation: str) -> Array:
    """Return a copy of the array that lies in memory as a case asks for it."""
    if presentation == "strided":
        wide = np.repeat(array, 2, axis=-1)
        view: Array = wide[..., ::2]
    else:
        view = array.copy()
    view.setflags(write=presentation != "read-only")
    return view
