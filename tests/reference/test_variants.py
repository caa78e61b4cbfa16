"""The recipe and forty programs that were written without it agree, on every case there is."""

from __future__ import annotations

import decimal
import importlib.util
import sys
import warnings

import numpy as np
import pytest

from grader.marking.compare import distance
from tests.conftest import ROOT

VARIANTS = sorted((ROOT / "reference" / "variants").glob("*.py"))


@pytest.fixture(scope="module")
def asked(backprop, cases):
    """What every question is asked, and the recipe's answer: (question, arguments, expected)."""
    recipe = backprop.recipe
    table = []
    for question in backprop.outline.questions:
        for inputs in cases.CASES[question.id]():
            if inputs.draw and inputs.check != "precision":
                given = inputs.draw(np.random.default_rng([1, *inputs.name.encode()]))
                arguments = {p: recipe.value(p, given) for p in question.parameters}
                table.append((question, arguments, recipe.value(question.step, arguments)))
    return table


def imported(path, monkeypatch):
    spec = importlib.util.spec_from_file_location(f"_variant_{path.stem}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, module.__name__, module)  # dataclasses look there
    spec.loader.exec_module(module)
    return module


def worst(answers, expected):
    return max(
        distance(answer, right, elementwise=question.tolerance.elementwise)
        for answer, (question, _, right) in zip(answers, expected, strict=True)
    )


def test_there_are_forty():
    assert len(VARIANTS) >= 40


@pytest.mark.parametrize("path", VARIANTS, ids=lambda path: path.stem)
def test_a_variant_agrees_with_the_recipe_everywhere(path, asked, monkeypatch):
    # One variant sets a decimal context, one uses np.matrix, several overflow harmlessly to inf.
    with decimal.localcontext(), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        module = imported(path, monkeypatch)
        answers = [
            getattr(module, question.function)(*(v.copy() for v in arguments.values()))
            for question, arguments, _ in asked
        ]

    assert worst(answers, asked) < 1e-6


def test_an_answer_off_by_a_twentieth_of_a_percent_is_outside_every_tolerance(asked):
    for question, _, right in asked:
        if right.any():
            off = distance(1.0005 * right, right, elementwise=question.tolerance.elementwise)
            assert off > 10 * question.tolerance.relative
