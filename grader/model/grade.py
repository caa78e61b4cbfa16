"""What a run is worth, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique
from functools import cached_property

from grader.model.execution import Observation, SkippedStatement


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


@unique
class SymptomKind(Enum):
    """What wrong answers can have in common."""

    CHANGES = "the same call gives another answer"
    TRANSPOSED = "right but transposed"
    CONSTANT_FACTOR = "right but for one constant factor"
    SIGNS = "right up to signs"
    ROW_FACTORS = "each row is off by a factor of its own"
    COLUMN_FACTORS = "each column is off by a factor of its own"
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
    ``parameter`` to WHERE_ZERO and WHERE_NOT_ZERO, ``check`` (its id) to ONE_CHECK, and ``cases``
    (their ids) to SOME_CASES.
    """

    kind: SymptomKind
    factor: float = 1.0
    places: tuple[int, ...] = ()
    check: str = ""
    parameter: str = ""
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckGrade:
    check: str
    earned: float
    points: float


@dataclass(frozen=True)
class QuestionGrade:
    """One question of one submission.

    ``symptom`` is None where a diagnosis says more, ``method`` where no answer is right.
    ``group`` is the same for everyone whose unexplained wrong answers to the shown cases are the
    same numbers, and empty where something explains them.
    """

    question: str
    checks: tuple[CheckGrade, ...]
    verdicts: tuple[Verdict, ...]
    diagnosis: Diagnosis | None = None
    symptom: Symptom | None = None
    method: Method | None = None
    group: str = ""

    @cached_property
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
    skipped: tuple[SkippedStatement, ...] = ()

    @property
    def earned(self) -> float:
        return sum(question.earned for question in self.questions)

    @property
    def diagnoses(self) -> tuple[str, ...]:
        """Every mistake once, in the order in which it was first made."""
        found = (q.diagnosis.misconceptions for q in self.questions if q.diagnosis)
        return tuple(dict.fromkeys(id for ids in found for id in ids))
