"""A worked example whose numbers can be changed: every step right, and with the mistake.

The steps are data (see ``suite.formula_trees``), and one script computes them on the page.  They
are the whole derivation, so there is nothing to try while hints are a ladder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from markupsafe import Markup

from grader.model import Array, Case, Program, Suite
from grader.report.illustrations import TryInput, TryIt, TryStep
from grader.report.words import Words
from grader.suite.formula_trees import Tree, formula_trees

_MOST_NUMBERS = 24
"""With more fields nobody finds the one to change."""


@lru_cache(maxsize=256)
def try_it(suite: Suite, program: Program, case: Case, mistake: str, words: Words) -> TryIt | None:
    """Return the example with the mistake, or None where a step is no plain formula."""
    trees = formula_trees(program)
    right = {step: trees.steps.get(step) for step in case.trace}
    wrong = trees.mistakes.get(mistake, {})
    question = suite.question_of(case)
    given = dict(zip(question.parameters, case.arguments, strict=True))
    is_small = sum(array.size for array in given.values()) <= _MOST_NUMBERS
    if question.arguments or not is_small or not _is_whole(right, wrong, frozenset(given)):
        return None
    titles = {step.id: step for step in suite.steps}
    return TryIt(
        inputs=tuple(TryInput(name, _fields(array)) for name, array in given.items()),
        steps=tuple(
            TryStep(id, titles[id].title, Markup(titles[id].formula.mathml)) for id in right
        ),
        data=_data(right, wrong, given),
        columns=(words("example.step"), words("example.right"), words("example.with_mistake")),
    )


def _is_whole(right: Mapping[str, Tree], wrong: Mapping[str, Tree], given: frozenset[str]) -> bool:
    """Return whether every step can be computed from what is given and from the steps before."""
    known = set(given)
    for step, tree in right.items():
        if tree is None or not {*_names(tree), *_names(wrong.get(step, 0))} <= known:
            return False
        known.add(step)
    return bool(wrong) and wrong.keys() <= right.keys()


def _names(tree: Tree) -> frozenset[str]:
    """Return the names that a tree takes from outside."""
    if isinstance(tree, str):
        return frozenset({tree})
    if not isinstance(tree, list):
        return frozenset()
    if tree[0] == "let":
        _, name, value, rest = tree
        return _names(value) | (_names(rest) - {name})
    return frozenset().union(*map(_names, tree[1:]))


def _fields(array: Array) -> tuple[tuple[str, str], ...]:
    """Return the subscript and the text of each number."""
    return tuple(
        ("".join(f"[{place}]" for place in index), f"{array[index]:.6g}")
        for index in np.ndindex(array.shape)
    )


def _data(right: Mapping[str, Tree], wrong: Mapping[str, Tree], given: Mapping[str, Array]) -> str:
    shapes = {name: list(array.shape) for name, array in given.items()}
    document = {"given": shapes, "right": dict(right), "wrong": dict(wrong)}
    return json.dumps(document, separators=(",", ":"))
