"""An edit of one step that gives every answer is said, alone, and moves no mark."""

from dataclasses import replace

import numpy as np
import pytest

from grader.assignment.build import build, build_for_student
from grader.marking.marker import Marker
from grader.model import FitKind
from tests.diagnosis.asking import graded


def sigmoid(s):
    return 1 / (1 + np.exp(-s))


def error(s, t):
    return sigmoid(s) - t


def slope(w, x, t):
    return (sigmoid(w @ x) - t) * x


RIGHT = {"sigmoid": sigmoid, "error": error, "slope": slope}


@pytest.fixture(scope="module")
def undescribed(logistic):
    """The assignment as it is before anybody described a mistake."""
    return replace(logistic, outline=replace(logistic.outline, misconceptions=()), mistakes={})


@pytest.fixture(scope="module")
def suite(undescribed):
    return build(undescribed, seed=1)


def fits(suite, **written):
    """The texts that are said of a student who wrote these functions and the others right."""
    grade = graded(suite, Marker(suite), {**RIGHT, **written})
    return {
        question.question: [fit.text for fit in question.fits]
        for question in grade.questions
        if question.fits
    }


def test_what_nobody_described_is_said_in_the_words_of_the_edit(suite):
    assert fits(suite, error=lambda s, t: sigmoid(s) + t) == {
        "error": ["t has the wrong sign in ds (error of the score)"]
    }
    assert fits(suite, slope=lambda w, x, t: sigmoid(w @ x) * x) == {
        "slope": ["the term t is missing in ds (error of the score)"]
    }
    assert fits(suite, slope=lambda w, x, t: sigmoid(w @ x) - t) == {
        "slope": ["the factor x is missing in dw (slope for the weights)"]
    }


def test_it_is_a_fit_of_its_own_kind_and_moves_no_mark(suite):
    functions = {**RIGHT, "error": lambda s, t: sigmoid(s) + t}
    silent = replace(
        suite, questions=tuple(replace(q, automatic=type(q.automatic)()) for q in suite.questions)
    )

    said, unsaid = (graded(one, Marker(one), functions) for one in (suite, silent))

    assert [fit.kind for fit in said.questions[1].fits] == [FitKind.EDIT]
    assert [q.checks for q in said.questions] == [q.checks for q in unsaid.questions]


def test_a_described_mistake_is_named_and_no_edit_beside_it(logistic_suite):
    assert not fits(logistic_suite, error=lambda s, t: t - sigmoid(s))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda s, t: np.zeros_like(s),
        lambda s, t: sigmoid(s) + 0.9 * t,
        lambda s, t: 3 * (sigmoid(s) + t),
        lambda s, t: sigmoid(s) - t + 1e-9,
        lambda s, t: sigmoid(s) + t * (s > s.mean()),
    ],
)
def test_nothing_is_said_of_answers_that_no_edit_gives(suite, wrong):
    assert not fits(suite, error=wrong)


def test_hidden_numbers_of_ones_own_must_fit_too(undescribed, suite):
    own = build_for_student(undescribed, suite, seed=7)
    public = next(case for case in own.question("error").cases if not case.hidden)

    def on_public_numbers_only(s, t):
        return sigmoid(s) + t if np.array_equal(s, public.arguments[0]) else sigmoid(s) - 2 * t

    assert fits(own, error=lambda s, t: sigmoid(s) + t)
    assert not fits(own, error=on_public_numbers_only)


def test_an_edit_is_found_on_top_of_a_function_that_is_wrong_in_an_unknown_way(suite):
    def strange(s):
        return sigmoid(s + 0.3 * np.sin(3 * s))

    found = fits(
        suite,
        sigmoid=strange,
        error=lambda s, t: strange(s) - t,
        slope=lambda w, x, t: (strange(w @ x) + t) * x,
    )

    assert found == {"slope": ["t has the wrong sign in ds (error of the score)"]}
