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
from dataclasses import dataclass
from itertools import pairwise
from typing import assert_never

import numpy as np

from grader.marking.compare import ROUNDING, SINGLE, WORST_DOUBLE, Yardstick, finite
from grader.marking.forms import accepted_kinds, in_expected_form, loosest_tolerance
from grader.model import (
    Array,
    Case,
    Clue,
    Died,
    Execution,
    Flooded,
    Method,
    NoModule,
    NotNumeric,
    Observation,
    Outcome,
    OutOfMemory,
    Question,
    Raised,
    Returned,
    Status,
    Tampered,
    TimedOut,
    Undefined,
    Verdict,
)

_NOT_WRITTEN_YET = "NotImplementedError"
"""What the functions of an unchanged starter raise."""


def judge_question(question: Question, observations: Sequence[Observation]) -> tuple[Verdict, ...]:
    """Judge the answers to one question.

    Parameters
    ----------
    question
        The question.
    observations
        One observation for each of its cases, in their order.

    Returns
    -------
    tuple of Verdict
        One verdict for each case.
    """
    (verdicts,) = Judge([question]).judge(Execution(tuple(observations))).values()
    return verdicts


class Judge:
    """Judges the answers to some questions, all cases in one pass.

    Parameters
    ----------
    questions
        The questions.
    """

    def __init__(self, questions: Sequence[Question]) -> None:
        pairs = [(question, case) for question in questions for case in question.cases]
        self._questions = tuple(questions)
        self._pairs = pairs
        self._kinds = [accepted_kinds(question) for question, _ in pairs]
        self._cases = [case for _, case in pairs]
        self._for_single = np.array([loosest_tolerance(question) for question, _ in pairs])
        self._relative = np.array([question.tolerance.relative for question, _ in pairs])
        self._conditioning = np.array([case.conditioning for case in self._cases])
        well = [case.well_conditioned for case in self._cases]
        self._near = np.where(well, np.minimum(self._relative, _COARSEST), -np.inf)
        lengths = [len(question.cases) for question in questions]
        self._bounds = list(pairwise(np.cumsum([0, *lengths]).tolist()))
        self._question_of = np.repeat(np.arange(len(lengths)), lengths)
        by_entry = np.array([question.tolerance.elementwise for question, _ in pairs], bool)
        self._measures = [
            _Measure.of(self._cases, np.flatnonzero(by_entry == elementwise).tolist(), elementwise)
            for elementwise in set(by_entry.tolist())
        ]

    def judge(self, execution: Execution) -> dict[str, tuple[Verdict, ...]]:
        """Judge a run.

        Returns
        -------
        dict
            The verdicts of each question by its id, in the order of its cases.

        Raises
        ------
        KeyError
            The execution lacks a case of the questions.
        """
        seen = {observation.case: observation for observation in execution.observations}
        observations = [in_expected_form(*pair, seen[pair[1].id]) for pair in self._pairs]
        outcomes = [observation.outcome for observation in observations]
        distances = np.full(len(outcomes), np.nan)
        for measure in self._measures:
            distances[measure.places] = measure.distances(outcomes)
        allowed = self._allowances(outcomes, distances).tolist()
        rows = zip(self._cases, observations, distances.tolist(), allowed, self._kinds, strict=True)
        verdicts = [_verdict(*row) for row in rows]
        return {
            question.id: tuple(verdicts[start:stop])
            for question, (start, stop) in zip(self._questions, self._bounds, strict=True)
        }

    def _allowances(self, outcomes: Sequence[Outcome], distances: Array) -> Array:
        """Return how far off each answer may be, given how precise the others are."""
        noise = np.array([self._precision(outcomes[start:stop]) for start, stop in self._bounds])
        near = distances <= self._near
        np.maximum.at(noise, self._question_of[near], distances[near])
        spread = np.maximum(10 * noise, ROUNDING)[self._question_of]
        # However badly a case is conditioned, an answer that has nothing right is wrong.
        magnified = np.minimum(spread * self._conditioning, _MOST_ALLOWED)
        single = noise[self._question_of] == SINGLE
        relative = np.where(single, self._for_single, self._relative)
        allowed: Array = np.maximum(relative, magnified)
        return allowed

    def _precision(self, outcomes: Sequence[Outcome]) -> float:
        """Return the rounding error of single precision if an answer is held in it, else 0."""
        return SINGLE if any(map(_single, outcomes)) else 0.0


@dataclass(frozen=True, eq=False)
class _Measure:
    """Cases that are measured in the same way, by their places among all cases."""

    places: Sequence[int]
    expected: Sequence[Array]
    shapes: Sequence[tuple[int, ...]]
    yardstick: Yardstick

    @classmethod
    def of(cls, cases: Sequence[Case], places: Sequence[int], elementwise: bool) -> _Measure:
        expected = [cases[place].expected for place in places]
        shapes = [array.shape for array in expected]
        return cls(places, expected, shapes, Yardstick(expected, elementwise=elementwise))

    def distances(self, outcomes: Sequence[Outcome]) -> Array:
        """Return how far off each answer is; nan where it has not the expected shape."""
        answers, others = list(self.expected), []
        for i, (place, shape) in enumerate(zip(self.places, self.shapes, strict=True)):
            outcome = outcomes[place]
            if isinstance(outcome, Returned) and outcome.value.shape == shape:
                answers[i] = outcome.value
            else:
                others.append(i)
        found = self.yardstick.distances(answers)
        found[others] = np.nan
        return found


