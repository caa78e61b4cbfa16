"""Moodle: the downloaded grading worksheet, with grades and comments in the rows of those who have
one; every other byte stays.

Moodle reads the worksheet by its headers, and those are in the language of whoever downloaded it.
So they are never made here: the file must have them, and where they are not English they are told
(``--header grade=Bewertung``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.errors import UsageError
from grader.export.comment import comment
from grader.export.csvtext import Cell, Row, Table, read_table, with_cells
from grader.export.finding import Filled, Finding, Returned, Weight, about
from grader.export.marks import marks, on_unmarked
from grader.export.matching import match
from grader.export.numbers import decimal_mark, number, same, written
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
"""What each column is called in English."""

_NEEDED = ("identifier", "grade")
_LOCKED = frozenset("no nein non nee não nej nei ne nie nem nu ei нет ні όχι 否 いいえ".split())
"""How "Grade can be changed" says no."""

_ID = re.compile(r"\d+\Z")


@dataclass(frozen=True)
class Wishes:
    """How the worksheet is to be read and filled in.

    ``headers`` are the file's words for the columns in ``HEADERS``; ``mark`` is the decimal mark,
    or empty: that of the file.  ``scale`` converts points to the maximum in the file.
    """

    headers: Mapping[str, str]
    mark: str = ""
    comments: bool = True
    scale: bool = False
    trust_ids: bool = False


@dataclass(frozen=True)
class _Sheet:
    table: Table
    columns: Mapping[str, int]
    mark: str
    possible: float
    scale: bool

    def value(self, row: int, column: str) -> str:
        """What the cell says; nothing where the file has no such column."""
        return self.table.rows[row].value(self.columns.get(column)).strip()

    def maximum(self, row: int) -> float | None:
        return number(self.value(row, "maximum"))

    def points(self, row: int, earned: float) -> float:
        maximum = self.maximum(row)
        if not self.scale or maximum is None or not self.possible:
            return earned
        return earned * maximum / self.possible

    def who(self, row: int) -> str:
        return self.value(row, "name") or self.value(row, "identifier")


@dataclass(frozen=True)
class _Change:
    """A row's new grade and comment; ``comment`` None: stays."""

    row: int
    points: float
    comment: str | None


def fill_moodle(
    suite: Suite, standings: Sequence[Standing], content: bytes, name: str, wishes: Wishes
) -> Filled:
    """The worksheet called ``name`` with the standings' points in it.

    Raises UsageError where it is no worksheet, or its headers are not known.
    """
    sheet = _opened(suite, content, name, wishes)
    marked = [one for one in standings if one.earned(suite) is not None]
    found = match(marked, _lines(sheet), trust_ids=wishes.trust_ids)
    wanted = [_change(suite, sheet, row, one, wishes) for row, one in found.rows.items()]
    taken = [change for change in wanted if not _refused(sheet, change)]
    findings = (
        *_on_file(sheet),
        *found.findings,
        *on_unmarked(suite, standings),
        *_on_refused(suite, sheet, wanted),
        *_on_grades(sheet, taken),
        *_on_comments(sheet, taken, wishes),
    )
    returned = tuple(
        Returned(
            found.rows[change.row].person.student,
            sheet.value(change.row, "name"),
            _id(sheet.value(change.row, "identifier")),
        )
        for change in taken
    )
    return Filled(_filled(sheet, taken).bytes(), findings, returned)


