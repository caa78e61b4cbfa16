"""Forms of a right answer that an assignment accepts in place of arrays of doubles."""

from __future__ import annotations

from dataclasses import replace

from grader.model import Case, Observation, Question, Returned

LISTS, SIZE_ONE, FLOAT32 = ACCEPTED = ("lists", "size_one", "float32")
"""What numpy turns into arrays; one number in an array of another shape; single precision."""

_ARRAYS = frozenset(("ndarray", "memmap"))
_LISTS = frozenset(("list", "tuple", "matrix", "MaskedArray"))

SINGLE_ALLOWED = 1e-4
"""How far off an answer in single precision may be where it is accepted."""


def accepted_kinds(question: Question) -> frozenset[str]:
    """Return the names of the types that count as arrays."""
    return _ARRAYS | _LISTS if LISTS in question.accept else _ARRAYS


def loosest_tolerance(question: Question) -> float:
    """Return the tolerance of the least precise answers that are accepted."""
    relative = question.tolerance.relative
    return max(relative, SINGLE_ALLOWED) if FLOAT32 in question.accept else relative


def in_expected_form(question: Question, case: Case, observation: Observation) -> Observation:
    """Return the observation with one number in the expected shape, where any is accepted."""
    outcome = observation.outcome
    if SIZE_ONE not in question.accept or not isinstance(outcome, Returned):
        return observation
    shape = case.expected.shape
    if outcome.value.size != 1 or case.expected.size != 1 or outcome.value.shape == shape:
        return observation
    return replace(observation, outcome=replace(outcome, value=outcome.value.reshape(shape)))
