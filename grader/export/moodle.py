"""Moodle: fill grades and comments into a downloaded grading worksheet; keep every other byte."""

from __future__ import annotations

from collections.abc import Sequence

from grader.export.comment import comment
from grader.export.decimals import is_same, parse_number, two_decimals
from grader.export.finding import FilledFile, GradedRow
from grader.export.marks import marks, on_students
from grader.export.matching import match
from grader.export.raw_csv import RawCell, RawRow, RawTable, with_cells
from grader.export.worksheet import Worksheet, WorksheetOptions, open_worksheet
from grader.export.worksheet_findings import (
    RowChange,
    is_refused,
    on_comments,
    on_file,
    on_grades,
    on_refused,
)
from grader.model import Standing, Suite


def fill_moodle(
    suite: Suite,
    standings: Sequence[Standing],
    content: bytes,
    name: str,
    options: WorksheetOptions,
) -> FilledFile:
    """Fill the points of the class into a worksheet.

    Parameters
    ----------
    suite : Suite
    standings : sequence of Standing
    content : bytes
        The worksheet as Moodle exported it.
    name : str
        The file's name, for messages.
    options : WorksheetOptions

    Raises
    ------
    UsageError
        The file is no worksheet, or its headers are unknown.
    """
    worksheet = open_worksheet(content, name, options, possible=suite.possible)
    marked = [one for one in standings if one.earned(suite) is not None]
    found = match(marked, worksheet.identities(), trust_ids=options.trust_ids)
    wanted = [_change(suite, worksheet, row, one, options) for row, one in found.rows.items()]
    taken = [change for change in wanted if not is_refused(worksheet, change)]
    findings = (
        *on_file(worksheet),
        *found.findings,
        *on_students(suite, standings),
        *on_refused(worksheet, wanted),
        *on_grades(worksheet, taken),
        *on_comments(worksheet, taken, options),
    )
    returned = tuple(
        GradedRow(
            found.rows[change.row].person.student,
            worksheet.value(change.row, "name"),
            worksheet.id(change.row),
        )
        for change in taken
    )
    return FilledFile(_filled(worksheet, taken).bytes(), findings, returned)


def _change(
    suite: Suite, worksheet: Worksheet, row: int, standing: Standing, options: WorksheetOptions
) -> RowChange:
    found = marks(suite, standing)
    assert found is not None  # only marked standings are matched
    wanted = options.comments and "feedback" in worksheet.columns
    points = worksheet.points(row, found.earned)
    return RowChange(row, points, comment(found) if wanted else None)


def _filled(worksheet: Worksheet, changes: Sequence[RowChange]) -> RawTable:
    rows = list(worksheet.table.rows)
    for change in changes:
        rows[change.row] = with_cells(rows[change.row], _cells(worksheet, rows[change.row], change))
    return RawTable(tuple(rows), worksheet.table.delimiter, worksheet.table.marked)


def _cells(worksheet: Worksheet, row: RawRow, change: RowChange) -> dict[int, RawCell]:
    cells, columns = dict[int, RawCell](), worksheet.columns
    old = parse_number(row.value(columns["grade"]))
    if old is None or not is_same(old, change.points):
        text = two_decimals(change.points, worksheet.mark)
        cells[columns["grade"]] = _cell(worksheet, row, columns["grade"], text)
    if change.comment is not None and row.value(columns["feedback"]) != change.comment:
        cells[columns["feedback"]] = _cell(worksheet, row, columns["feedback"], change.comment)
    return cells


def _cell(worksheet: Worksheet, row: RawRow, column: int, text: str) -> RawCell:
    old = row.cells[column] if column < len(row.cells) else None
    return worksheet.table.cell(text, old)
