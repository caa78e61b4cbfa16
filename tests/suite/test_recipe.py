"""Steps are computed when they are needed, and any can be replaced."""

import numpy as np
import pytest

from grader.suite.recipe import Failed, Recipe, Variations

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


def test_what_choices_have_in_common_is_computed_once():
    calls = []

    def area(width, height):
        calls.append((width, height))
        return width * height

    recipe = Recipe({**RECIPE.steps, "area": area})
    variations = Variations(recipe, GIVEN)
    lines = (lambda volume: 0, lambda volume: volume, lambda volume: 2 * volume)
    nodes = [variations.node("weight", {"weight": line}) for line in lines]

    found = variations.outcomes(GIVEN)

    assert [found[node] for node in nodes] == [0, 30, 60]
    assert len(calls) == 1


def test_a_wrong_line_that_makes_no_difference_costs_nothing_further_on():
    calls = []

    def volume(area, depth):
        calls.append(area)
        return area * depth

    recipe = Recipe({**RECIPE.steps, "area": lambda width: width * 3, "volume": volume})
    given = {"width": np.ones(2), "depth": 5}
    variations = Variations(recipe, given)
    nodes = [variations.node("volume", wrong) for wrong in ({}, {"area": lambda width: width + 2})]

    found = variations.outcomes(given)

    assert len(calls) == 1
    assert all((found[node] == 15).all() for node in nodes)


def test_minus_zero_is_not_taken_for_zero():
    recipe = Recipe({"a": lambda x: x * 0, "b": lambda a: 1 / a})
    given = {"x": np.ones(1)}
    variations = Variations(recipe, given)
    nodes = [variations.node("b", wrong) for wrong in ({}, {"a": lambda x: -x * 0})]

    with np.errstate(divide="ignore"):
        found = variations.outcomes(given)

    assert [found[node][0] for node in nodes] == [np.inf, -np.inf]


def test_a_replacement_that_writes_to_its_argument_spoils_nobody_elses():
    recipe = Recipe({"double": lambda x: 2 * x, "most": lambda double: double.max()})
    given = {"x": np.ones(3)}
    variations = Variations(recipe, given)

    def writes(double):
        double[:] = 9
        return double.max()

    first, second = variations.node("most", {"most": writes}), variations.node("most", {})

    found = variations.outcomes(given)

    assert (found[first], found[second]) == (9, 2)


def test_what_a_failed_step_would_have_led_to_fails_with_the_same_exception():
    recipe = Recipe({"one": lambda x: x[7], "two": lambda one: one + 1})
    variations = Variations(recipe, ["x"])
    node = variations.node("two", {})

    failed = variations.outcomes({"x": np.ones(3)})[node]

    assert isinstance(failed, Failed)
    assert type(failed.error) is IndexError


def test_a_step_that_needs_itself_fails_alone():
    variations = Variations(RECIPE, GIVEN)
    circular = variations.node("weight", {"area": lambda weight: weight})
    right = variations.node("weight", {})

    found = variations.outcomes(GIVEN)

    assert type(found[circular].error) is RecursionError
    assert found[right] == 90
