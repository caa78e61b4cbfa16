"""Find the record where an answer leaves the road.  The rules, in this order:

1.  the first unknown value that was computed from known ones, among those that the answer was
    computed from; or a wrong value of a step that a known mistake predicts, if it came earlier.
    What collects the values of one expression is wrong there, and a product with a right factor at
    the other one.  There is no place where something before may as well be wrong;
2.  the value that a known mistake predicts where it is right elsewhere: a step is missing there;
3.  the first array that puts known numbers together in an unknown way;
4.  what was done to the right answer after it had been found.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np

from grader.locating.certainty import Certainty
from grader.locating.factors import needed_factors
from grader.locating.flow import Flow
from grader.locating.vocabulary import NEAR, Familiarity, is_near, is_trivial, vocabulary_of
from grader.model import Array, RightValues
from grader.sandbox.inside.rewriting import STORE, Span

WrongSteps = Mapping[str, Array]
"""The wrong values of the steps that a mistake changes, by step."""


class Placing:
    """What there is to find in one call."""

    def __init__(self, flow: Flow, right: RightValues, expected: Array) -> None:
        self._flow = flow
        self._right = right
        self._expected = expected
        self._vocabulary = vocabulary_of(right)
        self._certainty = Certainty(flow, right)
        self._way = flow.leading_to_answer()

    def place(self, mistakes: Iterable[WrongSteps]) -> int | None:
        """Return the number of the record, or None where nothing is certain.

        ``mistakes`` are those that explain the answers.
        """
        steps = [pair for one in mistakes for pair in one.items()]
        wrong = [value for _, value in steps]
        peculiar = [value for value in wrong if not self._is_right(value)]
        first = [self._first_unknown(), self._first_of(peculiar), self._first_entry_of(peculiar)]
        found = [number for number in first if number is not None]
        if found:
            first_wrong = self._collected_from(min(found))
            factor = self._wrong_factor(first_wrong, steps)
            if factor is None and self._is_shown_by(min(found), peculiar):
                return first_wrong
            return factor
        rules = (self._last_of(wrong), self._misplaced(), self._after_right_answer())
        return next((number for number in rules if number is not None), None)

    def _is_shown_by(self, number: int, predicted: Sequence[Array]) -> bool:
        """Return whether a value shows the slip: it is predicted, or nothing before may be."""
        if self._is_one_of(self._value(number), predicted):
            return not self._is_handed_on(number)
        return self._certainty.is_certain(number)

    def _is_handed_on(self, number: int) -> bool:
        """Return whether another line changes nothing of a value that right programs come past."""
        if not self._is_known(self._value(number)):
            return False
        line = self._flow.records[number].place.line
        later = (one for one in self._way if one > number and self._is_computed(one))
        return any(
            self._flow.records[one].place.line != line
            and is_near(self._value(one), self._value(number))
            for one in later
        )

    # --- 1: values ------------------------------------------------------------------------------

    def _first_unknown(self) -> int | None:
        first = self._earliest(self._blamed(Familiarity.UNKNOWN).get(self._flow.answer))
        return first if first is None else self._unseen_within(first)

    def _unseen_within(self, number: int) -> int:
        """Return the first unknown value that came up while this one was computed, or this one.

        A generator, or a function that is called for each entry, hands its values on unseen.
        """
        start = max(self._flow.inputs[number], default=-1) + 1
        unknown: dict[int, int] = {}
        used: set[int] = set()
        for inner in range(start, number):
            value = self._flow.records[inner].value
            if value is None or not self._is_computed(inner) or self._flow.origins[inner] != inner:
                continue
            before = [unknown[one] for one in self._inputs(inner) if one in unknown]
            if self._vocabulary.familiarity(value) is Familiarity.UNKNOWN:
                unknown[inner] = min(before, default=inner)
            used.update(self._inputs(inner))
        first = next((one for inner, one in unknown.items() if inner not in used), number)
        return first if first == number else self._unseen_within(first)

    def _earliest(self, number: int | None) -> int | None:
        """Return the first of the values that led to this one and only seem to be known."""
        while number is not None and (earlier := self._suspicious_input(number)) is not None:
            number = earlier
        return number

    def _suspicious_input(self, number: int) -> int | None:
        """Return an input that only seems to be known, or None."""
        for one in self._inputs(number):
            if self._is_computed(one) and (self._is_negated(one) or self._is_coincidence(one)):
                return one
        return None

    def _is_negated(self, number: int) -> bool:
        """Return whether this is a right value but for its sign."""
        value = self._value(number)
        return not self._is_right(value) and self._is_right(-value)

    def _is_coincidence(self, number: int) -> bool:
        """Return whether known numbers came up in an unknown array, and were no input of it."""
        if self._familiarity.get(number) is not Familiarity.SCATTERED or self._is_store(number):
            return False
        entries = [np.abs(self._value(one)).ravel() for one in self._inputs(number)]
        given = np.concatenate(entries) if entries else np.zeros(0)
        return not np.all(np.isin(np.abs(self._value(number)), given))

    def _first_of(self, values: Sequence[Array]) -> int | None:
        """Return the first computed value that is one of these."""
        for number in self._way:
            if self._is_computed(number) and self._is_one_of(self._value(number), values):
                wrong = self._first_wrong_entry(number) if self._is_store(number) else None
                return number if wrong is None else wrong
        return None

    def _first_entry_of(self, values: Sequence[Array]) -> int | None:
        """Return the first entry of one of these that came up entry by entry, each by itself."""
        found = [self._first_of_entries(value) for value in values if value.size > 1]
        return min((number for number in found if number is not None), default=None)

    def _first_of_entries(self, wanted: Array) -> int | None:
        """Return the first record of the expression that came to each entry that is only wrong."""
        right = np.concatenate([np.ravel(value) for value in self._right.steps.values()])
        own = [
            entry
            for entry in np.ravel(wanted)
            if not (is_trivial(entry) or np.any(np.isclose(entry, right, rtol=NEAR, atol=0)))
        ]
        for numbers in self._single_values().values():
            values = np.array([self._value(number).item() for number in numbers])
            is_same = np.isclose(np.array(own)[:, None], values, rtol=NEAR, atol=0)
            if own and np.all(np.any(is_same, axis=1)):
                return numbers[int(np.argmax(np.any(is_same, axis=0)))]
        return None

    def _single_values(self) -> Mapping[Span, list[int]]:
        """Return the computed single numbers by the expression that came to them."""
        found: dict[Span, list[int]] = defaultdict(list)
        for number in self._way:
            if self._is_computed(number) and self._value(number).size == 1:
                found[self._flow.records[number].place].append(number)
        return found

    def _wrong_factor(self, product: int, steps: Sequence[tuple[str, Array]]) -> int | None:
        """Return the factor that spoils a product, if it was computed in another line.

        The product is what a mistake predicts of a step; one factor is right, and the other is not
        the known one that is needed with it.
        """
        value = np.squeeze(self._value(product))
        line = self._flow.records[product].place.line
        for right_one, input_ in itertools.permutations(self._inputs(product), 2):
            known, other = np.squeeze(self._value(right_one)), np.squeeze(self._value(input_))
            if not is_near(known * other if known.shape == other.shape else known, value):
                continue
            factor = self._collected_from(input_)
            place = self._flow.records[factor].place
            is_elsewhere = self._is_computed(factor) and place.line != line
            needed = needed_factors(known, value, self._right.steps, steps) if is_elsewhere else ()
            if any(self._is_known(one) and not is_near(other, one) for one in needed):
                return factor
        return None

    def _is_known(self, value: Array) -> bool:
        return self._vocabulary.familiarity(value) is Familiarity.KNOWN

    # --- 2: missing steps -----------------------------------------------------------------------

    def _last_of(self, values: Sequence[Array]) -> int | None:
        """Return where one of these values was used last on the way to the answer."""
        origins = [number for number in self._way if self._is_one_of(self._value(number), values)]
        uses = [
            number
            for number, origin in enumerate(self._flow.origins[:-1])
            if origins and origin == origins[-1] and self._is_computed(number)
        ]
        return uses[-1] if uses else None

    # --- 3: arrays ------------------------------------------------------------------------------

    def _misplaced(self) -> int | None:
        if self._is_store(self._flow.answer):
            store = self._first_wrong_entry(self._flow.answer)
            return store if store is None or self._certainty.is_certain(store) else None
        array = self._earliest(self._blamed(Familiarity.SCATTERED).get(self._flow.answer))
        if array is None or not self._certainty.is_certain(array):
            return None
        return self._collected_from(array)

    def _collected_from(self, array: int) -> int:
        """Return the expression whose values an array collects in their order, or the array.

        A generator and a function that is called for each entry hand their values on unseen.
        """
        entries = self._value(array).ravel()
        if entries.size < 2 or self._is_store(array):
            return array
        parts: dict[Span, list[int]] = defaultdict(list)
        for number in range(array):
            if self._is_computed(number) and 0 < self._value(number).size < entries.size:
                parts[self._flow.records[number].place].append(number)
        for numbers in parts.values():
            values = np.concatenate([self._value(one).ravel() for one in numbers])
            more = len(values) - entries.size
            # Numpy calls a vectorized function once more for the first entry.
            is_whole = more % entries.size == 0 or (more > 0 and values[more - 1] == values[more])
            if is_whole and np.array_equal(values[-entries.size :], entries):
                return numbers[-1]
        return array

    def _first_wrong_entry(self, last: int) -> int | None:
        """Return the first change of an object that put a wrong number in and was not undone."""
        final = self._value(last)
        rights = [*self._right.steps.values(), self._expected]
        for right in (one for one in reversed(rights) if one.shape == final.shape):
            wrong = ~np.isclose(final, right, rtol=1e-8, atol=0)
            for number in self._changes(last):
                before = self._value(self._flow.records[number].same)
                value = self._value(number)
                if before.shape == value.shape == wrong.shape and np.any(
                    wrong & (value != before) & (value == final)
                ):
                    return number
        return None

    def _changes(self, last: int) -> list[int]:
        """Return the changes of an object up to this one, the first of them first."""
        found = []
        while last >= 0 and self._is_store(last):
            found.append(last)
            last = self._flow.records[last].same
        return found[::-1]

    # --- 4: form --------------------------------------------------------------------------------

    def _after_right_answer(self) -> int | None:
        answer = self._flow.answer
        value = self._flow.records[answer].value
        if not self._flow.records[answer].place.line:
            return None
        inputs = self._inputs(answer)
        is_spoilt = any(_is_same(self._value(one), self._expected) for one in inputs)
        if value is not None and answer in self._constants:
            is_spoilt |= not self._is_right(value)
        return answer if is_spoilt else None

    @cached_property
    def _constants(self) -> frozenset[int]:
        """The values that were made of nothing but lengths."""
        found: set[int] = set()
        for number in self._way:
            is_length = self._is_trivial(number) and self._value(number).size == 1
            if is_length or (self._is_computed(number) and found.issuperset(self._inputs(number))):
                found.add(number)
        return frozenset(found)

    # --- of records -----------------------------------------------------------------------------

    def _blamed(self, least: Familiarity) -> Mapping[int, int]:
        """Return for each unfamiliar value the record from which it has become unfamiliar."""
        blamed: dict[int, int] = {}
        for number in self._way:
            before = [blamed[one] for one in self._inputs(number) if one in blamed]
            familiar = self._familiarity.get(number)
            if before and (familiar is None or familiar >= least):
                blamed[number] = min(before)
            elif familiar is not None and familiar >= least and self._can_be_blamed(number, least):
                blamed[number] = number
        return blamed

    def _can_be_blamed(self, number: int, least: Familiarity) -> bool:
        """Return whether a value of known ones is unfamiliar by its own fault.

        An array that was made of lengths holds constants, or what was in memory before.  One that
        is filled entry by entry need not be known before it is full.
        """
        is_made_of_lengths = all(map(self._is_trivial, self._inputs(number)))
        is_half_full = least is Familiarity.SCATTERED and self._is_store(number)
        return not is_made_of_lengths and not is_half_full

    @cached_property
    def _familiarity(self) -> Mapping[int, Familiarity]:
        return {
            number: self._vocabulary.familiarity(value)
            for number in self._way
            if (value := self._flow.records[number].value) is not None
        }

    def _inputs(self, number: int) -> list[int]:
        return [self._flow.origins[one] for one in self._flow.inputs[number]]

    def _is_trivial(self, number: int) -> bool:
        return self._familiarity.get(number) is Familiarity.TRIVIAL

    def _is_store(self, number: int) -> bool:
        return self._flow.records[number].place.kind == STORE

    def _is_computed(self, number: int) -> bool:
        """Return whether the value is no argument of the call."""
        return self._flow.records[number].place.line > 0

    def _is_right(self, value: Array) -> bool:
        return self._is_one_of(value, list(self._right.steps.values()))

    def _is_one_of(self, value: Array, values: Sequence[Array]) -> bool:
        return any(is_near(np.squeeze(value), np.squeeze(one)) for one in values)

    def _value(self, number: int) -> Array:
        value = self._flow.records[number].value if number >= 0 else None
        return np.full(0, np.nan) if value is None else value


def _is_same(one: Array, other: Array) -> bool:
    """Return whether two arrays are equal up to rounding, and of the same form."""
    return one.shape == other.shape and is_near(one, other)
