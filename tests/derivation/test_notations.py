"""Right derivations in other notations: understood or not, never crossed."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.derivation.checker import check_file, check_text
from grader.derivation.judging.verdicts import LineVerdict
from tests.derivation.expectations import specification

NOTATIONS = sorted((Path(__file__).parent / "notations").glob("*.md"))


@pytest.mark.parametrize("path", NOTATIONS, ids=lambda path: path.stem)
def test_a_right_derivation_is_not_crossed(path):
    report = check_file(path, specification())

    assert not report.breaks
    assert report.counts[LineVerdict.HOLDS] or report.unread


FOREIGN = {
    "a sigmoid network": r"$$h(a) = \frac{1}{1 + e^{-a}}$$",
    "linear outputs": r"$$y_k = z_k$$",
    "another error": r"$$E = \frac{1}{2} \sum_k (y_k - t_k)^2$$",
    "a sum without the weights": r"$$z_k = \sum_j h_j$$",
}


@pytest.mark.parametrize("name", FOREIGN)
def test_nothing_is_judged_below_a_foreign_definition(name):
    text = FOREIGN[name] + "\n\n" + r"$$\frac{\partial E}{\partial z_k} = t_k - y_k$$"
    report = check_text(text, "answer.md", specification())

    assert report.guarded == 1
    assert not report.breaks
    assert len(report.unread) == 2


@pytest.mark.parametrize("label", [r"\hat y", "p"])
def test_y_may_be_the_label_where_another_name_is_the_prediction(label):
    text = rf"$$\frac{{\partial E}}{{\partial z_k}} = {label}_k - y_k$$"
    report = check_text(text, "answer.md", specification())

    assert not report.breaks and not report.unread
    assert "label" in report.reading[0]


def test_what_is_differentiated_is_not_the_label():
    text = r"For $l \neq k$: $$\frac{\partial y_l}{\partial z_k} = y_l y_k$$"

    assert len(check_text(text, "answer.md", specification()).breaks) == 1


def test_a_name_that_is_used_with_foreign_indices_only_is_not_understood():
    text = r"$$\frac{\partial E}{\partial z_k} = a_k - t_k$$"

    assert not check_text(text, "answer.md", specification()).breaks


def test_what_gradients_are_taken_by_is_no_class():
    text = r"$$\nabla_V E = \nabla_V E, \qquad \nabla_W E = \nabla_W E$$"

    assert not any("classes" in said for said in check_text(text, "a.md", specification()).reading)
