"""Numbers as learning platforms write them: two decimals, with a point or a comma."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_DECIMAL = re.compile(r"-?\d+([.,])\d+")
_NUMBER = re.compile(r"-?[\d.,]*\d[\d.,]*%?")


def decimal_mark(cells: Iterable[str]) -> str:
    """The mark that these cells use, or nothing where none of them has decimals."""
    found = (_DECIMAL.fullmatch(cell.strip()) for cell in cells)
    marks = Counter(match[1] for match in found if match)
    return marks.most_common(1)[0][0] if marks else ""


def number(cell: str) -> float | None:
    """What a cell says, its last point or comma taken for the decimal mark; None for no number."""
    text = cell.strip()
    if not _NUMBER.fullmatch(text):
        return None
    *whole, last = re.split(r"[.,]", text.rstrip("%"))
    try:
        return float(f"{''.join(whole)}.{last}" if whole else last)
    except ValueError:
        return None


def written(points: float, mark: str = ".") -> str:
    """The points with two decimals."""
    return f"{points + 0.0:.2f}".replace(".", mark)


def rounded(points: float) -> float:
    """The points without what rounding left in the last digits of a sum."""
    return round(points, 4)


def same(first: float, second: float) -> bool:
    """Whether they are written alike."""
    return written(first) == written(second)
