"""Lay out text for a terminal: colour, width, and columns that hold Chinese characters."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from grader.report.illustrations import Example, ExampleRow
from grader.report.pages import CodeLine
from grader.report.pill import Kind
from grader.text.columns import columns, fill

INDENT = "   "
_GAP = "  "

_COLOURS: Mapping[Kind, str] = {
    "right": "32",
    "wrong": "31",
    "part": "33",
    "follows": "33",
    "note": "36",
    "off": "90",
    "empty": "90",
}


class Paint:
    """Put a text in a colour, if colours are wanted."""

    def __init__(self, *, colour: bool) -> None:
        self._colour = colour

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour and code else text

    def state(self, text: str, kind: Kind) -> str:
        """Return the text in the colour of a state."""
        return self(text, _COLOURS[kind])


def wrapped(text: str, width: int, indent: str = INDENT, first: str | None = None) -> str:
    """Return the text within the width, its own line breaks kept."""
    wrapper = textwrap.TextWrapper(
        width,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        replace_whitespace=False,
        break_on_hyphens=False,
    )
    return "\n".join(wrapper.fill(line) for line in text.split("\n"))


def code_lines(lines: Sequence[CodeLine]) -> Iterator[str]:
    """Yield lines of code with their numbers, and carets below them."""
    for line in lines:
        yield f"{line.number:>5} | {line.text}".rstrip()
        if line.caret:
            yield f"      | {line.caret}"


def named(name: str, value: str, sign: str = " = ") -> Iterator[str]:
    """Yield a named array, its further rows aligned below the first."""
    first, *more = value.split("\n")
    yield f"{name}{sign}{first}"
    yield from (f"{' ' * columns(name + sign)}{line}" for line in more)


def example_lines(example: Example, width: int) -> Iterator[str]:
    """Yield the example as a table; row by row if the table is wider than the terminal."""
    yield wrapped(example.title, width)
    for name, value in example.given:
        yield from (f"{INDENT}{line}" for line in named(name, value))
    cells = [_cells(row, len(example.columns)) for row in example.rows]
    table = [[[column] for column in example.columns], *cells]
    widths = [
        max(columns(line) for row in table for line in row[place])
        for place in range(len(example.columns))
    ]
    if sum(widths) + len(_GAP) * (len(widths) - 1) + len(INDENT) <= width:
        for row in table:
            yield from _table_row(row, widths)
    else:
        yield from _stacked(example, width)


def _cells(row: ExampleRow, width: int) -> list[list[str]]:
    """Return the lines of each cell; the last value stands in the last column."""
    title = [row.title, *([f"^ {row.words}"] if row.words else [])]
    values = [cell.text.split("\n") for cell in row.cells]
    empty: list[list[str]] = [[""]] * (width - 1 - len(values))
    return [title, *values[:-1], *empty, values[-1]]


def _table_row(row: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    for line in itertools.zip_longest(*row, fillvalue=""):
        padded = (fill(text, width) for text, width in zip(line, widths, strict=True))
        yield f"{INDENT}{_GAP.join(padded)}".rstrip()


def _stacked(example: Example, width: int) -> Iterator[str]:
    for row in example.rows:
        labels = [*example.columns[1:]]
        if row.kind == "own":
            labels = [example.columns[1], row.title]
        else:
            yield wrapped(f"{row.title}{f' ({row.words})' if row.words else ''}", width)
        for label, cell in zip(labels, row.cells, strict=True):
            yield from (wrapped(f"{_GAP}{line}", width) for line in named(label, cell.text, ": "))
