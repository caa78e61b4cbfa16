"""The specification: read with places, complete, and without an answer."""

from __future__ import annotations

import re

import pytest

from grader.derivation.checker import check_text
from grader.derivation.grammar.nodes import Derivative, contains
from grader.derivation.specfile import load_specification
from grader.errors import AssignmentError
from tests.conftest import ROOT
from tests.derivation.expectations import SQUARED_ERROR, specification

SPEC = ROOT / "reference" / "derivation.yaml"


def problems(tmp_path, change) -> str:
    path = tmp_path / "derivation.yaml"
    path.write_text(change(SPEC.read_text("utf-8")), "utf-8")
    with pytest.raises(AssignmentError) as told:
        load_specification(path)
    return str(told.value)


@pytest.mark.parametrize(
    "old, new, said",
    [
        (r"is: 'h(a_j)'", r"is: 'h(a_j'", "the formula is not understood"),
        ("x: [D]", "x: [Q]", "no index range is called 'Q'"),
        ("of: t, is: one_hot", "of: q, is: one_hot", "no quantity is called 'q'"),
        ("is: one_hot", "is: one_cold", "must be one of sums_to_one, one_hot"),
        ("by: w(1)", "by: w(3)", "no quantity is called 'w(3)'"),
        ("softmax: [f]", "softmax: [ff]", "no function is called 'ff'"),
        ("results:", "outcomes:", "unknown key 'outcomes'"),
        ("is: 'f(z_k)'", 'is: "\\\\frac{z_k}{\\t}"', "control character"),
        ("is: 'h(a_j)'", "is: 'h(q_j)'", "cannot be computed"),
        ("optional: [b(1)", "optional: [a", "'a' is computed"),
        ("{total: E", "{total: y", "'y' has indices, and a total has none"),
        ("is: 'h(a_j)'", "is: 'h(a_j) b_j^{(1)}'", "cannot be computed"),
        ("indices: [j], is: 'h(a_j)'", "indices: [s], is: 'h(a_s)'", "the letter 's'"),
    ],
)
def test_a_problem_is_told_with_its_place(tmp_path, old, new, said):
    text = problems(tmp_path, lambda spec: spec.replace(old, new, 1))

    assert said in text
    assert re.search(r"derivation\.yaml(:\d+:\d+)?: ", text)


def test_all_problems_are_told_at_once(tmp_path):
    text = problems(tmp_path, lambda spec: spec.replace("[D]", "[Q]").replace("by: z", "by: q"))

    assert text.count("\n  - ") >= 2


@pytest.mark.parametrize("name", ["", "squared_error"])
def test_the_specification_holds_the_question_and_no_answer(name):
    own = specification(name)
    formulas = [one.formula for one in own.computed] + [one.body for one in own.functions.values()]

    assert own.results
    assert not any(contains(formula, Derivative) for formula in formulas)


def test_what_is_optional_is_there_for_those_who_write_it():
    line = r"$$\frac{\partial E}{\partial w_{kj}^{(2)}} = (y_k - t_k) \tanh\Bigl(%s\Bigr)$$"
    for inside in (r"\sum_i w_{ji}^{(1)} x_i", r"\sum_i w_{ji}^{(1)} x_i + b_j^{(1)}"):
        report = check_text(line % inside, "answer.md", specification())

        assert not report.breaks and not report.unread


def test_a_result_is_asked_for_by_two_names_only():
    for asked in specification().results:
        assert set(asked.__dict__) == {"id", "title", "of", "by", "points"}


def test_two_homeworks_do_not_agree_about_an_error():
    line = r"$$E = \frac{1}{2} \sum_k (T_k - y_k)^2$$"
    other = check_text(line, "answer.md", load_specification(SQUARED_ERROR))
    own = check_text(line, "answer.md", specification())

    assert not other.unread and not other.breaks
    assert own.unread and not own.breaks