def method(question: Question, verdicts: Sequence[Verdict]) -> Method | None:
    """Infer how the right answers were computed from the decade of their median error.

    On well-conditioned cases right double-precision code errs by at most 1e-13 or so, central
    differences by 1e-11 to 1e-8, single precision by 1e-7 to 1e-6.

    Returns
    -------
    Method or None
        None where no answer is right.
    """
    judged = [
        (verdict.distance, verdict.observation.outcome)
        for case, verdict in zip(question.cases, verdicts, strict=True)
        if verdict.right and case.well_conditioned and verdict.distance is not None
    ]
    if not judged:
        return None
    typical = statistics.median(distance for distance, _ in judged)
    if any(_single(outcome) for _, outcome in judged):
        return Method.SINGLE
    if typical < WORST_DOUBLE:
        return Method.DOUBLE
    if typical < 2e-8:
        return Method.DIFFERENCES
    return Method.SINGLE if typical < _COARSEST else Method.ROUGH


_MOST_ALLOWED = 1e-2
"""Of its own size, as far as an answer to any case may be off."""

_COARSEST = 2e-6
"""The worst that right code in single precision errs on a well-conditioned case."""


def _single(outcome: Outcome) -> bool:
    return (
        isinstance(outcome, Returned)
        and outcome.value.itemsize < 8
        and outcome.value.dtype.kind == "f"
    )


def _verdict(
    case: Case, observation: Observation, distance: float, allowed: float, kinds: frozenset[str]
) -> Verdict:
    outcome = observation.outcome
    known = None if math.isnan(distance) else distance
    if distance <= allowed and isinstance(outcome, Returned) and outcome.kind == "ndarray":
        status, clue = Status.RIGHT, Clue.NONE  # as nearly all are
    else:
        status, clue = _status(case, outcome, known, allowed, kinds)
    return Verdict(case.id, case.check, case.hidden, status, observation, clue, known)


def _status(
    case: Case, outcome: Outcome, distance: float | None, allowed: float, kinds: frozenset[str]
) -> tuple[Status, Clue]:
    match outcome:
        case Returned():
            return _returned(case, outcome, distance, allowed, kinds)
        case Raised():
            return _raised(outcome)
        case NotNumeric(kind="NoneType"):
            return Status.NOT_YET, Clue.NOT_RETURNED
        case NotNumeric():
            return Status.WRONG_TYPE, Clue.NONE
        case _:
            return _ended(outcome), Clue.NONE


def _ended(
    outcome: Undefined | TimedOut | OutOfMemory | Flooded | Died | Tampered | NoModule,
) -> Status:
    """Return the status where the function gave no answer and raised nothing."""
    match outcome:
        case Undefined():
            return Status.UNDEFINED
        case TimedOut():
            return Status.TIMED_OUT
        case OutOfMemory():
            return Status.OUT_OF_MEMORY
        case Flooded():
            return Status.FLOODED
        case Died():
            return Status.DIED
        case Tampered():
            return Status.TAMPERED
        case NoModule():
            return Status.NO_MODULE
        case _:
            assert_never(outcome)


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
    case: Case, outcome: Returned, distance: float | None, allowed: float, kinds: frozenset[str]
) -> tuple[Status, Clue]:
    if distance is None:
        return Status.WRONG_SHAPE, shape_clue(outcome.value, case.expected)
    # A finite distance is that of a finite array; to ask every array would cost more than judging.
    if math.isinf(distance) and not finite(outcome.value):
        return Status.NOT_FINITE, Clue.NONE
    if distance > allowed:
        return Status.WRONG_VALUE, Clue.NONE
    # A single number is what numpy itself returns for an array without axes.
    if outcome.kind not in kinds and case.expected.ndim > 0:
        return Status.WRONG_TYPE, Clue.NEEDS_ARRAY
    return Status.RIGHT, Clue.NONE


def shape_clue(value: Array, expected: Array) -> Clue:
    """Return the likely reason for a shape that is not the expected one."""
    shape, want = value.shape, expected.shape
    if len(want) == 2 and shape == want[::-1]:
        return Clue.TRANSPOSED
    if len(want) == 1 and shape == (want[0], 1):
        return Clue.COLUMN
    if len(want) == 1 and shape == (1, want[0]):
        return Clue.ROW
    if value.size == 1:
        return Clue.SCALAR
    if len(want) == 2 and len(shape) == 1:
        return _flat_clue(shape[0], want)
    return Clue.NONE


def _flat_clue(length: int, want: tuple[int, ...]) -> Clue:
    if length == want[0] * want[1]:
        return Clue.FLATTENED
    return Clue.DIAGONAL if want[0] == want[1] == length else Clue.NONE
