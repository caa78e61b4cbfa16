"""What a run is worth, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique
from functools import cached_property
from typing import Literal

from grader.model.derivation import DerivationGrade
from grader.model.execution import Observation, SkippedStatement
from grader.model.question import Array


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
    NO_MODULE = "no module handed in"


NOT_CALLED = frozenset((Status.DOES_NOT_LOAD, Status.NO_MODULE))
"""The statuses of a case whose function could not be called, through no fault of the function."""


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
    """What explains every answer of a question, exactly.

    ``misconceptions`` are known mistakes that are made together; ``carried`` are those of them that
    an earlier question already showed, and ``scale`` is a constant factor on top of them (1.0:
    none).  ``follows`` are the earlier questions whose functions, as the student wrote them, stand
    in the answers in place of the right ones.  ``alternatives`` are sets of mistakes that explain
    the answers equally well: one of the sets is made, and the answers cannot tell which.
    ``checks`` are the checks that follow where others do not; without any, all follow or none does.
    """

    misconceptions: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    scale: float = 1.0
    follows: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, ...], ...] = ()
    checks: tuple[str, ...] = ()

    @property
    def carried_forward(self) -> bool:
        """True if nothing went wrong here that had not gone wrong before."""
        return not (self.new or self.alternatives or self.checks) and self.scale == 1.0

    @property
    def unexplained_in_part(self) -> bool:
        """True if some checks follow, and nothing is known of the others."""
        return bool(self.checks) and not (self.new or self.alternatives)

    @property
    def new(self) -> tuple[str, ...]:
        """The mistakes that no earlier question showed."""
        return tuple(id for id in self.misconceptions if id not in self.carried)


@unique
class FitKind(Enum):
    """The kinds of mechanical changes that answers can fit."""

    FACTOR = "the right answer times a factor"
    COMBINATION = "the right answer combined with an argument"
    BOUND = "the numbers of a step cut off at a bound"
    EPSILON = "a small constant added in a step"
    SEVERAL = "several things returned together"
    EDIT = "one step changed"


@dataclass(frozen=True)
class Fit:
    """A mechanical change that gives every answer of a question: it fits, and may not be the cause.

    It names no mistake and earns no points by itself.  ``text`` is the change as a formula, in the
    names of the question's arguments, of the derivation's steps, and ``right`` for the right
    answer; with ``on_top``, for what these functions of the student's own lead to.
    """

    text: str
    kind: FitKind
    on_top: tuple[str, ...] = ()


@unique
class SymptomKind(Enum):
    """What wrong answers can have in common."""

    CHANGES = "the same call gives another answer"
    OTHER_PART = "another part of what the function returns"
    TRANSPOSED = "right but transposed"
    CONSTANT_FACTOR = "right but for one constant factor"
    SIGNS = "right up to signs"
    CASE_FACTORS = "each case is off by a factor of its own"
    ROW_FACTORS = "each row is off by a factor of its own"
    COLUMN_FACTORS = "each column is off by a factor of its own"
    SHIFTED_ROWS = "the right rows, shifted"
    SHIFTED_COLUMNS = "the right columns, shifted"
    SHIFTED_ENTRIES = "the right entries, shifted"
    REVERSED_ROWS = "the right rows, the last one first"
    REVERSED_COLUMNS = "the right columns, the last one first"
    REVERSED_ENTRIES = "the right entries, the last one first"
    SORTED_ROWS = "the right numbers in each row, sorted by size"
    SORTED_COLUMNS = "the right numbers in each column, sorted by size"
    SORTED_ENTRIES = "the right entries, sorted by size"
    PERMUTED_ROWS = "the right rows in another order"
    PERMUTED_COLUMNS = "the right columns in another order"
    REORDERED = "the right numbers in another order"
    WHERE_NOT_ZERO = "wrong exactly where an argument is not zero"
    WHERE_ZERO = "wrong exactly where an argument is zero"
    NEXT_TO_NOTHING = "wrong only where the right answer is next to nothing"
    ON_DIAGONAL = "wrong only on the diagonal"
    BELOW_DIAGONAL = "wrong only below the diagonal"
    ABOVE_DIAGONAL = "wrong only above the diagonal"
    OFF_DIAGONAL = "right on the diagonal and wrong beside it"
    SOME_ROWS = "only some rows are wrong"
    SOME_COLUMNS = "only some columns are wrong"
    ONE_CHECK = "wrong in one check only"
    SOME_CASES = "wrong in a few cases only"


@dataclass(frozen=True)
class Symptom:
    """What the wrong answers of a question show: an observation, never a diagnosis.

    ``factor`` belongs to CONSTANT_FACTOR, ``places`` (from 0) to SOME_ROWS and SOME_COLUMNS,
    ``parameter`` to WHERE_ZERO and WHERE_NOT_ZERO, ``check`` (its id) to ONE_CHECK, ``cases``
    (their ids) to SOME_CASES, ``part`` (its name) to OTHER_PART, and ``shift`` (how many places
    too late) to what is shifted.
    """

    kind: SymptomKind
    factor: float = 1.0
    places: tuple[int, ...] = ()
    check: str = ""
    parameter: str = ""
    cases: tuple[str, ...] = ()
    part: str = ""
    shift: int = 0


PlaceFact = Literal["not_finite", "after_answer", "changes_argument"]
"""Why code is wrong for certain: it is the first value that is not finite, it made another value of
the right answer, or it changes an argument that has to stay."""


@dataclass(frozen=True, eq=False)
class Place:
    """The expression of the student's file where an answer goes wrong: feedback, never a mark.

    Lines count from 1 and columns, in characters, from 0, in the file as it was handed in; in a
    notebook (``cell`` from 1) within the cell.  ``text`` is what stands there: hostile.  ``value``
    is what it came to in the case ``case``, if that is known; ``step`` is the step of the recipe
    that it stands for, and ``expected`` the right value of that.  ``decides`` are the mistakes that
    it shows where the answers cannot tell which ones were made.  ``fact`` is what decides the place
    where no right value on the way is known, as in a student's own check.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    cell: int = 0
    case: str = ""
    value: Array | None = None
    step: str = ""
    expected: Array | None = None
    decides: tuple[str, ...] = ()
    fact: PlaceFact | None = None

    @property
    def range(self) -> tuple[int, int, int, int, int]:
        """The cell, then line and column of the start and of the end."""
        return self.cell, self.line, self.column, self.end_line, self.end_column


