"""How often the right mistake is named, and that a wrong one never is."""

import pytest

from tests.diagnosis.matrix import ON_TOP, PAIRS, Laboratory
from tests.diagnosis.strangers import STRANGERS
from tests.diagnosis.styles import STYLES

thorough = pytest.mark.thorough


@pytest.fixture(scope="module")
def laboratory(backprop, backprop_suite):
    return Laboratory(backprop, backprop_suite)


@pytest.mark.parametrize("style", STYLES)
def test_the_styles_are_right(laboratory, style):
    assert laboratory.grade(STYLES[style], {}).earned == laboratory.suite.possible


@pytest.mark.parametrize(
    ("style", "step"),
    [("arrays", 3), *(pytest.param(style, 1, marks=thorough) for style in STYLES)],
)
def test_every_known_mistake_is_named(laboratory, style, step):
    """One exception: without w2 the shapes do not match, and plain loops fail before numpy does."""
    found = list(laboratory.singles([style], step))

    missed = {(*one.planted, one.style) for one in found if not one.right}
    assert missed <= {("w2_forgotten", "loops")}
    assert not any(one.false for one in found)
    assert not any(one.earned == laboratory.suite.possible for one in found)


@thorough
def test_of_two_mistakes_at_once_95_percent_are_both_named_and_no_other(laboratory):
    found = list(laboratory.pairs())

    assert len(found) == PAIRS >= 500
    assert sum(one.right for one in found) >= 0.95 * len(found)
    assert not any(one.false for one in found)


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=thorough)])
def test_a_mistake_nobody_knows_is_never_named_and_never_passes(laboratory, step):
    found = list(laboratory.strangers(step))

    assert len(found) * step >= len(STRANGERS) >= 100
    assert not any(names for one in found for names in one.named.values())
    assert not any(one.earned == laboratory.suite.possible for one in found)


@pytest.mark.parametrize("count", [6, pytest.param(ON_TOP, marks=thorough)])
def test_a_known_mistake_is_found_on_top_of_an_unknown_one_which_is_billed_once(laboratory, count):
    found = list(laboratory.on_top(count))

    assert len(found) == count
    assert not any(one.found.false for one in found)
    assert sum(not one.billed_once for one in found) <= 0.03 * count
    assert sum(one.right for one in found) >= 0.95 * count


@pytest.mark.parametrize("id", ["w2_not_transposed", "w2_forgotten", "gradient_transposed"])
def test_exceptions_and_other_shapes_are_found_on_top_of_an_unknown_mistake(laboratory, id):
    unknown = STRANGERS["y of a third of the scores"]

    found = laboratory.found((id,), "arrays", {**unknown, **laboratory.assignment.mistakes[id]})

    assert found.right
    assert found.named["grad_w1"] == (id,)
