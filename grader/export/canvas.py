"""Canvas: fill one column of an exported gradebook, ready for the import.

    Student, ID, [SIS User ID,] SIS Login ID, ..., Section, Title (1234)
        Points Possible, ...                                       100.00
    "Doe, Jane", 1001, jdoe, ..., Section 1,                        87.50

The identity columns are Canvas's own and go back byte for byte.  Only students with a grade get a
row, because a blank would delete a score.  The maximum is the file's own, because the import
overwrites the maximum too.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.errors import UsageError
from grader.export.decimals import decimal_mark, is_same, parse_number, two_decimals
from grader.export.finding import ExportFinding, FilledFile, GradedRow, Weight, about
from grader.export.marks import on_students
from grader.export.matching import match
from grader.export.raw_csv import RawCell, RawRow, RawTable, read_table
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
class _CanvasFile:
    """The downloaded gradebook: its identity columns, the column to fill, and the scale."""

    table: RawTable
    identity: int
    column: int
    scale: float
    mark: str

    @property
    def header(self) -> str:
        return self.table.rows[0].value(self.column)

    @property
    def maxima(self) -> RawRow | None:
        return next((row for row in self.table.rows[1:] if _MAXIMA in row.value(0)), None)

    @property
    def maximum(self) -> float | None:
        return parse_number(self.maxima.value(self.column)) if self.maxima else None

    @property
    def students(self) -> Sequence[tuple[int, RawRow]]:
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
    canvas_file = _opened(suite, content, name, column, scale=scale)
    marked = [one for one in standings if one.earned(suite) is not None]
    found = match(marked, _lines(canvas_file), trust_ids=trust_ids)
    points = {
        row: (one.earned(suite) or 0.0) * canvas_file.scale for row, one in found.rows.items()
    }
    points = {r: p for r, p in points.items() if _old(canvas_file, r) != _NOT_ASSIGNED}
    made = _filled(canvas_file, points)
    findings = (
        *_on_column(canvas_file, made.bytes()),
        *_on_maximum(suite, canvas_file, points),
        *found.findings,
        *on_students(suite, standings),
        *_on_scores(canvas_file, points, found.rows),
    )
    rows = canvas_file.table.rows
    returned = tuple(
        GradedRow(found.rows[at].person.student, rows[at].value(0), rows[at].value(1))
        for at in points
    )
    return FilledFile(made.bytes(), findings, returned)


def _opened(suite: Suite, content: bytes, name: str, column: str, *, scale: bool) -> _CanvasFile:
    table = read_table(content, name, _is_gradebook, "a gradebook exported from Canvas")
    header = table.rows[0].values
    identity = _identity(header)
    if "Section" not in header[identity - 1]:
        raise UsageError(
            f"{name}: Canvas would call this header invalid: column {identity} is"
            f" {one_line(header[identity - 1])!r} and not 'Section'; export the gradebook again"
        )
    at = _column(header, identity, column or suite.title, name)
    canvas_file = _CanvasFile(table, identity, at, 1.0, _mark(table, identity))
    if not scale:
        return canvas_file
    if not canvas_file.maximum or not suite.possible:
        raise UsageError(f"{name} has no 'Points Possible' for {one_line(header[at])}: no --scale")
    return _CanvasFile(table, identity, at, canvas_file.maximum / suite.possible, canvas_file.mark)


def _is_gradebook(header: tuple[str, ...]) -> bool:
    if len(header) > 4 and header[:2] == ("LastName", "FirstName"):
        return "ID" in header[2]
    return len(header) > 3 and "Student" in header[0] and "ID" in header[1]


def _identity(header: tuple[str, ...]) -> int:
    """Return how many columns identify a student, by Canvas's own rule."""
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


def _mark(table: RawTable, identity: int) -> str:
    cells = (cell.value for row in table.rows[1:] for cell in row.cells[identity:])
    return decimal_mark(cells) or "."


def _lines(canvas_file: _CanvasFile) -> dict[int, Identity]:
    header = canvas_file.table.rows[0].values
    split = header[0] == "LastName"
    logins = [
        at for at in range(canvas_file.identity) if re.search(r"(SIS|Integration).* ID", header[at])
    ]
    return {
        at: Identity(
            ids=(("user", row.value(2 if split else 1).strip()),),
            logins=tuple(row.value(column) for column in logins),
            name=f"{row.value(1)} {row.value(0)}" if split else row.value(0),
        )
        for at, row in canvas_file.students
    }


def _filled(canvas_file: _CanvasFile, points: Mapping[int, float]) -> RawTable:
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


