"""The mark is on the line that a person would call the slip, or there is none."""

from __future__ import annotations

from functools import partial
from itertools import islice

import pytest

from grader.marking.marker import Marker
from grader.sandbox import open_sandbox
from tests.diagnosis.strangers import STRANGERS
from tests.locating.slips import LOOKED_AT, UNSEEN
from tests.locating.tally import Grading, of_corpus, of_programs, of_slips, of_unusual
from tests.locating.unusual import unusual
from tests.resources import shared

pytestmark = pytest.mark.thorough
SAMPLE = 11
"""Of so many mistakes one is planted; ``python -m tests.locating`` plants each, in each style."""


@pytest.fixture(scope="module")
def grading(backprop, backprop_suite):
    with shared(partial(open_sandbox, backprop_suite.limits, backprop_suite.modules)) as worker:
        yield Grading(backprop, backprop_suite, worker, Marker(backprop_suite))


def test_labelled_submissions_are_marked_on_their_slips(grading):
    tally = of_corpus(grading)

    assert tally.coverage >= 0.85
    assert tally.precision >= 0.95
    assert not tally.on_right_functions


@pytest.mark.parametrize("style", ["arrays", "loops", "indices"])
def test_planted_mistakes_are_marked_on_their_slips(grading, style):
    known = dict(islice(grading.assignment.mistakes.items(), 0, None, SAMPLE))

    tally = of_programs("known", grading, known, [style])

    assert tally.coverage >= 0.85
    assert tally.precision >= 0.9
    assert not tally.on_right_functions


def test_mistakes_that_nobody_knows_are_marked_or_left_alone(grading):
    unknown = dict(islice(STRANGERS.items(), 0, None, SAMPLE))

    tally = of_programs("unknown", grading, unknown, ["arrays"])

    assert tally.precision >= 0.9
    assert not tally.on_right_functions


def test_unusual_styles_are_marked_on_their_slips(grading):
    tally = of_unusual(grading)

    assert tally.coverage >= 0.95
    assert tally.precision >= 0.95
    assert not tally.on_right_functions


@pytest.mark.parametrize("slips", [LOOKED_AT, UNSEEN], ids=["looked at", "unseen"])
def test_slips_that_no_rule_was_made_for_are_marked_or_left_alone(grading, slips):
    tally = of_slips("more slips", grading, slips)

    assert tally.coverage >= 0.8
    assert tally.precision >= 0.95
    assert not tally.on_right_functions


def test_a_second_slip_is_not_said_to_be_where_the_first_one_is(grading):
    right = unusual("lambdas").source.replace("t - softmax(z)", "softmax(z) - t")
    first = right.replace("softmax(z) - t", "(softmax(z) - t) / len(t)")
    second = first.replace("1 - h**2", "1 - h")

    _, _, _, grad_z, follows, own = grading.graded(first).questions
    assert grad_z.place.line == follows.place.line == own.place.line

    _, _, _, grad_z, follows, own = grading.graded(second).questions
    assert own.diagnosis.new and own.diagnosis.carried
    assert grad_z.place.line == follows.place.line
    assert own.place is None
