"""Read the records of a call (see ``sandbox.inside.recording``): every number is hostile."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.model import Array, Outcome, Returned
from grader.sandbox.inside.recording import HEAD, MOST_DIMENSIONS, MOST_ENTRIES, MOST_RECORDS
from grader.sandbox.inside.rewriting import ANSWER, ARGUMENT, BEFORE, Span

_KINDS = range(ARGUMENT, BEFORE + 1)


@dataclass(frozen=True, eq=False)
class Record:
    """What one expression came to.

    ``same`` is the number of the last record of the same object, or -1; ``value`` is None where
    it was no small array of real numbers.
    """

    place: Span
    same: int
    value: Array | None


def records_of(outcome: Outcome) -> tuple[Record, ...]:
    """Return the records in an outcome, the last of them of the answer; none if it has none."""
    if not isinstance(outcome, Returned) or outcome.value.ndim != 1:
        return ()
    try:
        records = tuple(_records(outcome.value.tolist()))
    except (TypeError, ValueError, OverflowError):
        return ()
    return records if records and records[-1].place.kind == ANSWER else ()


def _records(numbers: Sequence[float]) -> Iterator[Record]:
    """Raises an error for numbers that no recorder wrote."""
    at = count = 0
    while at < len(numbers):
        *place, same, dimensions = map(int, numbers[at : at + HEAD])
        at += HEAD
        if not (
            -1 <= same < count <= MOST_RECORDS
            and min(place) >= 0
            and dimensions <= MOST_DIMENSIONS
            and place[-1] in _KINDS
        ):
            raise ValueError("not a record")
        value = None
        if dimensions >= 0:
            value, at = _value(numbers, at, dimensions)
        yield Record(Span(*place), same, value)
        count += 1


def _value(numbers: Sequence[float], at: int, dimensions: int) -> tuple[Array, int]:
    start = at + dimensions
    shape = tuple(map(int, numbers[at:start]))
    size = math.prod(shape)
    if size > MOST_ENTRIES or any(length < 0 for length in shape):
        raise ValueError("not the shape of a record")
    return np.array(numbers[start : start + size], np.float64).reshape(shape), start + size
