"""Edits of a recipe are what their words say, and nothing else than an edit of one step."""

import ast
from collections import Counter

import numpy as np
import pytest

from grader.model import Program
from grader.suite.automatic.edits import EditKind
from grader.suite.automatic.lines import automatic_lines
from grader.suite.automatic.notation import Notation
from grader.suite.automatic.words import sentence
from grader.suite.recipe import parameters

RECIPE = """\
import numpy as np


def area(w, h):
    return w * h


def rest(area, cut):
    return area - cut**2


def share(rest):
    total = rest.sum(axis=1)
    return np.exp(-total) / 2


def turned(m, v):
    return m.T @ v


def pairs(share, v):
    return np.outer(share, v)


def searched(share):
    while share.max() > 1:
        share = share / 2
    return share


STEPS = (area, rest, share, turned, pairs, searched)
"""

w, h, cut = np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([[2.0], [3]]), 0.5
area, m, v = w * h, np.array([[1.0, 2], [3, 4]]), np.array([1.0, -1])
rest = area - cut**2
total = rest.sum(axis=1)
share = np.exp(-total) / 2
GIVEN = {
    "w": w,
    "h": h,
    "cut": cut,
    "area": area,
    "rest": rest,
    "share": share,
    "m": m,
    "v": v,
    "turned": m.T @ v,
}


@pytest.fixture(scope="module")
def lines():
    """Every edit by the sentence that says it."""
    return {sentence(line.edit, "", "en"): line for line in automatic_lines(Program(RECIPE, ""))}


@pytest.mark.parametrize(
    "words, value",
    [
        ("the factor h is missing in area", w),
        ("the factor w is missing in area", h),
        ("area divides by h, which is a factor", w / h),
        ("area adds h, which is a factor", w + h),
        ("cut stands in place of h in area", w * cut),
        ("w is doubled in area", 2 * w * h),
        ("area is transposed", area.T),
        ("area is divided by its number of entries", area / 6),
        ("area has the wrong sign", -area),
        ("the term cut² is missing in rest", area),
        ("the term area is missing in rest", -(cut**2)),
        ("cut² has the wrong sign in rest", area + cut**2),
        ("“area -” is missing before cut² in rest", cut**2),
        ("the exponent 2 is missing in rest", area - cut),
        ("3 stands in place of 2 in rest", area - cut**3),
        ("the division by 2 is missing in share", np.exp(-total)),
        ("exp is missing in share", -total / 2),
        ("sin stands in place of exp in share", np.sin(-total) / 2),
        ("sum(rest) has the wrong sign in share", np.exp(total) / 2),
        ("mean stands in place of sum in share", np.exp(-rest.mean(axis=1)) / 2),
        ("sum runs along axis 0 in share", np.exp(-rest.sum(axis=0)) / 2),
        ("sum runs over all entries in share", np.exp(-rest.sum()) / 2),
        ("share multiplies by 2, which is a divisor", np.exp(-total) * 2),
        ("m is not transposed in turned", m @ v),
        ("v is transposed in turned", m.T @ v.T),
        ("mᵀ and v are the wrong way round in turned", v @ m.T),
        ("the factor v is missing in pairs", share),
        ("share and v are the wrong way round in pairs", np.outer(v, share)),
    ],
)
def test_an_edit_is_what_its_words_say(lines, words, value):
    assert words in lines, sorted(lines)

    line = lines[words]
    found = line.function(*(GIVEN[name] for name in parameters(line.function)))

    np.testing.assert_allclose(found, value)


def test_a_step_that_may_not_end_is_left_alone(lines):
    assert {line.edit.step for line in lines.values()} == {
        "area",
        "rest",
        "share",
        "turned",
        "pairs",
    }


def test_no_step_is_given_a_quantity_that_depends_on_it(lines):
    for line in lines.values():
        if line.edit.step == "area":
            assert not {"rest", "share", "pairs"} & set(parameters(line.function))


def test_every_kind_of_edit_is_made_and_none_twice(lines):
    made = automatic_lines(Program(RECIPE, ""))

    assert {line.edit.kind for line in made} == set(EditKind)
    assert not [n for n in Counter(ast.dump(one.edit.function) for one in made).values() if n > 1]


def test_every_form_has_a_sentence_in_every_language():
    english, chinese = (
        [sentence(line.edit, "title", language) for line in automatic_lines(Program(RECIPE, ""))]
        for language in ("en", "zh")
    )

    assert not set(english) & set(chinese)


@pytest.mark.parametrize(
    "code, text",
    [
        ("1 - h**2", "1 - h²"),
        ("(a + b) * c", "(a + b) · c"),
        ("a * (b * c)", "a · (b · c)"),
        ("a - (b - c)", "a - (b - c)"),
        ("np.exp(-x).sum(axis=0)", "sum(exp(-x))"),
        ("(w @ x).T", "(w @ x)ᵀ"),
        ("x ** (n + 1)", "x^(n + 1)"),
        ("total / 2", "(a + b) / 2"),
        ("x[0]", "x[0]"),
    ],
)
def test_expressions_read_like_formulas(code, text):
    bindings = {"total": ast.parse("a + b", mode="eval").body}

    assert Notation(bindings)(ast.parse(code, mode="eval").body) == text
