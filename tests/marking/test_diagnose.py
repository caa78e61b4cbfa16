"""A mistake is named when it explains every answer, and only then."""

from dataclasses import replace

import numpy as np
import pytest

from grader.marking.marker import Marker
from grader.model import Grade, Observation, Suite, TimedOut
from tests.diagnosis.asking import graded, written
from tests.diagnosis.styles import STYLES
from tests.marking.answers import execution


def sigmoid(s):
    return np.where(s >= 0, 1, np.exp(-np.abs(s))) / (1 + np.exp(-np.abs(s)))


def overflowing(s):
    return np.exp(s) / (1 + np.exp(s))


RIGHT = {
    "sigmoid": sigmoid,
    "error": lambda s, t: sigmoid(s) - t,
    "slope": lambda w, x, t: (sigmoid(w @ x) - t) * x,
}


def grade(suite: Suite, **functions) -> Grade:
    return Marker(suite).mark("somebody", execution(suite, RIGHT | functions))


def diagnoses(graded: Grade):
    return {
        question.question: question.diagnosis.misconceptions
        for question in graded.questions
        if question.diagnosis
    }


def test_right_answers_have_full_marks_and_no_diagnosis(logistic_suite):
    graded = grade(logistic_suite)

    assert graded.earned == 100
    assert not diagnoses(graded)


def test_one_mistake_is_named_where_it_was_made(logistic_suite):
    graded = grade(logistic_suite, error=lambda s, t: t - sigmoid(s))

    assert diagnoses(graded) == {"error": ("sign_flipped",)}
    assert graded.earned == 70


def test_a_mistake_that_only_propagates_is_carried_forward_and_costs_once(logistic_suite):
    graded = grade(
        logistic_suite,
        error=lambda s, t: t - sigmoid(s),
        slope=lambda w, x, t: (t - sigmoid(w @ x)) * x,
    )

    assert [q.carried_forward for q in graded.questions] == [False, False, True]
    assert graded.earned == 70


def test_two_mistakes_at_once_are_both_named(logistic_suite):
    graded = grade(logistic_suite, slope=lambda w, x, t: (t - sigmoid(w @ x)) * np.ones_like(x))

    assert set(diagnoses(graded)["slope"]) == {"sign_flipped", "input_missing"}


def test_a_carried_mistake_beside_a_new_one_does_not_excuse_the_new_one(logistic_suite):
    graded = grade(
        logistic_suite,
        error=lambda s, t: t - sigmoid(s),
        slope=lambda w, x, t: (t - sigmoid(w @ x)) * np.ones_like(x),
    )

    slope = graded.questions[2]
    assert slope.diagnosis.carried == ("sign_flipped",)
    assert slope.earned == 0


def test_a_mistake_times_a_constant_is_the_mistake_and_its_factor(logistic_suite):
    graded = grade(logistic_suite, slope=lambda w, x, t: 0.25 * (sigmoid(w @ x) - t) * x / x)

    diagnosis = graded.questions[2].diagnosis
    assert diagnosis.misconceptions == ("input_missing",)
    assert diagnosis.scale == pytest.approx(0.25)


@pytest.mark.parametrize(
    "stranger",
    [
        lambda w, x, t: (sigmoid(w @ x) - t) * x**2,
        lambda w, x, t: w,
        lambda w, x, t: np.zeros_like(x),
        lambda w, x, t: np.full_like(x, np.nan),
        lambda w, x, t: (sigmoid(w @ x) - t) * np.where(x > 1, x, -x),
        lambda w, x, t: x[10],
    ],
)
def test_a_mistake_nobody_knows_is_not_named(logistic_suite, stranger):
    assert not diagnoses(grade(logistic_suite, slope=stranger))


def test_a_mistake_that_explains_only_some_answers_is_not_named(logistic_suite):
    def sometimes(w, x, t):
        sign = 1 if x[0] > 1 else -1
        return sign * (sigmoid(w @ x) - t) * x

    graded = grade(logistic_suite, slope=sometimes)

    assert 0 < sum(v.right for v in graded.questions[2].verdicts) < 5
    assert "slope" not in diagnoses(graded)


def test_single_precision_does_not_hide_a_mistake(logistic_suite):
    def narrow(s, t):
        return (t - sigmoid(s)).astype(np.float32)

    assert diagnoses(grade(logistic_suite, error=narrow)) == {"error": ("sign_flipped",)}


def test_an_overflow_is_recognised_whichever_way_it_shows(logistic_suite):
    def plain_python(s):
        if s.max() > 709:
            raise OverflowError("math range error")
        return overflowing(s)

    for function in (overflowing, plain_python):
        graded = grade(logistic_suite, sigmoid=function)
        assert diagnoses(graded) == {"sigmoid": ("sigmoid_overflows",)}
        assert graded.questions[0].earned == 20


def test_an_exception_alone_convicts_nobody(logistic_suite):
    """A misconception that predicts a ValueError is not named for somebody else's ValueError."""

    def fails(w, x, t):
        raise ValueError("something else")

    assert not diagnoses(grade(logistic_suite, slope=fails))


def test_a_question_that_timed_out_in_part_has_no_diagnosis(logistic_suite):
    seen = execution(logistic_suite, RIGHT | {"error": lambda s, t: t - sigmoid(s)})
    last = next(c for c in logistic_suite.question("error").cases if c.hidden)
    stuck = tuple(
        Observation(o.case, TimedOut(5.0)) if o.case == last.id else o for o in seen.observations
    )

    graded = Marker(logistic_suite).mark("somebody", replace(seen, observations=stuck))

    assert not diagnoses(graded)


def test_how_it_was_computed_costs_what_the_assignment_says(logistic_suite):
    dear = replace(logistic_suite, method_rates={"single precision": 0.5})

    def narrow(s, t):
        return (sigmoid(s) - t).astype(np.float32)

    assert grade(logistic_suite, error=narrow).earned == 100
    assert grade(dear, error=narrow).earned == 85


def test_a_factor_of_the_right_answer_is_no_pair_of_mistakes(backprop_suite):
    """A rate of 0.1 inside is not a flipped sign together with an update that is handed back."""
    functions = written(backprop_suite, STYLES["arrays"], {"dw2": lambda dw2: 0.1 * dw2})

    found = graded(backprop_suite, Marker(backprop_suite), functions)

    assert not diagnoses(found)
