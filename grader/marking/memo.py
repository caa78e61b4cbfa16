"""Cache key of a question's observations, so that equal answers are judged once.

Most answers of a class are those of another student, to the last bit.  The one cache is in
``Marker``; it holds only what depends on nothing but the question and these observations.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grader.model import Observation, Returned

CACHED_ANSWERS = 2048
"""How many answers, to one question or another, are cached."""

MAX_BYTES = 1 << 16
"""The size of answers that are cached; a student who returns more is alone with it."""


class ObservationsKey:
    """Hashable key of a question's observations: equal if and only if every byte is equal."""

    __slots__ = ("_bytes", "_hash", "observations")

    def __init__(self, observations: tuple[Observation, ...]) -> None:
        self.observations = observations
        self._bytes = tuple([_bytes(observation) for observation in observations])
        self._hash = hash(self._bytes)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ObservationsKey) and self._bytes == other._bytes


def is_small(observations: Iterable[Observation]) -> bool:
    """Return whether they may be cached; printed text may be long, and is hardly ever the same."""
    size = 0
    for seen in observations:
        if seen.printed:
            return False
        if isinstance(seen.outcome, Returned):
            size += seen.outcome.value.nbytes
    return size <= MAX_BYTES


def _bytes(observation: Observation) -> Any:
    outcome = observation.outcome
    if not isinstance(outcome, Returned):
        return observation
    value = outcome.value
    return observation.case, value.tobytes(), value.shape, value.dtype.str, outcome.kind
