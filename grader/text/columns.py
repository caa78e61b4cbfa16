"""How many columns of a terminal a text takes, and lines that fit into some."""

from __future__ import annotations

import re
import unicodedata

_CLOSING = "\u201d\u3001\u3002\uff01\uff09\uff0c\uff1a\uff1b\uff1f"  # the marks of Chinese texts
_PIECE = re.compile(rf"(?:[!-~]+|.)[{_CLOSING}]*\s*")
"""A word, or a character between which lines may break; closing marks stay with it."""


def columns(text: str) -> int:
    """Return how many columns a text takes; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def fill(text: str, width: int, *, left: bool = True) -> str:
    """Pad a text to a width."""
    space = " " * max(width - columns(text), 0)
    return text + space if left else space + text


def wrapped_lines(text: str, width: int) -> list[str]:
    """Return the text as lines of at most ``width`` columns; a longer word has its own line."""
    lines = [""]
    for piece in _PIECE.findall(" ".join(text.split())):
        if lines[-1] and columns(lines[-1] + piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]
