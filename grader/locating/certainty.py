"""Tell whether an unknown value shows the slip, or something before it may.

Values that right programs come past may be there by chance: half of a sum, a term of another
quantity, an array whose entries belong elsewhere, or whole numbers that were something else before
a conversion.  An unknown value speaks against its own line only if it was computed from values that
cannot be chance: arguments, whole arrays of right programs, and entries of the recipe's steps.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.locating.flow import Flow
from grader.locating.vocabulary import Familiarity, is_near, vocabulary_of
from grader.model import Array, RightValues
from grader.sandbox.inside.rewriting import NAME, STORE


class Certainty:
    """What may be chance in one call."""

    def __init__(self, flow: Flow, right: RightValues) -> None:
        self._flow = flow
        self._vocabulary = vocabulary_of(right)
        self._steps = list(right.steps.values())
        self._entries = np.concatenate([np.ravel(step) for step in self._steps] or [np.zeros(0)])

    def is_certain(self, number: int) -> bool:
        """Return whether nothing in another line can be what made a value unknown."""
        place = self._flow.records[number].place
        if self._is_changed_unseen(number):
            return False
        lines = range(place.line, place.end_line + 1)
        return all(self._flow.records[one].place.line in lines for one in self._doubtful(number))

    def _is_changed_unseen(self, number: int) -> bool:
        """Return whether a name stands for other numbers than when the object was last seen."""
        record = self._flow.records[number]
        return record.place.kind == NAME and self._flow.origins[number] == number

    def _doubtful(self, number: int) -> Iterator[int]:
        """Yield the values before this one that may be chance, as far as to those that cannot."""
        record = self._flow.records[number]
        filled = self._flow.origins[record.same] if record.place.kind == STORE else None
        left = [one for one in self._inputs(number) if one != filled]
        seen = {number}
        while left:
            one = left.pop()
            if one in seen:
                continue
            seen.add(one)
            value = self._flow.records[one].value
            if value is None:
                left += self._inputs(one)
            elif self._may_be_chance(one, value):
                yield one
                left += self._inputs(one)

    def _may_be_chance(self, number: int, value: Array) -> bool:
        if not self._flow.records[number].place.line:
            return False
        familiarity = self._vocabulary.familiarity(value)
        if familiarity is Familiarity.TRIVIAL:
            return value.size > 1 and self._is_converted(number)
        if value.size == 1:
            return not np.any(np.isclose(self._entries, value.item(), rtol=1e-8, atol=0))
        return familiarity is not Familiarity.KNOWN

    def _is_converted(self, number: int) -> bool:
        """Return whether whole numbers were made of others of the same form."""
        value = self._flow.records[number].value
        before = [self._flow.records[one].value for one in self._inputs(number)]
        return any(
            other is not None
            and value is not None
            and other.shape == value.shape
            and not is_near(other, value)
            and self._vocabulary.familiarity(other) is not Familiarity.TRIVIAL
            for other in before
        )

    def _inputs(self, number: int) -> list[int]:
        return [self._flow.origins[one] for one in self._flow.inputs[number]]
