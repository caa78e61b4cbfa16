"""Slips that nobody described are said in the words of an edit, and nothing false is."""

import re

import pytest

from tests.diagnosis.planted import FRESH, SLIPS, VARIANTS, Class, labelled, tally

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


OTHER_WORDS = {
    "2 * np.diag(y)": "y is doubled",  # in the diagonal
    "np.outer(t, h)": "“y -” is missing",  # then the error is t
    "(w2.T @ t)": "“y -” is missing",
}
"""Fresh slips of which the same numbers are said in words that their labels do not have."""


@pytest.mark.thorough
def test_nothing_false_is_said_of_slips_that_were_labelled_before(students):
    found = list(labelled(students, FRESH))

    wrong = [(slip, text) for slip, text in found if text and not re.search(slip.said, text)]
    assert not [text for slip, text in wrong if OTHER_WORDS.get(slip.new, "?") not in text]
    assert sum(bool(text) for _, text in found) >= 12


@pytest.mark.thorough
def test_what_is_said_of_a_changed_token_is_true_for_other_numbers_too(backprop):
    students = Class(backprop, seeds=(1, 2))
    found = [tally(variant, students, SELDOM) for variant in VARIANTS]

    assert not [false for one in found for false in one.false]
    assert sum(one.named for one in found) >= 0.2 * sum(one.wrong for one in found) > 0
