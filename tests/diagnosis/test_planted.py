"""Slips that nobody described are said in the words of an edit, and nothing false is."""

import re

import numpy as np
import pytest

from tests.diagnosis.planted import FRESH, SLIPS, VARIANTS, Class, labelled, tally, text_of

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
    "2 * np.diag(y)": ("y is doubled", "np.diag(2 * y)"),
    "np.outer(t, h)": ("“y -” is missing", "(lambda dz: np.outer(dz, h))(t)"),
    "(w2.T @ t)": ("“y -” is missing", "np.dot(t, w2)"),
}
"""Fresh slips of which other words are said than their labels have: the same slip, as these words
describe it, so that they are true as well."""


@pytest.mark.parametrize("new", OTHER_WORDS)
def test_other_words_describe_a_slip_with_the_same_numbers(backprop_suite, new):
    (slip,) = [one for one in FRESH if one.new == new]
    described = slip.old, OTHER_WORDS[new][1]
    made, same, right = (
        _answers(backprop_suite, slip.question, text_of("plain").replace(*change))
        for change in ((slip.old, slip.new), described, (slip.old, slip.old))
    )

    np.testing.assert_allclose(made, same, rtol=1e-12)
    assert not np.allclose(made, right)


def _answers(suite, question, text):
    names = {}
    exec(text, names)
    (asked,) = [one for one in suite.questions if one.id == question]
    return names[asked.function](*asked.cases[0].arguments)


@pytest.mark.thorough
def test_nothing_false_is_said_of_slips_that_were_labelled_before(students):
    found = list(labelled(students, FRESH))

    wrong = [(slip, text) for slip, text in found if text and not re.search(slip.said, text)]
    assert not [one for one in wrong if OTHER_WORDS.get(one[0].new, ("?",))[0] not in one[1]]
    # Silence is no error; it is where the labels have words that it must not be the rule.
    expected = [text for slip, text in found if not re.search(slip.said, "")]
    assert sum(map(bool, expected)) >= 0.75 * len(expected) >= 9


@pytest.mark.thorough
def test_what_is_said_of_a_changed_token_is_true_for_other_numbers_too(backprop):
    students = Class(backprop, seeds=(1, 2))
    found = [tally(variant, students, SELDOM) for variant in VARIANTS]

    assert not [false for one in found for false in one.false]
    assert sum(one.named for one in found) >= 0.2 * sum(one.wrong for one in found) > 0
