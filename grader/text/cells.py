"""A notebook's code cells as one text, so that one line number says the cell and the line in it.

    # %% cell 1
    import numpy as np
    # %% cell 2
    def f(x):
        return np.exp(x)

The marks are comments: the text is a Python module of its own, and the sandbox, which runs the
cells one by one, finds their limits again.  Cells are counted from 1, code cells only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

SUFFIX = ".ipynb"

_MARK = re.compile(r"# %% cell (\d+)\s*")
_IMITATION = re.compile(r"^#(?= %% cell \d)", re.MULTILINE)


def as_one_text(cells: Iterable[tuple[int, str]]) -> str:
    """The cells, each with its number, under their marks.  No cell can imitate a mark."""
    return "".join(f"# %% cell {number}\n{_framed(text)}" for number, text in cells)


def place(lines: Sequence[str], line: int) -> tuple[int, int]:
    """The cell and the line in it (both from 1) of a line of such a text; (0, line) before any."""
    for at in range(min(line, len(lines)), 0, -1):
        if mark := _MARK.fullmatch(lines[at - 1]):
            return int(mark[1]), line - at
    return 0, line


def line_of(lines: Sequence[str], cell: int, line: int) -> int:
    """The line of such a text at which this line of a cell stands, or 0; the inverse of place."""
    for at, text in enumerate(lines, 1):
        if (mark := _MARK.fullmatch(text)) and int(mark[1]) == cell:
            return at + line
    return 0


def _framed(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _IMITATION.sub("# ", plain).rstrip("\n") + "\n"