@dataclass(frozen=True)
class CheckGrade:
    check: str
    earned: float
    points: float


@dataclass(frozen=True)
class QuestionGrade:
    """One question of one submission.

    ``symptom`` is None where a diagnosis says more, ``method`` where no answer is right.
    ``fits`` are changes that give the answers where nothing certain is known, simplest first; with
    a diagnosis, the change that an earlier question showed already.
    ``group`` is the same for everyone whose unexplained wrong answers to the shown cases are the
    same numbers, and empty where something explains them.  ``place`` is where the answer goes
    wrong in the student's file, or None where that is not certain.  ``cut_short`` is True where
    nothing explains it and not all was tried that could have, because that would take too long.
    """

    question: str
    checks: tuple[CheckGrade, ...]
    verdicts: tuple[Verdict, ...]
    diagnosis: Diagnosis | None = None
    symptom: Symptom | None = None
    method: Method | None = None
    group: str = ""
    place: Place | None = None
    fits: tuple[Fit, ...] = ()
    cut_short: bool = False

    @cached_property
    def earned(self) -> float:
        return sum(check.earned for check in self.checks)

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def carried_forward(self) -> bool:
        return self.diagnosis is not None and self.diagnosis.carried_forward


@unique
class Blame(Enum):
    """Whose fault it is that a submission is not graded."""

    STUDENT = "the submission's fault"
    GRADER = "our fault"
    NOBODY = "nobody's fault"


@dataclass(frozen=True)
class Ungraded:
    """Why a submission is not graded.

    ``reason`` may quote the student (a file's name): whose fault it is stands in ``blame`` alone
    and is never read out of a text.
    """

    blame: Blame
    reason: str

    def __str__(self) -> str:
        """Return the sentence that pages, tables and messages show."""
        if self.blame is Blame.GRADER:
            return f"{self.blame.value}: {self.reason}"
        return self.reason


@dataclass(frozen=True)
class Grade:
    """One submission, graded; or, with ``ungraded`` saying why, not (and then without points)."""

    student: str
    questions: tuple[QuestionGrade, ...]
    flags: tuple[str, ...] = ()
    ungraded: Ungraded | None = None
    skipped: tuple[SkippedStatement, ...] = ()
    derivation: DerivationGrade | None = None

    @property
    def is_our_fault(self) -> bool:
        """True where the grader, and not the submission, is why there are no points."""
        return self.ungraded is not None and self.ungraded.blame is Blame.GRADER

    @property
    def does_not_load(self) -> bool:
        """True where no function could be run because the file does not load."""
        verdicts = [verdict for question in self.questions for verdict in question.verdicts]
        return bool(verdicts) and all(v.status is Status.DOES_NOT_LOAD for v in verdicts)

    @property
    def has_no_module(self) -> bool:
        """True where no function could be run because no code was handed in."""
        verdicts = [verdict for question in self.questions for verdict in question.verdicts]
        return bool(verdicts) and all(v.status is Status.NO_MODULE for v in verdicts)

    @property
    def earned(self) -> float:
        written = self.derivation.earned if self.derivation else 0.0
        return sum(question.earned for question in self.questions) + written

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """Every mistake once, in the order in which it was first made."""
        found = (q.diagnosis.misconceptions for q in self.questions if q.diagnosis)
        return tuple(dict.fromkeys(id for ids in found for id in ids))
