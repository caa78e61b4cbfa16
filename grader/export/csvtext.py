"""A CSV file as it stands, byte for byte, so that some of its cells can be changed and no other.

    Table -> Row -> Cell(raw='"Doe, Jane"', value='Doe, Jane')

What is not changed is written as it was read: marks at the start, quotes, line ends.

There are two ways to write a quote inside quotes.  Most double it.  PHP, and so Moodle, does not
double it after a backslash, and students write backslashes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from grader.errors import UsageError
from grader.text.clean import one_line

DELIMITERS = (",", ";", "\t", "|", ":")

_MARK = b"\xef\xbb\xbf"
_QUOTED = r'"(?:[^"]|"")*+"'
_QUOTED_BY_PHP = r'"(?:[^"\\]|""|\\"?)*+"'
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True)
class Cell:
    """One cell: as it is written, and what that says."""

    raw: str
    value: str


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    end: str

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(cell.value for cell in self.cells)

    def value(self, column: int | None) -> str:
        """What the cell says; nothing where the row has no such cell."""
        if column is None or column >= len(self.cells):
            return ""
        return self.cells[column].value


@dataclass(frozen=True)
class Table:
    rows: tuple[Row, ...]
    delimiter: str
    marked: bool

    def bytes(self) -> bytes:
        text = "".join(
            self.delimiter.join(cell.raw for cell in row.cells) + row.end for row in self.rows
        )
        return (_MARK if self.marked else b"") + text.encode()

    def cell(self, value: str, like: Cell | None = None) -> Cell:
        """A cell that says this; in quotes where it needs them, or where ``like`` has them."""
        special = any(sign in value for sign in (self.delimiter, '"', "\r", "\n"))
        if special or (like and like.raw.startswith('"')):
            return Cell('"' + value.replace('"', '""') + '"', value)
        return Cell(value, value)


def read_table(
    content: bytes, name: str, recognise: Callable[[tuple[str, ...]], bool], what: str
) -> Table:
    """The file, cut by the first delimiter with which its header is recognised.

    ``what`` is the kind of file that is asked for.  Raises UsageError that names the file.
    """
    marked = content.startswith(_MARK)
    try:
        text = content.removeprefix(_MARK).decode()
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{name} is not in UTF-8 (byte {error.start}); hand in the file as it was downloaded"
        ) from error
    for delimiter in DELIMITERS:
        header = next(_rows(text, delimiter, _QUOTED), None)
        if header and recognise(header.values):
            return Table(_read(text, delimiter, name), delimiter, marked)
    first = one_line(text.partition("\n")[0])
    raise UsageError(f"{name} is not {what}: its first line is {first!r}")


def with_cells(row: Row, changes: dict[int, Cell]) -> Row:
    """The row with these cells in place of its own."""
    cells = (changes.get(column, cell) for column, cell in enumerate(row.cells))
    return replace(row, cells=tuple(cells))


class _Torn(Cell):
    """A cell whose quotes do not close."""


def _read(text: str, delimiter: str, name: str) -> tuple[Row, ...]:
    """The rows, in the way of writing quotes that makes them all as long as the header."""
    first, second = (tuple(_rows(text, delimiter, way)) for way in (_QUOTED, _QUOTED_BY_PHP))
    rows = second if _problem(first) and not _problem(second) else first
    if torn := _torn(rows):
        raise UsageError(f"{name}, {torn}; hand in the file as it was downloaded")
    return rows


def _rows(text: str, delimiter: str, quoted: str) -> Iterator[Row]:
    pattern = re.compile(rf"{quoted}|[^{re.escape(delimiter)}\r\n]*")
    place, cells = 0, list[Cell]()
    while place < len(text) or cells:
        found = pattern.match(text, place)
        assert found  # the second half of the pattern matches nothing at all
        cells.append(_cell(found[0]))
        place = found.end()
        if text.startswith(delimiter, place):
            place += 1
            continue
        end = _LINE_END.match(text, place)
        if not end and place < len(text):  # something stands between a quote and the delimiter
            cells[-1] = _Torn(found[0], found[0])
            place = len(text)
        place = end.end() if end else place
        yield Row(tuple(cells), end[0] if end else "")
        cells = []


def _cell(raw: str) -> Cell:
    if not raw.startswith('"'):
        return Cell(raw, raw)
    if len(raw) < 2 or not raw.endswith('"'):
        return _Torn(raw, raw)
    return Cell(raw, raw[1:-1].replace('""', '"'))


def _problem(rows: Sequence[Row]) -> bool:
    """Whether a quote does not close, or a row with anything in it has not the header's length."""
    lengths = {len(row.cells) for row in rows if any(row.values)}
    return bool(_torn(rows)) or len(lengths) > 1


def _torn(rows: Iterable[Row]) -> str:
    """Where quotes do not close, or nothing."""
    line = 1
    for row in rows:
        for cell in row.cells:
            if isinstance(cell, _Torn):
                return (
                    f"line {line}: the quotes of {one_line(cell.raw, characters=40)} do not close"
                )
        line += 1 + sum(len(_LINE_END.findall(cell.raw)) for cell in row.cells)
    return ""
