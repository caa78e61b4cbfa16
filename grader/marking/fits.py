"""Mechanical changes that fit the answers to a question which nothing certain explains.  Pure.

A fit is said as what it is and earns no points.  It gives every number that was returned, and its
own constants come from public cases alone: a constant of hidden answers could be one of them.
Numbers must confirm it in several cases, because one or two can be met by chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from grader.marking.argument_fits import argument_fits
from grader.marking.factor_fits import constant_fits, factor_fits
from grader.marking.sample import Sample, samples_of
from grader.model import Case, Fit, FitKind, Question, Returned, Verdict

_MOST_RETURNED = 4
"""More arrays than this are hardly returned together."""


class StepFitSource(Protocol):
    """Finds changes of one step; a public suite has none, because it takes the right formulas."""

    def fits(self, samples: Sequence[Sample]) -> Iterator[Fit]:
        """Yield the changes of one step that give every answer."""


def mechanical_fits(
    question: Question, verdicts: Sequence[Verdict], steps: StepFitSource | None = None
) -> tuple[Fit, ...]:
    """Find the simplest mechanical changes that give all answers to a question.

    Parameters
    ----------
    question
        The question.
    verdicts
        The verdicts on its cases, in their order.
    steps
        Finds changes of one step, where that is known.

    Returns
    -------
    tuple of Fit
        The simplest change, or none.
    """
    marked = [
        (case, verdict)
        for case, verdict in zip(question.cases, verdicts, strict=True)
        if case.example or question.marks(case)
    ]
    with np.errstate(all="ignore"):
        found = next(_each(question, marked, steps), None)
    return (found,) if found else ()


def constant_factor(question: Question, verdicts: Sequence[Verdict]) -> tuple[Fit, ...]:
    """Return the one factor that the right answers of all cases were multiplied by, if any."""
    marked = [
        (case, verdict)
        for case, verdict in zip(question.cases, verdicts, strict=True)
        if case.example or question.marks(case)
    ]
    samples = samples_of(question, marked)
    with np.errstate(all="ignore"):
        return tuple(constant_fits(samples)) if samples else ()


def _each(
    question: Question, marked: Sequence[tuple[Case, Verdict]], steps: StepFitSource | None
) -> Iterator[Fit]:
    """Yield what fits, the simplest first."""
    yield from _several(question, marked)
    samples = samples_of(question, marked)
    if samples:
        yield from factor_fits(question, samples)
        yield from argument_fits(question, samples)
        yield from steps.fits(samples) if steps else ()


def _several(question: Question, marked: Sequence[tuple[Case, Verdict]]) -> Iterator[Fit]:
    """Yield that several arrays are returned together, of which one is always right."""
    outcomes = [verdict.observation.outcome for _, verdict in marked]
    arrays = [one.value for one in outcomes if isinstance(one, Returned)]
    wants = [case.expected for case, _ in marked]
    count = len(arrays[0]) if arrays and arrays[0].ndim else 0
    shapes = [(count, *want.shape) for want in wants]
    if not 2 <= count <= _MOST_RETURNED or [one.shape for one in arrays] != shapes:
        return
    rows = zip(arrays, marked, strict=True)
    right = [Sample.of(question, case, array).right_entries() for array, (case, _) in rows]
    always = frozenset.intersection(*right)
    if len(always) == 1:
        (place,) = always
        names = ["right" if i == place else "..." for i in range(count)]
        yield Fit(f"({', '.join(names)})", FitKind.SEVERAL)
