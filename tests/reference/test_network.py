"""The recipe against oracles that share no code with it."""

from __future__ import annotations

import autograd
import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
import scipy.special

DIMENSIONS = ((4, 5, 3), (5, 3, 2), (3, 2, 6), (4, 4, 4), (1, 1, 2))

EXTREME_SCORES = (
    (1000.0, 1001.0, 1002.0),
    (-1000.0, -1001.0, -1002.0),
    (-1000.0, 0.0, 1000.0),
    (-400.0, 500.0),
    (709.5, 709.5, 709.5),
)


def example(d, m, k, seed=1):
    rng = np.random.default_rng([seed, d, m, k])
    return {
        "x": np.append(1.0, rng.normal(size=d - 1)),
        "t": np.eye(k)[rng.integers(k)],
        "w1": rng.normal(size=(m, d)),
        "w2": rng.normal(size=(k, m)),
    }


def loss_from_scores(z, t):
    """E in a form that holds off the real axis too."""
    return np.sum(t * (np.log(np.sum(np.exp(z))) - z))


def loss(w1, w2, x, t):
    return loss_from_scores(w2 @ np.tanh(w1 @ x), t)


def complex_step(function, at):
    """All derivatives of a function of one array, exact to the last digits."""
    slopes = np.empty(at.shape)
    for index in np.ndindex(at.shape):
        nudged = at.astype(complex)
        nudged[index] += 1e-30j
        slopes[index] = function(nudged).imag / 1e-30
    return slopes


def central(function, at, step=1e-6):
    slopes = np.empty(at.shape)
    for index in np.ndindex(at.shape):
        up, down = at.copy(), at.copy()
        up[index] += step
        down[index] -= step
        slopes[index] = (function(up) - function(down)) / (2 * step)
    return slopes


def off(found, expected):
    return np.linalg.norm(found - expected) / np.linalg.norm(expected)


# --- complex-step and central differences -------------------------------------------------------


@pytest.mark.parametrize("shape", DIMENSIONS, ids=str)
def test_the_error_at_the_scores_is_the_slope_of_the_loss(recipe, shape):
    given = example(*shape)
    z = recipe.value("z", given)

    slope = complex_step(lambda z: loss_from_scores(z, given["t"]), z)

    assert off(recipe.value("dz", given), slope) < 1e-14


@pytest.mark.parametrize("shape", DIMENSIONS, ids=str)
def test_the_gradients_are_the_slopes_of_the_loss(recipe, shape):
    given = example(*shape)
    x, t, w1, w2 = given["x"], given["t"], given["w1"], given["w2"]

    by_w1 = complex_step(lambda w: loss(w, w2, x, t), w1)
    by_w2 = complex_step(lambda w: loss(w1, w, x, t), w2)

    assert off(recipe.value("dw1", given), by_w1) < 1e-13
    assert off(recipe.value("dw2", given), by_w2) < 1e-13


def test_central_differences_agree_as_far_as_they_can(recipe):
    given = example(4, 5, 3)
    slope = central(lambda w: loss(w, given["w2"], given["x"], given["t"]), given["w1"])

    assert off(recipe.value("dw1", given), slope) < 1e-8


@pytest.mark.parametrize("k", [2, 3, 6])
def test_the_jacobian_is_the_slope_of_softmax(recipe, k):
    z = np.random.default_rng(k).normal(size=k)

    columns = [
        (scipy.special.softmax(z + step) - scipy.special.softmax(z - step)) / 2e-6
        for step in 1e-6 * np.eye(k)
    ]

    assert off(recipe.value("jacobian", {"z": z}), np.stack(columns, axis=1)) < 1e-8


# --- scipy, mpmath, autograd --------------------------------------------------------------------


@pytest.mark.parametrize("z", EXTREME_SCORES, ids=str)
def test_softmax_agrees_with_scipy_on_extreme_scores(recipe, z):
    z = np.array(z)

    np.testing.assert_allclose(
        recipe.value("y", {"z": z}), scipy.special.softmax(z), rtol=1e-13, atol=0
    )


