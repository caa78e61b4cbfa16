"""Edit single cells of a CSV file and keep every other byte.

    RawTable -> RawRow -> RawCell(raw='"Doe, Jane"', value='Doe, Jane')

Unchanged cells are written as they were read: byte order mark, quotes and line ends.

There are two ways to write a quote inside quotes.  Most programs double it.  PHP, and so Moodle,
does not double it after a backslash, and students write backslashes.
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
class RawCell:
    """One cell: its raw text and its value."""

    raw: str
    value: str


@dataclass(frozen=True)
class RawRow:
    """One row: its cells and its line end."""

    cells: tuple[RawCell, ...]
    end: str

    @property
    def values(self) -> tuple[str, ...]:
        """The values of the cells."""
        return tuple(cell.value for cell in self.cells)

    def value(self, column: int | None) -> str:
        """Return the value of a cell; an empty string if the row has no such cell."""
        if column is None or column >= len(self.cells):
            return ""
        return self.cells[column].value


@dataclass(frozen=True)
class RawTable:
    """A CSV file: rows, delimiter, and whether it begins with a byte order mark."""

    rows: tuple[RawRow, ...]
    delimiter: str
    marked: bool

    def bytes(self) -> bytes:
        """Return the file's content."""
        text = "".join(
            self.delimiter.join(cell.raw for cell in row.cells) + row.end for row in self.rows
        )
        return (_MARK if self.marked else b"") + text.encode()

    def cell(self, value: str, like: RawCell | None = None) -> RawCell:
        """Return a cell with this value, quoted if necessary or if ``like`` is quoted."""
        special = any(sign in value for sign in (self.delimiter, '"', "\r", "\n"))
        if special or (like and like.raw.startswith('"')):
            return RawCell('"' + value.replace('"', '""') + '"', value)
        return RawCell(value, value)


def read_table(
    content: bytes, name: str, recognise: Callable[[tuple[str, ...]], bool], what: str
) -> RawTable:
    """Split a file into cells with the first delimiter that yields a known header.

    Parameters
    ----------
    content : bytes
    name : str
        The file's name, for messages.
    recognise : callable
        Whether a header is of the expected kind.
    what : str
        The expected kind of file, for messages.

    Raises
    ------
    UsageError
        The file is not of the expected kind.
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
            return RawTable(_read(text, delimiter, name), delimiter, marked)
    first = one_line(text.partition("\n")[0])
    raise UsageError(f"{name} is not {what}: its first line is {first!r}")


def with_cells(row: RawRow, changes: dict[int, RawCell]) -> RawRow:
    """Return a row with some of its cells replaced; ``changes`` goes by column."""
    cells = (changes.get(column, cell) for column, cell in enumerate(row.cells))
    return replace(row, cells=tuple(cells))


class _UnclosedCell(RawCell):
    """A cell whose quotes do not close."""


def _read(text: str, delimiter: str, name: str) -> tuple[RawRow, ...]:
    """Return the rows, with the quoting style that makes all rows as long as the header."""
    first, second = (tuple(_rows(text, delimiter, way)) for way in (_QUOTED, _QUOTED_BY_PHP))
    rows = second if _problem(first) and not _problem(second) else first
    if torn := _unclosed(rows):
        raise UsageError(f"{name}, {torn}; hand in the file as it was downloaded")
    return rows


def _rows(text: str, delimiter: str, quoted: str) -> Iterator[RawRow]:
    pattern = re.compile(rf"{quoted}|[^{re.escape(delimiter)}\r\n]*")
    place, cells = 0, list[RawCell]()
    while place < len(text) or cells:
        found = pattern.match(text, place)
        assert found  # the pattern also matches the empty string
        cells.append(_cell(found[0]))
        place = found.end()
        if text.startswith(delimiter, place):
            place += 1
            continue
        end = _LINE_END.match(text, place)
        if not end and place < len(text):  # text between a quote and the delimiter
            cells[-1] = _UnclosedCell(found[0], found[0])
            place = len(text)
        place = end.end() if end else place
        yield RawRow(tuple(cells), end[0] if end else "")
        cells = []


def _cell(raw: str) -> RawCell:
    if not raw.startswith('"'):
        return RawCell(raw, raw)
    if len(raw) < 2 or not raw.endswith('"'):
        return _UnclosedCell(raw, raw)
    return RawCell(raw, raw[1:-1].replace('""', '"'))


def _problem(rows: Sequence[RawRow]) -> bool:
    """Return whether a quote does not close, or a non-empty row has another length."""
    lengths = {len(row.cells) for row in rows if any(row.values)}
    return bool(_unclosed(rows)) or len(lengths) > 1


def _unclosed(rows: Iterable[RawRow]) -> str:
    """Return a message on the first cell whose quotes do not close, or an empty string."""
    line = 1
    for row in rows:
        for cell in row.cells:
            if isinstance(cell, _UnclosedCell):
                return (
                    f"line {line}: the quotes of {one_line(cell.raw, characters=40)} do not close"
                )
        line += 1 + sum(len(_LINE_END.findall(cell.raw)) for cell in row.cells)
    return ""
