"""Observation to Verdict: shape first, then finiteness, then value.  Pure.

An answer is right where its distance from the expected array is within the tolerance.  On a case
that magnifies rounding errors (``Case.conditioning``) an answer may also be as far off as its own
precision on the well-conditioned cases of the question allows, so that single precision or a
difference quotient is not called wrong where no method of its precision could be right.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

import numpy as np

from grader.compare import distances, finite
from grader.model import (
    Array,
    Case,
    Clue,
    Died,
    Execution,
    Flooded,
    Method,
    NotNumeric,
    Observation,
    Outcome,
    OutOfMemory,
    Question,
    Raised,
    Returned,
    Status,
    Suite,
    Tampered,
    TimedOut,
    Undefined,
    Verdict,
)

_ROUNDING = 64 * np.finfo(np.float64).eps
"""What right double-precision code may lose on a case of conditioning 1, with room to spare."""

_NOT_WRITTEN_YET = "NotImplementedError"

_STATUS: dict[type, Status] = {
    NotNumeric: Status.WRONG_TYPE,
    Undefined: Status.UNDEFINED,
    TimedOut: Status.TIMED_OUT,
    OutOfMemory: Status.OUT_OF_MEMORY,
    Flooded: Status.FLOODED,
    Died: Status.DIED,
    Tampered: Status.TAMPERED,
}


def judge(suite: Suite, execution: Execution) -> dict[str, tuple[Verdict, ...]]:
    """The verdicts of each question by its id, in the order of its cases.

    Raises KeyError where the execution lacks a case of the suite.
    """
    seen = {observation.case: observation for observation in execution.observations}
    return {
        question.id: judge_question(question, [seen[case.id] for case in question.cases])
        for question in suite.questions
    }


def judge_question(question: Question, observations: Sequence[Observation]) -> tuple[Verdict, ...]:
    """One verdict for each of the question's cases, given its observations in the same order."""
    measured = _measure(question, observations)
    allowed = allowances(question, observations, measured)
    return tuple(
        _verdict(case, observation, measured.get(case.id), allowed[case.id])
        for case, observation in zip(question.cases, observations, strict=True)
    )


def allowances(
    question: Question, observations: Sequence[Observation], measured: dict[str, float]
) -> dict[str, float]:
    """How far off each case's answer may be, given how precise the others are."""
    relative = question.tolerance.relative
    noise = max(_noise(question, observations, measured), _ROUNDING)
    return {case.id: max(relative, noise * case.conditioning) for case in question.cases}


def method(question: Question, verdicts: Sequence[Verdict]) -> Method | None:
    """How the right answers were computed, as the decade of their median error tells.

    On well-conditioned cases right double-precision code errs by at most 1e-13 or so, central
    differences by 1e-11 to 1e-8, single precision by 1e-7 to 1e-6.  None where nothing is right.
    """
    judged = [
        (verdict.distance, verdict.observation.outcome)
        for case, verdict in zip(question.cases, verdicts, strict=True)
        if verdict.right and case.conditioning < _ILL and verdict.distance is not None
    ]
    if not judged:
        return None
    typical = statistics.median(distance for distance, _ in judged)
    if any(_single(outcome) for _, outcome in judged):
        return Method.SINGLE
    if typical < 1e-12:
        return Method.DOUBLE
    if typical < 2e-8:
        return Method.DIFFERENCES
    return Method.SINGLE if typical < _COARSEST else Method.ROUGH


_ILL = 1e3
"""The conditioning above which a case says nothing about how an answer was computed."""

_COARSEST = 2e-6
"""The worst that right code in single precision errs on a well-conditioned case."""


def _noise(
    question: Question, observations: Sequence[Observation], measured: dict[str, float]
) -> float:
    """The worst relative error of the answers that are right on well-conditioned cases."""
    errors = [
        measured[case.id]
        for case in question.cases
        if case.conditioning < _ILL and case.id in measured
    ]
    near = [error for error in errors if error <= min(question.tolerance.relative, _COARSEST)]
    precise = np.finfo(np.float32).eps if any(_single(o.outcome) for o in observations) else 0.0
    return 10 * max([*near, float(precise)], default=0.0)


