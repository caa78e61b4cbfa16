"""Read a CSV file as people and platforms write it.

The delimiter is a comma, semicolon, tab or bar, or what a first line ``sep=;`` says; a byte order
mark may come first; columns are in any order.  Column names are compared in lower case, without
punctuation.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.intake import first_bytes

_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r'\s*"?sep=(?P<delimiter>[^\w\s"]|\t)"?[ \t]*(?:\r\n|\r|\n)', re.IGNORECASE)
"""The line that tells Excel the delimiter."""

WHOLE_NAME = ("name", "full name", "student name", "display name")
FIRST_NAME = (
    *("first name", "preferred first name", "given name", "vorname", "nombre", "prénom", "nome"),
    *("voornaam", "имя", "名"),
)
LAST_NAME = (
    *("last name", "surname", "family name", "nachname", "apellido s", "apellidos", "nom"),
    *("nom de famille", "cognome", "sobrenome", "achternaam", "фамилия", "姓", "姓氏"),
)


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
    rows: list[CsvRecord] = []
    header: list[str] = []
    for line, cells in _rows(_decoded(content)):
        if not any(cell.strip() for cell in cells):
            continue
        if header:
            rows.append(CsvRecord(line, _fields(header, cells)))
        else:
            header = [column_of(cell) for cell in cells]
    if not header:
        raise TableError(1, "is empty")
    return CsvTable(tuple(header), tuple(rows))


def full_name(row: CsvRecord, whole: Sequence[str] = WHOLE_NAME) -> str:
    """Return the name from two columns, or from one of the columns of whole names."""
    parts = [part for part in (row.get(*FIRST_NAME), row.get(*LAST_NAME)) if part]
    if len(parts) == 2:
        return " ".join(parts)
    return row.get(*whole) or "".join(parts)


def column_of(header: str) -> str:
    """Return a header as columns are called here: in lower case, without punctuation."""
    return " ".join(re.sub(r"[^\w]+|_", " ", header).casefold().split())


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row, with the number of the row's last line."""
    said = _SEPARATOR.match(text)
    body = text[said.end() :] if said else text
    first = body.lstrip("\r\n").splitlines()[:1]
    delimiter = said["delimiter"] if said else max(_DELIMITERS, key="".join(first).count)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        for cells in reader:
            yield reader.line_num + bool(said), cells
    except csv.Error as error:
        raise TableError(reader.line_num, f"is no row of a table: {error}") from error


def _decoded(content: bytes) -> str:
    if found := first_bytes.format_of(content) if not first_bytes.encoding_of(content) else "":
        raise TableError(1, f"is {found}, not a table in CSV; open it and save it as CSV in UTF-8")
    try:
        return content.decode(first_bytes.encoding_of(content) or "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TableError(line, "is not UTF-8; save the table as CSV in UTF-8") from error


def _fields(header: list[str], cells: list[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=False):
        fields.setdefault(name, cell.strip())
    return fields
