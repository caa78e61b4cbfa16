"""Read and write numbers as learning platforms do: two decimals, with a point or a comma."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_DECIMAL = re.compile(r"-?\d+([.,])\d+")
_NUMBER = re.compile(r"-?[\d.,]*\d[\d.,]*%?")


def decimal_mark(cells: Iterable[str]) -> str:
    """Return the decimal mark that most cells use; empty if no cell has decimals."""
    found = (_DECIMAL.fullmatch(cell.strip()) for cell in cells)
    marks = Counter(match[1] for match in found if match)
    return marks.most_common(1)[0][0] if marks else ""


def parse_number(cell: str) -> float | None:
    """Return the number in a cell, or None.

    The last point or comma counts as the decimal mark.
    """
    text = cell.strip()
    if not _NUMBER.fullmatch(text):
        return None
    *whole, last = re.split(r"[.,]", text.rstrip("%"))
    try:
        return float(f"{''.join(whole)}.{last}" if whole else last)
    except ValueError:
        return None


def two_decimals(points: float, mark: str = ".") -> str:
    """Format points with two decimals."""
    return f"{points + 0.0:.2f}".replace(".", mark)


def rounded(points: float) -> float:
    """Round away the error that a sum leaves in the last digits."""
    return round(points, 4)


def is_same(first: float, second: float) -> bool:
    """Return whether two numbers are equal to two decimals."""
    return two_decimals(first) == two_decimals(second)
