"""Steps are computed when they are needed, and any can be replaced."""

import pytest

from grader.recipe import Recipe

RECIPE = Recipe(
    {
        "area": lambda width, height: width * height,
        "volume": lambda area, depth: area * depth,
        "weight": lambda volume: 3 * volume,
    }
)
GIVEN = {"width": 2, "height": 3, "depth": 5}


def test_a_quantity_is_computed_through_the_steps_it_needs():
    assert RECIPE.value("weight", GIVEN) == 90


def test_a_given_quantity_is_not_computed():
    assert RECIPE.value("volume", {"area": 10, "depth": 2}) == 20


def test_a_replaced_step_changes_everything_after_it():
    assert RECIPE.value("weight", GIVEN, {"area": lambda width: width}) == 30


def test_two_steps_can_be_replaced_at_once():
    wrong = {"area": lambda width: width, "weight": lambda volume: -volume}

    assert RECIPE.value("weight", GIVEN, wrong) == -10


def test_a_replacement_that_asks_for_its_own_step_gets_the_right_value():
    assert RECIPE.value("volume", GIVEN, {"volume": lambda volume: volume / 2}) == 15


def test_only_the_steps_on_the_way_are_needed():
    assert RECIPE.needed("volume", frozenset(GIVEN)) == {"area", "volume"}
    assert RECIPE.needed("volume", frozenset({"area", "depth"})) == {"volume"}


def test_a_quantity_nobody_knows_is_named():
    with pytest.raises(KeyError, match="depth"):
        RECIPE.value("volume", {"area": 1})
