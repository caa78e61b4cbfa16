"""One factor in each case: the right answer divided by a size, or by something of its own size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from grader.marking.sample import Sample, is_fitting, number
from grader.model import Array, Fit, FitKind, Question

_FEWEST = 3
"""Cases with a factor of their own, as many as must confirm a formula."""

_APART = 1e-5
"""Factors that differ by less are one constant."""


def factor_fits(question: Question, samples: Sequence[Sample]) -> Iterator[Fit]:
    """Yield the formulas for the factor by which each case's answer is off.

    Parameters
    ----------
    question
        The question.
    samples
        The answers, at least one.

    Yields
    ------
    Fit
        The simplest formula first; none where all cases have one factor.
    """
    informative = [one for one in samples if one.want.any()]
    factors = np.array([_factor(one) for one in informative])
    if len(factors) < _FEWEST or not factors.all() or not _varies(factors):
        return
    if not is_fitting(samples, lambda one: _factor(one) * one.want):
        return
    sizes = {text: np.array(size) for text, size in _sizes(question, informative).items()}
    is_public = np.array([one.is_public for one in informative])
    for text, size in sizes.items():
        if _varies(size[is_public]):
            yield from _power_of(text, size, factors)
    yield from _padded(sizes, factors, is_public)
    yield from _limited(sizes["norm(right)"], factors, is_public)


def constant_fits(samples: Sequence[Sample]) -> Iterator[Fit]:
    """Yield the one factor by which every answer is off; of public cases, like all constants."""
    shown = [_factor(one) for one in samples if one.is_public and one.want.any()]
    factor = float(np.median(shown)) if shown else 0.0
    if factor and is_fitting(samples, lambda one: factor * one.want):
        yield Fit(number(factor), FitKind.FACTOR)


def _power_of(text: str, size: Array, factors: Array) -> Iterator[Fit]:
    """Yield that the factor is a size or one over it, with either sign."""
    for formula, values in ((f"1 / {text}", 1 / size), (text, size)):
        for sign in (1, -1):
            if _is_same(sign * values, factors):
                yield Fit(formula if sign == 1 else f"-{formula}", FitKind.FACTOR)


def _padded(sizes: Mapping[str, Array], factors: Array, is_public: Array) -> Iterator[Fit]:
    """Yield that a constant was added to what the right answer is divided by.

    Where a divisor q became q + c, one over the factor is 1 + c / q; q is a size, or one over it.
    """
    added = 1 / factors - 1
    for text, size in sizes.items():
        for sign, inverse in (("/", 1 / size), ("*", size)):
            constant = float(np.median(added[is_public] / inverse[is_public]))
            fits = _is_same(1 / (1 + constant * inverse), factors)
            if constant and fits and _varies(inverse[is_public]):
                formula = f"right / (1 + {number(constant)} {sign} {text})"
                yield Fit(formula, FitKind.EPSILON)


def _limited(norms: Array, factors: Array, is_public: Array) -> Iterator[Fit]:
    """Yield that the norm of the right answer is cut off at a bound."""
    bound = float((factors * norms)[is_public].max())
    is_cut = factors < 1 - _APART
    if is_cut.sum() >= _FEWEST and _is_same(np.minimum(1, bound / norms), factors):
        yield Fit(f"right * min(1, {number(bound)} / norm(right))", FitKind.BOUND)


def _sizes(question: Question, samples: Sequence[Sample]) -> dict[str, list[float]]:
    """Return what answers are commonly divided by, each with its value in every sample."""
    found = {
        "abs(right).max()": [float(np.abs(one.want).max()) for one in samples],
        "norm(right)": [float(np.linalg.norm(one.want)) for one in samples],
    }
    for name in samples[0].arguments:
        arrays = [one.arguments[name] for one in samples]
        found |= {
            _length(name, axis): [float(array.shape[axis]) for array in arrays]
            for axis in range(min(array.ndim for array in arrays))
        }
        found[f"{name}.size"] = [float(array.size) for array in arrays]
    return found


def _length(name: str, axis: int) -> str:
    return f"{name}.shape[{axis}]" if axis else f"len({name})"


def _factor(sample: Sample) -> float:
    want = sample.want.ravel() / (np.abs(sample.want).max() or 1.0)
    got = sample.got.ravel() / (np.abs(sample.want).max() or 1.0)
    return float(got @ want / (want @ want)) if want.any() else 0.0


def _varies(values: Array) -> bool:
    return bool(values.size) and bool(np.ptp(values) > _APART * np.abs(values).max())


def _is_same(values: Array, factors: Array) -> bool:
    with np.errstate(all="ignore"):
        return bool((np.abs(values - factors) <= 1e-6 * np.abs(factors)).all())
