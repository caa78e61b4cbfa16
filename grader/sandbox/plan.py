"""The plan of a suite: what every submission is asked, encoded once."""

from __future__ import annotations

import marshal
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from grader.model import Array, Case, Companion, Loading, Question, Suite
from grader.sandbox.inside.protocol import Arrays, AskedQuestion, Form, Keys, Script


@dataclass(frozen=True)
class PlannedQuestion:
    """The public or the hidden part of a question, or of all questions of one call.

    Attributes
    ----------
    number
        The number of the part.
    question
        The id of the question that it is a part of, or that of the call.
    function
        The name of the function to call.
    cases
        The numbers of its cases (places in the suite), in the order of the calls.
    reply_bytes
        The size of the expected answers, in bytes.
    hidden
        True if its cases are hidden.
    needs
        The names that a script calls in place of the function.
    """

    number: int
    question: str
    function: str
    cases: tuple[int, ...]
    reply_bytes: int
    hidden: bool = False
    needs: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names that the student's module has to define."""
        return self.needs or (self.function,)


@dataclass(frozen=True, eq=False)
class Call:
    """One call of a student's function, by its name, with the arrays of its arguments.

    ``keys`` are those of the part that is asked of its answer, ``forms`` what the arguments are.
    A script is run in place of the call of a function.
    """

    function: str | Script
    arguments: tuple[Array, ...]
    keys: Keys = ()
    forms: tuple[Form, ...] = ()

    @staticmethod
    def of(question: Question, arguments: tuple[Array, ...]) -> Call:
        """Return the call of the function to a question."""
        return Call(_target([question]), arguments, _keys([question]), forms(question))

    @property
    def asked(self) -> tuple[str | Script, Keys, tuple[Form, ...]]:
        """What calls of one question have in common."""
        return self.function, self.keys, self.forms


@dataclass(frozen=True, eq=False)
class Plan:
    """Which functions are called with which arguments in which order; it holds no answer.

    Each question is asked in two parts, and so are those that one call answers: all public cases
    come before the first hidden one.  A child gets the hidden arguments only when it has answered
    the public cases, so what it says in a public case cannot repeat a hidden argument.

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
        parts = () if self.companion else self.questions
        return tuple(dict.fromkeys(name for part in parts for name in part.names))

    @staticmethod
    def of(suite: Suite) -> Plan:
        """Return the plan of a suite, the same each time."""
        order = random.Random(f"{suite.assignment} {suite.seed}")
        cases = tuple(case.id for case in suite.cases)
        numbers = {id: number for number, id in enumerate(cases)}
        parts = [
            _AskedCall(call, _in_order([c for c in call[0].cases if c.hidden is hidden], order))
            for hidden in (False, True)
            for call in _calls(suite)
        ]
        asked = [part for part in parts if part.cases]
        planned = [part.planned(index, numbers) for index, part in enumerate(asked)]
        order.shuffle(planned)
        planned.sort(key=lambda part: part.hidden)
        sheets = [
            tuple(part.entry(numbers) for part in asked if part.hidden is hidden)
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
        asked = list(dict.fromkeys(call.asked for call in calls))
        places = [[i for i, call in enumerate(calls) if call.asked == one] for one in asked]
        planned = tuple(
            _planned_alone(number, target, tuple(places[number]))
            for number, (target, *_) in enumerate(asked)
        )
        sheet = tuple(
            (*one, tuple(((i,), _plainly(calls[i].arguments)) for i in places[number]))
            for number, one in enumerate(asked)
        )
        cases = tuple(map(str, range(len(calls))))
        sheets = marshal.dumps(sheet), marshal.dumps(())
        return Plan(cases, planned, *sheets, companion, loading, recorded)


def forms(question: Question) -> tuple[Form, ...]:
    """Return what the arguments of a question's function are."""
    return tuple((one.kind, one.keys, one.kinds) for one in question.arguments)


def _target(questions: Sequence[Question]) -> str | Script:
    """Return the function that answers these questions, the parts of one call, or the script."""
    first = questions[0]
    if first.script is None:
        return first.function
    parts = questions if first.part and first.part.expression else [first]
    results = tuple(question.result for question in parts)
    return first.script.code, first.argument_names, first.script.needs, results


def _keys(questions: Sequence[Question]) -> Keys:
    """Return where the parts lie in the answer of a call; nowhere if they are expressions."""
    parts = (question.part for question in questions if question.part)
    return tuple(part.key for part in parts if not part.expression)


def _planned_alone(number: int, target: str | Script, cases: tuple[int, ...]) -> PlannedQuestion:
    if isinstance(target, str):
        return PlannedQuestion(number, target, target, cases, 0)
    needs = target[2]
    return PlannedQuestion(number, needs[0], needs[0], cases, 0, needs=needs)


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


def _calls(suite: Suite) -> Sequence[Sequence[Question]]:
    """Return the questions that each call answers: one, or one for each of its parts."""
    calls: dict[str, list[Question]] = {}
    for question in suite.questions:
        calls.setdefault(question.call, []).append(question)
    return list(calls.values())


@dataclass(frozen=True, eq=False)
class _AskedCall:
    """The questions that a call answers, with those cases of the first that are asked together.

    All of them have the same calls in the same order, of which each case is a part.
    """

    questions: Sequence[Question]
    cases: Sequence[Case]

    @property
    def hidden(self) -> bool:
        return self.cases[0].hidden

    def planned(self, index: int, numbers: Mapping[str, int]) -> PlannedQuestion:
        first = self.questions[0]
        places = tuple(numbers[case.id] for parts in self._parts for case in parts)
        reply_bytes = sum(case.expected.nbytes for parts in self._parts for case in parts)
        needs = first.script.needs if first.script else ()
        function = first.function
        return PlannedQuestion(index, first.call, function, places, reply_bytes, self.hidden, needs)

    def entry(self, numbers: Mapping[str, int]) -> AskedQuestion:
        calls = zip(self._parts, self.cases, strict=True)
        return (
            _target(self.questions),
            _keys(self.questions),
            forms(self.questions[0]),
            tuple((tuple(numbers[c.id] for c in parts), _arguments(case)) for parts, case in calls),
        )

    @cached_property
    def _parts(self) -> Sequence[tuple[Case, ...]]:
        """The cases that each call answers, one for each question."""
        first = self.questions[0].cases
        rows = zip(*(question.cases for question in self.questions), strict=True)
        by_first = {case.id: row for case, row in zip(first, rows, strict=True)}
        return [by_first[case.id] for case in self.cases]


def _arguments(case: Case) -> Arrays:
    return tuple(_argument(array, case.presentation) for array in case.arguments)


def _argument(array: Array, presentation: str) -> tuple[str, tuple[int, ...], bytes, str]:
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return little.dtype.str, array.shape, little.tobytes(), presentation
