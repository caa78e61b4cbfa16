"""Read a grading worksheet of Moodle: find its columns in any language, and its rows.

Identifier,Full name,...,Grade,Maximum Grade,Grade can be changed,...,Last modified (grade)
Participant 501,Jane Doe,...,,100.00,Yes,...,-
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grader.errors import UsageError
from grader.export.decimals import decimal_mark, parse_number
from grader.export.raw_csv import RawTable, read_table
from grader.people.index import Identity
from grader.text.clean import one_line
from grader.text.worksheet_words import HEADERS, NO, YES, comparable

_NEEDED = ("identifier", "grade")
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
class Worksheet:
    """A worksheet, the places of its known columns, and its decimal mark.

    ``possible`` is the maximum of the points; with ``scale`` they are converted to the maximum of
    each row.
    """

    table: RawTable
    columns: Mapping[str, int]
    mark: str
    possible: float
    scale: bool

    def value(self, row: int, column: str) -> str:
        """Return the value of a cell; an empty string if there is no such column."""
        return self.table.rows[row].value(self.columns.get(column)).strip()

    def header(self, column: str) -> str:
        """Return the file's own header of a known column."""
        return one_line(self.table.rows[0].value(self.columns[column]))

    @property
    def unknown_headers(self) -> tuple[str, ...]:
        """The headers of the columns that are not known."""
        known = set(self.columns.values())
        return tuple(
            one_line(header)
            for at, header in enumerate(self.table.rows[0].values)
            if at not in known
        )

    def maximum(self, row: int) -> float | None:
        """Return the maximum of a row; None if it is no number or not known."""
        return parse_number(self.value(row, "maximum"))

    def points(self, row: int, earned: float) -> float:
        """Return points as the worksheet counts them."""
        maximum = self.maximum(row)
        if not self.scale or maximum is None or not self.possible:
            return earned
        return earned * maximum / self.possible

    def is_locked(self, row: int) -> bool | None:
        """Return whether the grade of a row cannot be changed; None if that is not known."""
        text = comparable(self.value(row, "changeable"))
        return None if text not in NO | YES else text in NO

    def who(self, row: int) -> str:
        """Return the name in a row, else its identifier."""
        return self.value(row, "name") or self.value(row, "identifier")

    def id(self, row: int) -> str:
        """Return the number at the end of "Participant 12345", in any language."""
        found = _ID.search(self.value(row, "identifier"))
        return found[0] if found else ""

    def identities(self) -> dict[int, Identity]:
        """Return what each row of a student says about the student."""
        return {
            row: Identity(
                ids=(("participant", self.id(row)),),
                logins=tuple(self.value(row, name) for name in ("number", "username", "email")),
                name=self.value(row, "name"),
            )
            for row in range(1, len(self.table.rows))
            if self.value(row, "identifier")
        }


def open_worksheet(
    content: bytes, name: str, options: WorksheetOptions, *, possible: float
) -> Worksheet:
    """Read a worksheet.

    Parameters
    ----------
    content : bytes
        The worksheet as Moodle exported it.
    name : str
        The file's name, for messages.
    options : WorksheetOptions
    possible : float
        The maximum of the points.

    Raises
    ------
    UsageError
        The file is no worksheet, or a column is missing or there twice.
    """
    table = read_table(
        content,
        name,
        lambda header: len(header) > 2 and _is_worksheet(header, options.headers),
        "a grading worksheet in a language that is known (name its columns:"
        " --header identifier=... --header grade=...)",
    )
    header = table.rows[0].values
    columns = dict(_columns(header, options.headers, name))
    known = ", ".join(repr(one_line(word)) for word in header)
    if missing := [column for column in (*_NEEDED, *options.headers) if column not in columns]:
        raise UsageError(
            f"{name} has no column {_asked(missing[0], options.headers)} among {known}; say what"
            f" it is called: --header {missing[0]}=..."
        )
    if options.scale and "maximum" not in columns:
        raise UsageError(
            f"{name} has no column with the maximum grade: no --scale; if one of {known} is it,"
            " name it with --header maximum=..."
        )
    mark = options.mark or _mark(table, columns)
    return Worksheet(table, columns, mark, possible, options.scale)


def _is_worksheet(header: tuple[str, ...], named: Mapping[str, str]) -> bool:
    words = {comparable(word) for word in header}
    has_id, has_grade, has_time = (
        not words.isdisjoint(_accepted(column, named))
        for column in ("identifier", "grade", "modified")
    )
    return has_id and (has_grade or has_time)


def _accepted(column: str, named: Mapping[str, str]) -> tuple[str, ...]:
    words = (named[column],) if column in named else HEADERS[column]
    return tuple(map(comparable, words))


def _columns(
    header: tuple[str, ...], named: Mapping[str, str], name: str
) -> Iterator[tuple[str, int]]:
    """Yield the place of each known column.  No cell of the header has two meanings."""
    words, taken = [comparable(word) for word in header], set[int]()
    # A word that somebody named is taken before another column can claim it.
    for column in sorted(HEADERS, key=lambda column: column not in named):
        places = (
            [at for at, word in enumerate(words) if word == accepted and at not in taken]
            for accepted in _accepted(column, named)
        )
        found = next(filter(None, places), [])
        if len(found) > 1:
            raise UsageError(
                f"{name} has {len(found)} columns {one_line(header[found[0]])!r};"
                " hand in the file as it was downloaded"
            )
        taken.update(found)
        yield from ((column, at) for at in found)


def _asked(column: str, named: Mapping[str, str]) -> str:
    return f"{one_line(named[column])!r} ({column})" if column in named else column


def _mark(table: RawTable, columns: Mapping[str, int]) -> str:
    """Return the decimal mark of grades and maxima, else that of a column of numbers alone."""
    known = [columns[name] for name in ("grade", "maximum") if name in columns]
    rows = table.rows[1:]
    found = decimal_mark(row.value(at) for row in rows for at in known)
    others = (at for at in range(len(table.rows[0].cells)) if at not in columns.values())
    for at in others if not found else ():
        cells = [row.value(at).strip() for row in rows if row.value(at).strip()]
        if all(parse_number(cell) is not None for cell in cells):
            found = found or decimal_mark(cells)
    return found or "."