def _opened(suite: Suite, content: bytes, name: str, wishes: Wishes) -> _Sheet:
    accepted = {
        column: (wishes.headers[column],) if column in wishes.headers else english
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
    if wishes.scale and "maximum" not in columns:
        raise UsageError(f"{name} has no column with the maximum grade: no --scale")
    mark = wishes.mark or _mark(table, columns)
    return _Sheet(table, columns, mark, suite.possible, wishes.scale)


def _mark(table: Table, columns: Mapping[str, int]) -> str:
    numbers = [columns[name] for name in ("grade", "maximum") if name in columns]
    return decimal_mark(row.value(at) for row in table.rows[1:] for at in numbers) or "."


def _lines(sheet: _Sheet) -> dict[int, Identity]:
    return {
        row: Identity(
            ids=(("participant", _id(sheet.value(row, "identifier"))),),
            logins=tuple(sheet.value(row, name) for name in ("number", "username", "email")),
            name=sheet.value(row, "name"),
        )
        for row in range(1, len(sheet.table.rows))
        if sheet.value(row, "identifier")
    }


def _id(identifier: str) -> str:
    """The number at the end of "Participant 12345", whatever the language."""
    found = _ID.search(identifier)
    return found[0] if found else ""


def _change(suite: Suite, sheet: _Sheet, row: int, standing: Standing, wishes: Wishes) -> _Change:
    found = marks(suite, standing)
    assert found is not None  # only those are matched
    wanted = wishes.comments and "feedback" in sheet.columns
    points = sheet.points(row, found.earned)
    return _Change(row, points, comment(found) if wanted else None)


def _refused(sheet: _Sheet, change: _Change) -> bool:
    return _locked(sheet, change) or _no_points(sheet, change) or _above(sheet, change)


def _locked(sheet: _Sheet, change: _Change) -> bool:
    return sheet.value(change.row, "changeable").casefold() in _LOCKED


def _no_points(sheet: _Sheet, change: _Change) -> bool:
    """Whether the maximum is no number: the assignment is marked by a scale of words."""
    text = sheet.value(change.row, "maximum")
    return bool(text) and sheet.maximum(change.row) is None


def _above(sheet: _Sheet, change: _Change) -> bool:
    maximum = sheet.maximum(change.row)
    return change.points < 0 or (maximum is not None and change.points > maximum + 0.005)


def _filled(sheet: _Sheet, changes: Sequence[_Change]) -> Table:
    rows = list(sheet.table.rows)
    for change in changes:
        rows[change.row] = with_cells(rows[change.row], _cells(sheet, rows[change.row], change))
    return Table(tuple(rows), sheet.table.delimiter, sheet.table.marked)


def _cells(sheet: _Sheet, row: Row, change: _Change) -> dict[int, Cell]:
    cells, columns = dict[int, Cell](), sheet.columns
    old = number(row.value(columns["grade"]))
    if old is None or not same(old, change.points):
        text = written(change.points, sheet.mark)
        cells[columns["grade"]] = _cell(sheet, row, columns["grade"], text)
    if change.comment is not None and row.value(columns["feedback"]) != change.comment:
        cells[columns["feedback"]] = _cell(sheet, row, columns["feedback"], change.comment)
    return cells


def _cell(sheet: _Sheet, row: Row, column: int, text: str) -> Cell:
    old = row.cells[column] if column < len(row.cells) else None
    return sheet.table.cell(text, old)


def _on_file(sheet: _Sheet) -> list[Finding]:
    found = []
    if "modified" not in sheet.columns:
        words = "Moodle takes no worksheet without its column 'Last modified (grade)'"
        found.append(
            Finding(Weight.STOP, f"{words}; say what it is called here: --header modified=...")
        )
    if sheet.table.delimiter != ",":
        words = f"the columns are separated by {sheet.table.delimiter!r}: choose that separator"
        found.append(Finding(Weight.NOTE, f"{words} when you upload (older Moodle takes commas)"))
    short = [
        f"line {at + 1}"
        for at, row in enumerate(sheet.table.rows)
        if any(row.values) and len(row.cells) != len(sheet.table.rows[0].cells)
    ]
    words = "{n} row(s) have another number of cells than the header: Moodle takes none of it"
    return found + about(Weight.STOP, words, short)


def _on_refused(suite: Suite, sheet: _Sheet, wanted: Sequence[_Change]) -> list[Finding]:
    sizes = {sheet.maximum(c.row) for c in wanted} - {None}
    differs = [size for size in sizes if size is not None and not same(size, suite.possible)]
    found = about(
        Weight.LOOK,
        "{n} row(s) are locked in Moodle, which would skip their grade: left as they are",
        [sheet.who(c.row) for c in wanted if _locked(sheet, c)],
    )
    found += about(
        Weight.LOOK,
        "{n} grade(s) are below zero or above the maximum, and Moodle would skip them: left as"
        " they are; --scale converts points to the maximum",
        [_of_maximum(sheet, change) for change in wanted if _above(sheet, change)],
    )
    found += about(
        Weight.LOOK,
        "{n} row(s) have a maximum that is no number, as where marks are words of a scale:"
        " left as they are",
        [sheet.who(c.row) for c in wanted if _no_points(sheet, c)],
    )
    if differs and not sheet.scale:
        words = f"the worksheet is out of {differs[0]:g} and the grades are out of"
        found.append(Finding(Weight.LOOK, f"{words} {suite.possible:g}; --scale converts them"))
    return found


def _of_maximum(sheet: _Sheet, change: _Change) -> str:
    maximum = sheet.value(change.row, "maximum")
    return f"{sheet.who(change.row)}: {written(change.points)} of {maximum}"


def _on_grades(sheet: _Sheet, taken: Sequence[_Change]) -> list[Finding]:
    old = {c.row: number(sheet.value(c.row, "grade")) for c in taken}
    differ = [c for c in taken if (o := old[c.row]) is not None and not same(o, c.points)]
    alike = [c for c in taken if (o := old[c.row]) is not None and same(o, c.points)]
    change = [
        f"{sheet.who(c.row)}: {sheet.value(c.row, 'grade')} -> {written(c.points, sheet.mark)}"
        for c in differ
    ]
    rows = {c.row for c in taken}
    others = [sheet.who(row) for row in _lines(sheet) if row not in rows]
    found = [
        *about(Weight.LOOK, "{n} grade(s) that differ will be overwritten", change),
        *about(
            Weight.NOTE,
            "{n} grade(s) are what they were: Moodle skips them",
            [sheet.who(c.row) for c in alike],
        ),
        *about(Weight.NOTE, "{n} row(s) of the worksheet stay as they are", others),
    ]
    words = (
        "Moodle skips a row that was graded after the worksheet was downloaded, also by an upload"
        " of feedback files: upload soon, the worksheet first, and a fresh one the next time"
    )
    return [*found, Finding(Weight.NOTE, words)]


def _on_comments(sheet: _Sheet, taken: Sequence[_Change], wishes: Wishes) -> list[Finding]:
    if wishes.comments and "feedback" not in sheet.columns:
        words = "the worksheet has no column 'Feedback comments': only grades are filled in"
        return [Finding(Weight.NOTE, words)]
    lost = [
        sheet.who(c.row)
        for c in taken
        if c.comment is not None and sheet.value(c.row, "feedback") not in ("", c.comment)
    ]
    words = "{n} comment(s) that differ will be overwritten; --no-comments leaves them"
    return about(Weight.LOOK, words, lost)
