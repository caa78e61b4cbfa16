"""The frozen nouns of grading, in the order in which they come to exist.

    assignment -> Suite (Question, Case, Misconception)        what is asked
    student    -> Submission                                   what was handed in
    sandbox    -> Execution (Observation, Outcome)             what the code did
    judge      -> Verdict (Status)                             what that is worth
    diagnose   -> Diagnosis                                    why it is wrong
    grade      -> Grade (QuestionGrade)                        what is recorded

Nothing here computes anything but sums and look-ups.  Arrays are made read-only where they are
born (``frozen``).  Classes that hold arrays compare by identity: ``==`` on arrays has no truth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, unique
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def frozen(array: Any) -> Array:
    """A read-only, C-contiguous array of its own with the same numbers."""
    own: Array = np.array(array, order="C", copy=True)
    own.setflags(write=False)
    return own


EXAMPLE = "example"
"""The check of cases that explain and are not marked."""


# --- what is asked ------------------------------------------------------------------------------

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
class Limits:
    """What one question may cost a submission.  Reaching one ends that question only."""

    wall_seconds: float = 10.0
    cpu_seconds: float = 5.0
    memory_mb: int = 1024
    output_kb: int = 4096


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
    nothing but exceptions, which other slips raise too.
    """

    id: str
    title: str
    step: str
    right: Formula
    wrong: Formula
    fix: str
    hints: tuple[str, ...]
    raises: str = ""
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
    distractors: tuple[Distractor, ...] = ()
    presentation: Presentation = "plain"
    conditioning: float = 1.0
    repeats: str = ""
    trace: Mapping[str, Array] = field(default_factory=dict)

    @property
    def example(self) -> bool:
        return self.check == EXAMPLE


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

    pairs: tuple[tuple[str, str], ...] = ()
    kinds: Array = field(default_factory=lambda: frozen(np.zeros((0, 0), np.int16)))
    projections: Array = field(default_factory=lambda: frozen(np.zeros((0, 0))))
    vocabulary: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Question:
    """One function that a student writes, with everything it is asked."""

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

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)

    def marks(self, case: Case) -> bool:
        """Whether points hang on this case: it is no example, and its check no mere remark."""
        return any(check.id == case.check and not check.remark for check in self.checks)


@dataclass(frozen=True, eq=False)
class Suite:
    """Everything the engine knows of an assignment: the only thing that crosses from it.

    ``seed`` made its hidden cases, and ``source`` is a digest of the files that it was built from;
    a public suite has neither.
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
    seed: int | None = None
    source: str = ""

    @property
    def possible(self) -> float:
        return sum(question.points for question in self.questions)

    @property
    def cases(self) -> tuple[Case, ...]:
        return tuple(case for question in self.questions for case in question.cases)

    def question(self, id: str) -> Question:
        return next(question for question in self.questions if question.id == id)

    def misconception(self, id: str) -> Misconception:
        return next(known for known in self.misconceptions if known.id == id)


# --- what was handed in -------------------------------------------------------------------------


@dataclass(frozen=True)
class Submission:
    """One student's file, as bytes: nothing of it is read as code outside the sandbox."""

    student: str
    filename: str
    source: bytes


# --- what the code did --------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Returned:
    """An array of plain numbers.  ``kind`` is the name of the type that was returned."""

    value: Array
    kind: str = "ndarray"


@dataclass(frozen=True)
class NotNumeric:
    """Something that is no array of numbers: None, a string, ragged lists, objects."""

    kind: str
    detail: str = ""


@dataclass(frozen=True)
class Frame:
    """One line of the student's own file in a traceback, innermost last."""

    line: int
    function: str
    text: str = ""


@dataclass(frozen=True)
class Raised:
    """An exception in the student's code.

    ``loading`` says that it came while the module was executed, so that no function was called;
    ``column`` (from 1) is known for syntax errors only.
    """

    error: str
    message: str
    trace: tuple[Frame, ...] = ()
    loading: bool = False
    column: int = 0


@dataclass(frozen=True)
class Undefined:
    """The module has no such function.  ``similar`` is a name it does have, or empty."""

    function: str
    similar: str = ""


@dataclass(frozen=True)
class TimedOut:
    seconds: float
    loading: bool = False


@dataclass(frozen=True)
class OutOfMemory:
    megabytes: int
    loading: bool = False


@dataclass(frozen=True)
class Died:
    """The process ended without an answer: by a signal, or (``signal`` 0) by leaving early."""

    signal: int = 0
    loading: bool = False


@dataclass(frozen=True)
class Flooded:
    """More was printed or returned than the limit allows."""

    kilobytes: int
    loading: bool = False


