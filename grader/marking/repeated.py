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

_SAME_FACTOR = 1e-6


def question_with_change(fits: Sequence[Fit], earlier: Mapping[str, Fit]) -> str:
    """Return the first earlier question that showed one of these changes, or an empty string.

    An edit of a step is no such change: it is one of hundreds that are tried, so that it fits is
    said, and counts for nothing.
    """
    keys = {_key(fit) for fit in fits if fit.kind is not FitKind.EDIT}
    for id, change in earlier.items():
        if _key(change) in keys:
            return id
    return ""


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


def _key(fit: Fit) -> tuple[FitKind, str]:
    """Return what is the same of the same change in another question, whose arguments differ."""
    if fit.kind is not FitKind.COMBINATION:
        return fit.kind, fit.text
    return fit.kind, re.sub(r"\b(?!right\b)[^\W\d]\w*", "_", fit.text)
