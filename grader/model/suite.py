"""What is asked: a suite of questions, with its words, rules and known mistakes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from grader.model.derivation import DERIVATION, DerivationTask
from grader.model.question import Array, Case, Formula, Question

Loading = Literal["kind", "strict"]
"""Whether a file is loaded without the top-level statements that fail and that no question needs,
or ends at the first statement that fails."""


Hints = Literal["ladder", "open"]
"""What a page says of a mistake: a ladder from a question to the fix, or the whole explanation."""

_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Limits:
    """What one question may cost a submission.  Reaching one ends that question only.

    ``submission_seconds`` is the wall time of a submission in sum; reaching it ends all of it.
    """

    wall_seconds: float = 10.0
    cpu_seconds: float = 5.0
    memory_mb: int = 1024
    output_kb: int = 4096
    submission_seconds: float = 60.0


@dataclass(frozen=True)
class LatePolicy:
    """What lateness costs: percent of the points for each day begun after ``due`` and the grace.

    ``due`` is a time in ISO 8601 with its offset from UTC.
    """

    due: str
    grace_minutes: float = 0.0
    percent_a_day: float = 0.0
    most_percent: float = 100.0

    def days(self, submitted: datetime) -> int:
        """Return how many days late a time is; 0 if it is on time."""
        past = submitted - datetime.fromisoformat(self.due)
        minutes = past.total_seconds() / 60 - self.grace_minutes
        return max(0, math.ceil(minutes / _MINUTES_A_DAY))

    def percent(self, days: int) -> float:
        """Return what so many days cost."""
        return min(days * self.percent_a_day, self.most_percent)


@dataclass(frozen=True)
class Step:
    """One named quantity on the way from the inputs to the last answer."""

    id: str
    title: str
    formula: Formula


@dataclass(frozen=True)
class Misconception:
    """A known mistake: one wrong line in place of one step.

    ``raises`` is a piece of the exception's text that must be seen where the mistake shows in
    nothing but exceptions, which other slips raise too.  ``same_as`` is the id of a mistake that is
    this one made in another way: who made that one before has not made a new one here.
    """

    id: str
    title: str
    step: str
    right: Formula
    wrong: Formula
    fix: str
    hints: tuple[str, ...]
    raises: str = ""
    same_as: str = ""
    seen: str = ""
    catalogue: str = ""


@dataclass(frozen=True)
class Companion:
    """Code of the instructor's that is loaded after the student's module, in the same process.

    It may ``import submission``; a question whose function it defines is put to it and not to the
    student's module.  It must hold nothing that a student may not see.
    """

    filename: str
    source: str


@dataclass(frozen=True)
class Program:
    """The instructor's code that a hidden suite carries, trusted like the grader itself.

    ``recipe`` is the source of the file that defines ``STEPS`` (and ``ROUTES``, where it has any),
    ``mistakes`` that of the file that defines ``MISCONCEPTIONS``.
    """

    recipe: str
    mistakes: str = ""


@dataclass(frozen=True)
class Draw:
    """How an argument is drawn on the spot: its shape, in names of lengths, and its entries.

    Entries have either sign and sizes from ``least`` to ``most``; ``first`` stands in place of the
    first one.  With ``one_hot`` all are 0 but one, which is 1.
    """

    shape: tuple[str, ...]
    most: float = 1.0
    least: float = 0.0
    first: float | None = None
    one_hot: bool = False


@dataclass(frozen=True)
class Property:
    """What must hold of a student's function whatever it is given, without a right answer.

    ``function`` of the companion returns how far it is from holding: 0, or at most ``tolerance``.
    It is given a value of each draw in ``given`` (pairs of parameter and draw), and calls the
    functions of the questions that it ``needs``, its own first; it is not asked before the
    properties ``after`` hold (their keys).  ``broken`` says what it means when it fails,
    ``attempt`` is an expression with which a student sees it.  ``keeps_arguments`` says that it
    breaks where an argument is changed.
    """

    id: str
    question: str
    function: str
    title: str
    broken: str
    needs: tuple[str, ...]
    after: tuple[str, ...]
    given: tuple[tuple[str, str], ...]
    tolerance: float
    attempt: str = ""
    keeps_arguments: bool = False

    @property
    def key(self) -> str:
        return f"{self.question}.{self.id}"


@dataclass(frozen=True)
class Properties:
    """All of them; ``lengths`` are the least and the greatest that is drawn for each name."""

    companion: Companion
    lengths: Mapping[str, tuple[int, int]]
    draws: Mapping[str, Draw]
    each: tuple[Property, ...]


@dataclass(frozen=True, eq=False)
class RightValues:
    """What programs come past on the way to the answer of one case.

    ``stacks`` hold the values that were seen in right programs, without axes of length 1, one stack
    for each shape; ``steps`` are the right values of the recipe's steps, by step, and ``mistakes``
    the wrong values of those steps that a known mistake changes, by mistake and step.
    """

    stacks: tuple[Array, ...]
    steps: Mapping[str, Array]
    mistakes: Mapping[str, Mapping[str, Array]]


@dataclass(frozen=True, eq=False)
class Suite:
    """Everything the engine knows of an assignment: the only thing that crosses from it.

    ``method_rates`` is the share of its points that a question keeps where its right answers were
    computed by a method of this name (``Method``); one that is not named costs nothing.
    ``starter`` is the text that students begin from.  ``loading`` says what a failing top-level
    statement costs.  ``hints`` is what pages say of a mistake; a public suite always has a ladder.
    ``follow_through`` is the same for answers that follow from earlier ones.  ``program`` computes
    the right answers, ``seed`` made the hidden cases, ``source`` is a digest of the files that it
    was built from, and ``right_values`` is what right programs come past, by the id of a shown
    case; a public suite has none of the four.  ``zone`` is the name of the class's time zone, or
    empty.  ``derivation`` is there where students hand in the written one, too.
    """

    assignment: str
    title: str
    module: str
    language: str
    questions: tuple[Question, ...]
    steps: tuple[Step, ...]
    misconceptions: tuple[Misconception, ...]
    limits: Limits = Limits()
    modules: tuple[str, ...] = ()
    follow_through: float = 1.0
    method_rates: Mapping[str, float] = field(default_factory=dict)
    late: LatePolicy | None = None
    seed: int | None = None
    source: str = ""
    starter: str = ""
    companion: Companion | None = None
    properties: Properties | None = None
    program: Program | None = None
    loading: Loading = "kind"
    hints: Hints = "open"
    derivation: DerivationTask | None = None
    right_values: Mapping[str, RightValues] = field(default_factory=dict)
    zone: str = ""

    @cached_property
    def possible(self) -> float:
        return sum(self.marked.values())

    @cached_property
    def marked(self) -> Mapping[str, float]:
        """The points of each part by its id: the questions, and a derivation that has points."""
        parts = {question.id: question.points for question in self.questions}
        if self.derivation and self.derivation.points:
            parts[DERIVATION] = self.derivation.points
        return parts

    @property
    def cases(self) -> tuple[Case, ...]:
        return tuple(case for question in self.questions for case in question.cases)

    def question(self, id: str) -> Question:
        return self._questions[id]

    def question_of(self, case: Case) -> Question:
        """Return the question that a case of this suite belongs to."""
        return self._question_of_case[case.id]

    def misconception(self, id: str) -> Misconception:
        return self._misconceptions[id]

    @cached_property
    def _questions(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def _question_of_case(self) -> Mapping[str, Question]:
        return {case.id: question for question in self.questions for case in question.cases}

    @cached_property
    def _misconceptions(self) -> Mapping[str, Misconception]:
        return {known.id: known for known in self.misconceptions}
