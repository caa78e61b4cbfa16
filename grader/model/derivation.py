"""The written derivation: what is asked of it, what was handed in, what was found, its points.

Everything found is plain text and numbers, so that it can be kept and sent between processes.  All
texts from a student's file are hostile.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

DERIVATION = "derivation"
"""The id under which its points stand beside those of the questions."""

LineVerdict = Literal["start", "holds", "conditional", "breaks", "follows", "unknown"]
ResultVerdict = Literal[
    "right", "right_with_slip", "right_then_slip", "partly", "wrong", "unknown", "not_shown"
]


@dataclass(frozen=True)
class DerivationTask:
    """What is asked: a file of this name, checked by a specification (its YAML text).

    Of the ``points``, the asked results earn ``results_share`` and the steps ``steps_share``.  With
    0 points the derivation is checked for feedback only.
    """

    file: str
    specification: str
    points: float = 0.0
    results_share: float = 0.7
    steps_share: float = 0.3

    @property
    def suffix(self) -> str:
        """The suffix of the file, with its dot."""
        return f".{self.file.rpartition('.')[2]}"

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return self.file.rpartition(".")[0]


@dataclass(frozen=True)
class WrittenDerivation:
    """A derivation that was handed in; ``unreadable`` says why it has no content."""

    filename: str
    content: bytes = b""
    unreadable: str = ""


@dataclass(frozen=True)
class Slip:
    """Why a line breaks: the line before and this one, at one point, and how it would hold.

    ``before`` and ``here`` are values, ``point`` is where they were found.  ``repair`` is a
    sentence, and the three formulas of it are MathML: what to replace, by what, or what is missing.
    """

    before_place: str
    before: str
    here: str
    point: str
    certainty: str
    repair: str = ""
    replaced: str = ""
    replacement: str = ""
    missing: str = ""

    def data(self) -> dict[str, str]:
        """Return the slip as JSON has it, without formulas for a page."""
        names = ("before_place", "before", "here", "point", "repair", "certainty")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class DerivationLine:
    """One side of a chain of equations.

    ``line`` and ``column`` count from 1, in the file or, where ``cell`` is not 0, in that cell of a
    notebook for ``place``, which says both in words.  ``mathml`` is the side as it is shown, or
    empty where it cannot be shown but as its source.
    """

    line: int
    column: int
    cell: int
    place: str
    verdict: LineVerdict
    tex: str
    is_equation: bool = False
    note: str = ""
    mathml: str = ""
    slip: Slip | None = None

    def data(self) -> dict[str, Any]:
        """Return the side as JSON has it; a cell and a slip are there where there are any."""
        side: dict[str, Any] = {
            "line": self.line,
            "column": self.column,
            "verdict": self.verdict,
            "tex": self.tex,
            "note": self.note,
        }
        if self.cell:
            side["cell"] = self.cell
        if self.slip:
            side["slip"] = self.slip.data()
        return side


@dataclass(frozen=True)
class DerivationResult:
    """An asked result, the line that decided on it (0: none), and the lines that break on the way.

    ``points`` is its weight among the results.
    """

    id: str
    title: str
    verdict: ResultVerdict
    points: float = 1.0
    line: int = 0
    breaks: tuple[int, ...] = ()


Chain = tuple[DerivationLine, ...]


@dataclass(frozen=True)
class CheckedDerivation:
    """What was found in a derivation, whoever handed it in.

    ``problem`` says why the document as a whole was not read; ``guarded`` is the line that defines
    a name otherwise than the question does (0: none), below which nothing was judged; ``reading``
    says how the document was read, where that is not the question's own way.
    """

    chains: tuple[Chain, ...] = ()
    results: tuple[DerivationResult, ...] = ()
    reading: tuple[str, ...] = ()
    guarded: int = 0
    problem: str = ""

    @property
    def lines(self) -> tuple[DerivationLine, ...]:
        """The sides of all chains, in order."""
        return tuple(line for chain in self.chains for line in chain)

    def lines_with(self, verdict: LineVerdict) -> tuple[DerivationLine, ...]:
        """The sides with this verdict, in order."""
        return tuple(line for line in self.lines if line.verdict == verdict)

    @property
    def needs_person(self) -> bool:
        """True if something was not understood, so that a person has to look."""
        return bool(self.problem or self.guarded or self.lines_with("unknown"))

    def data(self) -> dict[str, Any]:
        """Return what was found as JSON has it."""
        return {
            "chains": [{"sides": [line.data() for line in chain]} for chain in self.chains],
            "results": [
                vars(one) | {"line": one.line or None, "breaks": list(one.breaks)}
                for one in self.results
            ],
            "reading": list(self.reading),
            "notation_guard": self.guarded or None,
            "problem": self.problem,
        }

    def without_formulas(self) -> CheckedDerivation:
        """The same without MathML, which only a page needs."""
        chains = tuple(tuple(_bare(line) for line in chain) for chain in self.chains)
        return replace(self, chains=chains)


def _bare(line: DerivationLine) -> DerivationLine:
    slip = line.slip and replace(line.slip, replaced="", replacement="", missing="")
    return replace(line, mathml="", slip=slip)


@dataclass(frozen=True)
class DerivationGrade:
    """The derivation of one student: which file, what was found in it, and its points.

    Without a ``filename`` none was handed in.
    """

    filename: str
    found: CheckedDerivation = field(default_factory=CheckedDerivation)
    earned: float = 0.0
    points: float = 0.0

    @property
    def handed_in(self) -> bool:
        """True if there is a file."""
        return bool(self.filename)
