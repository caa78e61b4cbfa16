"""A written derivation for other programs: as JSON, as cells of a table, as lines of marks."""

from __future__ import annotations

from typing import Any

from grader.export.decimals import rounded
from grader.model import DERIVATION, DerivationGrade, DerivationLine, Standing, Suite
from grader.text.clean import clean, one_line

COLUMNS = ("derivation_breaks", "derivation_unread")
"""Lines of the text, by their numbers."""


def columns(suite: Suite) -> tuple[str, ...]:
    """Return the columns of a table; none where no derivation is asked for."""
    if suite.derivation is None:
        return ()
    points = (DERIVATION,) if suite.derivation.points else ()
    return (*points, *COLUMNS)


def cells(suite: Suite, standing: Standing, *, marked: bool) -> list[str | float]:
    """Return what stands in these columns; points only where all of the student is marked."""
    grade = standing.grade.derivation if standing.grade else None
    points = standing.points(DERIVATION) if marked else None
    found: list[str | float] = ["" if points is None else rounded(points)]
    found += [breaks(grade), unread(grade)] if grade else ["", ""]
    return found[len(found) - len(columns(suite)) :]


def breaks(grade: DerivationGrade) -> str:
    """Return the lines that break: "49 53"."""
    return _numbers(grade.found.lines_with("breaks"))


def unread(grade: DerivationGrade) -> str:
    """Return the lines that were not understood, or why none was."""
    if grade.found.problem:
        return one_line(grade.found.problem)
    return _numbers(grade.found.lines_with("unknown"))


def _numbers(lines: tuple[DerivationLine, ...]) -> str:
    return " ".join(dict.fromkeys(str(line.line) for line in lines))


def data(grade: DerivationGrade | None, standing: Standing) -> dict[str, Any] | None:
    """Return the derivation as JSON has it; ``earned`` counts, and ``found`` is the grader's."""
    if grade is None or not grade.handed_in:
        return None
    points = standing.points(DERIVATION)
    return {
        "file": clean(grade.filename),
        "earned": rounded(grade.earned if points is None else points),
        "found": rounded(grade.earned),
        "points": grade.points,
    } | grade.found.data()
