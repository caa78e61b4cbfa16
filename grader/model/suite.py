"""What is asked: a suite of questions, their cases, and the known mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from grader.model.derivation import DERIVATION, DerivationTask

Array = NDArray[Any]


def frozen(array: Any) -> Array:
    """Return a read-only, C-contiguous copy of an array."""
    own: Array = np.array(array, order="C", copy=True)
    own.setflags(write=False)
    return own


EXAMPLE = "example"
"""The check of cases that explain and are not marked."""

SAME_POINTS = 1e-9
"""Points; sums that differ by less differ by the rounding of their parts alone."""

_ILL_CONDITIONED = 1e3
"""The conditioning from which on the error of an answer does not say how it was computed."""


Presentation = Literal["plain", "read-only", "strided"]
"""How an argument lies in memory when the student's function gets it: an array of its own; one
that refuses to be written to; a view with gaps between its entries."""


Loading = Literal["kind", "strict"]
"""Whether a file is loaded without the top-level statements that fail and that no question needs,
or ends at the first statement that fails."""


Hints = Literal["ladder", "open"]
"""What a page says of a mistake: a ladder from a question to the fix, or the whole explanation."""


@dataclass(frozen=True)
class Tolerance:
    """How far from the expected array an answer may lie, relative to that array.

    ``elementwise`` asks every entry to be near its own expected value; otherwise the Frobenius
    norm of the difference is measured against that of the expected array.
    """

    relative: float = 1e-5
    elementwise: bool = False


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


@dataclass(frozen=True)
class Formula:
    """Mathematics in two notations: as it was written, and as a browser shows it."""

    latex: str
    mathml: str


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


@dataclass(frozen=True, eq=False)
class Distractor:
    """What a misconception answers in one case: an array, or the exception that it runs into.

    ``trace`` holds, on an example, the steps that come out differently with it.
    """

    misconception: str
    value: Array | None
    raised: str = ""
    trace: Mapping[str, Array] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Case:
    """One call of the student's function and the right answer to it.

    ``id`` is unique in the suite.  A misconception without a distractor here answers right.
    ``conditioning`` is the factor by which this case magnifies rounding errors (1 where it does
    not); ``repeats`` names the earlier case whose call this one makes again.  A case of the check
    ``EXAMPLE`` is small, public and never marked: it is there to be worked out on a page, and its
    ``trace`` holds every step on the way to the answer, in order.
    """

    id: str
    name: str
    check: str
    hidden: bool
    arguments: tuple[Array, ...]
    expected: Array
    distractors: Sequence[Distractor] = ()
    presentation: Presentation = "plain"
    conditioning: float = 1.0
    repeats: str = ""
    trace: Mapping[str, Array] = field(default_factory=dict)

    @property
    def example(self) -> bool:
        return self.check == EXAMPLE

    @property
    def of_form(self) -> bool:
        """True if it tests how arguments are treated, not only what is returned."""
        return self.presentation != "plain" or bool(self.repeats)

    @cached_property
    def well_conditioned(self) -> bool:
        """True where the error of an answer says how it was computed."""
        return self.conditioning < _ILL_CONDITIONED


@dataclass(frozen=True)
class Check:
    """A property that is marked as a whole.  One without points is a remark, never a deduction."""

    id: str
    title: str
    points: float

    @property
    def remark(self) -> bool:
        return self.points == 0


@dataclass(frozen=True, eq=False)
class PairTable:
    """What two misconceptions at once answer: their fingerprint in each case of the question.

    ``kinds[i, c]`` is the index in ``vocabulary`` of what sort of answer pair i gives in case c,
    ``projections[i, c]`` its one number (see ``fingerprint``).
    """

    pairs: Sequence[tuple[str, str]] = ()
    kinds: Array = field(default_factory=lambda: frozen(np.zeros((0, 0), np.int16)))
    projections: Array = field(default_factory=lambda: frozen(np.zeros((0, 0))))
    vocabulary: tuple[str, ...] = ()


@dataclass(frozen=True)
class AutomaticMistake:
    """A mechanical edit of one step of the recipe.

    ``line`` is a digest of the edited line; ``kind`` says what is done to the step, ``text`` says
    it in a sentence.
    """

    line: str
    step: str
    kind: str
    text: str


@dataclass(frozen=True, eq=False)
class AutomaticTable:
    """What automatic mistakes answer: their fingerprint in each case of the question.

    Row i of ``kinds`` and ``projections`` belongs to ``mistakes[i]``; they are as those of a
    ``PairTable``.  A column of kinds -1 holds no answers: those to a student's own hidden case are
    computed when they are needed.
    """

    mistakes: Sequence[AutomaticMistake] = ()
    kinds: Array = field(default_factory=lambda: frozen(np.zeros((0, 0), np.int16)))
    projections: Array = field(default_factory=lambda: frozen(np.zeros((0, 0))))
    vocabulary: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """Where the answer to a question lies in what a call returns that answers others, too.

    ``call`` is the same for all questions of the call, whose parts are ``names``, in their order;
    this one is at ``place``.  They lie at these keys of a dict if the call is ``keyed``, and else
    at their places in a tuple or a list.
    """

    call: str
    names: tuple[str, ...]
    place: int
    keyed: bool = False

    @property
    def name(self) -> str:
        return self.names[self.place]

    @property
    def key(self) -> str | int:
        """What follows in brackets after the call."""
        return self.name if self.keyed else self.place


@dataclass(frozen=True)
class Argument:
    """An argument that is no array by itself, as it is given to the function.

    ``kind`` is one of the sandbox's table (``sandbox.inside.arguments``).  It is made of one of the
    question's parameters, or of as many as it has ``keys``: those of a dict, or the names of the
    arrays in a list.
    """

    name: str
    kind: str
    keys: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Question:
    """One function that a student writes, with everything it is asked.

    ``parameters`` are quantities, which the arrays of a case are values of.  The function gets each
    of them as an argument, unless ``arguments`` says what it gets.  With a ``part`` the answer is
    that part of what the function returns.
    """

    id: str
    function: str
    parameters: tuple[str, ...]
    title: str
    asked: str
    formula: Formula
    step: str
    tolerance: Tolerance
    checks: tuple[Check, ...]
    cases: tuple[Case, ...]
    pairs: PairTable = field(default_factory=PairTable)
    automatic: AutomaticTable = field(default_factory=AutomaticTable)
    part: Part | None = None
    arguments: tuple[Argument, ...] = ()

    @property
    def call(self) -> str:
        """The id of the call that it is answered by, which parts have in common."""
        return self.part.call if self.part else self.id

    @cached_property
    def points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def signature(self) -> str:
        """The function with its parameters, as it is called, and the part of what it returns."""
        names = [argument.name for argument in self.arguments] or self.parameters
        return f"{self.function}({', '.join(names)}){self.subscript}"

    @property
    def target(self) -> str:
        """The function's name, with the part of what it returns: no two questions share it."""
        return f"{self.function}{self.subscript}"

    @property
    def subscript(self) -> str:
        """What takes the part out of what the function returns, in Python."""
        return f"[{self.part.key!r}]" if self.part else ""

    def checks_of(self, cases: Iterable[Case]) -> tuple[Check, ...]:
        """Return the checks that one of these cases belongs to."""
        ids = {case.check for case in cases}
        return tuple(check for check in self.checks if check.id in ids)

    def marks(self, case: Case) -> bool:
        """Return whether points depend on a case: not on examples, nor on remarks."""
        return any(check.id == case.check and not check.remark for check in self.checks)


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
    ``attempt`` is an expression with which a student sees it.
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
    ``starter`` is the text that students begin from.  ``accept`` names forms of a right answer that
    count as arrays, too: ``lists``.  ``loading`` says what a failing top-level statement costs.
    ``hints`` is what pages say of a mistake; a public suite always has a ladder.
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
    accept: tuple[str, ...] = ()
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
