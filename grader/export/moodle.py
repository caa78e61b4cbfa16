"""Moodle: fill grades and comments into a downloaded grading worksheet; keep every other byte.

Moodle reads the worksheet by its headers, which are in the language of the person who downloaded
it.  The file must therefore have the headers; other languages than English name them with
``--header grade=Bewertung``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.errors import UsageError
from grader.export.comment import comment
from grader.export.decimals import decimal_mark, is_same, parse_number, two_decimals
from grader.export.finding import ExportFinding, FilledFile, GradedRow, Weight, about
from grader.export.marks import marks, on_unmarked
from grader.export.matching import match
from grader.export.raw_csv import RawCell, RawRow, RawTable, read_table, with_cells
from grader.model import Standing, Suite
from grader.people.index import Identity
from grader.text.clean import one_line

HEADERS: Mapping[str, tuple[str, ...]] = {
    "identifier": ("Identifier",),
    "grade": ("Grade",),
    "modified": ("Last modified (grade)",),
    "maximum": ("Maximum Grade", "Maximum grade"),
    "changeable": ("Grade can be changed",),
    "feedback": ("Feedback comments",),
    "name": ("Full name",),
    "number": ("ID number",),
    "username": ("Username",),
    "email": ("Email address",),
}
"""The English headers of each column."""

_NEEDED = ("identifier", "grade")
_LOCKED = frozenset("no nein non nee não nej nei ne nie nem nu ei нет ні όχι 否 いいえ".split())
"""The word "no" in the column "Grade can be changed"."""

_ID = re.compile(r"\d+\Z")


@dataclass(frozen=True)
class WorksheetOptions:
    """How to read and fill the worksheet.

    Attributes
    ----------
    headers : mapping from str to str
        The file's own headers of the columns in ``HEADERS``.
    mark : str
        The decimal mark; empty for the file's own.
    comments : bool
        Whether to fill in comments.
    scale : bool
        Whether to convert points to the maximum in the file.
    trust_ids : bool
        Whether to believe ids that lead to another name.
    """

    headers: Mapping[str, str]
    mark: str = ""
    comments: bool = True
    scale: bool = False
    trust_ids: bool = False


@dataclass(frozen=True)
class _Worksheet:
    table: RawTable
    columns: Mapping[str, int]
    mark: str
    possible: float
    scale: bool

    def value(self, row: int, column: str) -> str:
        """Return the value of a cell; an empty string if there is no such column."""
        return self.table.rows[row].value(self.columns.get(column)).strip()

    def maximum(self, row: int) -> float | None:
        return parse_number(self.value(row, "maximum"))

    def points(self, row: int, earned: float) -> float:
        maximum = self.maximum(row)
        if not self.scale or maximum is None or not self.possible:
            return earned
        return earned * maximum / self.possible

    def who(self, row: int) -> str:
        return self.value(row, "name") or self.value(row, "identifier")


@dataclass(frozen=True)
class _RowChange:
    """A row's new grade and comment; a comment of None leaves the old one."""

    row: int
    points: float
    comment: str | None


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
    worksheet = _opened(suite, content, name, options)
    marked = [one for one in standings if one.earned(suite) is not None]
    found = match(marked, _lines(worksheet), trust_ids=options.trust_ids)
    wanted = [_change(suite, worksheet, row, one, options) for row, one in found.rows.items()]
    taken = [change for change in wanted if not _refused(worksheet, change)]
    findings = (
        *_on_file(worksheet),
        *found.findings,
        *on_unmarked(suite, standings),
        *_on_refused(suite, worksheet, wanted),
        *_on_grades(worksheet, taken),
        *_on_comments(worksheet, taken, options),
    )
    returned = tuple(
        GradedRow(
            found.rows[change.row].person.student,
            worksheet.value(change.row, "name"),
            _id(worksheet.value(change.row, "identifier")),
        )
        for change in taken
    )
    return FilledFile(_filled(worksheet, taken).bytes(), findings, returned)


