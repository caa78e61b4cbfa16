"""Lines of a recipe as trees that a page can compute: what has one, and what it comes to."""

from __future__ import annotations

import numpy as np
import pytest

from grader.model import Program
from grader.suite.formula_trees import formula_trees


def tree(line: str, parameters: str = "a, b"):
    return formula_trees(Program(f"def step({parameters}):\n    {line}\n")).steps.get("step")


@pytest.mark.parametrize(
    "line, expected",
    [
        ("return a * (1 - b**2)", ["*", "a", ["-", 1, ["**", "b", 2]]]),
        ("return np.outer(a, b)", ["outer", "a", "b"]),
        ("return a.T @ b", ["@", ["transpose", "a"], "b"]),
        ("return -a / np.pi", ["/", ["-", 0, "a"], np.pi]),
        (
            "e = np.exp(a - a.max())\n    return e / e.sum()",
            [
                "let",
                "e",
                ["exp", ["-", "a", ["max", "a"]]],
                ["/", "e", ["sum", "e"]],
            ],
        ),
        ('"""Says what."""\n    return np.tanh(a)', ["tanh", "a"]),
    ],
)
def test_arithmetic_on_whole_arrays_has_a_tree(line, expected):
    assert tree(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        "return a[0]",
        "return a.sum(axis=0)",
        "return unknown",
        "return np.random.rand()",
        "return np.outer(a)",
        "return True",
        "for x in a:\n        b = x\n    return b",
        "return __import__('os').system(a)",
        "pass",
    ],
)
def test_whatever_is_more_has_none(line):
    assert tree(line) is None


def test_mistakes_are_found_where_their_dict_is_put_together_of_others():
    trees = formula_trees(
        Program(
            "",
            "_FIRST = {'one': {'da': lambda dh: dh}, 'loop': {'da': lambda dh: [x for x in dh]}}\n"
            "_ROUTE = lambda dh: -dh\n"
            "_SECOND = {'two': {'da': lambda dh, h: dh * h}, 'named': {'da': _ROUTE}}\n"
            "MISCONCEPTIONS = {**_FIRST, **_SECOND}\n",
        )
    )

    assert trees.mistakes == {"one": {"da": "dh"}, "two": {"da": ["*", "dh", "h"]}}