def _single(outcome: Outcome) -> bool:
    return (
        isinstance(outcome, Returned)
        and outcome.value.dtype.kind == "f"
        and (outcome.value.dtype.itemsize < 8)
    )


def _measure(question: Question, observations: Sequence[Observation]) -> dict[str, float]:
    """Distances of the answers that have the expected shape, by case."""
    pairs = [
        (case, observation.outcome.value)
        for case, observation in zip(question.cases, observations, strict=True)
        if isinstance(observation.outcome, Returned)
        and observation.outcome.value.shape == case.expected.shape
    ]
    if not pairs:
        return {}
    found = distances(
        [value for _, value in pairs],
        [case.expected for case, _ in pairs],
        elementwise=question.tolerance.elementwise,
    )
    return {case.id: float(one) for (case, _), one in zip(pairs, found, strict=True)}


def _verdict(
    case: Case, observation: Observation, distance: float | None, allowed: float
) -> Verdict:
    status, clue = _status(case, observation.outcome, distance, allowed)
    return Verdict(case.id, case.check, case.hidden, status, observation, clue, distance)


def _status(
    case: Case, outcome: Outcome, distance: float | None, allowed: float
) -> tuple[Status, Clue]:
    match outcome:
        case Returned():
            return _returned(case, outcome, distance, allowed)
        case NotNumeric(kind="NoneType"):
            return Status.NOT_YET, Clue.NOT_RETURNED
        case Raised():
            return _raised(outcome)
        case _:
            return _STATUS[type(outcome)], Clue.NONE


def _raised(outcome: Raised) -> tuple[Status, Clue]:
    if outcome.loading:
        return Status.DOES_NOT_LOAD, Clue.NONE
    if outcome.error == _NOT_WRITTEN_YET:
        return Status.NOT_YET, Clue.NONE
    if outcome.error == "TypeError" and "positional argument" in outcome.message:
        return Status.RAISED, Clue.ARGUMENTS
    if outcome.error == "ValueError" and "read-only" in outcome.message:
        return Status.RAISED, Clue.WRITES_TO_ARGUMENT
    return Status.RAISED, Clue.NONE


def _returned(
    case: Case, outcome: Returned, distance: float | None, allowed: float
) -> tuple[Status, Clue]:
    if distance is None:
        return Status.WRONG_SHAPE, shape_clue(outcome.value, case.expected)
    # A finite distance is that of a finite array; to ask every array would cost more than judging.
    if math.isinf(distance) and not finite(outcome.value):
        return Status.NOT_FINITE, Clue.NONE
    if distance > allowed:
        return Status.WRONG_VALUE, Clue.NONE
    if not _is_array(outcome, case.expected):
        return Status.WRONG_TYPE, Clue.NEEDS_ARRAY
    return Status.RIGHT, Clue.NONE


def _is_array(outcome: Returned, expected: Array) -> bool:
    # A single number is what numpy itself returns for an array without axes.
    return outcome.kind in ("ndarray", "memmap") or expected.ndim == 0


def shape_clue(value: Array, expected: Array) -> Clue:
    """The likely reason for a shape that was not asked for."""
    shape, asked = value.shape, expected.shape
    if len(asked) == 2 and shape == asked[::-1]:
        return Clue.TRANSPOSED
    if len(asked) == 1 and shape == (asked[0], 1):
        return Clue.COLUMN
    if len(asked) == 1 and shape == (1, asked[0]):
        return Clue.ROW
    if value.size == 1:
        return Clue.SCALAR
    if len(asked) == 2 and len(shape) == 1:
        return _flat_clue(shape[0], asked)
    return Clue.NONE


def _flat_clue(length: int, asked: tuple[int, ...]) -> Clue:
    if length == asked[0] * asked[1]:
        return Clue.FLATTENED
    return Clue.DIAGONAL if asked[0] == asked[1] == length else Clue.NONE
