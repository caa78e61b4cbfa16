"""One of several known mistakes that a question's answers cannot tell apart, after other mistakes.

Where nothing else is wrong the search finds all of them.  On top of a student's own function, or of
a mistake in the same step, only one may be left to be tried: a minus that was added in the end is
then the sign of whichever step was not replaced.  What is alike by itself is alike there, too.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace

from grader.marking.decision import MAX_ALTERNATIVES
from grader.marking.fingerprint import Fingerprint, FingerprintTable
from grader.model import Diagnosis

_SAME = 1e-6
"""Answers that differ by less, relative to their norms, are alike."""


def is_alike(one: Fingerprint | None, other: Fingerprint | None) -> bool:
    """Return whether two mistakes answer alike in every case; None is no wrong answer at all."""
    if one is None or other is None:
        return one is other
    if one.kinds != other.kinds:
        return False
    return bool(FingerprintTable.of([one], len(one.kinds)).alike(other, _SAME).all())


class Lookalikes:
    """Finds the lookalikes of a mistake in the answers to one question.

    Parameters
    ----------
    prints
        The fingerprints of what known mistakes answer to the question, by their ids.
    same
        The id that stands for a mistake and all its other ways.
    """

    def __init__(self, prints: Mapping[str, Fingerprint], same: Callable[[str], str]) -> None:
        self._prints, self._same = prints, same
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
        own = self._prints.get(mistake)
        alike = (
            id
            for id, one in self._prints.items()
            if self._same(id) != self._same(mistake) and is_alike(own, one)
        )
        return tuple({self._same(id): id for id in alike}.values())
