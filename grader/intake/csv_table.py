"""Read a CSV file as people and platforms write it.

The delimiter is a comma, semicolon or tab; a byte order mark may come first; columns are in any
order.  Column names are compared in lower case, without punctuation.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ",;\t"

WHOLE_NAME = ("name", "full name", "student name", "vollständiger name")
FIRST_NAME = ("first name", "preferred first name", "given name", "vorname")
LAST_NAME = ("last name", "surname", "family name", "nachname")


class TableError(ValueError):
    """A problem and its line, counted from 1."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


@dataclass(frozen=True)
class CsvRecord:
    """One row below the header: the text of each column that is filled in."""

    line: int
    fields: Mapping[str, str]

    def get(self, *columns: str) -> str:
        """Return the text of the first column that has any, else an empty string."""
        return next((self.fields[name] for name in columns if self.fields.get(name)), "")


@dataclass(frozen=True)
class CsvTable:
    """The column names, and the rows that are not empty."""

    columns: tuple[str, ...]
    rows: tuple[CsvRecord, ...]


def read(content: bytes) -> CsvTable:
    """Read a table.

    Raises
    ------
    TableError
        The content is no table; the error has the line and the problem.
    """
    text = _decoded(content)
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[CsvRecord] = []
    header: list[str] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if header:
                rows.append(CsvRecord(reader.line_num, _fields(header, cells)))
            else:
                header = [_column(cell) for cell in cells]
    except csv.Error as error:
        raise TableError(reader.line_num, f"is no row of a table: {error}") from error
    if not header:
        raise TableError(1, "is empty")
    return CsvTable(tuple(header), tuple(rows))


def full_name(row: CsvRecord) -> str:
    """Return the name from one column, or from two."""
    parts = (row.get(*FIRST_NAME), row.get(*LAST_NAME))
    return row.get(*WHOLE_NAME) or " ".join(part for part in parts if part)


def _decoded(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TableError(line, "is not UTF-8; save the table as CSV in UTF-8") from error


def _fields(header: list[str], cells: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=False):
        fields.setdefault(name, cell.strip())
    return fields


def _column(cell: str) -> str:
    return " ".join(re.sub(r"[^\w]+|_", " ", cell).casefold().split())
