"""Keys to remember by, so that what students have in common is worked out once.

Most answers of a class are those of somebody else, to the last bit: they get the same verdicts,
the same diagnosis and the same figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grader.model import Observation, Returned

MOST_ANSWERS = 2048
"""Answers, to one question or another, whose verdicts and diagnosis are kept."""

OFTEN = 512
"""Answers of which figures are kept: what many give is met again before so many others are, and
of students with numbers of their own each would keep a suite in memory."""

MOST_BYTES = 1 << 16
"""Of answers that are worth remembering; who returns more is alone with it."""


class Bits:
    """Observations, equal to others that nothing could tell from them."""

    __slots__ = ("_bits", "_hash", "observations")

    def __init__(self, observations: tuple[Observation, ...]) -> None:
        self.observations = observations
        self._bits = tuple([_bits(observation) for observation in observations])
        self._hash = hash(self._bits)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bits) and self._bits == other._bits


def worth_remembering(observations: Iterable[Observation]) -> bool:
    """Whether they are small; what was printed may be long, and is hardly ever the same."""
    size = 0
    for seen in observations:
        if seen.printed:
            return False
        if isinstance(seen.outcome, Returned):
            size += seen.outcome.value.nbytes
    return size <= MOST_BYTES


class Itself:
    """A thing, equal to nothing but itself, whatever is in it."""

    __slots__ = ("it",)

    def __init__(self, it: Any) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and self.it is other.it


def _bits(observation: Observation) -> Any:
    outcome = observation.outcome
    if not isinstance(outcome, Returned):
        return observation
    value = outcome.value
    return observation.case, value.tobytes(), value.shape, value.dtype.str, outcome.kind
