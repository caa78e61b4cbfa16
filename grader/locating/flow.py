"""Which recorded values an expression was computed from.

A record's inputs are the records of the expressions within its own; an object that was recorded
before, and has not changed since, is the same value under another name.  So a call of a function of
the student's leads to the expression that this function returned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.locating.records import Record
from grader.sandbox.inside.rewriting import STORE, Span

_MOST_CAUSES = 50
"""Of the statements before an object was found to be changed, those that may have changed it."""

_Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Flow:
    """The inputs and the origin of each record, by number.

    ``origins`` are the numbers of the records at which the same values first came up.
    """

    records: tuple[Record, ...]
    inputs: tuple[tuple[int, ...], ...]
    origins: tuple[int, ...]

    @property
    def answer(self) -> int:
        """The number of the record where the answer came up."""
        return self.origins[-1]

    def leading_to_answer(self) -> list[int]:
        """Return the records that the answer was computed from, in the order of their making."""
        open_, found = [self.answer], set()
        while open_:
            number = open_.pop()
            if number not in found:
                found.add(number)
                open_ += [self.origins[one] for one in self.inputs[number]]
        return sorted(found)


def flow_of(records: tuple[Record, ...]) -> Flow:
    """Return how the values of a call were computed from one another."""
    parents = _parents([record.place for record in records])
    waiting: dict[_Range | None, list[int]] = defaultdict(list)
    inputs: list[tuple[int, ...]] = []
    origins: list[int] = []
    for number, record in enumerate(records):
        span = _range(record.place)
        within = waiting.pop(span, []) if record.place.line else []
        same = record.same
        if same >= 0 and _is_unchanged(record, records[same]):
            origins.append(origins[same])
            within = []
        else:
            origins.append(number)
            if same >= 0 and record.place.kind != STORE:
                within += [one for one in waiting[None][-_MOST_CAUSES:] if one > same]
            within += [same] if same >= 0 else []
        inputs.append(tuple(within))
        waiting[parents[span]].append(number)
    return Flow(records, tuple(inputs), tuple(origins))


def _is_unchanged(record: Record, before: Record) -> bool:
    if record.place.kind == STORE:
        return False
    if record.value is None or before.value is None:
        return record.value is before.value
    return np.array_equal(record.value, before.value, equal_nan=True)


def _range(place: Span) -> _Range:
    return place[:2], place[2:4]


def _parents(places: Sequence[Span]) -> Mapping[_Range, _Range | None]:
    """Return the smallest range around each range, or None where there is none."""
    ranges = sorted(set(map(_range, places)), key=lambda one: (one[0], (-one[1][0], -one[1][1])))
    parents: dict[_Range, _Range | None] = {}
    around: list[_Range] = []
    for one in ranges:
        while around and around[-1][1] < one[1]:
            around.pop()
        parents[one] = around[-1] if around else None
        around.append(one)
    return parents
