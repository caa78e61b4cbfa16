"""Observations: what unexplained wrong answers have in common (a sign, a factor, rows).  Pure.

An observation is never a diagnosis: it holds for every wrong answer of the question, and it names
what the numbers show, not why.  Of those that hold the most specific one counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from grader.marking.reorderings import reordering
from grader.model import (
    Array,
    Case,
    Outcome,
    Question,
    Returned,
    Status,
    Symptom,
    SymptomKind,
    Verdict,
)

_AGREE = 1e-6
_COMPARABLE = (Status.WRONG_VALUE, Status.WRONG_SHAPE)

_NEXT_TO_NOTHING = 1e-3
"""An entry this much smaller than the largest of its answer is next to nothing."""

_FEW = 3
"""At most so many cases are listed by their names."""


@dataclass(frozen=True, eq=False)
class Pair:
    """An answer, the right one, and the arguments of the call."""

    got: Array
    want: Array
    arguments: tuple[Array, ...] = ()
    hidden: bool = False


def symptom(
    question: Question,
    verdicts: Sequence[Verdict],
    parts: Mapping[str, Sequence[Array]] = MappingProxyType({}),
) -> Symptom | None:
    """Find what all wrong answers of a question have in common.

    Parameters
    ----------
    question
        The question.
    verdicts
        The verdicts on its cases, in their order.
    parts
        The right answers to the same cases that the other parts of its calls are, by their names.

    Returns
    -------
    Symptom or None
        None where no marked answer is wrong, or they have nothing in common.
    """
    marked = [
        (case, verdict)
        for case, verdict in zip(question.cases, verdicts, strict=True)
        if question.marks(case)
    ]
    wrong = [(case, verdict) for case, verdict in marked if not verdict.right]
    if not wrong:
        return None
    if _changes(marked):
        return Symptom(SymptomKind.CHANGES)
    part = _other_part(question, verdicts, parts)
    if part:
        return Symptom(SymptomKind.OTHER_PART, part=part)
    pairs = [
        Pair(verdict.observation.outcome.value, case.expected, case.arguments, case.hidden)
        for case, verdict in wrong
        if verdict.status in _COMPARABLE and isinstance(verdict.observation.outcome, Returned)
    ]
    found = _of_arrays(question, pairs) if pairs and len(pairs) == len(wrong) else None
    return found or _of_checks([v for _, v in marked]) or _of_cases([v for _, v in marked])


def _other_part(
    question: Question, verdicts: Sequence[Verdict], parts: Mapping[str, Sequence[Array]]
) -> str:
    """Return the name of the part that stands in the place of this one, in all marked cases."""
    marked = [i for i, case in enumerate(question.cases) if question.marks(case)]
    got = [_array(verdicts[i].observation.outcome) for i in marked]
    for name, expected in parts.items():
        both = zip(got, (expected[i] for i in marked), strict=True)
        if all(one is not None and _is_same(one, other) for one, other in both):
            return name
    return ""


def _array(outcome: Outcome) -> Array | None:
    return outcome.value if isinstance(outcome, Returned) else None


def _is_same(got: Array, want: Array) -> bool:
    with np.errstate(all="ignore"):
        return got.shape == want.shape and bool(want.any()) and _near(got, want)


def _changes(seen: Sequence[tuple[Case, Verdict]]) -> bool:
    """Return whether the same call, made twice, gave two answers."""
    answers = {case.id: verdict.observation.outcome for case, verdict in seen}
    return any(
        not _alike(answers[case.repeats], answers[case.id])
        for case, _ in seen
        if case.repeats in answers
    )


def _alike(one: Outcome, other: Outcome) -> bool:
    if isinstance(one, Returned) and isinstance(other, Returned):
        with np.errstate(all="ignore"):
            return one.value.shape == other.value.shape and np.allclose(
                one.value, other.value, rtol=_AGREE, atol=0, equal_nan=True
            )
    return type(one) is type(other)


def _of_arrays(question: Question, pairs: Sequence[Pair]) -> Symptom | None:
    with np.errstate(all="ignore"):
        if _all(pairs, _transposed):
            return Symptom(SymptomKind.TRANSPOSED)
        if any(pair.got.shape != pair.want.shape for pair in pairs):
            return None
        return _of_one_shape(pairs) or _of_places(question, pairs)


def _of_one_shape(pairs: Sequence[Pair]) -> Symptom | None:
    # The submission could choose a factor of hidden answers alone, and so reveal their arguments.
    factor = None if all(pair.hidden for pair in pairs) else _common_factor(pairs)
    if factor is not None:
        return Symptom(SymptomKind.CONSTANT_FACTOR, factor=factor)
    order = reordering([(pair.got, pair.want) for pair in pairs])
    if order is not None:
        return order
    return next((Symptom(kind) for kind, holds in _PATTERNS if _all(pairs, holds)), None)


def _of_places(question: Question, pairs: Sequence[Pair]) -> Symptom | None:
    """Return the part of the answers that alone is wrong, if there is one."""
    for place, parameter in enumerate(question.parameters):
        for kind, zero in ((SymptomKind.WHERE_NOT_ZERO, False), (SymptomKind.WHERE_ZERO, True)):
            if _wrong_with_argument(pairs, place, zero=zero):
                return Symptom(kind, parameter=parameter)
    square = all(pair.want.ndim == 2 and len(set(pair.want.shape)) == 1 for pair in pairs)
    for kind, right in _RIGHT_PARTS.items() if square else ():
        if all(not right(_off(pair.got, pair.want)).any() for pair in pairs):
            return Symptom(kind)
    for kind, axis in ((SymptomKind.SOME_ROWS, 0), (SymptomKind.SOME_COLUMNS, 1)):
        places = _common_places(pairs, axis)
        if places:
            return Symptom(kind, places=places)
    return None


def _of_checks(verdicts: Sequence[Verdict]) -> Symptom | None:
    """Return the one check that alone is wrong, if there is one."""
    failed = {verdict.check for verdict in verdicts if not verdict.right}
    if len(failed) == 1 and len({verdict.check for verdict in verdicts}) > 1:
        (check,) = failed
        wrong = [verdict for verdict in verdicts if not verdict.right]
        whole = all(not verdict.right for verdict in verdicts if verdict.check == check)
        if whole or len(wrong) > _FEW:
            return Symptom(SymptomKind.ONE_CHECK, check=check)
    return None


def _of_cases(verdicts: Sequence[Verdict]) -> Symptom | None:
    """Return the cases that alone are wrong, if they are few: their names say what is special."""
    wrong = tuple(verdict.case for verdict in verdicts if not verdict.right)
    if len(wrong) <= _FEW and 2 * len(wrong) < len(verdicts):
        return Symptom(SymptomKind.SOME_CASES, cases=wrong)
    return None


def _all(pairs: Sequence[Pair], holds: Callable[[Array, Array], bool]) -> bool:
    return all(holds(pair.got, pair.want) for pair in pairs)


def _near(got: Array, want: Array) -> bool:
    return bool(np.linalg.norm(got - want) <= _AGREE * np.linalg.norm(want))


def _transposed(got: Array, want: Array) -> bool:
    return want.ndim == 2 and got.shape == want.shape[::-1] and _near(got.T, want)


def _common_factor(pairs: Sequence[Pair]) -> float | None:
    got = np.concatenate([pair.got.ravel() for pair in pairs])
    want = np.concatenate([pair.want.ravel() for pair in pairs])
    weight = want @ want
    factor = float(got @ want / weight) if weight else 0.0
    return factor if factor and _near(got, factor * want) else None


def _off(got: Array, want: Array) -> Array:
    """Return a mask of the entries that are wrong."""
    off: Array = np.abs(got - want) > _AGREE * np.abs(want).max()
    return off


def _signs(got: Array, want: Array) -> bool:
    return _near(np.abs(got), np.abs(want))


def _case_has_a_factor(got: Array, want: Array) -> bool:
    return want.size == 1 or _parallel(got.ravel(), want.ravel())


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


def _only_next_to_nothing(got: Array, want: Array) -> bool:
    largest = np.abs(want).max()
    small = np.abs(want[_off(got, want)]) <= _NEXT_TO_NOTHING * largest
    return bool(largest > 0 and small.all())


_PATTERNS: tuple[tuple[SymptomKind, Callable[[Array, Array], bool]], ...] = (
    (SymptomKind.SIGNS, _signs),
    (SymptomKind.CASE_FACTORS, _case_has_a_factor),
    (SymptomKind.NEXT_TO_NOTHING, _only_next_to_nothing),
    (SymptomKind.ROW_FACTORS, _each_row_has_a_factor),
    (SymptomKind.COLUMN_FACTORS, _each_column_has_a_factor),
    (SymptomKind.REORDERED, _same_entries),
)


_RIGHT_PARTS: dict[SymptomKind, Callable[[Array], Array]] = {
    SymptomKind.ON_DIAGONAL: lambda off: np.triu(off, 1) | np.tril(off, -1),
    SymptomKind.BELOW_DIAGONAL: np.triu,
    SymptomKind.ABOVE_DIAGONAL: np.tril,
    SymptomKind.OFF_DIAGONAL: np.diag,
}
"""The part of a square answer that is right, by the part that is not."""


def _wrong_along(pair: Pair, axis: int) -> Array:
    """Return a mask of the rows (axis 0) or columns (axis 1) with a wrong entry."""
    off = _off(pair.got, pair.want)
    return np.asarray(off.any(axis=tuple(i for i in range(off.ndim) if i != axis)))


def _common_places(pairs: Sequence[Pair], axis: int) -> tuple[int, ...]:
    """Return the rows or columns that are wrong in every answer, where others are right."""
    if len(pairs) < 2 or any(pair.want.ndim <= axis for pair in pairs):
        return ()
    wrong = [_wrong_along(pair, axis) for pair in pairs]
    places = tuple(np.flatnonzero(wrong[0]).tolist())
    alike = all(tuple(np.flatnonzero(each)) == places for each in wrong)
    return places if alike and not any(each.all() for each in wrong) else ()


def _wrong_with_argument(pairs: Sequence[Pair], place: int, *, zero: bool) -> bool:
    """Return whether exactly the rows, or columns, are wrong where an argument is (not) 0."""
    arguments = [pair.arguments[place] for pair in pairs]
    if any(argument.ndim != 1 for argument in arguments) or len(pairs) < 2:
        return False
    masks = [(argument == 0) == zero for argument in arguments]
    # Of two places one is wrong sooner or later: only longer answers tell.
    if not any(mask.size > 2 for mask in masks) or any(mask.all() for mask in masks):
        return False
    return any(
        all(
            pair.want.ndim > axis
            and pair.want.shape[axis] == mask.size
            and np.array_equal(_wrong_along(pair, axis), mask)
            for pair, mask in zip(pairs, masks, strict=True)
        )
        for axis in (0, 1)
    )