@pytest.mark.parametrize("z", EXTREME_SCORES, ids=str)
def test_the_error_agrees_with_fifty_digits_on_extreme_scores(recipe, z):
    t = np.eye(len(z))[0]
    with mpmath.workdps(50):
        total = mpmath.fsum(mpmath.exp(score) for score in z)
        exact = [float(mpmath.exp(s) / total - target) for s, target in zip(z, t, strict=True)]

    found = recipe.value("dz", {"z": np.array(z), "t": t})

    np.testing.assert_allclose(found, exact, rtol=1e-13, atol=1e-300)


def test_the_first_layer_agrees_with_fifty_digits(recipe):
    given = example(3, 4, 3)
    with mpmath.workdps(50):
        x, t, w1, w2 = (mpmath.matrix(given[name].tolist()) for name in ("x", "t", "w1", "w2"))
        h = (w1 * x).apply(mpmath.tanh)
        e = (w2 * h).apply(mpmath.exp)
        error = e / mpmath.fsum(e) - t
        slope = (w1 * x).apply(lambda a: mpmath.sech(a) ** 2)
        back = w2.T * error
        exact = mpmath.matrix([b * s for b, s in zip(back, slope, strict=True)]) * x.T

    np.testing.assert_allclose(
        recipe.value("dw1", given), np.array(exact.tolist(), float), rtol=1e-13
    )


@pytest.mark.parametrize("shape", DIMENSIONS, ids=str)
def test_reverse_mode_differentiation_agrees(recipe, shape):
    given = example(*shape)
    x, t = given["x"], given["t"]

    def cross_entropy(w1, w2):
        z = anp.dot(w2, anp.tanh(anp.dot(w1, x)))
        return anp.log(anp.sum(anp.exp(z))) - anp.dot(t, z)

    by_w1, by_w2 = autograd.grad(cross_entropy, (0, 1))(given["w1"], given["w2"])

    assert off(recipe.value("dw1", given), by_w1) < 1e-13
    assert off(recipe.value("dw2", given), by_w2) < 1e-13


# --- what else is promised ----------------------------------------------------------------------


def test_each_column_of_the_jacobian_adds_up_to_zero(recipe):
    jacobian = recipe.value("jacobian", {"z": np.array([1.0, -0.5, 2.0, 0.3])})

    np.testing.assert_allclose(jacobian.sum(axis=0), 0, atol=1e-16)


def test_a_constant_added_to_every_score_changes_nothing(recipe):
    z = np.array([0.25, -1.5, 2.0])

    np.testing.assert_allclose(
        recipe.value("y", {"z": z + 512.0}), recipe.value("y", {"z": z}), rtol=1e-14
    )


def test_single_precision_stays_single_precision(recipe):
    given = {name: value.astype(np.float32) for name, value in example(4, 5, 3).items()}

    for step in recipe.steps:
        assert recipe.value(step, given).dtype == np.float32


def test_the_recipe_can_be_differentiated_by_a_complex_step(recipe):
    z = np.array([0.3, -1.1, 0.8])

    columns = [recipe.value("y", {"z": z + 1e-30j * unit}).imag / 1e-30 for unit in np.eye(3)]

    assert off(np.stack(columns, axis=1), recipe.value("jacobian", {"z": z})) < 1e-14


@pytest.mark.parametrize("wanted", ["dw1", "dw2"])
def test_a_slope_wrong_by_a_twentieth_of_a_percent_is_caught(recipe, wanted):
    given = example(4, 5, 3)
    x, t, w1, w2 = given["x"], given["t"], given["w1"], given["w2"]
    slope = {
        "dw1": complex_step(lambda w: loss(w, w2, x, t), w1),
        "dw2": complex_step(lambda w: loss(w1, w, x, t), w2),
    }

    wrong = recipe.value(wanted, given, {"dz": lambda y, t: 1.0005 * (y - t)})

    assert off(wrong, slope[wanted]) == pytest.approx(5e-4, rel=1e-6)
