"""The points that a page promises for a fix are those that marking again gives."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import pytest

from grader.marking.marker import Marker
from grader.model import Grade, Submission, Suite
from grader.report import student_page
from grader.report.pages import StudentPage
from tests.conftest import ROOT
from tests.diagnosis.asking import graded
from tests.report import garden

Mend = tuple[str, str]

SHIFT = ("np.exp(z) / np.exp(z).sum()", "np.exp(z - z.max()) / np.exp(z - z.max()).sum()")
DIVIDE = ("return np.exp(z)", "return np.exp(z - z.max()) / np.exp(z - z.max()).sum()")
SIGN = ("t - softmax(z)", "softmax(z) - t")

MENDED: dict[str, list[list[Mend]]] = {
    "slope_forgotten": [[("np.outer(delta, x)", "np.outer(delta * (1 - h**2), x)")]],
    "error_sign_flipped": [[SIGN]],
    "two_sign_and_slope": [[("(t - y)", "(y - t) * (1 - h**2)")]],
    "two_one_minus_h_and_transpose": [[("(1 - h)", "(1 - h**2)"), ("(x, delta)", "(delta, x)")]],
    "two_half_and_hidden_missing": [
        [("0.5 * np.outer(y - t, np.ones(w2.shape[1]))", "np.outer(y - t, tanh(w1 @ x))")]
    ],
    "two_softmax_shift_and_slope": [[SHIFT], [("w2 @ h, t), x)", "w2 @ h, t) * (1 - h**2), x)")]],
    "two_sign_carried_and_slope_of_a": [[SIGN], [("(1 - a ** 2)", "(1 - h**2)")]],
    "two_exp_and_half": [[DIVIDE], [(" * 0.5", "")]],
    "error_sign_forgotten_in_chain": [
        [("np.diag(y * (1 - y))", "np.diag(y) - np.outer(y, y)")],
        [("@ (t / y)", "@ (-t / y)")],
    ],
    "weight_decay_small": [[(" + 0.001 * w2", ""), (" + 0.001 * w1", "")]],
    "three_sign_slope_and_transpose": [
        [SIGN],
        [("(1 - a**2)", "(1 - tanh(a)**2)"), ("(x, delta)", "(delta, x)")],
    ],
}
"""For each entry of a page's list, in its order: what a student changes."""

ALONE: dict[str, list[Mend]] = {
    "two_sign_and_slope": [("(t - y)", "(y - t)"), ("(t - y)", "(t - y) * (1 - h**2)")],
    "two_one_minus_h_and_transpose": [("(1 - h)", "(1 - h**2)"), ("(x, delta)", "(delta, x)")],
}
"""Halves of what pays only together."""


@pytest.fixture(scope="module")
def marked(backprop_suite: Suite):
    """Return the grade of a file's text; these files are ours and run here."""
    marker = Marker(backprop_suite)

    @functools.cache
    def grade(source: str) -> Grade:
        names: dict[str, Any] = {"__name__": "backprop"}
        exec(compile(source, "backprop.py", "exec"), names)
        functions = {q.id: names[q.function] for q in backprop_suite.questions}
        return graded(backprop_suite, marker, functions)

    return grade


def text_of(name: str) -> str:
    return (ROOT / "submissions" / name / "backprop.py").read_text("utf-8")


def page_of(suite: Suite, name: str, marked: Callable[[str], Grade]) -> StudentPage:
    return page_of_text(suite, text_of(name), marked)


def page_of_text(suite: Suite, source: str, marked: Callable[[str], Grade]) -> StudentPage:
    submission = Submission("ada", "backprop.py", source.encode())
    made: dict[str, Any] = {"isolation": garden.ISOLATION, "version": "1", "suite_id": "2"}
    return student_page(suite, submission, marked(source), **made)


def mended(source: str, changes: list[Mend]) -> str:
    for before, after in changes:
        assert before in source
        source = source.replace(before, after)
    return source


@pytest.mark.parametrize("name", MENDED)
def test_each_fix_alone_returns_what_the_page_says(backprop_suite, marked, name):
    source = text_of(name)
    grade, page = marked(source), page_of(backprop_suite, name, marked)

    promised = [float(fix.gain.strip("+").split()[0]) for fix in page.fixes]
    returned = [marked(mended(source, one)).earned - grade.earned for one in MENDED[name]]
    assert promised == pytest.approx(returned)


def test_a_change_that_is_made_twice_pays_when_it_is_mended_everywhere(backprop_suite, marked):
    page = page_of(backprop_suite, "weight_decay_small", marked)

    assert [fix.gain for fix in page.fixes] == ["+19 points when mended everywhere"]


ON_TOP: list[Mend] = [
    ("np.outer(grad_z(z, t), h)", "np.outer(grad_z(z, t), w1 @ x)"),
    ("w2.T @ grad_z(z, t)", "w2.T @ grad_w2(x, t, w1, w2) @ h / (h @ h)"),
]
"""The second-layer weights go wrong, and the first-layer ones are computed from them."""


def test_what_a_students_own_function_calls_is_to_be_mended_before_it(backprop_suite, marked):
    source = mended(text_of("slope_forgotten"), ON_TOP)
    callee, caller = [ON_TOP[0][::-1]], [("np.outer(delta, x)", "np.outer(delta * (1 - h**2), x)")]
    assert marked(mended(source, caller)).earned == marked(source).earned, "nothing by itself"

    for left in (callee, caller):
        page, before = page_of_text(backprop_suite, source, marked), marked(source)
        source = mended(source, left)
        returned = marked(source).earned - before.earned
        assert returned >= float(page.fixes[0].gain.strip("+").split()[0]) > 0
    assert marked(source).earned == backprop_suite.possible


@pytest.mark.parametrize("name", ALONE)
def test_half_of_what_pays_only_together_returns_nothing(marked, name):
    source = text_of(name)

    for change in ALONE[name]:
        assert marked(mended(source, [change])).earned == marked(source).earned


def test_arguments_that_are_left_alone_are_right_beside_wrong_numbers(backprop_suite, marked):
    page = page_of(backprop_suite, "slope_forgotten", marked)

    rows = page.checks[-1].rows
    assert [(row.state.kind, row.points) for row in rows] == [
        ("wrong", "0 / 16"),
        ("wrong", "0 / 4"),
        ("right", "3 / 3"),
    ]
    assert rows[-1].cases == "judged apart"
