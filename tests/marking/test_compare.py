"""Distances are relative, shapes come first, and nan is never near."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.marking.compare import ZERO_SCALE, distance, distances

SHAPES = st.sampled_from([(3,), (4, 2), (1,), (2, 5)])


@st.composite
def arrays(draw):
    """Generic arrays at any scale from 1e-12 to 1e12."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    scale = 10.0 ** draw(st.integers(-12, 12))
    return scale * rng.uniform(0.5, 2, draw(SHAPES)) * rng.choice([-1, 1])


@given(arrays(), st.booleans())
def test_one_part_in_1e15_is_within_every_tolerance_at_any_scale(expected, elementwise):
    assert distance(expected * (1 + 1e-15), expected, elementwise=elementwise) < 1e-13


@given(arrays(), st.booleans())
def test_one_part_in_a_thousand_is_a_thousandth_at_any_scale(expected, elementwise):
    off = distance(expected * (1 + 1e-3), expected, elementwise=elementwise)

    assert off == pytest.approx(1e-3, rel=1e-6)


@given(arrays())
def test_zeros_and_flipped_signs_are_as_wrong_at_1e_minus_12_as_at_1e12(expected):
    assert distance(np.zeros_like(expected), expected) == pytest.approx(1)
    assert distance(-expected, expected) == pytest.approx(2)


@pytest.mark.parametrize("poison", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("elementwise", [True, False])
def test_an_entry_that_is_not_finite_is_infinitely_far(poison, elementwise):
    got = np.array([1.0, poison])

    assert distance(got, np.array([1.0, 2.0]), elementwise=elementwise) == np.inf


@pytest.mark.parametrize("got", [np.ones((3, 1)), np.ones((1, 3)), np.ones(()), np.ones(4)])
def test_nothing_is_broadcast(got):
    assert distance(got, np.ones(3)) == np.inf


def test_elementwise_sees_a_small_entry_that_the_norm_does_not():
    expected, got = np.array([1.0, 1e-8]), np.array([1.0, 2e-8])

    assert distance(got, expected) < 1e-7
    assert distance(got, expected, elementwise=True) == pytest.approx(1)


@pytest.mark.parametrize("elementwise", [True, False])
def test_an_expected_zero_forgives_rounding_and_nothing_more(elementwise):
    def off(error):
        return distance(np.array([error, 0.0]), np.zeros(2), elementwise=elementwise)

    assert off(1e-16) < 1e-5 < off(1e-6)
    assert off(ZERO_SCALE) == pytest.approx(1)


def test_huge_and_tiny_arrays_neither_overflow_nor_vanish():
    for scale in (1e-280, 1e300):
        expected = scale * np.array([1.0, 2.0])
        assert distance(expected * 1.001, expected) == pytest.approx(1e-3)


def test_many_arrays_are_compared_as_each_alone():
    rng = np.random.default_rng(0)
    expected = [rng.normal(size=shape) for shape in [(3,), (2, 4), (), (1, 1)]]
    got = [array * (1 + 10.0**-k) for k, array in enumerate(expected, start=1)]

    alone = [distance(g, e) for g, e in zip(got, expected, strict=True)]

    np.testing.assert_allclose(distances(got, expected), alone)