def _opened(suite: Suite, content: bytes, name: str, options: WorksheetOptions) -> _Worksheet:
    accepted = {
        column: (options.headers[column],) if column in options.headers else english
        for column, english in HEADERS.items()
    }
    identifiers = accepted["identifier"]
    table = read_table(
        content,
        name,
        lambda header: len(header) > 2 and any(one in header for one in identifiers),
        f"a grading worksheet with a column {identifiers[0]!r} (where Moodle speaks another"
        " language, name its columns: --header identifier=... --header grade=...)",
    )
    header = table.rows[0].values
    columns = {
        column: header.index(word)
        for column, words in accepted.items()
        for word in words
        if word in header
    }
    if missing := [column for column in _NEEDED if column not in columns]:
        known = ", ".join(repr(one_line(word)) for word in header)
        raise UsageError(
            f"{name} has no column {', '.join(missing)} among {known}; where Moodle speaks another"
            " language, say what it is called: --header grade=..."
        )
    if options.scale and "maximum" not in columns:
        raise UsageError(f"{name} has no column with the maximum grade: no --scale")
    mark = options.mark or _mark(table, columns)
    return _Worksheet(table, columns, mark, suite.possible, options.scale)


def _mark(table: RawTable, columns: Mapping[str, int]) -> str:
    numbers = [columns[name] for name in ("grade", "maximum") if name in columns]
    return decimal_mark(row.value(at) for row in table.rows[1:] for at in numbers) or "."


def _lines(worksheet: _Worksheet) -> dict[int, Identity]:
    return {
        row: Identity(
            ids=(("participant", _id(worksheet.value(row, "identifier"))),),
            logins=tuple(worksheet.value(row, name) for name in ("number", "username", "email")),
            name=worksheet.value(row, "name"),
        )
        for row in range(1, len(worksheet.table.rows))
        if worksheet.value(row, "identifier")
    }


def _id(identifier: str) -> str:
    """Return the number at the end of "Participant 12345", in any language."""
    found = _ID.search(identifier)
    return found[0] if found else ""


def _change(
    suite: Suite, worksheet: _Worksheet, row: int, standing: Standing, options: WorksheetOptions
) -> _RowChange:
    found = marks(suite, standing)
    assert found is not None  # only marked standings are matched
    wanted = options.comments and "feedback" in worksheet.columns
    points = worksheet.points(row, found.earned)
    return _RowChange(row, points, comment(found) if wanted else None)


def _refused(worksheet: _Worksheet, change: _RowChange) -> bool:
    return _locked(worksheet, change) or _no_points(worksheet, change) or _above(worksheet, change)


def _locked(worksheet: _Worksheet, change: _RowChange) -> bool:
    return worksheet.value(change.row, "changeable").casefold() in _LOCKED


def _no_points(worksheet: _Worksheet, change: _RowChange) -> bool:
    """Return whether the maximum is no number, as for a scale of words."""
    text = worksheet.value(change.row, "maximum")
    return bool(text) and worksheet.maximum(change.row) is None


def _above(worksheet: _Worksheet, change: _RowChange) -> bool:
    maximum = worksheet.maximum(change.row)
    return change.points < 0 or (maximum is not None and change.points > maximum + 0.005)


def _filled(worksheet: _Worksheet, changes: Sequence[_RowChange]) -> RawTable:
    rows = list(worksheet.table.rows)
    for change in changes:
        rows[change.row] = with_cells(rows[change.row], _cells(worksheet, rows[change.row], change))
    return RawTable(tuple(rows), worksheet.table.delimiter, worksheet.table.marked)


def _cells(worksheet: _Worksheet, row: RawRow, change: _RowChange) -> dict[int, RawCell]:
    cells, columns = dict[int, RawCell](), worksheet.columns
    old = parse_number(row.value(columns["grade"]))
    if old is None or not is_same(old, change.points):
        text = two_decimals(change.points, worksheet.mark)
        cells[columns["grade"]] = _cell(worksheet, row, columns["grade"], text)
    if change.comment is not None and row.value(columns["feedback"]) != change.comment:
        cells[columns["feedback"]] = _cell(worksheet, row, columns["feedback"], change.comment)
    return cells


def _cell(worksheet: _Worksheet, row: RawRow, column: int, text: str) -> RawCell:
    old = row.cells[column] if column < len(row.cells) else None
    return worksheet.table.cell(text, old)


