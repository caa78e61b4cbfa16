"""Grader and judge agree on marks and names: no wrong answer is paid, no other one is not paid.

python -m tests.oracle            prints the same as a table
"""

from functools import partial

import pytest

from grader.sandbox import open_sandbox
from tests.oracle.comparison import Comparison
from tests.oracle.subjects import Grader, corpus, public_code, strangers, unusual, variants
from tests.resources import shared

SAMPLE = 48
"""Every such subject is compared by default."""


@pytest.fixture(scope="module")
def comparison(backprop, backprop_suite):
    with shared(partial(open_sandbox, backprop_suite.limits, backprop_suite.modules)) as worker:
        yield Comparison(backprop, Grader(backprop_suite, worker))


DECIDED = {
    # Names that the labels hold, and that a comparison of numbers cannot confirm.
    "softmax_tiny_floor": "a floor of any size has this name",
    "tanh_in_place_overflows": "two mistakes, one of which writes to its argument",
}
"""Subjects in which the two disagree, looked at one by one: what the judge does not see."""


def faults(comparison, subjects):
    return [
        str(fault)
        for subject in subjects
        if subject.name not in DECIDED
        for fault in comparison.of(subject).faults
    ]


@pytest.mark.parametrize("group", [corpus, public_code])
def test_a_sample_of_files(comparison, group):
    assert not faults(comparison, group()[::SAMPLE])


def test_a_sample_of_mistakes_that_nobody_knows(comparison, backprop_suite):
    assert not faults(comparison, strangers(backprop_suite)[::SAMPLE])


@pytest.mark.thorough
@pytest.mark.parametrize("group", [corpus, variants, public_code])
def test_a_sixth_of_the_files(comparison, group):
    """`python -m tests.oracle` compares all of them, which takes minutes."""
    assert not faults(comparison, group()[1::6])


def label(question):
    """What a question earns, in the words of a label."""
    earned, points = question.earned, question.points
    if question.carried_forward:
        return "follows" if earned == points else "billed again"
    if earned == points:
        return "right"
    values = {check.check: check.earned == check.points for check in question.checks}["values"]
    return "ordinary" if values else "wrong"


@pytest.mark.thorough
def test_modules_in_unusual_styles_earn_what_their_first_lines_say(comparison):
    found = {one: comparison.of(one) for one in unusual()}

    assert not [str(fault) for compared in found.values() for fault in compared.faults]
    for subject, compared in found.items():
        first = subject.path.read_text().partition("\n")[0]
        assert [label(one) for one in compared.grade.questions] == first.split()[1:], subject.name


@pytest.mark.thorough
def test_a_sixth_of_the_mistakes_that_nobody_knows(comparison, backprop_suite):
    assert not faults(comparison, strangers(backprop_suite)[1::6])


def test_public_code_is_large_and_varied():
    assert len(public_code()) >= 60
