"""A kept run holds all answers that marking it again needs."""

from __future__ import annotations

import pytest

from grader.marking.marker import Marker
from grader.marking.own_answers import OwnAnswers
from tests.benchmarks.classroom import source
from tests.diagnosis.asking import observed, outcome, own_answers


@pytest.fixture(scope="module")
def marker(backprop_suite):
    return Marker(backprop_suite)


@pytest.mark.parametrize(
    "students",
    [
        pytest.param([4, 8, 17], id="some"),  # 4 and 17 go on from functions of functions
        pytest.param(range(80), id="many", marks=pytest.mark.thorough),
    ],
)
def test_asks_nothing_and_comes_to_the_same(backprop_suite, marker, students):
    """Wrong functions are asked round by round, and what is known may lead further each time."""
    for number in students:
        functions = module(backprop_suite, number)
        run = observed(backprop_suite, functions)
        own = own_answers(lambda question, given, of=functions: outcome(of[question], given))
        first = marker.mark("made up", run, own)

        again = marker.mark("made up", run, OwnAnswers.of(own.known, refuse))

        assert repr(again) == repr(first), number


def module(suite, number):
    """The functions of a made-up student, by question."""
    defined = {}
    exec(source(number), defined)
    return {question.id: defined[question.function] for question in suite.questions}


def refuse(points):
    raise AssertionError(f"asked again: {[point.question for point in points]}")