@dataclass(frozen=True)
class Tampered:
    """The reply broke the protocol, or a call was made that no answer needs."""

    reason: str


Outcome = (
    Returned | NotNumeric | Raised | Undefined | TimedOut | OutOfMemory | Died | Flooded | Tampered
)


@dataclass(frozen=True)
class Observation:
    """What happened in one case.  ``printed`` is raw text of the student's: hostile."""

    case: str
    outcome: Outcome
    printed: str = ""


@dataclass(frozen=True)
class Execution:
    """One submission's run: exactly one observation for each case of the suite, in its order."""

    observations: tuple[Observation, ...]
    flags: tuple[str, ...] = ()


# --- what that is worth -------------------------------------------------------------------------


@unique
class Status(Enum):
    """The closed set of what a case can come to."""

    RIGHT = "right"
    WRONG_VALUE = "wrong value"
    NOT_FINITE = "not finite"
    WRONG_SHAPE = "wrong shape"
    WRONG_TYPE = "wrong type"
    NOT_YET = "not yet"
    UNDEFINED = "undefined"
    RAISED = "raised"
    DOES_NOT_LOAD = "does not load"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    FLOODED = "too much output"
    DIED = "died"
    TAMPERED = "tampered"


@unique
class Clue(Enum):
    """The likely reason for a wrong shape, type or exception, as far as one case can tell."""

    NONE = ""
    TRANSPOSED = "the transpose of what was asked"
    COLUMN = "a column where a vector was asked"
    ROW = "a row where a vector was asked"
    FLATTENED = "a flat vector where a matrix was asked"
    SCALAR = "a single number where an array was asked"
    DIAGONAL = "the diagonal of the matrix that was asked"
    NEEDS_ARRAY = "the right numbers, but not as an array"
    NOT_RETURNED = "printed or computed, but not returned"
    ARGUMENTS = "the function takes another number of arguments"
    WRITES_TO_ARGUMENT = "the function writes to its argument"


@dataclass(frozen=True)
class Verdict:
    """One case, judged.

    ``distance`` is the relative distance from the expected array, or None where the answer is
    not comparable.
    """

    case: str
    check: str
    hidden: bool
    status: Status
    observation: Observation
    clue: Clue = Clue.NONE
    distance: float | None = None

    @property
    def right(self) -> bool:
        return self.status is Status.RIGHT


@unique
class Method(Enum):
    """How right answers were computed, as the decade of their error tells."""

    DOUBLE = "double precision"
    SINGLE = "single precision"
    DIFFERENCES = "finite differences"
    ROUGH = "few digits"


@dataclass(frozen=True)
class Diagnosis:
    """The mistakes that together explain every answer of a question, exactly.

    ``carried`` are those of them that an earlier question already showed.  ``scale`` is the
    constant factor on top of them (1.0: none).
    """

    misconceptions: tuple[str, ...]
    carried: tuple[str, ...] = ()
    scale: float = 1.0

    @property
    def carried_forward(self) -> bool:
        """Whether nothing went wrong here that had not gone wrong before."""
        return set(self.misconceptions) == set(self.carried)


@dataclass(frozen=True)
class CheckGrade:
    check: str
    earned: float
    points: float


@dataclass(frozen=True)
class QuestionGrade:
    """One question of one submission.

    ``symptom`` is an observation in words (never a diagnosis) where nothing known explains the
    answers; ``method`` is None where no answer is right.
    """

    question: str
    checks: tuple[CheckGrade, ...]
    verdicts: tuple[Verdict, ...]
    diagnosis: Diagnosis | None = None
    symptom: str = ""
    method: Method | None = None

    @property
    def earned(self) -> float:
        return sum(check.earned for check in self.checks)

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def carried_forward(self) -> bool:
        return self.diagnosis is not None and self.diagnosis.carried_forward


@dataclass(frozen=True)
class Grade:
    """One submission, graded; or, with ``ungraded`` saying why, not (and then without points)."""

    student: str
    questions: tuple[QuestionGrade, ...]
    flags: tuple[str, ...] = ()
    ungraded: str = ""

    @property
    def earned(self) -> float:
        return sum(question.earned for question in self.questions)

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """Every mistake once, in the order in which it was first made."""
        found = (q.diagnosis.misconceptions for q in self.questions if q.diagnosis)
        return tuple(dict.fromkeys(id for ids in found for id in ids))


@dataclass(frozen=True)
class Isolation:
    """How student code was held: the level (A to F), its layers, and what vouches for it."""

    level: str
    layers: tuple[str, ...]
    details: Mapping[str, str | int] = field(default_factory=dict)
