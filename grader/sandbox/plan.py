"""The plan of a suite: what every submission is asked, encoded once."""

from __future__ import annotations

import marshal
import random
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Array, Case, Companion, Loading, Question, Suite
from grader.sandbox.inside.protocol import Arrays, AskedQuestion


@dataclass(frozen=True)
class PlannedQuestion:
    """The public or the hidden part of a question.

    Attributes
    ----------
    number
        The number of the part.
    question
        The id of the question that it is a part of.
    function
        The name of the function to call.
    cases
        The numbers of its cases (places in the suite), in the order of the calls.
    reply_bytes
        The size of the expected answers, in bytes.
    hidden
        True if its cases are hidden.
    """

    number: int
    question: str
    function: str
    cases: tuple[int, ...]
    reply_bytes: int
    hidden: bool = False


@dataclass(frozen=True, eq=False)
class Call:
    """One call of a student's function."""

    function: str
    arguments: tuple[Array, ...]


@dataclass(frozen=True, eq=False)
class Plan:
    """Which functions are called with which arguments in which order; it holds no answer.

    Each question is asked in two parts, and all public cases come before the first hidden one.  A
    child gets the hidden arguments only when it has answered the public cases, so what it says in a
    public case cannot repeat a hidden argument.

    Within that, questions and cases are shuffled, the same way each time, so that a submission that
    counts its calls does not know which case it is given; a case that repeats another comes after.

    Attributes
    ----------
    cases
        The ids of all cases of the suite, in its order.
    questions
        The parts, in the order in which they are asked.
    sheet, hidden
        The arguments of the public and of the hidden cases (``marshal``).  Parts are numbered in
        the order of both sheets.
    companion
        The instructor's module that is loaded beside the student's, or None.
    loading
        What a top-level statement costs that fails.
    recorded
        True if the answers are the values of the expressions on the way (see ``recording``).
    """

    cases: tuple[str, ...]
    questions: tuple[PlannedQuestion, ...]
    sheet: bytes
    hidden: bytes
    companion: Companion | None = None
    loading: Loading = "kind"
    recorded: bool = False

    @property
    def functions(self) -> tuple[str, ...]:
        """The functions that a student's module has to define, as far as that is known.

        A companion calls functions of the module that only its own code names.
        """
        named = () if self.companion else (part.function for part in self.questions)
        return tuple(dict.fromkeys(named))

    @staticmethod
    def of(suite: Suite) -> Plan:
        """Return the plan of a suite, the same each time."""
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
        shared = suite.companion, suite.loading
        return Plan(cases, tuple(planned), sheet, hidden_sheet, *shared)

    @staticmethod
    def of_calls(
        calls: Sequence[Call],
        companion: Companion | None = None,
        loading: Loading = "kind",
        *,
        recorded: bool = False,
    ) -> Plan:
        """Return a plan of these calls alone, which hides nothing and expects no answer."""
        functions = list(dict.fromkeys(call.function for call in calls))
        places = {f: [i for i, call in enumerate(calls) if call.function == f] for f in functions}
        planned = tuple(
            PlannedQuestion(number, function, function, tuple(places[function]), 0)
            for number, function in enumerate(functions)
        )
        sheet = tuple(
            (function, tuple((i, _plainly(calls[i].arguments)) for i in places[function]))
            for function in functions
        )
        cases = tuple(map(str, range(len(calls))))
        sheets = marshal.dumps(sheet), marshal.dumps(())
        return Plan(cases, planned, *sheets, companion, loading, recorded)


def _plainly(arguments: Sequence[Array]) -> Arrays:
    return tuple(_argument(array, "plain") for array in arguments)


def _in_order(cases: Sequence[Case], order: random.Random) -> tuple[Case, ...]:
    """Shuffle the cases; put each repetition at a random place after the case it repeats."""
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
