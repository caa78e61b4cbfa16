"""Who made one mistake before earns nothing by garbage later on.

Every known mistake, in every question after the first in which it shows, with every kind of
garbage.  Garbage is no garbage where it happens to be right, to be what the mistake leads to, or
to follow from the student's own functions: the independent judge says so.
"""

from __future__ import annotations

import numpy as np
import pytest

from grader.marking.marker import Marker
from tests.diagnosis import garbage
from tests.diagnosis.asking import graded, outcome, written
from tests.diagnosis.styles import STYLES
from tests.oracle.agreement import Agreement, agreement
from tests.oracle.judge import Judge, Kind
from tests.oracle.student import Functions

SORTS = {"values": "ordinary", "extremes": "extremes"}
SAMPLE = 1409
"""Every such combination is tried by default: a number with no factor in common with the kinds."""


class Cheats:
    """Made-up students with one mistake and garbage later on."""

    def __init__(self, assignment, suite):
        self.suite, self.marker = suite, Marker(suite)
        self.right = written(suite, STYLES["arrays"], {})
        self.own = {
            id: written(suite, STYLES["arrays"], wrong) for id, wrong in assignment.mistakes.items()
        }

    def combinations(self):
        for id, own in self.own.items():
            grade = graded(self.suite, self.marker, own)
            asked = [one.question for one in grade.questions]
            first = next(one.question for one in grade.questions if one.earned < one.points)
            for question in asked[asked.index(first) + 1 :]:
                yield from ((id, question, kind) for kind in garbage.ALL)

    def paid(self, id, question, kind):
        """Return the checks of numbers that garbage earns points in, and does not deserve."""
        functions = garbage.spoilt(self.own[id], self.right, question, kind)
        grade = graded(self.suite, self.marker, functions)
        (found,) = [one for one in grade.questions if one.question == question]
        earned = [check.check for check in found.checks if check.earned and check.check in SORTS]
        if not earned or self._is_own(self.own[id], functions, question):
            return []
        verdict = Judge(Functions(functions)).verdicts[question]
        return [one for one in earned if getattr(verdict, SORTS[one]) is Kind.WRONG]

    def _is_own(self, own, functions, question):
        """Return whether the garbage is the student's own answer in every case."""
        asked = self.suite.question(question)
        pairs = (
            [outcome(one[question], case.arguments, case.presentation) for one in (own, functions)]
            for case in asked.cases
        )
        return all(_is_same(*pair) for pair in pairs)


def _is_same(one, other):
    values = [getattr(answer, "value", None) for answer in (one, other)]
    if not all(isinstance(value, np.ndarray) for value in values):
        return values == [None, None]
    return agreement(*values, by_entry=False) is not Agreement.NO


@pytest.fixture(scope="module")
def cheats(backprop, backprop_suite):
    return Cheats(backprop, backprop_suite)


def test_garbage_after_a_known_mistake_earns_nothing(cheats):
    assert not _earning(cheats, list(cheats.combinations())[::SAMPLE])


@pytest.mark.thorough
def test_no_garbage_after_any_known_mistake_earns_anything(cheats):
    # Every 46th: all of them take a quarter of an hour, and each kind meets each question here.
    tried = list(cheats.combinations())[3::46]

    assert len({kind for _, _, kind in tried}) == len(garbage.ALL)
    assert not _earning(cheats, tried)


def _earning(cheats, combinations):
    found = {one: cheats.paid(*one) for one in combinations}
    return {" ".join(one): checks for one, checks in found.items() if checks}
