"""Which of two mistakes was made, told by the values of a program for (w * x).sum() * x - w."""

from __future__ import annotations

import textwrap

import numpy as np
import pytest

from grader.locating.deciding import Alternatives
from grader.locating.flow import flow_of
from grader.model import Case, Check, Diagnosis, Formula, Question, Tolerance
from grader.suite.program import formulas_of
from tests.locating.recorded import RecordedModule

W, X = np.array([0.731, -1.317, 0.449]), np.array([1.123, 0.684, -0.957])


def products(w, x):
    return w * x


def total(products):
    return products.sum()


def scaled(total, x):
    return total * x


def result(scaled, w):
    return scaled - w


MISTAKES = {
    "products_negated": {"products": lambda w, x: -w * x},
    "total_negated": {"total": lambda products: -products.sum()},
    "scaled_negated": {"scaled": lambda total, x: -total * x},
}
SETS = tuple((id,) for id in MISTAKES)
CASE = Case("f/1", "f/1", "values", False, (W, X), -(W @ X) * X - W)
QUESTION = Question(
    *("f", "f", ("w", "x"), "f", "", Formula("", ""), "result", Tolerance()),
    (Check("values", "values", 1.0),),
    (CASE,),
)


@pytest.fixture(scope="module")
def alternatives():
    formulas = formulas_of([products, total, scaled, result], {}, MISTAKES)
    return Alternatives(formulas, QUESTION, Diagnosis(alternatives=SETS))


@pytest.fixture
def made(alternatives):
    def found(body):
        source = f"def f(w, x):\n{textwrap.indent(textwrap.dedent(body), '    ')}"
        return alternatives.made(CASE, flow_of(RecordedModule(source).records("f", W, X)))

    return found


@pytest.mark.parametrize(
    "body, mistake",
    [
        ("return (-w * x).sum() * x - w", "products_negated"),
        ("return -(w * x).sum() * x - w", "total_negated"),
        ("return (w * x).sum() * -x - w", "scaled_negated"),
        ("p = w * x\ns = p.sum()\nreturn -(s * x) - w", "scaled_negated"),
        ("p = w * x\np = -p\nreturn p.sum() * x - w", "products_negated"),
        (
            "s = 0.0\nfor a, b in zip(w, x):\n    s += -a * b\nreturn s * x - w",
            "products_negated",
        ),
        (
            "s = 0.0\nfor a, b in zip(w, x):\n    s += a * b\ns = -s\nreturn s * x - w",
            "total_negated",
        ),
    ],
)
def test_the_step_that_comes_out_wrong_tells_the_mistake(made, body, mistake):
    assert made(body) == (mistake,)


@pytest.mark.parametrize(
    "body",
    ["return (w * x).sum() * x - w", "return -((w * x).sum() * x + w)", "return x"],
)
def test_values_that_no_mistake_predicts_name_none(made, body):
    assert not made(body)


def test_a_program_that_hides_its_values_leaves_the_question_open(made):
    assert made('return eval("(-w * x).sum() * x - w")') is None
