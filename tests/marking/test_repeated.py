"""A change without a name is billed once, in whichever functions it was made."""

import numpy as np
import pytest

from grader.marking.marker import Marker
from grader.marking.repeated import question_with_change
from grader.model import Fit, FitKind
from tests.diagnosis.asking import graded, written
from tests.diagnosis.styles import STYLES

UNKNOWN_SOFTMAX = {"y": lambda z: np.exp(z - z.max()) ** 1.1 / np.exp(1.2 * (z - z.max())).sum()}


@pytest.fixture(scope="module")
def marker(backprop_suite):
    return Marker(backprop_suite)


def grade(suite, marker, changes, wrong=None):
    """Return the questions of somebody who hands in these changes of what they derived."""
    own = written(suite, STYLES["arrays"], wrong or {})

    def changed(id, change):
        return lambda *given: change(own[id](*given), *given)

    functions = {**own, **{id: changed(id, change) for id, change in changes.items()}}
    return {one.question: one for one in graded(suite, marker, functions).questions}


REPEATED = {
    "a rate": (lambda g, x, t, w1, w2: 0.1 * g, lambda g, x, t, w1, w2: 0.1 * g),
    "a decay": (lambda g, x, t, w1, w2: g + 3e-3 * w2, lambda g, x, t, w1, w2: g + 3e-3 * w1),
    "an update": (lambda g, x, t, w1, w2: w2 - 3e-3 * g, lambda g, x, t, w1, w2: w1 - 3e-3 * g),
    "a bound": (
        lambda g, x, t, w1, w2: np.clip(g, -0.05, 0.05),
        lambda g, x, t, w1, w2: np.clip(g, -0.05, 0.05),
    ),
}


@pytest.mark.parametrize("name", REPEATED)
def test_the_same_change_is_billed_once(backprop_suite, marker, name):
    first, second = REPEATED[name]

    found = grade(backprop_suite, marker, {"grad_w2": first, "grad_w1": second})

    assert found["grad_w2"].diagnosis is None
    assert found["grad_w1"].diagnosis.follows == ("grad_w2",)
    assert found["grad_w1"].earned == found["grad_w1"].points
    assert found["grad_w1"].fits


def is_repeated(suite, fit, later, before, earlier):
    shown = [(suite.question(before), earlier)]
    return question_with_change(suite.question(later), [fit], shown) == before


def test_an_edit_that_fits_twice_is_no_excuse(backprop_suite):
    edit = Fit("the factor is missing", FitKind.EDIT)
    bound = Fit("clipped", FitKind.BOUND)

    assert not is_repeated(backprop_suite, edit, "grad_w1", "grad_w2", edit)
    assert is_repeated(backprop_suite, bound, "grad_w1", "grad_w2", bound)


@pytest.mark.parametrize(
    "before, earlier, later, added, repeated",
    [
        ("grad_w2", "w2", "grad_w1", "w1", True),  # weights that decay
        ("softmax", "z", "grad_z", "z", True),
        ("softmax", "z", "grad_z", "t", False),
        ("grad_z", "t", "grad_w1", "w1", False),  # one of two that could be added
    ],
)
def test_an_argument_is_the_same_by_name_or_where_no_other_one_fits(
    backprop_suite, before, earlier, later, added, repeated
):
    one, other = (Fit(f"right + 0.1 * {name}", FitKind.COMBINATION) for name in (earlier, added))

    assert is_repeated(backprop_suite, other, later, before, one) == repeated


ALONE = {
    "another rate": (lambda g, *_: 0.1 * g, lambda g, *_: 0.2 * g),
    "another change": (lambda g, *_: 0.1 * g, lambda g, x, t, w1, w2: g + 0.1 * w1),
    "one case only": (lambda g, *_: 0.1 * g, lambda g, x, *_: (0.1 if x.size > 2 else 0.3) * g),
    "not finite where it is easy": (
        lambda g, *_: 0.1 * g,
        lambda g, x, *_: 0.1 * g if x.size > 2 else g * np.nan,
    ),
    "nothing": (lambda g, *_: 0 * g, lambda g, *_: 0 * g),
    "noise": (
        lambda g, *_: np.sin(1e3 * g),
        lambda g, *_: np.sin(1e3 * g),
    ),
}


@pytest.mark.parametrize("name", ALONE)
def test_another_change_is_billed_for_itself(backprop_suite, marker, name):
    first, second = ALONE[name]

    found = grade(backprop_suite, marker, {"grad_w2": first, "grad_w1": second})

    assert found["grad_w2"].earned < found["grad_w2"].points
    assert found["grad_w1"].earned < found["grad_w1"].points


def test_a_change_on_top_of_an_unknown_mistake_is_said_and_carried(backprop_suite, marker):
    changes = {"grad_w2": lambda g, *_: 0.1 * g, "grad_w1": lambda g, *_: 0.1 * g}

    found = grade(backprop_suite, marker, changes, UNKNOWN_SOFTMAX)

    (fit,) = found["grad_w2"].fits
    assert fit.text == "0.1"
    assert "softmax" in fit.on_top
    assert found["grad_w2"].earned < found["grad_w2"].points
    assert found["grad_w1"].earned == found["grad_w1"].points
    assert "grad_w2" in found["grad_w1"].diagnosis.follows


def test_the_same_rate_on_the_same_known_mistake_is_billed_once(backprop_suite, marker):
    changes = {"grad_w2": lambda g, *_: 0.1 * g, "grad_w1": lambda g, *_: 0.1 * g}

    # The function to dE/dz alone is right, and both layers forget the target.
    found = grade(
        backprop_suite, marker, {**changes, "grad_z": lambda g, z, t: g + t}, {"dz": lambda y, t: y}
    )

    assert found["grad_w1"].earned == found["grad_w1"].points
