"""How the right rows, columns or entries stand in another order: an observation.  Pure.

Shifted by an index, the last one first, sorted by size, or in any order.  The order is the same
kind in every answer, and some answer is long enough to tell it from the other kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from grader.model import Array, Symptom, SymptomKind

Answers = Sequence[tuple[Array, Array]]
"""Wrong answers with the right ones, of equal shapes."""

_AGREE = 1e-6
_SHIFTS = (1, -1, 2, -2)
_ENOUGH = 3
"""With two entries a shift, a reversal and an exchange are the same."""

_LINES = {1: ("ENTRIES",), 2: ("ROWS", "COLUMNS")}
"""What stands along each axis, by the number of axes."""


def reordering(answers: Answers) -> Symptom | None:
    """Return the order in which the right lines stand in all answers, the most telling first."""
    (axes, *others) = {want.ndim for _, want in answers}
    if others or axes not in _LINES:
        return None
    turned = [
        (lines, [(np.moveaxis(got, axis, 0), np.moveaxis(want, axis, 0)) for got, want in answers])
        for axis, lines in enumerate(_LINES[axes])
    ]
    seen = (find(along, lines) for find in _ORDERS for lines, along in turned)
    return next(filter(None, seen), None)


def _shifted(answers: Answers, lines: str) -> Symptom | None:
    """Return by how many places the lines are shifted; what stands in the others is not asked."""
    for shift in _SHIFTS:
        if _all(answers, partial(_is_shifted, shift=shift), shift):
            return Symptom(SymptomKind[f"SHIFTED_{lines}"], shift=shift)
    return None


def _reversed(answers: Answers, lines: str) -> Symptom | None:
    return Symptom(SymptomKind[f"REVERSED_{lines}"]) if _all(answers, _is_reversed) else None


def _sorted(answers: Answers, lines: str) -> Symptom | None:
    """Return whether the numbers along the lines are sorted, all upwards or all downwards."""
    across = {"ROWS": "COLUMNS", "COLUMNS": "ROWS"}.get(lines, lines)
    is_sorted = any(_all(answers, partial(_is_sorted, step=step)) for step in (1, -1))
    return Symptom(SymptomKind[f"SORTED_{across}"]) if is_sorted else None


def _permuted(answers: Answers, lines: str) -> Symptom | None:
    is_order = lines != "ENTRIES" and _all(answers, _same_lines)
    return Symptom(SymptomKind[f"PERMUTED_{lines}"]) if is_order else None


_ORDERS = (_shifted, _reversed, _sorted, _permuted)


def _is_shifted(got: Array, want: Array, shift: int) -> bool:
    return _near(*_overlap(got, want, shift))


def _is_reversed(got: Array, want: Array) -> bool:
    return _near(got, want[::-1])


def _is_sorted(got: Array, want: Array, step: int) -> bool:
    return _near(got, np.sort(want, axis=0)[::step])


def _same_lines(got: Array, want: Array) -> bool:
    """Return whether each line is one of the right ones, and each of them is there."""
    apart = np.abs(got[:, None] - want[None]).max(axis=-1)
    alike = apart <= _AGREE * np.abs(want).max()
    return bool(alike.any(axis=0).all() and alike.any(axis=1).all())


def _all(answers: Answers, holds: Callable[[Array, Array], bool], shift: int = 0) -> bool:
    """Return whether it holds in all answers, and not only of too few or equal lines."""
    least = _ENOUGH + max(abs(shift) - 1, 0)
    return all(holds(got, want) for got, want in answers) and any(
        len(want) >= least and not _is_shifted(want, want, shift or 1) for _, want in answers
    )


def _overlap(got: Array, want: Array, shift: int) -> tuple[Array, Array]:
    if shift > 0:
        return got[shift:], want[:-shift]
    return got[:shift], want[-shift:]


def _near(got: Array, want: Array) -> bool:
    return bool(np.linalg.norm(got - want) <= _AGREE * np.linalg.norm(want))
