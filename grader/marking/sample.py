"""Answers beside the right ones and the arguments, as the search for fits compares them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.marking.compare import ROUNDING, distance, distances, finite, varies
from grader.model import Array, Case, Question, Returned, Verdict
from grader.suite.given import arrays_of, given

_FEWEST = 3
"""Cases with numbers, as many as must confirm a fit."""


@dataclass(frozen=True, eq=False)
class Sample:
    """One finite answer.

    Parameters
    ----------
    got, want
        The answer and the right one.
    arguments
        The arrays that the function was given, by parameter.
    quantities
        All that the recipe is given, by parameter.
    is_public
        True where the page may show numbers of the case.
    allowed
        How far off an answer may be, relative to itself.
    by_entry
        True where every entry is measured on its own.
    """

    got: Array
    want: Array
    arguments: Mapping[str, Array]
    quantities: Mapping[str, Any]
    is_public: bool
    allowed: float
    by_entry: bool

    @classmethod
    def of(cls, question: Question, case: Case, got: Array) -> Sample:
        """Return the sample of an answer to a case."""
        return cls(
            got=got,
            want=case.expected,
            arguments=arrays_of(question, case.arguments),
            quantities=given(question, case.arguments),
            is_public=not case.hidden,
            allowed=max(question.tolerance.relative, ROUNDING * case.conditioning),
            by_entry=question.tolerance.elementwise,
        )

    @property
    def is_wrong(self) -> bool:
        """True where the answer is not the right one."""
        return not self._is_near(self.got, self.want)

    def right_entries(self) -> frozenset[int]:
        """Return the places along the first axis of the answer that hold the right answer."""
        return frozenset(i for i, one in enumerate(self.got) if self._is_near(one, self.want))

    def _is_near(self, got: Array, want: Array) -> bool:
        return distance(got, want, elementwise=self.by_entry) <= self.allowed


def samples_of(question: Question, marked: Sequence[tuple[Case, Verdict]]) -> tuple[Sample, ...]:
    """Return the finite answers, if they can tell anything.

    None where one of the answers is no array of the right shape, where most are not finite, where
    all hold one number over and over, or where no public one is wrong.
    """
    samples = []
    for case, verdict in marked:
        outcome = verdict.observation.outcome
        if not isinstance(outcome, Returned) or outcome.value.shape != case.expected.shape:
            return ()
        if finite(outcome.value):
            samples.append(Sample.of(question, case, outcome.value.astype(np.float64)))
    is_shown = any(one.is_public and one.is_wrong for one in samples)
    enough = len(samples) >= max(_FEWEST, len(marked) // 2)
    is_distinctive = enough and varies([one.got for one in samples])
    return tuple(samples) if is_distinctive and is_shown else ()


def is_fitting(samples: Sequence[Sample], change: Callable[[Sample], Array]) -> bool:
    """Return whether a change of the right answer gives every answer."""
    with np.errstate(all="ignore"):
        changed = [np.asarray(change(one), np.float64) for one in samples]
    off = distances(changed, [one.got for one in samples], elementwise=samples[0].by_entry)
    return bool((off <= [one.allowed for one in samples]).all())


def number(value: float) -> str:
    """Return a number as it is written in a formula."""
    return f"{value:.4g}"
