"""Check a reported place against the file that was handed in, and read what stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Place, Submission
from grader.sandbox.inside import rewriting
from grader.text import cells

_LONGEST_TEXT = 400


@dataclass(frozen=True)
class SourceLines:
    """The lines of a submission, as Python counts them; nothing here parses them."""

    lines: Sequence[bytes]
    is_notebook: bool

    @classmethod
    def of(cls, submission: Submission) -> SourceLines:
        """Return the lines of a submission's file."""
        return cls.of_bytes(submission.source, submission.filename.endswith(cells.SUFFIX))

    @classmethod
    def of_bytes(cls, content: bytes, is_notebook: bool = False) -> SourceLines:
        """Return the lines of any text file, or of the cells of a notebook."""
        plain = content.removeprefix(b"\xef\xbb\xbf")
        lines = plain.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        return cls(lines, is_notebook)

    def place(self, at: rewriting.Span) -> Place | None:
        """Return the place in the file, or None if the file has no such place."""
        if not 1 <= at.line <= at.end_line <= len(self.lines):
            return None
        first, last = self.lines[at.line - 1], self.lines[at.end_line - 1]
        if at.column > len(first) or at.end_column > len(last):
            return None
        start, end = (at.line, _characters(first, at.column)), _characters(last, at.end_column)
        if (at.end_line, end) <= start:
            return None
        return self._shown(*start, at.end_line, end)

    def whole_line(self, line: int) -> Place | None:
        """Return the place of a whole line, or None if there is none."""
        if not 1 <= line <= len(self.lines):
            return None
        text = _text(self.lines[line - 1]).rstrip()
        start = len(text) - len(text.lstrip())
        return self._shown(line, start, line, len(text)) if text.strip() else None

    def _shown(self, line: int, column: int, end_line: int, end_column: int) -> Place:
        texts = [_text(one) for one in self.lines[line - 1 : end_line]]
        texts[-1] = texts[-1][:end_column]
        texts[0] = texts[0][column:]
        cell, first = self._inside(line)
        last = first + end_line - line
        return Place(first, column, last, end_column, "\n".join(texts)[:_LONGEST_TEXT], cell)

    def _inside(self, line: int) -> tuple[int, int]:
        """Return the notebook cell (0 in a plain file) and the line within it."""
        if not self.is_notebook:
            return 0, line
        return cells.place([_text(one) for one in self.lines], line)


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace")


def _characters(line: bytes, column: int) -> int:
    return len(_text(line[:column]))
