"""What can be said of wrong answers that no known mistake explains.  Pure.

An observation, never a diagnosis: it holds for every wrong answer of the question, and it names
what the numbers show, not why.  The first that holds is said, the most telling first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from grader.model import (
    Array,
    Question,
    Returned,
    Status,
    Symptom,
    SymptomKind,
    Verdict,
)

_AGREE = 1e-6
_COMPARABLE = (Status.WRONG_VALUE, Status.WRONG_SHAPE)

Pair = tuple[Array, Array]
"""An answer and what was expected."""


def symptom(question: Question, verdicts: Sequence[Verdict]) -> Symptom | None:
    """What all wrong answers of a question have in common; None where nothing does or is wrong."""
    marked = [
        (case, verdict)
        for case, verdict in zip(question.cases, verdicts, strict=True)
        if question.marks(case)
    ]
    wrong = [(case, verdict) for case, verdict in marked if not verdict.right]
    if not wrong:
        return None
    pairs = [
        (verdict.observation.outcome.value, case.expected)
        for case, verdict in wrong
        if verdict.status in _COMPARABLE and isinstance(verdict.observation.outcome, Returned)
    ]
    found = _of_arrays(pairs) if pairs and len(pairs) == len(wrong) else None
    return found or _of_checks(question, [v for _, v in marked])


def _of_arrays(pairs: Sequence[Pair]) -> Symptom | None:
    with np.errstate(all="ignore"):
        if _all(pairs, _transposed):
            return Symptom(SymptomKind.TRANSPOSED)
        if any(got.shape != want.shape for got, want in pairs):
            return None
        return _of_one_shape(pairs)


def _of_one_shape(pairs: Sequence[Pair]) -> Symptom | None:
    factor = _common_factor(pairs)
    if factor is not None:
        return Symptom(SymptomKind.CONSTANT_FACTOR, factor=factor)
    for kind, holds in _PATTERNS:
        if _all(pairs, holds):
            return Symptom(kind)
    for kind, axis in ((SymptomKind.SOME_ROWS, 0), (SymptomKind.SOME_COLUMNS, 1)):
        places = _wrong_places(pairs, axis)
        if places:
            return Symptom(kind, places=places)
    return None


def _of_checks(question: Question, verdicts: Sequence[Verdict]) -> Symptom | None:
    """Right wherever ordinary, wrong in one check only."""
    failed = {verdict.check for verdict in verdicts if not verdict.right}
    if len(failed) == 1 and len({verdict.check for verdict in verdicts}) > 1:
        (check,) = failed
        return Symptom(SymptomKind.ONE_CHECK, check=check)
    return None


def _all(pairs: Sequence[Pair], holds: Callable[[Array, Array], bool]) -> bool:
    return all(holds(got, want) for got, want in pairs)


def _near(got: Array, want: Array) -> bool:
    return bool(np.linalg.norm(got - want) <= _AGREE * np.linalg.norm(want))


def _transposed(got: Array, want: Array) -> bool:
    return want.ndim == 2 and got.shape == want.shape[::-1] and _near(got.T, want)


def _common_factor(pairs: Sequence[Pair]) -> float | None:
    got = np.concatenate([g.ravel() for g, _ in pairs])
    want = np.concatenate([w.ravel() for _, w in pairs])
    weight = want @ want
    factor = float(got @ want / weight) if weight else 0.0
    return factor if factor and _near(got, factor * want) else None


def _signs(got: Array, want: Array) -> bool:
    return _near(np.abs(got), np.abs(want))


def _each_row_has_a_factor(got: Array, want: Array) -> bool:
    return want.ndim == 2 and min(want.shape) > 1 and all(map(_parallel, got, want))


def _each_column_has_a_factor(got: Array, want: Array) -> bool:
    return _each_row_has_a_factor(got.T, want.T)


def _parallel(got: Array, want: Array) -> bool:
    weight = want @ want
    factor = got @ want / weight if weight else 0.0
    return bool(factor) and _near(got, factor * want)


def _same_entries(got: Array, want: Array) -> bool:
    return _near(np.sort(got, axis=None), np.sort(want, axis=None))


_PATTERNS: tuple[tuple[SymptomKind, Callable[[Array, Array], bool]], ...] = (
    (SymptomKind.SIGNS, _signs),
    (SymptomKind.ROW_FACTORS, _each_row_has_a_factor),
    (SymptomKind.COLUMN_FACTORS, _each_column_has_a_factor),
    (SymptomKind.REORDERED, _same_entries),
)


def _wrong_places(pairs: Sequence[Pair], axis: int) -> tuple[int, ...]:
    """The rows (axis 0) or columns that are wrong in every answer, where others are right."""
    if any(want.ndim <= axis for _, want in pairs):
        return ()
    per_pair = []
    for got, want in pairs:
        off = np.abs(got - want) > _AGREE * np.abs(want).max()
        others = tuple(i for i in range(want.ndim) if i != axis)
        per_pair.append(frozenset(np.flatnonzero(off.any(axis=others)).tolist()))
    places = per_pair[0]
    alike = all(found == places for found in per_pair)
    everywhere = any(len(places) == want.shape[axis] for _, want in pairs)
    return tuple(sorted(places)) if alike and not everywhere else ()
