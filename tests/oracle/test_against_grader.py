"""Grader and judge agree on marks and names: no wrong answer is paid, no other one is not paid.

python -m tests.oracle            prints the same as a table
"""

from functools import partial

import pytest

from grader.sandbox import open_sandbox
from tests.oracle.comparison import Comparison
from tests.oracle.subjects import Grader, corpus, public_code, strangers, variants
from tests.resources import shared

SAMPLE = 16
"""Every such subject is compared by default."""


@pytest.fixture(scope="module")
def comparison(backprop, backprop_suite):
    with shared(partial(open_sandbox, backprop_suite.limits, backprop_suite.modules)) as worker:
        yield Comparison(backprop, Grader(backprop_suite, worker))


DECIDED = {
    # What is nowhere finite, or zero, follows from nothing: nobody could tell it from garbage.
    "garbage_nan": "NaN from a function of one's own that gives NaN",
    "garbage_zeros": "zeros from a function of one's own that gives zeros",
    # The suite asks at one more point than the judge, and there the answer is wrong.
    "error_zero_when_nearly_perfect": "wrong where one probability is nearly 1",
    "single_precision_off_when_nearly_perfect": "wrong where one probability is nearly 1",
    "w_zero_when_nearly_perfect": "wrong where one probability is nearly 1",
    "state_not_reset": "the suite asks twice with the same arguments",
    # The judge asks at one more point than the suite, or another case of that point.
    "tanh_erf": "0/0 in a case of one class that nearly vanishes",
    "dz with the wrong class": "extremes that the judge leaves open",
    # Shapes: the recipe continues from a column as numpy does, the judge by sums over entries.
    "grad_z_transposes": "an error of another shape, sent on as numpy does",
    "softmax_column": "a column, sent on as numpy does",
    # Names that the labels hold, and that a comparison of numbers cannot confirm.
    "softmax_tiny_floor": "a floor far below what the judge asks",
    "softmax_without_shift_math_exp": "OverflowError in place of inf",
    "tanh_in_place_overflows": "two mistakes, one of which shows as an exception",
}
"""Subjects in which the two disagree, looked at one by one: what the judge does not see."""


def faults(comparison, subjects):
    return [
        str(fault)
        for subject in subjects
        if subject.name not in DECIDED
        for fault in comparison.of(subject).faults
    ]


@pytest.mark.parametrize("group", [corpus, variants, public_code])
def test_a_sample_of_files(comparison, group):
    assert not faults(comparison, group()[::SAMPLE])


def test_a_sample_of_mistakes_that_nobody_knows(comparison, backprop_suite):
    assert not faults(comparison, strangers(backprop_suite)[::SAMPLE])


@pytest.mark.thorough
@pytest.mark.parametrize("group", [corpus, variants, public_code])
def test_a_sixth_of_the_files(comparison, group):
    """`python -m tests.oracle` compares all of them, which takes minutes."""
    assert not faults(comparison, group()[1::6])


@pytest.mark.thorough
def test_a_sixth_of_the_mistakes_that_nobody_knows(comparison, backprop_suite):
    assert not faults(comparison, strangers(backprop_suite)[1::6])


def test_public_code_is_large_and_varied():
    assert len(public_code()) >= 60
