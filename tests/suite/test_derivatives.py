"""Derivatives of steps are quantities, whatever stands in place of the step."""

import numpy as np
import pytest

from grader.suite.derivatives import derivative_of, has_derivative
from grader.suite.recipe import Recipe

POINTS = np.array([-30.0, -1.0, -0.997, 0.0, 0.4, 1.0, 1.002, 55.0])
RECIPE = Recipe({"a": lambda x: 2 * x, "h": lambda a: np.tanh(a), "both": lambda a, x: a * x})


def of(name, function, at=POINTS):
    recipe = Recipe({"h": lambda a: function(a)})
    return recipe.value(name, {"a": at})


@pytest.mark.parametrize(
    ("function", "slope"),
    [
        (np.tanh, lambda a: 1 / np.cosh(a) ** 2),
        (np.arctan, lambda a: 1 / (1 + a**2)),
        (np.sin, np.cos),
        (lambda a: 1e6 * a, lambda a: np.full_like(a, 1e6)),
    ],
)
def test_the_slope_of_a_smooth_function_is_precise(function, slope):
    np.testing.assert_allclose(of("slope_of_h", function), slope(POINTS), rtol=1e-9, atol=1e-12)


def test_at_a_kink_one_of_the_two_slopes_is_taken_and_beside_it_the_right_one():
    inside = [0, 0, 1, 1, 1, 0, 0, 0]
    at_least = [0, 1, 1, 1, 1, 1, 0, 0]

    assert of("slope_of_h", lambda a: np.clip(a, -1, 1)).tolist() == pytest.approx(inside)
    assert of("steeper_slope_of_h", lambda a: np.clip(a, -1, 1)).tolist() == pytest.approx(at_least)


def test_a_jacobian_has_the_function_in_rows_and_the_argument_in_columns():
    matrix = np.arange(6.0).reshape(2, 3)

    found = of("jacobian_of_h", lambda a: np.sin(matrix @ a), np.array([0.1, 0.2, 0.3]))

    inner = matrix @ [0.1, 0.2, 0.3]
    np.testing.assert_allclose(found, np.cos(inner)[:, None] * matrix, rtol=1e-9, atol=1e-10)


def test_what_is_not_finite_has_no_finite_slope():
    with np.errstate(all="ignore"):
        found = of("slope_of_h", np.exp, np.array([0.0, 800.0]))

    assert np.isfinite(found).tolist() == [True, False]


def test_the_derivative_is_that_of_what_stands_in_place_of_the_step():
    replaced = {"h": lambda a: a**3}

    found = RECIPE.value("slope_of_h", {"x": np.array([1.0, 2.0])}, replaced)

    np.testing.assert_allclose(found, [12.0, 48.0], rtol=1e-9)


def test_all_points_are_asked_for_before_the_first_failure_is_raised():
    asked = []

    def unknown(a):
        asked.append(a)
        raise LookupError

    with pytest.raises(LookupError):
        of("slope_of_h", unknown, np.zeros(2))
    assert len(asked) > 2


@pytest.mark.parametrize("name", ["slope_of_both", "slope_of_nothing"])
def test_a_step_of_several_quantities_has_no_derivative(name):
    with pytest.raises(KeyError, match=name):
        RECIPE.value(name, {"x": np.ones(2)})


def test_a_derivative_needs_the_step_and_all_before_it():
    assert RECIPE.needed("slope_of_h", frozenset({"x"})) == {"h", "a"}


def test_names_of_derivatives():
    assert derivative_of("slope_of_h")[0] == "h"
    assert derivative_of("slopes") is None
    assert has_derivative(lambda dh, slope_of_h: dh)
    assert not has_derivative(lambda dh, h: dh)
