"""Read a gradebook exported from Canvas: its identity columns, its rows, the column to fill.

Student, ID, [SIS User ID,] SIS Login ID, ..., Section, Title (1234)
    Points Possible, ...                                       100.00
"Doe, Jane", 1001, jdoe, ..., Section 1,                        87.50
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.errors import UsageError
from grader.export.decimals import decimal_mark, parse_number
from grader.export.raw_csv import RawRow, RawTable, read_table
from grader.model import Suite
from grader.people.index import Identity
from grader.text.clean import one_line

TITLE_AND_ID = re.compile(r"(?P<title>.*) \((?P<id>\d+)\)", re.DOTALL)
"""The header of an assignment's column."""

_NO_STUDENT = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE | re.DOTALL)
_MAXIMA = "Points Possible"


@dataclass(frozen=True)
class CanvasFile:
    """The downloaded gradebook: its identity columns, the column to fill, and the scale."""

    table: RawTable
    identity: int
    column: int
    scale: float
    mark: str

    @property
    def header(self) -> str:
        """The header of the column to fill."""
        return self.table.rows[0].value(self.column)

    @property
    def maxima(self) -> RawRow | None:
        """The row of the maxima, if there is one."""
        return next((row for row in self.table.rows[1:] if _MAXIMA in row.value(0)), None)

    @property
    def maximum(self) -> float | None:
        """The maximum of the column to fill, if the file has one."""
        return parse_number(self.maxima.value(self.column)) if self.maxima else None

    def old(self, row: int) -> str:
        """Return the score that the column holds now."""
        return self.table.rows[row].value(self.column).strip()

    @property
    def students(self) -> Sequence[tuple[int, RawRow]]:
        """The rows of students with their places."""
        return [
            (at, row)
            for at, row in enumerate(self.table.rows)
            if at
            and _MAXIMA not in row.value(0)
            and not all(_NO_STUDENT.fullmatch(value) for value in row.values)
        ]


def open_canvas_file(
    suite: Suite, content: bytes, name: str, column: str, *, scale: bool
) -> CanvasFile:
    """Read a gradebook and find the column to fill.

    Parameters
    ----------
    suite : Suite
    content : bytes
        The gradebook as Canvas exported it.
    name : str
        The file's name, for messages.
    column : str
        The header, title or id of the column; empty for the title of the suite.
    scale : bool
        Whether to convert points to the maximum in the file.

    Raises
    ------
    UsageError
        The file is no gradebook or has no such column.
    """
    table = read_table(content, name, _is_gradebook, "a gradebook exported from Canvas")
    header = table.rows[0].values
    identity = _identity(header)
    if "Section" not in header[identity - 1]:
        raise UsageError(
            f"{name}: Canvas would call this header invalid: column {identity} is"
            f" {one_line(header[identity - 1])!r} and not 'Section'; export the gradebook again"
        )
    at = _column(header, identity, column or suite.title, name)
    canvas_file = CanvasFile(table, identity, at, 1.0, _mark(table, identity))
    if not scale:
        return canvas_file
    if not canvas_file.maximum or not suite.possible:
        raise UsageError(f"{name} has no 'Points Possible' for {one_line(header[at])}: no --scale")
    return CanvasFile(table, identity, at, canvas_file.maximum / suite.possible, canvas_file.mark)


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
    parts = TITLE_AND_ID.fullmatch(header)
    return bool(parts and parts["id"] == wanted)


def _is_title(header: str, wanted: str) -> bool:
    parts = TITLE_AND_ID.fullmatch(header)
    return (parts["title"] if parts else header).strip().casefold() == wanted.casefold()


def _listed(headers: Iterable[str]) -> str:
    return ", ".join(repr(one_line(header)) for header in headers)


def _mark(table: RawTable, identity: int) -> str:
    cells = (cell.value for row in table.rows[1:] for cell in row.cells[identity:])
    return decimal_mark(cells) or "."


def identities_in(canvas_file: CanvasFile) -> dict[int, Identity]:
    """Return what each row of a student says about the student."""
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
