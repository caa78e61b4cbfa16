"""The comparison of a student's answers to one question with a continuation of the recipe.

An answer agrees with a continuation's value (see ``continuation``) if both are the same numbers,
or both are not finite, or both are the same exception: from the same line where the continuation
calls the student's own function, of the same type where a step of the recipe raises.
"""

from __future__ import annotations

import functools
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, unique

import numpy as np

from grader.marking.compare import ROUNDING, distances, finite, varies
from grader.marking.continuation import OwnFailure, Value
from grader.marking.tracebacks import raising_line
from grader.model import Array, Case, Outcome, Question, Raised, Returned, Status, Verdict

FEWEST_CONFIRMING = 3
"""Marked cases with numbers that could not agree by chance, as many as must agree."""


@unique
class Agreement(Enum):
    """How an answer compares with what a continuation gives."""

    NO = 0
    UNSEEN = 1
    """Neither gives numbers: compatible, and no evidence."""
    YES = 2


@dataclass(frozen=True, eq=False)
class QuestionAnswers:
    """A question's answers to its n marked cases and examples.

    ``allowed`` is how far off an answer may be, relative to the continuation's value, shape (n,).
    """

    question: Question
    cases: tuple[Case, ...]
    verdicts: tuple[Verdict, ...]
    allowed: Array

    @functools.cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What was observed in each case."""
        return tuple(verdict.observation.outcome for verdict in self.verdicts)

    @functools.cached_property
    def arrays(self) -> tuple[Array | None, ...]:
        """The arrays that were returned; None where none was."""
        return tuple(map(returned_array, self.outcomes))

    @functools.cached_property
    def confirming(self) -> Array:
        """Boolean mask, shape (n,): marked, finite and not zero."""
        return np.array(
            [
                self.question.marks(case) and array is not None and finite(array) and array.any()
                for case, array in zip(self.cases, self.arrays, strict=True)
            ],
            bool,
        )

    @functools.cached_property
    def is_distinctive(self) -> bool:
        """True where there are enough numbers that anybody else would not give, too."""
        return self.can_confirm(range(len(self.cases)))

    def can_confirm(self, places: Iterable[int], fewest: int = FEWEST_CONFIRMING) -> bool:
        """Return whether the answers in these cases could not agree with something by chance."""
        arrays = [self.arrays[i] for i in places if self.confirming[i]]
        return len(arrays) >= fewest and varies([a for a in arrays if a is not None])

    @property
    def wrong_first(self) -> QuestionAnswers:
        """The same with the cases that have wrong answers before the others."""
        order = sorted(range(len(self.cases)), key=lambda i: self.verdicts[i].right)
        return QuestionAnswers(
            self.question,
            tuple(self.cases[i] for i in order),
            tuple(self.verdicts[i] for i in order),
            self.allowed[order],
        )

    @property
    def most_distinctive_case(self) -> QuestionAnswers:
        """A single case: a wrong answer with numbers, where there is one."""
        wrong = [i for i, verdict in enumerate(self.verdicts) if not verdict.right]
        place = next((i for i in wrong if self.confirming[i]), wrong[0])
        alone = slice(place, place + 1)
        return QuestionAnswers(
            self.question, self.cases[alone], self.verdicts[alone], self.allowed[alone]
        )

    def agreements(self, values: Sequence[Value]) -> list[Agreement]:
        """Compare each answer with a continuation's value in the same case."""
        return self._compared(range(len(self.cases)), values)

    def agreeing(self, place: int, values: Sequence[Value]) -> list[bool]:
        """Return for each of these values whether the answer in one case may agree with it."""
        distinct = {id(value): value for value in values}  # many are one object
        compared = self._compared([place] * len(distinct), list(distinct.values()))
        agreeing = dict(zip(distinct, (one is not Agreement.NO for one in compared), strict=True))
        return [agreeing[id(value)] for value in values]

    def _compared(self, places: Sequence[int], values: Sequence[Value]) -> list[Agreement]:
        """Compare the answer at each of these places with a value."""
        near = self._near(places, values)
        return [
            Agreement.NO
            # Right numbers in a wrong form are not wrong because of what came before.
            if self.verdicts[place].status is Status.WRONG_TYPE
            else near.get(i, _failing(self.outcomes[place], value))
            for i, (place, value) in enumerate(zip(places, values, strict=True))
        ]

    def checks_that_agree(self, values: Sequence[Value]) -> tuple[str, ...]:
        """Return the checks with wrong answers that agree in every case, if numbers confirm one."""
        agreements = self.agreements(values)
        found, confirmed = [], False
        for check in self.question.checks:
            places = [i for i, case in enumerate(self.cases) if case.check == check.id]
            wrong = any(not self.verdicts[i].right for i in places)
            if wrong and all(agreements[i] is Agreement.YES for i in places):
                found.append(check.id)
                confirmed |= self.can_confirm(places)
        return tuple(found) if confirmed else ()

    def _near(self, places: Sequence[int], values: Sequence[Value]) -> dict[int, Agreement]:
        """Compare where both are arrays; by the place among ``places``."""
        pairs = {
            i: (place, mine, theirs)
            for i, (place, theirs) in enumerate(zip(places, values, strict=True))
            if (mine := self.arrays[place]) is not None and isinstance(theirs, np.ndarray)
        }
        ones, others = [one for _, one, _ in pairs.values()], [two for *_, two in pairs.values()]
        off = distances(ones, others, elementwise=self.question.tolerance.elementwise)
        with np.errstate(all="ignore"):
            return {
                i: Agreement.YES
                if o <= self.allowed[place] or self._lost_or_rounded(one, two)
                else Agreement.NO
                for o, (i, (place, one, two)) in zip(off.tolist(), pairs.items(), strict=True)
            }

    def _lost_or_rounded(self, one: Array, other: Array) -> bool:
        """Return whether neither is finite, or both are as small as rounding errors.

        A continuation may cancel where the right answer does not.
        """
        if one.shape != other.shape:
            return False
        off = (one - other).ravel()
        length = math.sqrt(off @ off)
        if math.isfinite(length):
            return length <= ROUNDING * self._usual_size
        return not finite(one) and not finite(other)

    @functools.cached_property
    def _usual_size(self) -> float:
        """The median norm of the right answers."""
        sizes = [float(np.linalg.norm(case.expected)) for case in self.question.cases]
        return statistics.median(sizes)


def returned_array(outcome: Outcome | None) -> Array | None:
    """Return the array that was returned, or None."""
    return outcome.value if isinstance(outcome, Returned) else None


def _failing(outcome: Outcome, value: Value) -> Agreement:
    """Compare where not both are arrays."""
    if not isinstance(value, Exception):
        return Agreement.NO
    if isinstance(outcome, Returned):
        return Agreement.NO
    same = (
        _is_same_exception(outcome, value.outcome)
        if isinstance(value, OwnFailure)
        else isinstance(outcome, Raised) and outcome.error == type(value).__name__
    )
    return Agreement.YES if same else Agreement.UNSEEN


def _is_same_exception(one: Outcome, other: Outcome) -> bool:
    line = raising_line(one)
    return line is not None and line == raising_line(other)
