"""The rules of judging written down as plainly as can be: one case at a time, no preparation.

Slow, and independent of the engine: this is what the fast one is held against.
"""

from __future__ import annotations

import math

import numpy as np

from grader.model import Case, Execution, Outcome, Question, Raised, Returned, Status

Judged = tuple[Status, float | None]

_ALWAYS = {
    "NotNumeric": Status.WRONG_TYPE,
    "Undefined": Status.UNDEFINED,
    "TimedOut": Status.TIMED_OUT,
    "OutOfMemory": Status.OUT_OF_MEMORY,
    "Flooded": Status.FLOODED,
    "Died": Status.DIED,
    "Tampered": Status.TAMPERED,
}


def judged(question: Question, execution: Execution) -> dict[str, Judged]:
    """Status and distance of each of the question's cases, by its id."""
    outcomes = {seen.case: seen.outcome for seen in execution.observations}
    off = {case.id: _off(question, case, outcomes[case.id]) for case in question.cases}
    near = [
        off[case.id]
        for case in question.cases
        if case.conditioning < 1e3
        and off[case.id] is not None
        and off[case.id] <= min(question.tolerance.relative, 2e-6)
    ]
    if any(_narrow(outcomes[case.id]) for case in question.cases):
        near.append(2.0**-23)
    noise = max(10 * max(near, default=0.0), 64 * 2.0**-52)
    return {
        case.id: (
            _status(question, case, outcomes[case.id], off[case.id], noise),
            off[case.id],
        )
        for case in question.cases
    }


def _allowed(question: Question, case: Case, noise: float) -> float:
    return max(question.tolerance.relative, noise * case.conditioning)


def _narrow(outcome: Outcome) -> bool:
    return isinstance(outcome, Returned) and outcome.value.dtype in (np.float16, np.float32)


def _off(question: Question, case: Case, outcome: Outcome) -> float | None:
    if not isinstance(outcome, Returned) or outcome.value.shape != case.expected.shape:
        return None
    got = [float(entry) for entry in outcome.value.ravel()]
    want = [float(entry) for entry in case.expected.ravel()]
    if not all(map(math.isfinite, got)):
        return math.inf
    if question.tolerance.elementwise:
        return max(abs(g - w) / (abs(w) or 1e-7) for g, w in zip(got, want, strict=True))
    missed = math.hypot(*(g - w for g, w in zip(got, want, strict=True)))
    return missed / (math.hypot(*want) or 1e-7)


def _status(
    question: Question, case: Case, outcome: Outcome, off: float | None, noise: float
) -> Status:
    if isinstance(outcome, Raised):
        return _raised(outcome)
    if not isinstance(outcome, Returned):
        nothing = getattr(outcome, "kind", "") == "NoneType"
        return Status.NOT_YET if nothing else _ALWAYS[type(outcome).__name__]
    if off is None:
        return Status.WRONG_SHAPE
    if not np.isfinite(outcome.value).all():
        return Status.NOT_FINITE
    if off > _allowed(question, case, noise):
        return Status.WRONG_VALUE
    lists = ("list", "tuple", "matrix", "MaskedArray") if "lists" in question.accept else ()
    array = outcome.kind in ("ndarray", "memmap", *lists) or case.expected.ndim == 0
    return Status.RIGHT if array else Status.WRONG_TYPE


def _raised(outcome: Raised) -> Status:
    if outcome.loading:
        return Status.DOES_NOT_LOAD
    return Status.NOT_YET if outcome.error == "NotImplementedError" else Status.RAISED
