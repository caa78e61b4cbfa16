"""What is asked of every submission to a suite: encoded once, the same for all of them."""

from __future__ import annotations

import marshal
import random
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Array, Case, Companion, Question, Suite
from grader.sandbox.inside.protocol import Arrays, AskedQuestion


@dataclass(frozen=True)
class PlannedQuestion:
    """A part of a question: the numbers (places in the suite) of its cases, in order of the calls.

    ``number`` is that of the part, ``question`` the id of what it is a part of.
    """

    number: int
    question: str
    function: str
    cases: tuple[int, ...]
    reply_bytes: int
    """What the expected answers take."""

    hidden: bool = False


@dataclass(frozen=True, eq=False)
class Plan:
    """Which function, which arguments, in which order; no answer.

    Each question is asked in two parts, and all cases that students may see come before the first
    hidden one.  ``sheet`` holds the arguments of the former, and ``hidden`` those of the latter,
    which a child gets only when it has answered the former: what is said in a case that is shown
    cannot repeat what a hidden one is given.  Parts are numbered in the order of both sheets.

    Within that, questions and cases are shuffled, the same way each time, so that a submission
    that counts its calls does not know where it is; a case that repeats another comes after it.
    """

    cases: tuple[str, ...]
    questions: tuple[PlannedQuestion, ...]
    sheet: bytes
    hidden: bytes
    companion: Companion | None = None

    @staticmethod
    def of(suite: Suite) -> Plan:
        order = random.Random(f"{suite.assignment} {suite.seed}")
        cases = tuple(case.id for case in suite.cases)
        numbers = {id: number for number, id in enumerate(cases)}
        parts = [
            (question, _in_order([case for case in question.cases if case.hidden is hidden], order))
            for hidden in (False, True)
            for question in suite.questions
        ]
        asked = [(question, calls) for question, calls in parts if calls]
        planned = [
            _planned(index, question, calls, numbers)
            for index, (question, calls) in enumerate(asked)
        ]
        order.shuffle(planned)
        planned.sort(key=lambda part: part.hidden)
        sheets = [
            tuple(_entry(q, calls, numbers) for q, calls in asked if calls[0].hidden is hidden)
            for hidden in (False, True)
        ]
        sheet, hidden_sheet = map(marshal.dumps, sheets)
        return Plan(cases, tuple(planned), sheet, hidden_sheet, suite.companion)


def _in_order(cases: Sequence[Case], order: random.Random) -> tuple[Case, ...]:
    """Shuffled; each repetition at a random place after what it repeats."""
    calls = [case for case in cases if not case.repeats]
    order.shuffle(calls)
    for case in (case for case in cases if case.repeats):
        earlier = [i for i, call in enumerate(calls) if call.id == case.repeats]
        first = earlier[0] + 1 if earlier else 0
        calls.insert(order.randint(first, len(calls)), case)
    return tuple(calls)


def _planned(
    index: int, question: Question, calls: Sequence[Case], numbers: dict[str, int]
) -> PlannedQuestion:
    places = tuple(numbers[case.id] for case in calls)
    reply_bytes = sum(case.expected.nbytes for case in calls)
    hidden = calls[0].hidden
    return PlannedQuestion(index, question.id, question.function, places, reply_bytes, hidden)


def _entry(question: Question, calls: Sequence[Case], numbers: dict[str, int]) -> AskedQuestion:
    return question.function, tuple((numbers[case.id], _arguments(case)) for case in calls)


def _arguments(case: Case) -> Arrays:
    return tuple(_argument(array, case.presentation) for array in case.arguments)


def _argument(array: Array, presentation: str) -> tuple[str, tuple[int, ...], bytes, str]:
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return little.dtype.str, array.shape, little.tobytes(), presentation
