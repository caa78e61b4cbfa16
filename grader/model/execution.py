"""What was handed in, and what its code did when it was run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.model.derivation import WrittenDerivation
from grader.model.question import Array


@dataclass(frozen=True)
class Submission:
    """One student's file, as bytes: nothing of it is read as code outside the sandbox.

    ``remarks`` are sentences for the instructor on how the file was found.  The source of a
    notebook is that of its cells (see ``cells``).  Without a ``filename`` no module was handed in,
    but a ``derivation``.
    """

    student: str
    filename: str
    source: bytes
    remarks: tuple[str, ...] = ()
    derivation: WrittenDerivation | None = None

    @property
    def has_module(self) -> bool:
        """True if there is code to run."""
        return bool(self.filename)


@dataclass(frozen=True, eq=False)
class Returned:
    """An array of plain numbers.  ``kind`` is the name of the type that was returned."""

    value: Array
    kind: str = "ndarray"


@dataclass(frozen=True)
class NotNumeric:
    """Something that is no array of numbers: None, a string, ragged lists, objects.

    ``lacks`` says why it has not the part that was asked for: a ``key`` of a dict, a ``value`` of a
    tuple, or it is no ``container`` of this kind; ``detail`` is then what it has.
    """

    kind: str
    detail: str = ""
    lacks: str = ""

    @property
    def dtype(self) -> str:
        """The name of the dtype if it is an array of something else, as ``complex128``."""
        return self.detail.removeprefix("dtype ") if self.detail.startswith("dtype ") else ""


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
    """A limit of time was reached: that of loading, of a question, or of all in sum."""

    seconds: float
    loading: bool = False
    in_sum: bool = False


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


@dataclass(frozen=True)
class NoModule:
    """No code was handed in, but something else that is graded."""

    loading: bool = True


Outcome = (
    Returned
    | NotNumeric
    | Raised
    | Undefined
    | TimedOut
    | OutOfMemory
    | Died
    | Flooded
    | Tampered
    | NoModule
)


@dataclass(frozen=True)
class Observation:
    """What happened in one case.  ``printed`` is raw text of the student's: hostile."""

    case: str
    outcome: Outcome
    printed: str = ""


@dataclass(frozen=True)
class SkippedStatement:
    """A top-level statement that was left out while the file was loaded.

    It raised ``error``, or (``error`` empty) was stopped at a limit: of ``seconds``, or else of
    ``kilobytes`` printed.  ``text`` is its first line.  All texts are the student's: hostile.
    """

    line: int
    text: str
    error: str = ""
    message: str = ""
    seconds: float = 0.0
    kilobytes: int = 0


@dataclass(frozen=True)
class Execution:
    """One submission's run: exactly one observation for each case of the suite, in its order.

    ``skipped`` are the statements without which the file was loaded; ``own_answers`` are the
    outcomes of further calls that marking asked for, by the keys of their points (see
    ``marking.own_answers``).
    """

    observations: tuple[Observation, ...]
    flags: tuple[str, ...] = ()
    skipped: tuple[SkippedStatement, ...] = ()
    own_answers: Mapping[str, Outcome] = field(default_factory=dict)


@dataclass(frozen=True)
class Isolation:
    """How student code was held: the level (A to F), its layers, and details.

    The details are what vouches for the layers, and the versions of Python and numpy inside.
    """

    level: str
    layers: tuple[str, ...]
    details: Mapping[str, str | int] = field(default_factory=dict)
