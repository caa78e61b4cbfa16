"""A mechanical change is said as what it is: where it gives every number, and never by chance."""

from __future__ import annotations

import numpy as np
import pytest

from grader.marking.fits import mechanical_fits
from grader.marking.judge import judge_question
from grader.marking.step_fits import StepChanges
from grader.model import Fit, FitKind, Observation
from grader.suite.program import load_program
from tests.diagnosis.asking import outcome


def fits(suite, id, function):
    """What fits the answers of a function of the right answer and the arguments."""
    question = suite.question(id)
    steps = StepChanges(load_program(suite.program), question, suite.questions)
    seen = [
        Observation(case.id, outcome(lambda *g, w=case.expected: function(w, *g), case.arguments))
        for case in question.cases
    ]
    return mechanical_fits(question, judge_question(question, seen), steps)


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


CHANGES = {
    # One factor a case
    ("grad_w1", "1 / len(x)"): lambda r, x, t, w1, w2: r / len(x),
    ("grad_w1", "-1 / len(x)"): lambda r, x, t, w1, w2: -r / x.size,
    ("grad_w1", "1 / len(t)"): lambda r, x, t, w1, w2: r / t.shape[0],
    ("grad_w1", "len(w1)"): lambda r, x, t, w1, w2: r * len(w1),
    ("grad_w1", "1 / w1.size"): lambda r, x, t, w1, w2: r / w1.size,
    ("grad_z", "1 / norm(right)"): lambda r, z, t: r / np.linalg.norm(r),
    ("grad_z", "right * min(1, 0.6 / norm(right))"): lambda r, z, t: (
        r * min(1, 0.6 / max(1e-9, np.linalg.norm(r)))
    ),
    # A constant added to a divisor
    ("grad_z", "right / (1 + 0.01 / norm(right))"): lambda r, z, t: (
        r / (1 + 0.01 / np.linalg.norm(r))
    ),
    ("softmax", "right / (1 + 0.0003 * abs(right).max())"): lambda r, z: (
        np.exp(z - z.max()) / (np.exp(z - z.max()).sum() + 0.0003)
    ),
    # Decay and update
    ("grad_w1", "right + 0.003 * w1"): lambda r, x, t, w1, w2: r + 3e-3 * w1,
    ("grad_w2", "right - 0.5 * w2"): lambda r, x, t, w1, w2: r - 0.5 * w2,
    ("grad_w1", "w1 - 0.037 * right"): lambda r, x, t, w1, w2: w1 - 0.037 * r,
    ("grad_w2", "w2 + 2 * right"): lambda r, x, t, w1, w2: w2 + 2 * r,
    # Bounds
    ("grad_z", "np.clip(right, -0.07, 0.07)"): lambda r, z, t: np.clip(r, -0.07, 0.07),
    ("softmax", "np.maximum(right, 0.003)"): lambda r, z: np.maximum(r, 0.003),
    ("tanh", "np.minimum(right, 0.5)"): lambda r, a: np.minimum(r, 0.5),
    # A constant in one step
    ("grad_z", "dz(np.maximum(y, 0.02), t)"): lambda r, z, t: np.maximum(softmax(z), 0.02) - t,
    ("grad_z", "dz(jacobian, y + 0.003, t)"): lambda r, z, t: (
        (np.diag(softmax(z)) - np.outer(softmax(z), softmax(z))) @ (-t / (softmax(z) + 3e-3))
    ),
    ("softmax_jacobian", "jacobian(y + 0.0001)"): lambda r, z: (
        np.diag(softmax(z) + 1e-4) - np.outer(softmax(z) + 1e-4, softmax(z) + 1e-4)
    ),
    # Several arrays
    ("tanh", "(right, ...)"): lambda r, a: (r, 1 - r**2),
    ("grad_w1", "(..., right, ...)"): lambda r, x, t, w1, w2: (r * 0, r, r + 1),
}


@pytest.mark.parametrize(("id", "text"), CHANGES, ids=str)
def test_a_mechanical_change_is_said(backprop_suite, id, text):
    found = fits(backprop_suite, id, CHANGES[id, text])

    assert [one.text for one in found] == [text]


def test_kinds(backprop_suite):
    def kind(id, text):
        (found,) = fits(backprop_suite, id, CHANGES[id, text])
        return found.kind

    assert kind("grad_w1", "1 / len(x)") is FitKind.FACTOR
    assert kind("grad_w1", "w1 - 0.037 * right") is FitKind.COMBINATION
    assert kind("grad_z", "np.clip(right, -0.07, 0.07)") is FitKind.BOUND
    assert kind("tanh", "(right, ...)") is FitKind.SEVERAL


SILENT = {
    "right": lambda r, x, t, w1, w2: r,
    "zeros": lambda r, x, t, w1, w2: 0 * r,
    "a constant": lambda r, x, t, w1, w2: np.full(r.shape, 0.25),
    "the weights": lambda r, x, t, w1, w2: w1,
    "one factor for all": lambda r, x, t, w1, w2: 3 * r,
    "noise": lambda r, x, t, w1, w2: np.random.default_rng([*r.tobytes()]).normal(size=r.shape),
    "nan": lambda r, x, t, w1, w2: np.full(r.shape, np.nan),
    "another shape": lambda r, x, t, w1, w2: r.T,
    "a change in one case": lambda r, x, t, w1, w2: r / 2 if len(x) == 3 else r,
    "no number": lambda r, x, t, w1, w2: None,
    "an exception": lambda r, x, t, w1, w2: r[99],
    "the same twice": lambda r, x, t, w1, w2: (r, r),
}


@pytest.mark.parametrize("name", SILENT)
def test_nothing_is_said_of_other_answers(backprop_suite, name):
    assert fits(backprop_suite, "grad_w1", SILENT[name]) == ()


def test_a_constant_of_hidden_answers_alone_is_never_said(backprop_suite):
    question = backprop_suite.question("grad_w1")
    hidden = {case.arguments[0].tobytes() for case in question.cases if case.hidden}

    def spy(r, x, t, w1, w2):
        return r + 0.125 * w1 if x.tobytes() in hidden else r

    assert fits(backprop_suite, "grad_w1", spy) == ()


def test_numbers_that_overflow_do_not_hide_a_fit(backprop_suite):
    found = fits(
        backprop_suite,
        "grad_z",
        lambda r, z, t: (r + 0 * np.exp(z)) / len(z),
    )

    assert found == (Fit("1 / len(z)", FitKind.FACTOR),)
