"""An independent judge of marks: which answers are right, which follow, and which are wrong.

It shares no code with the grader.  It asks somebody's functions on inputs of its own and compares

    with the right answer                                     right
    with the derivation continued from the person's own       follows
    earlier functions, for every subset of those not right
    (each subset by each formula of ``continuing``)

An answer follows if one continuation gives it for *every* input, ordinary and extreme.
An exception follows where it came out of an earlier function that is not right.
One change that is made twice, the same factor or the same share of the weights in two functions, is
one thing to mend: in the later function it follows from the earlier one.
Answers that are nowhere numbers, or all zeros, follow from nothing: garbage looks the same.

Where the numbers do not decide, or the array of an own function has another shape, the judge says
so (``Kind.OPEN``) and nobody is held to anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

import numpy as np

from tests.oracle.agreement import Agreement, agreement, distance
from tests.oracle.continuing import Continuation, OwnFunctions, Unusable
from tests.oracle.inputs import EXTREMES, ORDINARY, PURITY, Input, inputs, presented
from tests.oracle.network import PARAMETERS, QUANTITY, Line, Quantities, right
from tests.oracle.student import Answer, Student

_BY_ENTRY = ("softmax", "tanh")
_ARRAYS = ("ndarray", "memmap", "float", "float64")


class Kind(Enum):
    """What the judge finds of a question's answers to inputs of one sort."""

    RIGHT = "right"
    FOLLOWS = "follows"
    OPEN = "open"
    WRONG = "wrong"


@dataclass(frozen=True)
class Verdict:
    """What is found of a question: for each sort of inputs, and what it follows from.

    ``follows`` are the earlier questions from whose functions all answers follow, right ones
    aside; ``asked`` is False where nothing could be asked.
    """

    question: str
    ordinary: Kind
    extremes: Kind
    purity: Kind
    follows: tuple[str, ...] = ()
    asked: bool = True

    @property
    def right(self) -> bool:
        return {self.ordinary, self.extremes, self.purity} == {Kind.RIGHT}

    def __str__(self) -> str:
        if not self.asked:
            return "cannot be asked"
        if self.right:
            return "right everywhere"
        if self.follows:
            return "follows"
        if self.ordinary is Kind.RIGHT:
            return "right on ordinary numbers only"
        return self.ordinary.value


@dataclass(frozen=True)
class Change:
    """A number times what was predicted, and a number times the array that the function is of."""

    factor: float = 1.0
    share: float = 0.0

    def applied(self, predicted: Any, variable: Any) -> Any:
        with np.errstate(all="ignore"):
            return self.factor * predicted + (self.share * variable if self.share else 0.0)

    def is_like(self, other: Change) -> bool:
        return bool(
            np.allclose(
                (self.factor, self.share), (other.factor, other.share), rtol=1e-6, atol=1e-9
            )
        )


