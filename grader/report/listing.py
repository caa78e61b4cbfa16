"""Excerpts of the student's file, with a mark at the line that matters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from grader.report.pages import CodeLine, Listing
from grader.report.words import Words
from grader.text import cells
from grader.text.clean import clean

_CONTEXT = 2
_WIDEST = 120
_LONGEST = 30


@dataclass(frozen=True)
class SourceText:
    """A submission's file as text; this code neither runs nor parses it."""

    code: bytes
    notebook: bool = False

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file; undecodable bytes become replacement characters."""
        text = self.code.decode("utf-8-sig", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def around(self, line: int, column: int, words: Words) -> Listing | None:
        """Return a line between its neighbours, or None if there is no such line.

        Parameters
        ----------
        line : int
            Counted from 1.
        column : int
            The column that gets a caret, counted from 1; 0 for no caret.
        words : Words
        """
        if not 1 <= line <= len(self.lines):
            return None
        cell, _ = self._place(line)
        first, last = max(1, line - _CONTEXT), min(len(self.lines), line + _CONTEXT)
        lines = tuple(
            self._line(number, column if number == line else 0, number == line)
            for number in range(first, last + 1)
            if self._place(number)[0] == cell and self._place(number)[1]
        )
        return Listing(self.title(line, words), lines, cell=cell)

    def title(self, line: int, words: Words) -> str:
        """The place of a line, in words: of a file, or of a cell of a notebook."""
        cell, inside = self._place(line)
        key = "listing.cell" if cell else "listing.line"
        return words(key, line=inside, cell=cell)

    def line_of(self, cell: int, line: int) -> int:
        """Return the line of the file at which a line of a cell stands; cell 0 is a plain file."""
        return cells.line_of(self.lines, cell, line) if cell else line

    def neighbours(self, first: int, last: int) -> tuple[tuple[int, str, str], ...]:
        """Return lines with those around them: where each is, its shown number and its text."""
        cell, _ = self._place(first)
        lines = range(max(1, first - 1), min(len(self.lines), last + 1) + 1)
        places = ((number, *self._place(number)) for number in lines)
        return tuple(
            (number, str(inside), self.lines[number - 1])
            for number, other, inside in places
            if other == cell and inside
        )

    def function(self, name: str, words: Words) -> Listing | None:
        """Return the lines that define a function, or None if there are none.

        Indentation alone tells where the function ends.
        """
        start = re.compile(rf"(\s*)def\s+{re.escape(name)}\s*\(")
        for number, line in enumerate(self.lines, start=1):
            if name in line and (opening := start.match(line)):
                lines = self._body(number, len(opening[1]))
                cell, _ = self._place(number)
                key = "listing.function_in_cell" if cell else "listing.function"
                title = words(key, function=name, cell=cell)
                return Listing(title, lines, whole=len(lines) < _LONGEST, cell=cell)
        return None

    def _body(self, first: int, indent: int) -> tuple[CodeLine, ...]:
        last = first
        for number in range(first + 1, min(first + _LONGEST, len(self.lines) + 1)):
            line = self.lines[number - 1]
            if self.notebook and not self._place(number)[1]:
                break
            if line.strip() and len(line) - len(line.lstrip()) <= indent and line[0] not in ")]}#":
                break
            last = number if line.strip() else last
        return tuple(self._line(n, 0, False) for n in range(first, last + 1))

    def _line(self, number: int, column: int, here: bool) -> CodeLine:
        text = self.lines[number - 1]
        shown = _shown(text)
        caret = f"{' ' * len(_shown(text[: column - 1]))}^" if 0 < column <= _WIDEST else ""
        return CodeLine(str(self._place(number)[1]), shown, "here" if here else "", caret)

    def _place(self, line: int) -> tuple[int, int]:
        """Return the notebook cell (0 in a plain file) and the line within it."""
        return cells.place(self.lines, line) if self.notebook else (0, line)


def _shown(text: str) -> str:
    return clean(text.expandtabs(4), lines=1, characters=_WIDEST)
