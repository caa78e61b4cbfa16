"""What can be given to a student's function is carried as an array; the rest is refused."""

import math

import numpy as np
import pytest

from grader.assignment.carrying import CannotCarry, carried
from grader.sandbox.inside.arguments import ONE
from grader.suite.given import function_of, text_of


def cubed(x):
    return x**3


def scaled(x):
    return SCALE * x


SCALE = 2.0


def inner():
    def local(x):
        return x + SCALE

    return local


@pytest.mark.parametrize("text", ["adam", "", "Größe"])
def test_a_text_is_the_same_on_both_sides(text):
    array = carried("text", text)

    assert text_of(array) == ONE["text"](array) == text


@pytest.mark.parametrize("function", [np.sin, np.linalg.norm, cubed])
def test_a_function_is_the_same_on_both_sides(function):
    array = carried("function", function)

    assert function_of(array)(3.0) == ONE["function"](array)(3.0) == function(3.0)


@pytest.mark.parametrize(
    "kind, value, why",
    [
        ("function", lambda x: x, "has no name of its own"),
        ("function", scaled, "needs 'SCALE'; only np and math are there"),
        ("function", inner(), "needs 'SCALE'"),
        ("function", math.sin, "is to be a function, not a builtin_function_or_method"),
        ("text", 3, "is to be a text, not a int"),
        ("", "adam", "is a text; say so"),
        ("", np.sin, "is a function; say so"),
        ("", np.array([1j]), "is of type complex128"),
        ("", {"a": 1}, "is of type object"),
    ],
)
def test_what_cannot_be_carried_is_refused_with_the_reason(kind, value, why):
    with pytest.raises(CannotCarry, match=why):
        carried(kind, value)
