"""Whole programs in unusual styles, each with one slip, labelled by hand before they were located.

Each file of ``strangers`` was written as somebody might hand it in; the lines that a person would
call the slip end in a comment that says so.  ``slips`` has more slips for the same programs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.locating.programs import Program
from tests.locating.slips import REPAIRS, Slip

FOLDER = Path(__file__).parent / "strangers"
STYLES = tuple(sorted(path.stem for path in FOLDER.glob("*.py")))
_LABEL = "  # slip"


def unusual(style: str) -> Program:
    """Return a program without the labels, and the labelled lines."""
    lines = (FOLDER / f"{style}.py").read_text().split("\n")
    slips = {number for number, line in enumerate(lines, 1) if line.endswith(_LABEL)}
    return Program("\n".join(line.removesuffix(_LABEL) for line in lines), frozenset(slips))


def with_slip(slip: Slip) -> Program:
    """Return a program with this slip instead of its own; its line is that of the change."""
    right = _replaced(unusual(slip.style).source, *REPAIRS[slip.style])
    wrong = _replaced(right, slip.right, slip.wrong)
    lines = enumerate(zip(right.split("\n"), wrong.split("\n"), strict=True), 1)
    return Program(wrong, frozenset(number for number, (one, other) in lines if one != other))


def with_slips(slips: Iterable[Slip]) -> Iterator[tuple[str, Program]]:
    """Yield the name and the program of each slip."""
    for slip in slips:
        yield f"{slip.style}: {slip.wrong!r}", with_slip(slip)


def _replaced(text: str, old: str, new: str) -> str:
    if text.count(old) != 1:
        raise ValueError(f"{old!r} is {text.count(old)} times in the program")
    return text.replace(old, new)
