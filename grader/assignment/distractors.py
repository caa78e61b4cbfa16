"""The known mistakes that touch a question, alone and in twos, and their wrong answers."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from grader.assignment.folder import Assignment
from grader.marking.compare import SAME, distances
from grader.model import Array, Case, Distractor, Question, frozen
from grader.suite.answers import Answers
from grader.suite.program import WrongLines
from grader.suite.recipe import Recipe
from grader.suite.traces import Answer

DescribedAnswers = Mapping[str, Mapping[str, Answer]]
"""Answers by the id of the case, and then by the mistake that gives them."""


def relevant_mistakes(
    recipe: Recipe, question: Question, mistakes: Mapping[str, WrongLines]
) -> dict[str, WrongLines]:
    """Return the mistakes that replace a step on the way to the question's answer."""
    needed = recipe.needed(question.step, frozenset(question.parameters))
    return {id: wrong for id, wrong in mistakes.items() if needed & set(wrong)}


def described_mistakes(question: Question, assignment: Assignment) -> dict[str, WrongLines]:
    """Return the mistakes that the assignment describes and that touch the question."""
    described = (known.id for known in assignment.outline.misconceptions)
    lines = {id: assignment.mistakes[id] for id in described if id in assignment.mistakes}
    return relevant_mistakes(assignment.recipe, question, lines)


def described_answers(question: Question, assignment: Assignment) -> DescribedAnswers:
    """Return what each mistake that the assignment describes answers to each case."""
    mistakes = described_mistakes(question, assignment)
    choices = Answers(assignment.recipe, question, list(mistakes.values()))
    answers: dict[str, Mapping[str, Answer]] = {}
    for case in question.cases:
        repeated = answers.get(case.repeats)
        answers[case.id] = repeated or dict(zip(mistakes, choices.to(case), strict=True))
    return answers


def disjoint_pairs(mistakes: Mapping[str, WrongLines]) -> dict[tuple[str, str], WrongLines]:
    """Return every two mistakes that are made in different steps, with the lines of both."""
    return {
        (one, other): {**first, **second}
        for (one, first), (other, second) in itertools.combinations(mistakes.items(), 2)
        if not set(first) & set(second)
    }


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
