"""Find the expression that is wrong without knowing right values, where one fact decides it.

A student's own check knows no right intermediate value.  It knows the right answer to a public
case, and that is enough in two situations:

1.  an expression took the right answer, and made the wrong one of it;
2.  the answer is not finite: some expression was the first to make of finite numbers others.

Everywhere else several expressions may be wrong, and none is named.  Of a property that an argument
keeps its numbers, the records show the statement that breaks it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from grader.locating.flow import Flow
from grader.locating.records import Record
from grader.locating.vocabulary import is_near, is_trivial
from grader.model import Array, PlaceFact
from grader.sandbox.inside.rewriting import ARGUMENT, EXPRESSION, STORE

_CHANGING = (STORE, EXPRESSION)
_FEWEST_ENTRIES = 2
"""Of a right answer that is told from other values: a single number may be equal by chance."""


@dataclass(frozen=True)
class Decided:
    """The number of a record, and the fact that decides it."""

    record: int
    fact: PlaceFact


def decided(flow: Flow, expected: Array | None) -> Decided | None:
    """Return the one expression of a call that must be wrong, or None.

    Parameters
    ----------
    flow
        The recorded call, whose answer is wrong.
    expected
        The right answer; None if it is not known.
    """
    way = _Way(flow)
    if way.is_spoilt_number(flow.answer):
        first = way.first_not_finite()
        return None if first is None else Decided(first, "not_finite")
    if expected is None or expected.size < _FEWEST_ENTRIES or is_trivial(expected):
        return None
    after = way.after_right_answer(expected)
    return None if after is None else Decided(after, "after_answer")


def changed_argument(flow: Flow) -> Decided | None:
    """Return the first statement or expression that changes an argument of the call, or None.

    A change that was made unseen, through another view of the array, has no place.
    """
    origins: list[int] = []
    for number, record in enumerate(flow.records):
        origins.append(origins[record.same] if record.same >= 0 else number)
        is_argument = flow.records[origins[number]].place.kind == ARGUMENT
        if not is_argument or record.same < 0 or _is_equal(record, flow.records[record.same]):
            continue
        return Decided(number, "changes_argument") if record.place.kind in _CHANGING else None
    return None


def _is_equal(record: Record, before: Record) -> bool:
    if record.value is None or before.value is None:
        return record.value is before.value
    return np.array_equal(record.value, before.value, equal_nan=True)


class _Way:
    """The values that an answer was computed from."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._numbers = flow.leading_to_answer()

    def is_spoilt_number(self, number: int) -> bool:
        """Return whether an entry of the value is not finite."""
        value = self._flow.records[number].value
        return value is not None and not np.isfinite(value).all()

    def first_not_finite(self) -> int | None:
        """Return the first expression from which the answer has its infinite entries.

        Nothing is certain where a value on that way is not known, or came with the arguments.
        """
        left, seen, first = [self._flow.answer], set(), []
        while left:
            number = left.pop()
            if number in seen:
                continue
            seen.add(number)
            inputs = self._inputs(number)
            if any(self._flow.records[one].value is None for one in inputs):
                return None
            spoilt = [one for one in inputs if self.is_spoilt_number(one)]
            left += spoilt
            first += [] if spoilt else [number]
        earliest = min(first)
        return earliest if self._is_computed(earliest) else None

    def after_right_answer(self, expected: Array) -> int | None:
        """Return the expression that makes the answer out of the right one, or None.

        What hands the wrong answer on, such as a copy of it, is not to blame.
        """
        answer = self._flow.records[self._flow.answer].value
        if answer is None or self._is(self._flow.answer, expected):
            return None
        first = next(number for number in self._numbers if self._is(number, answer))
        right = [n for n in self._inputs(first) if self._is_computed(n) and self._is(n, expected)]
        return first if right else None

    def _is(self, number: int, wanted: Array) -> bool:
        value = self._flow.records[number].value
        return value is not None and value.shape == wanted.shape and is_near(value, wanted)

    def _inputs(self, number: int) -> list[int]:
        return [self._flow.origins[one] for one in self._flow.inputs[number]]

    def _is_computed(self, number: int) -> bool:
        """Return whether the value came up in the student's file."""
        return self._flow.records[number].place.line > 0
