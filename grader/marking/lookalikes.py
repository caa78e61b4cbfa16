"""One of several known mistakes that a question's answers cannot tell apart, after other mistakes.

Where nothing else is wrong the search finds all of them.  On top of a student's own function, or of
a mistake in the same step, only one may be left to be tried: a minus that was added in the end is
then the sign of whichever step was not replaced.  What is alike by itself is alike there, too.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from grader.marking.decision import MAX_ALTERNATIVES
from grader.model import Array, Diagnosis, Distractor, Question

_SAME = 1e-6
"""Answers that differ by less, relative to their norms, are alike."""


class Lookalikes:
    """Finds the lookalikes of a mistake in the answers to one question.

    Parameters
    ----------
    question
        The question, whose cases hold what known mistakes answer.
    same
        The id that stands for a mistake and all its other ways.
    """

    def __init__(self, question: Question, same: Callable[[str], str]) -> None:
        self._same = same
        self._cases = [
            {wrong.misconception: wrong for wrong in case.distractors} for case in question.cases
        ]
        self._of = functools.cache(self._find)

    def widened(self, diagnosis: Diagnosis) -> Diagnosis | None:
        """Return the diagnosis with its new mistakes as one of the sets that look like them.

        None where there are too many of them to say anything.
        """
        if diagnosis.alternatives or diagnosis.scale != 1.0:
            return diagnosis
        ways = [(id, *self._of(id)) for id in diagnosis.new]
        sets = tuple(itertools.product(*ways))
        if len(sets) <= 1:
            return diagnosis
        if len(sets) > MAX_ALTERNATIVES:
            return None
        return replace(diagnosis, misconceptions=diagnosis.carried, alternatives=sets)

    def _find(self, mistake: str) -> tuple[str, ...]:
        """Return the other mistakes that give the same answer in every case."""
        others = dict.fromkeys(id for case in self._cases for id in case)
        alike = (
            id
            for id in others
            if self._same(id) != self._same(mistake)
            and all(_is_alike(case.get(mistake), case.get(id)) for case in self._cases)
        )
        return tuple({self._same(id): id for id in alike}.values())


def _is_alike(one: Distractor | None, other: Distractor | None) -> bool:
    if one is None or other is None:
        return one is other
    if one.value is None or other.value is None:
        return one.value is other.value and one.raised == other.raised
    return _is_near(one.value, other.value)


def _is_near(one: Array, other: Array) -> bool:
    if one.shape != other.shape:
        return False
    size = float(np.linalg.norm(one))
    if not np.isfinite(size):
        return bool(np.array_equal(np.isfinite(one), np.isfinite(other)))
    with np.errstate(all="ignore"):
        return bool(np.linalg.norm(one - other) <= _SAME * size)
