"""A check marks an expression where its own values decide, and nothing where they do not."""

from __future__ import annotations

import pytest

from grader.selfcheck import document, property_report
from tests.selfcheck.conftest import corpus

HOMEWORK = """
import numpy as np

def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()

def tanh(a):
    return np.tanh(a)

def softmax_jacobian(z):
    y = softmax(z)
    return np.diag(y) - np.outer(y, y)

def grad_z(z, t):
    return softmax(z) - t

def grad_w2(x, t, w1, w2):
    h = tanh(w1 @ x)
    return np.outer(grad_z(w2 @ h, t), h)

def grad_w1(x, t, w1, w2):
    h = tanh(w1 @ x)
    d = w2.T @ grad_z(w2 @ h, t)
    return np.outer(d * (1 - h * h), x)
"""


def spoilt(old: str, new: str) -> str:
    assert HOMEWORK.count(old) == 1
    return HOMEWORK.replace(old, new)


@pytest.mark.parametrize(
    ("question", "source", "marked"),
    [
        ("softmax", spoilt("e = np.exp(z - z.max())", "e = np.exp(z)"), "np.exp(z)"),
        (
            "tanh",
            spoilt("return np.tanh(a)", "e = np.exp(2 * a)\n    return (e - 1) / (e + 1)"),
            "np.exp(2 * a)",
        ),
        ("softmax", spoilt("return e / e.sum()", "return np.round(e / e.sum(), 2)"), "np.round("),
        (
            "softmax_jacobian",
            spoilt("- np.outer(y, y)", "- np.outer(y, y) + 1 / z.size"),
            "np.diag(y) - np.outer(y, y) + 1",
        ),
        ("softmax_jacobian", spoilt("np.diag(y) -", "np.diag(y * y) -"), ""),
        (
            "softmax_jacobian",
            spoilt(
                "return np.diag(y) - np.outer(y, y)",
                "J = np.diag(y) - np.outer(y, y)\n    J = -J\n    return J.copy()",
            ),
            "-J",
        ),
        (
            "grad_z",
            spoilt("return softmax(z) - t", "g = softmax(z) - t\n    return g / len(g)"),
            "g / len(g)",
        ),
        ("grad_z", spoilt("return softmax(z) - t", "return t - softmax(z)"), ""),
        ("grad_w1", spoilt("(1 - h * h)", "(1 - h)"), ""),
        ("grad_w1", spoilt("d * (1 - h * h)", "d"), ""),
    ],
)
def test_what_the_values_decide_is_marked_and_nothing_else(
    check_homework, question, source, marked
):
    checked = check_homework(source)

    place = checked.places.get(question)

    assert (place.text if place else "").startswith(marked)
    assert bool(place) is bool(marked)
    assert place is None or place.fact


def test_a_right_file_has_no_places(check_homework):
    assert not check_homework(HOMEWORK).places


def test_places_change_no_points(check_homework):
    marked = check_homework(spoilt("return e / e.sum()", "return np.round(e / e.sum(), 2)"))
    assert marked.places

    (softmax, *_) = marked.grade.questions
    assert softmax.place is marked.places["softmax"]
    assert softmax.earned == sum(check.earned for check in softmax.checks) < softmax.points


def test_an_exception_has_its_line_in_json_and_on_the_page(check_homework):
    source = spoilt("return np.tanh(a)", "return np.tanh(a)[0][0][0]")
    checked = check_homework(source)

    (tanh,) = [one for one in document(checked, "1")["questions"] if one["id"] == "tanh"]

    line = source[: source.index("[0][0][0]")].count("\n") + 1
    assert tanh["place"]["line"] == line
    assert source.split("\n")[line - 1].strip() == tanh["place"]["text"]
    (card,) = [one for one in checked.page.cards if one.id == "q-tanh"]
    assert [one.number for one in card.listing.lines if one.kind == "here"] == [str(line)]


OVERFLOWS = """
import numpy as np

def sigmoid(s):
    e = np.exp(s)
    return e / (1 + e)
"""


def test_what_only_a_property_shows_is_told_by_its_first_infinite_value(check_small):
    checked = check_small(OVERFLOWS)

    (broken,) = property_report(checked).explained

    assert "In line 5, np.exp(s) is the first value that is not finite." in broken.sentences
    (sigmoid, *_) = document(checked, "1")["questions"]
    places = {one["id"]: one["place"] for one in sigmoid["properties"]}
    assert places["sigmoid.large"]["text"] == "np.exp(s)"
    assert sigmoid["place"] is places["sigmoid.shape"] is None


@pytest.mark.parametrize("name", ["jacobian_diagonal_only", "right_einsum"])
def test_nothing_is_marked_where_nothing_is_certain(check_homework, name):
    assert not check_homework(corpus(name)).places


@pytest.mark.parametrize(
    ("body", "marked"),
    [
        ("z -= z.max()\n    return np.exp(z) / np.exp(z).sum()", "z -= z.max()"),
        (
            "e = z\n    e[:] = np.exp(z - z.max())\n    return e / e.sum()",
            "e[:] = np.exp(z - z.max())",
        ),
        ("e = np.exp(z - z.max(), out=z)\n    return e / e.sum()", "np.exp(z - z.max(), out=z)"),
        ("e = np.exp(z - z.max())\n    z.sort()\n    return e / e.sum()", ""),
    ],
)
def test_the_statement_that_changes_an_argument_is_told(check_homework, body, marked):
    source = spoilt("e = np.exp(z - z.max())\n    return e / e.sum()", body)

    place = check_homework(source).places.get("softmax.keeps")

    assert (place.text if place else "") == marked
