"""Whole programs in unusual styles, each with one slip, labelled by hand before they were located.

Each file of ``strangers`` was written as somebody might hand it in; the lines that a person would
call the slip end in a comment that says so.
"""

from __future__ import annotations

from pathlib import Path

from tests.locating.programs import Program

FOLDER = Path(__file__).parent / "strangers"
STYLES = tuple(sorted(path.stem for path in FOLDER.glob("*.py")))
_LABEL = "  # slip"


def unusual(style: str) -> Program:
    """Return a program without the labels, and the labelled lines."""
    lines = (FOLDER / f"{style}.py").read_text().split("\n")
    slips = {number for number, line in enumerate(lines, 1) if line.endswith(_LABEL)}
    return Program("\n".join(line.removesuffix(_LABEL) for line in lines), frozenset(slips))
