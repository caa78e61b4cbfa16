"""The right answer combined with an argument, or cut off at a bound.

``right + 0.01 * w`` is a decay of weights, ``w - 0.1 * right`` an update in place of the slope.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from grader.marking.sample import Sample, is_fitting, number
from grader.model import Array, Fit, FitKind, Question

_FEWEST_CUT = 3
"""Entries on either side of a bound, as many as must confirm it."""

_LEAST_SHARE = 1e-4
"""Of the answer: a smaller share of the right answer or of an argument is not there."""


def argument_fits(question: Question, samples: Sequence[Sample]) -> Iterator[Fit]:
    """Yield the combinations with an argument of the same shape, then the bounds that fit.

    Parameters
    ----------
    question
        The question.
    samples
        The answers, a public one of them wrong.
    """
    for name in samples[0].arguments:
        if all(one.arguments[name].shape == one.want.shape for one in samples):
            yield from _combined(name, samples)
    yield from _bounded(samples)


def _combined(name: str, samples: Sequence[Sample]) -> Iterator[Fit]:
    """Yield the linear combination of the right answer with the argument of this name."""
    shown = [one for one in samples if one.is_public and one.want.any() and one.got.any()]
    if not shown:
        return
    of_right, of_argument = _coefficients(name, shown)

    def combined(sample: Sample) -> Array:
        return of_right * sample.want + of_argument * sample.arguments[name]

    parts = [of_right * _share(one, one.want) for one in shown]
    others = [of_argument * _share(one, one.arguments[name]) for one in shown]
    both = min(np.abs(parts).max(), np.abs(others).max()) > _LEAST_SHARE
    if both and is_fitting(samples, combined):
        yield Fit(_sum(of_right, of_argument, name), FitKind.COMBINATION)


def _coefficients(name: str, samples: Sequence[Sample]) -> tuple[float, float]:
    """Return the factors of the right answer and of the argument, by least squares."""
    # Each sample weighs the same, whatever the size of its numbers.
    norms = [float(np.linalg.norm(one.got)) for one in samples]
    rows = [
        np.array([one.want.ravel(), one.arguments[name].ravel(), one.got.ravel()]).T / norm
        for one, norm in zip(samples, norms, strict=True)
    ]
    table = np.concatenate(rows)
    if not np.isfinite(table).all():
        return 0.0, 0.0
    found, _, rank, _ = np.linalg.lstsq(table[:, :2], table[:, 2], rcond=None)
    return (float(found[0]), float(found[1])) if rank == 2 else (0.0, 0.0)


def _share(sample: Sample, part: Array) -> float:
    return float(np.linalg.norm(part) / np.linalg.norm(sample.got))


def _sum(of_right: float, of_argument: float, name: str) -> str:
    """Return the combination as a formula, the part with the factor 1 first."""
    parts = [(of_right, "right"), (of_argument, name)]
    if abs(of_argument - 1) < 1e-6:
        parts.reverse()
    (first, one), (second, other) = parts
    sign = "+" if second > 0 else "-"
    return f"{_times(first, one)} {sign} {_times(abs(second), other)}"


def _times(factor: float, name: str) -> str:
    return name if abs(factor - 1) < 1e-6 else f"{number(factor)} * {name}"


def _bounded(samples: Sequence[Sample]) -> Iterator[Fit]:
    """Yield the bounds at which the right answer is cut off."""
    shown = [one for one in samples if one.is_public]
    low = min(float(one.got.min()) for one in shown)
    high = max(float(one.got.max()) for one in shown)
    if low == high:
        return
    cuts: list[tuple[str, Callable[[Array], Array]]] = [
        (f"np.maximum(right, {number(low)})", lambda want: np.maximum(want, low)),
        (f"np.minimum(right, {number(high)})", lambda want: np.minimum(want, high)),
        (f"np.clip(right, {number(low)}, {number(high)})", lambda want: np.clip(want, low, high)),
    ]
    for text, cut in cuts:
        changed = functools.partial(_changed, cut)
        if _is_cut(samples, cut) and is_fitting(samples, changed):
            yield Fit(text, FitKind.BOUND)


def _changed(cut: Callable[[Array], Array], sample: Sample) -> Array:
    return cut(sample.want)


def _is_cut(samples: Sequence[Sample], cut: Callable[[Array], Array]) -> bool:
    """Return whether the bound changes enough entries of several answers, and leaves as many."""
    changed = [cut(one.want) != one.want for one in samples]
    entries = np.concatenate([one.ravel() for one in changed])
    enough = min(int(entries.sum()), int((~entries).sum())) >= _FEWEST_CUT
    return enough and sum(bool(one.any()) for one in changed) > 1
