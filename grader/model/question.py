"""What is asked in one question: its call, its cases, and the answers of known mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

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


@dataclass(frozen=True)
class Tolerance:
    """How far from the expected array an answer may lie, relative to that array.

    ``elementwise`` asks every entry to be near its own expected value; otherwise the Frobenius
    norm of the difference is measured against that of the expected array.
    """

    relative: float = 1e-5
    elementwise: bool = False


@dataclass(frozen=True)
class Formula:
    """Mathematics in two notations: as it was written, and as a browser shows it."""

    latex: str
    mathml: str


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
    """What two misconceptions at once answer: their fingerprints in some cases of the question.

    ``members[i]`` are the places in ``mistakes`` of the two misconceptions of pair i.
    ``kinds[i, c]`` is the index in ``vocabulary`` of what sort of answer it gives to the case
    ``cases[c]``, ``projections[i, c]`` its one number (see ``fingerprint``).

    In a suite with a program there is one case, and answers to others are computed for the few
    pairs that it does not rule out.  Without a program there are all cases, or no pairs.
    """

    mistakes: tuple[str, ...] = ()
    members: Array = field(default_factory=lambda: frozen(np.zeros((0, 2), np.int16)))
    cases: tuple[str, ...] = ()
    kinds: Array = field(default_factory=lambda: frozen(np.zeros((0, 0), np.int16)))
    projections: Array = field(default_factory=lambda: frozen(np.zeros((0, 0))))
    vocabulary: tuple[str, ...] = ()

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The two misconceptions of each row."""
        names = self.mistakes
        return tuple((names[one], names[other]) for one, other in self.members.tolist())


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
    ``PairTable``, with a column for every case.  A column of kinds -1 holds no answers: those to a
    student's own hidden case are computed when they are needed.
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
    at their places in a tuple or a list.  A part of a script may be the value of an ``expression``
    after it instead.
    """

    call: str
    names: tuple[str, ...]
    place: int
    keyed: bool = False
    expression: str = ""

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
    values in a list.  ``kinds`` are those of the values; where one is empty, the value is an
    array, or a number if it has no axes.
    """

    name: str
    kind: str
    keys: tuple[str, ...]
    kinds: tuple[str, ...] = ()

    @property
    def value_kinds(self) -> tuple[str, ...]:
        """The kind of each of the parameters that it is made of."""
        return self.kinds or (self.kind,) * len(self.keys)


@dataclass(frozen=True)
class Script:
    """Statements that are run with the arguments in place of one call of a function.

    ``code`` has a statement a line; the answer is the value of the expression ``result`` after it.
    ``needs`` are the functions and classes that the student's module has to define, ``last`` is the
    name of the function or method that is called last.
    """

    code: str
    result: str
    needs: tuple[str, ...]
    last: str = ""


@dataclass(frozen=True, eq=False)
class Question:
    """One function that a student writes, with everything it is asked.

    ``parameters`` are quantities, which the arrays of a case are values of.  The function gets each
    of them as an argument, unless ``arguments`` says what it gets.  With a ``part`` the answer is
    that part of what the function returns.  With a ``script`` statements are run in place of the
    call, and ``function`` says in a word what they ask for, as ``Layer.backward``.

    ``accept`` names forms of a right answer that count as arrays, too (see ``marking.forms``).
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
    script: Script | None = None
    accept: tuple[str, ...] = ()

    @property
    def call(self) -> str:
        """The id of the call that it is answered by, which parts have in common."""
        return self.part.call if self.part else self.id

    @cached_property
    def points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def argument_names(self) -> tuple[str, ...]:
        """The names of what the function is given."""
        return tuple(argument.name for argument in self.arguments) or self.parameters

    @property
    def code_name(self) -> str:
        """The name under which the code that is asked is defined: of a function or a method."""
        return self.script.last if self.script else self.function

    @property
    def statements(self) -> tuple[str, ...]:
        """The lines of its script, the last of which gives the answer; none without a script."""
        if self.script is None:
            return ()
        return (*self.script.code.splitlines(), f"{self.result}{self.subscript}")

    @property
    def result(self) -> str:
        """The expression of the answer after a script, without the key of a part."""
        own = self.part.expression if self.part else ""
        return own or (self.script.result if self.script else "")

    @property
    def signature(self) -> str:
        """What is run: the call with its parameters, and the part of what it returns."""
        if self.script:
            return "; ".join(self.statements)
        return f"{self.function}({', '.join(self.argument_names)}){self.subscript}"

    @property
    def target(self) -> str:
        """The function's name, with the part of what it returns: no two questions share it."""
        return f"{self.function}{self.subscript}"

    @property
    def subscript(self) -> str:
        """What takes the part out of what the function returns, in Python."""
        return f"[{self.part.key!r}]" if self.part and not self.part.expression else ""

    def checks_of(self, cases: Iterable[Case]) -> tuple[Check, ...]:
        """Return the checks that one of these cases belongs to."""
        ids = {case.check for case in cases}
        return tuple(check for check in self.checks if check.id in ids)

    def marks(self, case: Case) -> bool:
        """Return whether points depend on a case: not on examples, nor on remarks."""
        return any(check.id == case.check and not check.remark for check in self.checks)
