"""Canvas: fill one column of an exported gradebook, ready for the import.

The identity columns are Canvas's own and go back byte for byte.  Only students with a grade get a
row, because a blank would delete a score.  The maximum is the file's own, because the import
overwrites the maximum too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grader.export.canvas_file import CanvasFile, identities_in, open_canvas_file
from grader.export.canvas_findings import NOT_ASSIGNED, on_column, on_maximum, on_scores
from grader.export.decimals import two_decimals
from grader.export.finding import FilledFile, GradedRow
from grader.export.marks import on_students
from grader.export.matching import match
from grader.export.raw_csv import RawCell, RawRow, RawTable
from grader.model import Standing, Suite


def fill_canvas(
    suite: Suite,
    standings: Sequence[Standing],
    content: bytes,
    name: str,
    *,
    column: str = "",
    scale: bool = False,
    trust_ids: bool = False,
) -> FilledFile:
    """Fill a column of a gradebook with the points of the class.

    Parameters
    ----------
    suite : Suite
    standings : sequence of Standing
    content : bytes
        The gradebook as Canvas exported it.
    name : str
        The file's name, for messages.
    column : str
        The header, title or id of the column; by default the title of the suite.
    scale : bool
        Whether to convert points to the maximum in the file.
    trust_ids : bool
        Whether to believe ids that lead to another name.

    Raises
    ------
    UsageError
        The file is no gradebook or has no such column.
    """
    canvas_file = open_canvas_file(suite, content, name, column, scale=scale)
    marked = [one for one in standings if one.earned(suite) is not None]
    found = match(marked, identities_in(canvas_file), trust_ids=trust_ids)
    points = {
        row: (one.earned(suite) or 0.0) * canvas_file.scale for row, one in found.rows.items()
    }
    points = {r: p for r, p in points.items() if canvas_file.old(r) != NOT_ASSIGNED}
    made = _filled(canvas_file, points)
    findings = (
        *on_column(canvas_file, made.bytes()),
        *on_maximum(suite, canvas_file, points),
        *found.findings,
        *on_students(suite, standings),
        *on_scores(canvas_file, points, found.rows),
    )
    rows = canvas_file.table.rows
    returned = tuple(
        GradedRow(found.rows[at].person.student, rows[at].value(0), rows[at].value(1))
        for at in points
    )
    return FilledFile(made.bytes(), findings, returned)


def _filled(canvas_file: CanvasFile, points: Mapping[int, float]) -> RawTable:
    """Return the identity columns and the filled column of each student with points."""
    table = canvas_file.table
    rows = [_cut(canvas_file, table.rows[0], table.rows[0].cells[canvas_file.column])]
    if canvas_file.maxima:
        rows.append(_cut(canvas_file, canvas_file.maxima, None))
    rows += [
        _cut(canvas_file, table.rows[at], table.cell(two_decimals(points[at], canvas_file.mark)))
        for at in sorted(points)
    ]
    return RawTable(tuple(rows), table.delimiter, table.marked)


def _cut(canvas_file: CanvasFile, row: RawRow, last: RawCell | None) -> RawRow:
    """Return a row's identity columns and one cell; by default its own cell."""
    short = [RawCell("", "")] * (canvas_file.column + 1 - len(row.cells))
    cells = (*row.cells, *short)
    end = row.end or canvas_file.table.rows[0].end or "\n"
    return RawRow((*cells[: canvas_file.identity], last or cells[canvas_file.column]), end)
