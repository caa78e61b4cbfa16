"""A slip that is made once more: a change that an earlier question showed, in a later function.

Who multiplies by a rate in two functions that do not call each other has one thing to learn.  As a
known mistake that shows in both is billed once, so is a change that has no name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from grader.marking.compare import finite
from grader.model import Case, Diagnosis, Fit, FitKind, Question, Returned, Status, Verdict
from grader.suite.given import arrays_of

_SAME_FACTOR = 1e-6

_THE_ARGUMENT = "_"


def question_with_change(
    question: Question, fits: Sequence[Fit], earlier: Sequence[tuple[Question, Fit]]
) -> str:
    """Return the first earlier question that showed one of these changes, or an empty string.

    An edit of a step is no such change: it is one of hundreds that are tried, so that it fits is
    said, and counts for nothing.

    Parameters
    ----------
    question, fits
        A question, and changes that give all answers to it.
    earlier
        Questions before it, each with the change that it showed.
    """
    found = [_spellings(question, fit) for fit in fits if fit.kind is not FitKind.EDIT]
    here = frozenset[_Spelling]().union(*found)
    shown = (before for before, change in earlier if here & _spellings(before, change))
    return next((before.id for before in shown), "")


def question_with_factor(
    diagnosis: Diagnosis | None, earlier: Mapping[str, Diagnosis | None]
) -> str:
    """Return the first earlier question with the same factor on known mistakes, or nothing."""
    if diagnosis is None or diagnosis.scale == 1.0 or diagnosis.new or diagnosis.alternatives:
        return ""
    for id, before in earlier.items():
        if before and math.isclose(before.scale, diagnosis.scale, rel_tol=_SAME_FACTOR):
            return id
    return ""


def is_whole(question: Question, verdicts: Sequence[Verdict]) -> bool:
    """Return whether a change that fits was seen in every marked case.

    Right numbers in a wrong form are not wrong because of what came before.
    """
    return all(
        _is_seen(case, verdict)
        for case, verdict in zip(question.cases, verdicts, strict=True)
        if question.marks(case)
    )


def _is_seen(case: Case, verdict: Verdict) -> bool:
    outcome = verdict.observation.outcome
    return (
        isinstance(outcome, Returned)
        and verdict.status is not Status.WRONG_TYPE
        and outcome.value.shape == case.expected.shape
        and finite(outcome.value)
    )


_Spelling = tuple[FitKind, str]


def _spellings(question: Question, fit: Fit) -> frozenset[_Spelling]:
    """Return the ways to write a change, one of which it shares with the same change elsewhere.

    In a combination an argument is named, and where no other one has the answer's shape it is also
    "the argument": that of weights which decay has another name in each layer.
    """
    own = _arguments_of_answer_shape(question) if fit.kind is FitKind.COMBINATION else ()
    texts = {fit.text, re.sub(rf"\b{own[0]}\b", _THE_ARGUMENT, fit.text) if len(own) == 1 else ""}
    return frozenset((fit.kind, text) for text in texts if text)


def _arguments_of_answer_shape(question: Question) -> tuple[str, ...]:
    """Return the parameters that have the shape of the answer in each case."""
    shapes = [
        {name: array.shape for name, array in arrays_of(question, case.arguments).items()}
        for case in question.cases
    ]
    wants = [case.expected.shape for case in question.cases]
    return tuple(
        name
        for name in question.parameters
        if all(one.get(name) == want for one, want in zip(shapes, wants, strict=True))
    )
