"""The engine's values against plain loops and central differences."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from grader.derivation.evaluation.evaluator import Evaluator, Setting
from grader.derivation.evaluation.numbers import decimals, doubles, intervals
from grader.derivation.evaluation.points import Points
from grader.derivation.evaluation.scope import Scope
from grader.derivation.evaluation.tensor import POINT, aligned
from grader.derivation.grammar.limits import Budget, DerivationLimits
from grader.derivation.judging.judge import DocumentJudge
from grader.derivation.judging.side_values import side_value
from grader.derivation.names.optional import without
from grader.derivation.names.reading import statement_reading
from grader.derivation.names.specification import Specification
from grader.derivation.source import naming
from grader.derivation.source.document import read_document
from grader.derivation.source.statements import read_statements
from tests.conftest import ROOT
from tests.derivation import oracle
from tests.derivation.expectations import DOCUMENTS, specification

TEXTS = (ROOT / "reference" / "derivation.md", DOCUMENTS / "01_corrected.md")


def points_of(net: oracle.Network) -> Points:
    given = {"x": net.x, "t": net.t, "w(1)": net.w1, "w(2)": net.w2}
    exact = {
        name: np.vectorize(Fraction, otypes=[object])(array)[None] for name, array in given.items()
    }
    return Points(len(net.x), exact, np.array([2]), np.array([int(net.t.argmax())]))


def without_biases() -> Specification:
    """Return the specification of the oracle's network."""
    homework = specification()
    return without(homework, homework.optional)


def judged(text: str):
    homework = without_biases()
    document = read_document(text, ".md", DerivationLimits())
    vocabulary = naming.extended_vocabulary(homework.vocabulary(), document)
    chains = read_statements(document, vocabulary, DerivationLimits())
    net = oracle.random_network(5)
    points = points_of(net)
    judge = DocumentJudge(homework, statement_reading(homework), points, Budget(DerivationLimits()))
    return judge.judge(chains), points, net


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_side_has_the_value_that_loops_and_differences_give(path):
    judgement, points, net = judged(path.read_text("utf-8"))
    evaluator = Evaluator(judgement.setting, doubles(), points)
    compared = 0
    for own in judgement.chains:
        for node in own.chain.nodes:
            try:
                value = side_value(evaluator, node, own.scope).tensor
                letters = tuple(axis for axis in value.axes if axis != POINT)
                expected = oracle.values(node, letters, net)
            except oracle.Unsupported:
                continue
            own_values = np.broadcast_to(
                aligned(value, (POINT, *letters)), (1, *[len(net.x)] * len(letters))
            )
            np.testing.assert_allclose(own_values.ravel(), expected, atol=1e-8)
            compared += 1

    assert compared >= 25


def evaluated(tex: str, system) -> object:
    judgement, points, _ = judged(f"$${tex} = 1$$")
    evaluator = Evaluator(judgement.setting, system, points)
    node = judgement.chains[0].chain.sides[0].node
    return side_value(evaluator, node, Scope()).tensor.data.ravel()[0]


@pytest.mark.parametrize(
    "tex",
    [
        r"E",
        r"\frac{\partial E}{\partial z_1}",
        r"\frac{\partial E}{\partial w_{10}^{(2)}}",
        r"\frac{\partial^2 E}{\partial w_{10}^{(1)} \partial w_{11}^{(1)}}",
    ],
)
def test_fifty_digits_lie_inside_the_interval_and_near_the_double(tex):
    double, exact, interval = (evaluated(tex, one) for one in (doubles(), decimals(), intervals()))

    assert abs(float(exact) - double) < 1e-12
    assert interval.a <= exact <= interval.b
    assert float(interval.delta.b) < 1e-45


def test_second_derivatives_are_the_differences_of_first_ones():
    tex = r"\frac{\partial^2 E}{\partial w_{ji}^{(1)} \partial w_{mn}^{(1)}}"
    judgement, points, net = judged(f"$${tex} = 1$$")
    second = judgement.chains[0].chain.sides[0].node
    evaluator = Evaluator(judgement.setting, doubles(), points)
    value = side_value(evaluator, second, Scope()).tensor
    letters = tuple(axis for axis in value.axes if axis != POINT)

    def slope(moved: oracle.Network) -> np.ndarray:
        return oracle.values(second.of, letters, moved)

    shape = (len(net.x),) * len(letters)
    for place in np.ndindex(net.w1.shape):
        step = np.zeros_like(net.w1)
        step[place] = 1e-4
        ends = (slope(replace(net, w1=net.w1 + sign * step)) for sign in (1, -1))
        expected = np.subtract(*ends).reshape(shape) / 2e-4
        own = np.moveaxis(aligned(value, (POINT, *letters))[0], _places(letters, "ji"), (0, 1))
        wanted = np.moveaxis(expected, _places(letters, "ji"), (0, 1))
        np.testing.assert_allclose(own[place], wanted[place], atol=1e-5)


def _places(letters: tuple[str, ...], wanted: str) -> tuple[int, ...]:
    return tuple(letters.index(letter) for letter in wanted)


def test_a_setting_carries_no_wrong_result_at_first():
    judgement, _, _ = judged(r"$$E = E$$")

    assert isinstance(judgement.setting, Setting)
    assert not judgement.setting.carried
