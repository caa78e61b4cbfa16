"""What the cases promise: every one a real forward pass, and the extremes all there."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

QUESTIONS = ("softmax", "tanh", "softmax_jacobian", "grad_z", "grad_w2", "grad_w1")
LAYERS = ("grad_w2", "grad_w1")
ON_SCORES = ("softmax", "softmax_jacobian", "grad_z")
SEEDS = (1, 2, 3)


def drawn(cases, question, *checks, seed=1):
    """The quantities of a question's cases by name, for those of these checks."""
    return {
        inputs.name: inputs.draw(np.random.default_rng([seed, *inputs.name.encode()]))
        for inputs in cases.CASES[question]()
        if inputs.draw and (not checks or inputs.check in checks)
    }


def scores(cases, question):
    return [tuple(given["z"]) for given in drawn(cases, question).values()]


@pytest.mark.parametrize("question", QUESTIONS)
def test_names_are_unique_and_three_or_more_cases_are_public(cases, question):
    inputs = list(cases.CASES[question]())
    marked = [one for one in inputs if one.check in ("values", "extremes", "purity")]

    assert max(Counter(one.name for one in inputs).values()) == 1
    assert 12 <= len(marked) <= 16
    assert sum(one.public for one in marked) == 3
    assert {one.check for one in marked if one.public} == {"values", "extremes"}


@pytest.mark.parametrize("question", QUESTIONS)
def test_arguments_are_asked_for_read_only_strided_and_once_more(cases, question):
    purity = [one for one in cases.CASES[question]() if one.check == "purity"]

    assert [one.presentation for one in purity] == ["read-only", "strided", "plain"]
    assert purity[-1].again in drawn(cases, question, "values")


@pytest.mark.parametrize("question", LAYERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_network_is_a_real_one(cases, question, seed):
    for given in drawn(cases, question, seed=seed).values():
        (m, d), (k, m_too) = given["w1"].shape, given["w2"].shape
        assert given["x"].shape == (d,) and given["t"].shape == (k,) and m == m_too
        assert given["x"][0] == 1
        assert sorted(given["t"]) == [0] * (k - 1) + [1]


@pytest.mark.parametrize("question", LAYERS)
def test_dimensions_differ_but_for_one_square_network(cases, question):
    sizes = [
        {len(given["x"]), *given["w2"].shape}
        for given in drawn(cases, question, "values", "purity").values()
    ]

    assert sorted(len(size) for size in sizes) == [1] + [3] * (len(sizes) - 1)


@pytest.mark.parametrize("question", LAYERS)
@pytest.mark.parametrize("seed", SEEDS)
def test_hidden_units_work_where_every_mistake_shows(cases, question, seed):
    for given in drawn(cases, question, "values", "purity", seed=seed).values():
        a = given["w1"] @ given["x"]
        assert np.abs(a).min() > 0.3 and np.abs(a).max() < 1.5
        assert a.min() < 0 < a.max()
        assert given["w2"].min() < 0 < given["w2"].max()
        assert np.abs(given["x"][1:] - 1).min() > 1e-3


@pytest.mark.parametrize("question", [*LAYERS, "grad_z"])
@pytest.mark.parametrize("seed", SEEDS)
def test_no_ordinary_probability_is_tiny(cases, recipe, question, seed):
    for given in drawn(cases, question, "values", "purity", seed=seed).values():
        assert recipe.value("y", given).min() > 0.01


@pytest.mark.parametrize("question", [*LAYERS, "grad_z"])
def test_targets_hit_different_classes_favourites_and_others(cases, recipe, question):
    values = drawn(cases, question, "values").values()
    true = {int(given["t"].argmax()) for given in values}
    favourite = {bool(recipe.value("y", g).argmax() == g["t"].argmax()) for g in values}

    assert len(true) >= 3
    assert favourite == {True, False}


@pytest.mark.parametrize("question", [*LAYERS, "grad_z"])
def test_one_prediction_is_nearly_perfect(cases, recipe, question):
    (given,) = (g for name, g in drawn(cases, question).items() if name == "nearly perfect")

    assert 1e-7 < np.linalg.norm(recipe.value("dz", given)) < 1e-4


def test_the_true_class_nearly_vanishes_once(cases, recipe):
    extremes = drawn(cases, "grad_z", "extremes").values()
    true = [float(recipe.value("y", given) @ given["t"]) for given in extremes]
    (small,) = (y for y in true if 0 < y < 1e-300)

    assert np.isfinite(1 / small)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("check", ["values", "extremes"])
def test_some_sizes_come_twice_for_who_keeps_something_between_calls(cases, question, check):
    sizes = [
        tuple(array.shape for array in given.values())
        for given in drawn(cases, question, check).values()
    ]

    assert len(set(sizes)) < len(sizes)


@pytest.mark.parametrize("question", ON_SCORES)
def test_the_extreme_scores_are_all_asked_for(cases, question):
    asked = scores(cases, question)

    assert (1000, 1001, 1002) in asked
    assert (-1000, -1001, -1002) in asked
    assert (-1000, 0, 1000) in asked
    assert any(len(z) == 2 for z in asked)
    assert question == "grad_z" or (709.5, 709.5, 709.5) in asked
    assert question == "grad_z" or any(len(set(z)) == 1 and abs(z[0]) < 10 for z in asked)


@pytest.mark.parametrize("question", LAYERS)
def test_networks_reach_the_extremes_too(cases, recipe, question):
    extremes = drawn(cases, question, "extremes").values()
    a = np.concatenate([recipe.value("a", given) for given in extremes])
    spreads = [np.ptp(recipe.value("z", given)) for given in extremes]

    assert ((a > 355) & (a < 710)).any() and ((a < -355) & (a > -710)).any()
    assert (a > 710).any() and (a < -710).any()
    assert max(spreads) > 1999


def test_each_way_in_which_exp_overflows_in_tanh_has_its_case(cases):
    asked = [given["a"] for given in drawn(cases, "tanh", "extremes").values()]

    for low, high in ((355, 710), (710, 2000), (-710, -355), (-2000, -710)):
        assert any(((a > low) & (a < high)).any() and np.sign(a[0]) == np.sign(low) for a in asked)


@pytest.mark.parametrize(
    "question, step", [("softmax", "y"), ("tanh", "h"), ("softmax_jacobian", "jacobian")]
)
def test_what_underflows_is_exactly_zero(cases, recipe, question, step):
    smallest = np.finfo(float).tiny
    for name, given in drawn(cases, question).items():
        entries = np.abs(recipe.value(step, given))
        assert not ((entries > 0) & (entries < smallest)).any(), name


@pytest.mark.parametrize("question", QUESTIONS)
def test_examples_are_small_enough_to_be_worked_out_by_hand(cases, question):
    examples = drawn(cases, question, "example")

    assert 2 <= len(examples) <= 4
    for given in examples.values():
        for value in given.values():
            assert value.size <= 4
            assert (value == np.round(value)).all()


def test_a_case_draws_the_same_numbers_from_the_same_seed(cases):
    one, other = drawn(cases, "grad_w1", seed=7), drawn(cases, "grad_w1", seed=7)

    for name in one:
        for quantity in one[name]:
            np.testing.assert_array_equal(one[name][quantity], other[name][quantity])
