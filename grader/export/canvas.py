"""Canvas: an exported gradebook with one column of it filled in, ready for the import.

    Student, ID, [SIS User ID,] SIS Login ID, ..., Section, Title (1234)
        Points Possible, ...                                       100.00
    "Doe, Jane", 1001, jdoe, ..., Section 1,                        87.50

Who you are is Canvas's business: those cells go back byte for byte, whatever is in them.  Only
students with a grade get a row: a blank over a score would be a change.  The maximum is the
file's own: the import writes that one, too.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.errors import UsageError
from grader.export.csvtext import Cell, Row, Table, read_table
from grader.export.finding import Filled, Finding, Returned, Weight, about
from grader.export.marks import on_unmarked
from grader.export.matching import match
from grader.export.numbers import decimal_mark, number, same, written
from grader.model import Standing, Suite
from grader.people.index import Identity
from grader.text.clean import one_line

_DROPPED = re.compile(
    "Current (Score|Points|Grade)|Final (Score|Points|Grade)|Override (Score|Grade|Status)"
)
_TITLE_AND_ID = re.compile(r"(?P<title>.*) \((?P<id>\d+)\)", re.DOTALL)
_NO_STUDENT = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE | re.DOTALL)
_READ_ONLY = re.compile(r"read\s+only")
_MAXIMA = "Points Possible"
_BLANKS = ("", "-")
_NOT_ASSIGNED = "N/A"


@dataclass(frozen=True)
class _Book:
    """The downloaded gradebook: its identity columns, the column to fill, and the maximum."""

    table: Table
    identity: int
    column: int
    scale: float
    mark: str

    @property
    def header(self) -> str:
        return self.table.rows[0].value(self.column)

    @property
    def maxima(self) -> Row | None:
        return next((row for row in self.table.rows[1:] if _MAXIMA in row.value(0)), None)

    @property
    def maximum(self) -> float | None:
        return number(self.maxima.value(self.column)) if self.maxima else None

    @property
    def students(self) -> Sequence[tuple[int, Row]]:
        return [
            (at, row)
            for at, row in enumerate(self.table.rows)
            if at
            and _MAXIMA not in row.value(0)
            and not all(_NO_STUDENT.fullmatch(value) for value in row.values)
        ]


def fill_canvas(
    suite: Suite,
    standings: Sequence[Standing],
    content: bytes,
    name: str,
    *,
    column: str = "",
    scale: bool = False,
    trust_ids: bool = False,
) -> Filled:
    """The gradebook called ``name`` with the standings' points in it.

    ``column`` is the header, the title or the id of the column; else it is found by the title of
    the suite.  ``scale`` converts points to the maximum in the file.  Raises UsageError where the
    file is no gradebook or has no such column.
    """
    book = _opened(suite, content, name, column, scale=scale)
    marked = [one for one in standings if one.earned(suite) is not None]
    found = match(marked, _lines(book), trust_ids=trust_ids)
    points = {row: (one.earned(suite) or 0.0) * book.scale for row, one in found.rows.items()}
    points = {r: p for r, p in points.items() if _old(book, r) != _NOT_ASSIGNED}
    made = _filled(book, points)
    findings = (
        *_on_column(book, made.bytes()),
        *_on_maximum(suite, book, points),
        *found.findings,
        *on_unmarked(suite, standings),
        *_on_scores(book, points, found.rows),
    )
    rows = book.table.rows
    returned = tuple(
        Returned(found.rows[at].person.student, rows[at].value(0), rows[at].value(1))
        for at in points
    )
    return Filled(made.bytes(), findings, returned)


def _opened(suite: Suite, content: bytes, name: str, column: str, *, scale: bool) -> _Book:
    table = read_table(content, name, _is_gradebook, "a gradebook exported from Canvas")
    header = table.rows[0].values
    identity = _identity(header)
    if "Section" not in header[identity - 1]:
        raise UsageError(
            f"{name}: Canvas would call this header invalid: column {identity} is"
            f" {one_line(header[identity - 1])!r} and not 'Section'; export the gradebook again"
        )
    at = _column(header, identity, column or suite.title, name)
    book = _Book(table, identity, at, 1.0, _mark(table, identity))
    if not scale:
        return book
    if not book.maximum or not suite.possible:
        raise UsageError(f"{name} has no 'Points Possible' for {one_line(header[at])}: no --scale")
    return _Book(table, identity, at, book.maximum / suite.possible, book.mark)


def _is_gradebook(header: tuple[str, ...]) -> bool:
    if len(header) > 4 and header[:2] == ("LastName", "FirstName"):
        return "ID" in header[2]
    return len(header) > 3 and "Student" in header[0] and "ID" in header[1]


def _identity(header: tuple[str, ...]) -> int:
    """How many columns say who somebody is, as Canvas counts them."""
    names = 4 if header[:2] == ("LastName", "FirstName") else 3
    at = dict(enumerate(header))
    if "SIS Login ID" in header[names - 1]:
        return names + 1
    if "SIS User ID" not in header[names - 1] or "SIS Login ID" not in at.get(names, ""):
        return names
    more = "Integration ID" in at.get(names + 1, "")
    root = "Root Account" in at.get(names + 1 + more, "")
    return min(names + 2 + more + root, len(header))


def _column(header: tuple[str, ...], identity: int, wanted: str, name: str) -> int:
    places = range(identity, len(header))
    for fits in (_is_header, _is_id, _is_title):
        found = [at for at in places if fits(header[at], wanted.strip())]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                f"{name} has {len(found)} columns {one_line(wanted)!r}; name one of them with"
                f" --column: {_listed(header[at] for at in found)}"
            )
    raise UsageError(
        f"{name} has no column {one_line(wanted)!r}, and Canvas would make a new assignment of it;"
        f" name one with --column: {_listed(header[at] for at in places)}"
    )


def _is_header(header: str, wanted: str) -> bool:
    return header == wanted


def _is_id(header: str, wanted: str) -> bool:
    parts = _TITLE_AND_ID.fullmatch(header)
    return bool(parts and parts["id"] == wanted)


def _is_title(header: str, wanted: str) -> bool:
    parts = _TITLE_AND_ID.fullmatch(header)
    return (parts["title"] if parts else header).strip().casefold() == wanted.casefold()


def _listed(headers: Iterable[str]) -> str:
    return ", ".join(repr(one_line(header)) for header in headers)


def _mark(table: Table, identity: int) -> str:
    cells = (cell.value for row in table.rows[1:] for cell in row.cells[identity:])
    return decimal_mark(cells) or "."


def _lines(book: _Book) -> dict[int, Identity]:
    header = book.table.rows[0].values
    split = header[0] == "LastName"
    logins = [at for at in range(book.identity) if re.search(r"(SIS|Integration).* ID", header[at])]
    return {
        at: Identity(
            ids=(("user", row.value(2 if split else 1).strip()),),
            logins=tuple(row.value(column) for column in logins),
            name=f"{row.value(1)} {row.value(0)}" if split else row.value(0),
        )
        for at, row in book.students
    }


def _filled(book: _Book, points: Mapping[int, float]) -> Table:
    """The identity columns and the one column, for those who have points."""
    table = book.table
    rows = [_cut(book, table.rows[0], table.rows[0].cells[book.column])]
    if book.maxima:
        rows.append(_cut(book, book.maxima, None))
    rows += [
        _cut(book, table.rows[at], table.cell(written(points[at], book.mark)))
        for at in sorted(points)
    ]
    return Table(tuple(rows), table.delimiter, table.marked)


def _cut(book: _Book, row: Row, last: Cell | None) -> Row:
    """The row cut to its identity and this cell; None: its own."""
    short = [Cell("", "")] * (book.column + 1 - len(row.cells))
    cells = (*row.cells, *short)
    end = row.end or book.table.rows[0].end or "\n"
    return Row((*cells[: book.identity], last or cells[book.column]), end)


def _old(book: _Book, row: int) -> str:
    return book.table.rows[row].value(book.column).strip()


def _on_column(book: _Book, made: bytes) -> list[Finding]:
    """What Canvas would make of the column."""
    title, found = one_line(book.header), []
    if dropped := _DROPPED.search(book.header):
        words = f"Canvas ignores a column with {dropped[0]!r} in its title, and so {title!r}:"
        found.append(Finding(Weight.STOP, f"{words} call the assignment something else"))
    if book.maxima and _READ_ONLY.search(book.maxima.value(book.column)):
        found.append(Finding(Weight.STOP, f"{title!r} is read only: Canvas ignores the column"))
    if not _TITLE_AND_ID.fullmatch(book.header):
        words = f"{title!r} has no id in brackets: unless an assignment has exactly this title,"
        found.append(Finding(Weight.LOOK, f"{words} Canvas makes a new one"))
    if _guessed_delimiter(made) != book.table.delimiter:
        words = f"Canvas would not take {book.table.delimiter!r} for what separates the columns"
        found.append(Finding(Weight.STOP, f"{words}; export the gradebook again, with commas"))
    return found


def _guessed_delimiter(made: bytes) -> str:
    """What Canvas takes for the delimiter, from the first three lines of the file."""
    lines = made.decode("utf-8-sig").split("\n")[:3]
    lines = [line for line in lines if line]
    counts = {separator: _fields(lines, separator) for separator in ";,"}
    return ";" if counts[";"] > counts[","] else ","


def _fields(lines: Sequence[str], separator: str) -> int:
    """How many fields each of these lines has, or 0 where they differ."""
    try:
        counts = {len(row) for row in csv.reader(lines, delimiter=separator, strict=True)}
    except csv.Error:
        return 0
    return counts.pop() if len(counts) == 1 else 0


def _on_maximum(suite: Suite, book: _Book, points: Mapping[int, float]) -> list[Finding]:
    maximum = book.maximum
    if maximum is None:
        words = "the file has no 'Points Possible' for this column: nothing says what it is out of"
        return [Finding(Weight.NOTE, words)]
    found = []
    if not same(maximum, suite.possible * book.scale):
        words = f"the column is out of {maximum:g} points and the grades are out of"
        found.append(Finding(Weight.LOOK, f"{words} {suite.possible:g}; --scale converts them"))
    over = [book.table.rows[at].value(0) for at, p in points.items() if p > maximum + 0.005]
    return found + about(Weight.LOOK, f"{{n}} student(s) get more than {maximum:g} points", over)


def _on_scores(
    book: _Book, points: Mapping[int, float], matched: Mapping[int, Standing]
) -> list[Finding]:
    """What stands in the column now, and what becomes of it."""
    old = {at: number(_old(book, at)) for at in points}
    who = {at: book.table.rows[at].value(0) for at, _ in book.students}
    replaced = {
        at: score for at, score in old.items() if score is not None and not same(score, points[at])
    }
    change = [f"{who[at]}: {written(s)} -> {written(points[at])}" for at, s in replaced.items()]
    alike = [who[at] for at, s in old.items() if s is not None and at not in replaced]
    other = [at for at, score in old.items() if score is None and _old(book, at) not in _BLANKS]
    untouched = [who[at] for at, _ in book.students if at not in matched]
    unassigned = [who[at] for at in matched if _old(book, at) == _NOT_ASSIGNED]
    return [
        *about(Weight.LOOK, "{n} score(s) that differ will be overwritten", change),
        *about(
            Weight.LOOK,
            "{n} cell(s) that are no number (such as EX, excused) will be overwritten",
            [f"{who[at]}: {one_line(_old(book, at))}" for at in other],
        ),
        *about(
            Weight.LOOK,
            "{n} student(s) are not assigned this assignment in Canvas, which would blank their"
            " score: left out",
            unassigned,
        ),
        *about(
            Weight.NOTE,
            "{n} score(s) stay as they are, to two decimals: Canvas ignores them",
            alike,
        ),
        *about(
            Weight.NOTE, "{n} student(s) in the file have no grade here and keep theirs", untouched
        ),
    ]