class Judge:
    """Somebody's answers to everything, and what they compare with."""

    def __init__(self, student: Student) -> None:
        self._student, self._own = student, OwnFunctions(student)
        self._answers = {
            question: [student.ask(question, one.arguments, one.presentation) for one in asked]
            for question, asked in ((question, inputs(question)) for question in PARAMETERS)
        }
        self._wrong: list[str] = []
        self._changes: dict[str, Change] = {}
        self._odd: set[str] = set()
        self.verdicts: dict[str, Verdict] = {}
        for question in PARAMETERS:
            self.verdicts[question] = verdict = self._verdict(question)
            if not verdict.right:
                self._wrong.append(question)
                if self._has_odd_shape(question):
                    self._odd.add(question)

    def explains(self, question: str, lines: Mapping[str, Line], factor: float = 1.0) -> bool:
        """Return whether these wrong lines give all answers: alone, or on top of own functions."""
        quantity = QUANTITY[question]
        # Who makes a mistake on ordinary numbers may write it without what overflows in a line.
        cancelled = self.verdicts[question].ordinary is not Kind.RIGHT
        for start in self._continuations(question):
            replaced = {**lines, **start.lines}
            both = Continuation(start.uses, replaced, cancelled or start.divides)
            whole = all(
                self._compared(question, place, both, Change(factor))
                for place in range(len(inputs(question)))
            )
            if whole and quantity not in start.lines:
                return True
        return False

    def _verdict(self, question: str) -> Verdict:
        answers = self._answers[question]
        if all(answer.kind in ("undefined", "hangs") for answer in answers):
            return Verdict(question, Kind.WRONG, Kind.WRONG, Kind.WRONG, asked=False)
        exactly, *others = [
            (start, self._agreements(question, start)) for start in self._continuations(question)
        ]
        followed = [one for one in others if _follows(question, one[1])]
        if not self._tells_something(question):
            followed = []
        following = max(followed, key=lambda one: sum(one[1]), default=None)
        following = following or self._repeated(question, [exactly, *others])
        kinds = {
            kind: self._kind(question, kind, exactly[1], following, others)
            for kind in (ORDINARY, EXTREMES, PURITY)
        }
        if not self._student.whole or self._is_no_array(question):
            kinds = dict.fromkeys(kinds, Kind.OPEN)
        if kinds[PURITY] is Kind.WRONG and kinds[ORDINARY] is not Kind.RIGHT:
            kinds[PURITY] = Kind.OPEN  # wrong numbers say nothing about who writes to arguments
        needed = Kind.FOLLOWS in kinds.values() and following
        return Verdict(
            question,
            kinds[ORDINARY],
            kinds[EXTREMES],
            kinds[PURITY],
            following[0].uses if needed and following else (),
        )

    def _kind(
        self,
        question: str,
        kind: str,
        exactly: Sequence[Agreement],
        following: tuple[Continuation, list[Agreement]] | None,
        others: Sequence[tuple[Continuation, list[Agreement]]],
    ) -> Kind:
        places = [i for i, one in enumerate(inputs(question)) if one.kind == kind]
        rightly = min(exactly[i] for i in places)
        if rightly is Agreement.YES:
            return Kind.RIGHT
        if following and min(following[1][i] for i in places) is Agreement.YES:
            return Kind.FOLLOWS
        perhaps = (min(found[i] for i in places) for _, found in others)
        return Kind.OPEN if max((rightly, *perhaps)) > Agreement.NO else Kind.WRONG

    def _agreements(
        self, question: str, start: Continuation, change: Change | None = None
    ) -> list[Agreement]:
        return [self._compared(question, i, start, change) for i in range(len(inputs(question)))]

    def _repeated(
        self, question: str, found: Sequence[tuple[Continuation, list[Agreement]]]
    ) -> tuple[Continuation, list[Agreement]] | None:
        """Return the continuation that a change gives which an earlier question showed."""
        if any(_follows(question, plain) for _, plain in found):
            return None  # without any change
        for start, _ in found:
            change = self._change(question, start)
            agreements = self._agreements(question, start, change) if change else []
            if not change or not _follows(question, agreements):
                continue
            self._changes.setdefault(question, change)
            for earlier, before in self._changes.items():
                if earlier != question and before.is_like(change):
                    return Continuation((earlier, *start.uses), start.lines), agreements
        return None

    def _change(self, question: str, start: Continuation) -> Change | None:
        """Return the change that gives the first answer from a continuation."""
        asked, answer = inputs(question)[0], self._answers[question][0]
        try:
            predicted = self._predicted(question, asked, start)
        except Exception:  # noqa: BLE001 - nothing can be continued from odd shapes
            return None
        if answer.value is None or answer.value.shape != predicted.shape:
            return None
        variable = _variable(question, asked)
        columns = [predicted] if variable is None else [predicted, variable]
        terms = np.stack([np.ravel(one) for one in columns], axis=1)
        if not (np.isfinite(terms).all() and np.isfinite(answer.value).all()):
            return None
        numbers = np.linalg.lstsq(terms, np.ravel(answer.value), rcond=None)[0]
        factor, *share = (float(one) if abs(one) > 1e-9 else 0.0 for one in numbers)
        return Change(factor, *share) if factor else None

    def _compared(
        self, question: str, place: int, start: Continuation, change: Change | None = None
    ) -> Agreement:
        asked, answer = inputs(question)[place], self._answers[question][place]
        if answer.kind == "undefined":
            return Agreement.NO
        if set(answer.within) - {question} and answer.within[0] in start.uses:
            return Agreement.YES
        try:
            predicted = self._predicted(question, asked, start)
            if change:
                predicted = change.applied(predicted, _variable(question, asked))
        except Unusable as reason:
            return _of_unusable(answer, reason)
        except Exception:  # noqa: BLE001 - odd shapes fail in any way, and another formula may not
            return Agreement.PERHAPS
        if answer.value is None:
            # Plain Python raises where numpy gives inf or nan.
            raises = answer.message.startswith(("OverflowError", "ZeroDivisionError"))
            instead = raises and not np.isfinite(predicted).all()
            return Agreement.PERHAPS if instead or self._odd & {*start.uses} else Agreement.NO
        alike = agreement(answer.value, predicted, by_entry=question in _BY_ENTRY)
        vanished = start.divides and not np.isfinite(predicted).all()
        loose = vanished or bool(self._odd & {question, *start.uses})
        if asked.kind == EXTREMES and alike is Agreement.NO:
            imprecise = start.differs or self._is_imprecise(question)
            loose = loose or imprecise or self._is_sensitive(asked, start, question)
        return max(alike, Agreement.PERHAPS) if loose else alike

    def _is_sensitive(self, asked: Input, start: Continuation, question: str) -> bool:
        """Return whether rounding an argument changes what own functions lead to: digits are lost
        there, and another order of the same operations loses others."""
        if not start.lines:
            return False
        nudged = tuple(array * (1 + 2.0**-50) for array in asked.arguments)
        predicted = [
            self._predicted(question, one, start)
            for one in (asked, Input(asked.kind, nudged, asked.presentation))
        ]
        return agreement(*predicted, by_entry=question in _BY_ENTRY) is not Agreement.YES

    def _predicted(self, question: str, asked: Input, start: Continuation) -> Any:
        if not start.lines:
            return _right(question, asked)
        given = {
            name: presented(array, asked.presentation)
            for name, array in zip(PARAMETERS[question], asked.arguments, strict=True)
        }
        with np.errstate(all="ignore"):
            return np.asarray(Quantities(given, start.lines)[QUANTITY[question]], float)

    def _continuations(self, question: str) -> Iterator[Continuation]:
        return self._own.continuations(question, self._wrong)

    def _is_imprecise(self, question: str) -> bool:
        """Return whether right answers show that they were computed with few digits."""
        return any(
            one.kind == ORDINARY
            and answer.value is not None
            and answer.value.shape == np.shape(expected)
            and 1e-11 < distance(answer.value, expected) < 1e-5
            for one, answer, expected in self._ordinary(question)
        )

    def _ordinary(self, question: str) -> Iterator[tuple[Input, Answer, Any]]:
        for one, answer in zip(inputs(question), self._answers[question], strict=True):
            if one.kind == ORDINARY:
                yield one, answer, self._predicted(question, one, Continuation((), {}))

    def _has_odd_shape(self, question: str) -> bool:
        """Return whether numbers come in another shape: each way to go on from them is another."""
        return any(
            answer.value is not None and answer.value.shape != np.shape(expected)
            for _, answer, expected in self._ordinary(question)
        )

    def _tells_something(self, question: str) -> bool:
        """Return whether any answer is a number other than 0: else it follows from nothing."""
        values = [answer.value for _, answer, _ in self._ordinary(question)]
        return any(
            value is None or bool((np.isfinite(value) & (value != 0)).any()) for value in values
        )

    def _is_no_array(self, question: str) -> bool:
        """Return whether numbers come as something else than an array."""
        kinds = {answer.kind for answer in self._answers[question] if answer.value is not None}
        return bool(kinds - set(_ARRAYS))


@cache
def _right(question: str, asked: Input) -> Any:
    return right(question, dict(zip(PARAMETERS[question], asked.arguments, strict=True)))


def _variable(question: str, asked: Input) -> Any:
    """Return the weights that a gradient is by, from which it may be taken off."""
    names = dict(zip(PARAMETERS[question], asked.arguments, strict=True))
    return names[question.removeprefix("grad_")] if question in ("grad_w2", "grad_w1") else None


def _of_unusable(answer: Answer, reason: Unusable) -> Agreement:
    """Compare an answer with what an own function makes impossible to compute."""
    if answer.value is not None:
        return Agreement.NO
    named = reason.kind in answer.message and answer.kind == "raised"
    return Agreement.YES if named else Agreement.PERHAPS


def _follows(question: str, found: Sequence[Agreement]) -> bool:
    """Return whether the ordinary answers agree, and nothing speaks against the extreme ones."""
    kinds = [one.kind for one in inputs(question)]
    ordinary = min(one for one, kind in zip(found, kinds, strict=True) if kind == ORDINARY)
    extreme = min(one for one, kind in zip(found, kinds, strict=True) if kind == EXTREMES)
    return ordinary is Agreement.YES and extreme is not Agreement.NO