def _on_file(worksheet: _Worksheet) -> list[ExportFinding]:
    found = []
    if "modified" not in worksheet.columns:
        words = "Moodle takes no worksheet without its column 'Last modified (grade)'"
        found.append(
            ExportFinding(
                Weight.STOP, f"{words}; say what it is called here: --header modified=..."
            )
        )
    if worksheet.table.delimiter != ",":
        words = f"the columns are separated by {worksheet.table.delimiter!r}: choose that separator"
        found.append(
            ExportFinding(Weight.NOTE, f"{words} when you upload (older Moodle takes commas)")
        )
    short = [
        f"line {at + 1}"
        for at, row in enumerate(worksheet.table.rows)
        if any(row.values) and len(row.cells) != len(worksheet.table.rows[0].cells)
    ]
    words = "{n} row(s) have another number of cells than the header: Moodle rejects the whole file"
    return found + about(Weight.STOP, words, short)


def _on_refused(
    suite: Suite, worksheet: _Worksheet, wanted: Sequence[_RowChange]
) -> list[ExportFinding]:
    sizes = {worksheet.maximum(c.row) for c in wanted} - {None}
    differs = [size for size in sizes if size is not None and not is_same(size, suite.possible)]
    found = about(
        Weight.LOOK,
        "{n} row(s) are locked in Moodle, which would skip their grade: left as they are",
        [worksheet.who(c.row) for c in wanted if _locked(worksheet, c)],
    )
    found += about(
        Weight.LOOK,
        "{n} grade(s) are below zero or above the maximum, and Moodle would skip them: left as"
        " they are; --scale converts points to the maximum",
        [_of_maximum(worksheet, change) for change in wanted if _above(worksheet, change)],
    )
    found += about(
        Weight.LOOK,
        "{n} row(s) have a maximum that is no number, as where marks are words of a scale:"
        " left as they are",
        [worksheet.who(c.row) for c in wanted if _no_points(worksheet, c)],
    )
    if differs and not worksheet.scale:
        words = f"the worksheet is out of {differs[0]:g} and the grades are out of"
        found.append(
            ExportFinding(Weight.LOOK, f"{words} {suite.possible:g}; --scale converts them")
        )
    return found


def _of_maximum(worksheet: _Worksheet, change: _RowChange) -> str:
    maximum = worksheet.value(change.row, "maximum")
    return f"{worksheet.who(change.row)}: {two_decimals(change.points)} of {maximum}"


def _on_grades(worksheet: _Worksheet, taken: Sequence[_RowChange]) -> list[ExportFinding]:
    old = {c.row: parse_number(worksheet.value(c.row, "grade")) for c in taken}
    differ = [c for c in taken if (o := old[c.row]) is not None and not is_same(o, c.points)]
    alike = [c for c in taken if (o := old[c.row]) is not None and is_same(o, c.points)]
    change = [
        f"{worksheet.who(c.row)}: {worksheet.value(c.row, 'grade')} -> "
        + two_decimals(c.points, worksheet.mark)
        for c in differ
    ]
    rows = {c.row for c in taken}
    others = [worksheet.who(row) for row in _lines(worksheet) if row not in rows]
    found = [
        *about(Weight.LOOK, "{n} grade(s) that differ will be overwritten", change),
        *about(
            Weight.NOTE,
            "{n} grade(s) are what they were: Moodle skips them",
            [worksheet.who(c.row) for c in alike],
        ),
        *about(Weight.NOTE, "{n} row(s) of the worksheet stay as they are", others),
    ]
    words = (
        "Moodle skips a row that was graded after the worksheet was downloaded, also by an upload"
        " of feedback files: upload soon, the worksheet first, and a fresh one the next time"
    )
    return [*found, ExportFinding(Weight.NOTE, words)]


def _on_comments(
    worksheet: _Worksheet, taken: Sequence[_RowChange], options: WorksheetOptions
) -> list[ExportFinding]:
    if options.comments and "feedback" not in worksheet.columns:
        words = "the worksheet has no column 'Feedback comments': only grades are filled in"
        return [ExportFinding(Weight.NOTE, words)]
    lost = [
        worksheet.who(c.row)
        for c in taken
        if c.comment is not None and worksheet.value(c.row, "feedback") not in ("", c.comment)
    ]
    words = "{n} comment(s) that differ will be overwritten; --no-comments leaves them"
    return about(Weight.LOOK, words, lost)
