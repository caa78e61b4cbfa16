"""Slips that nobody described are said in the words of an edit, and nothing false is."""

import re

import pytest

from tests.diagnosis.planted import SLIPS, VARIANTS, Class, labelled, tally

OFTEN = 3
SELDOM = 12


@pytest.fixture(scope="module")
def students(backprop):
    return Class(backprop)


@pytest.mark.parametrize(
    "slips", [SLIPS[::OFTEN], pytest.param(SLIPS, marks=pytest.mark.thorough)], ids=["some", "all"]
)
def test_nine_of_ten_labelled_slips_are_said_and_nothing_else_is(students, slips):
    found = list(labelled(students, slips))

    assert not [(slip, text) for slip, text in found if text and not re.search(slip.said, text)]
    assert sum(bool(text) for _, text in found) >= 0.9 * len(found)


@pytest.mark.thorough
def test_what_is_said_of_a_changed_token_is_true_for_other_numbers_too(backprop):
    students = Class(backprop, seeds=(1, 2))
    found = [tally(variant, students, SELDOM) for variant in VARIANTS]

    assert not [false for one in found for false in one.false]
    assert sum(one.named for one in found) >= 0.2 * sum(one.wrong for one in found) > 0
