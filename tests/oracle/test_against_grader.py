"""Grader and judge agree on marks and names: no wrong answer is paid, no other one is not paid.

python -m tests.oracle            prints the same as a table
"""

from functools import partial

import pytest

from grader.sandbox import open_sandbox
from tests.oracle.comparison import Comparison
from tests.oracle.subjects import Grader, corpus, public_code, strangers, variants
from tests.resources import shared

SAMPLE = 8
"""Every such subject is compared by default."""


@pytest.fixture(scope="module")
def comparison(backprop, backprop_suite):
    with shared(partial(open_sandbox, backprop_suite.limits, backprop_suite.modules)) as worker:
        yield Comparison(backprop, Grader(backprop_suite, worker))


def faults(comparison, subjects):
    return [str(fault) for subject in subjects for fault in comparison.of(subject).faults]


@pytest.mark.parametrize("group", [corpus, variants, public_code])
def test_a_sample_of_files(comparison, group):
    assert not faults(comparison, group()[::SAMPLE])


def test_a_sample_of_mistakes_that_nobody_knows(comparison, backprop_suite):
    assert not faults(comparison, strangers(backprop_suite)[::SAMPLE])


@pytest.mark.thorough
@pytest.mark.parametrize("group", [corpus, variants, public_code])
def test_all_files(comparison, group):
    assert not faults(comparison, group())


@pytest.mark.thorough
def test_all_mistakes_that_nobody_knows(comparison, backprop_suite):
    assert not faults(comparison, strangers(backprop_suite))


def test_public_code_is_large_and_varied():
    assert len(public_code()) >= 60