def _cut(canvas_file: _CanvasFile, row: RawRow, last: RawCell | None) -> RawRow:
    """Return a row's identity columns and one cell; by default its own cell."""
    short = [RawCell("", "")] * (canvas_file.column + 1 - len(row.cells))
    cells = (*row.cells, *short)
    end = row.end or canvas_file.table.rows[0].end or "\n"
    return RawRow((*cells[: canvas_file.identity], last or cells[canvas_file.column]), end)


def _old(canvas_file: _CanvasFile, row: int) -> str:
    return canvas_file.table.rows[row].value(canvas_file.column).strip()


def _on_column(canvas_file: _CanvasFile, made: bytes) -> list[ExportFinding]:
    """Return findings on how Canvas reads the column's header."""
    title, found = one_line(canvas_file.header), []
    if dropped := _DROPPED.search(canvas_file.header):
        words = f"Canvas ignores a column with {dropped[0]!r} in its title, and so {title!r}:"
        found.append(ExportFinding(Weight.STOP, f"{words} call the assignment something else"))
    if canvas_file.maxima and _READ_ONLY.search(canvas_file.maxima.value(canvas_file.column)):
        found.append(
            ExportFinding(Weight.STOP, f"{title!r} is read only: Canvas ignores the column")
        )
    if not _TITLE_AND_ID.fullmatch(canvas_file.header):
        words = f"{title!r} has no id in brackets: unless an assignment has exactly this title,"
        found.append(ExportFinding(Weight.LOOK, f"{words} Canvas makes a new one"))
    if _guessed_delimiter(made) != canvas_file.table.delimiter:
        words = (
            f"Canvas would not recognise {canvas_file.table.delimiter!r} as the column separator"
        )
        found.append(
            ExportFinding(Weight.STOP, f"{words}; export the gradebook again, with commas")
        )
    return found


def _guessed_delimiter(made: bytes) -> str:
    """Return the delimiter that Canvas guesses from the first three lines."""
    lines = made.decode("utf-8-sig").split("\n")[:3]
    lines = [line for line in lines if line]
    counts = {separator: _fields(lines, separator) for separator in ";,"}
    return ";" if counts[";"] > counts[","] else ","


def _fields(lines: Sequence[str], separator: str) -> int:
    """Return how many fields every line has; 0 if the lines differ."""
    try:
        counts = {len(row) for row in csv.reader(lines, delimiter=separator, strict=True)}
    except csv.Error:
        return 0
    return counts.pop() if len(counts) == 1 else 0


def _on_maximum(
    suite: Suite, canvas_file: _CanvasFile, points: Mapping[int, float]
) -> list[ExportFinding]:
    maximum = canvas_file.maximum
    if maximum is None:
        words = "the file has no 'Points Possible' for this column: the maximum is unknown"
        return [ExportFinding(Weight.NOTE, words)]
    found = []
    if not is_same(maximum, suite.possible * canvas_file.scale):
        words = f"the column is out of {maximum:g} points and the grades are out of"
        advice = "--scale converts them" if maximum else "give the assignment its points in Canvas"
        found.append(ExportFinding(Weight.LOOK, f"{words} {suite.possible:g}; {advice}"))
    over = [canvas_file.table.rows[at].value(0) for at, p in points.items() if p > maximum + 0.005]
    return found + about(Weight.LOOK, f"{{n}} student(s) get more than {maximum:g} points", over)


def _on_scores(
    canvas_file: _CanvasFile, points: Mapping[int, float], matched: Mapping[int, Standing]
) -> list[ExportFinding]:
    """Return findings on the scores that the column holds now."""
    old = {at: parse_number(_old(canvas_file, at)) for at in points}
    who = {at: canvas_file.table.rows[at].value(0) for at, _ in canvas_file.students}
    replaced = {
        at: score
        for at, score in old.items()
        if score is not None and not is_same(score, points[at])
    }
    change = [
        f"{who[at]}: {two_decimals(s)} -> {two_decimals(points[at])}" for at, s in replaced.items()
    ]
    alike = [who[at] for at, s in old.items() if s is not None and at not in replaced]
    other = [
        at for at, score in old.items() if score is None and _old(canvas_file, at) not in _BLANKS
    ]
    untouched = [who[at] for at, _ in canvas_file.students if at not in matched]
    unassigned = [who[at] for at in matched if _old(canvas_file, at) == _NOT_ASSIGNED]
    return [
        *about(Weight.LOOK, "{n} score(s) that differ will be overwritten", change),
        *about(
            Weight.LOOK,
            "{n} cell(s) that are no number (such as EX, excused) will be overwritten",
            [f"{who[at]}: {one_line(_old(canvas_file, at))}" for at in other],
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
