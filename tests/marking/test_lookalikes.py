"""After other mistakes, too, what a question's answers cannot tell apart is one of several."""

import pytest

from grader.marking.lookalikes import Lookalikes
from grader.marking.marker import Marker
from grader.marking.stored_answers import single_fingerprints
from grader.model import Diagnosis
from tests.diagnosis.asking import graded, written
from tests.diagnosis.styles import STYLES

SIGNS = {("error_sign_flipped",), ("tanh_slope_sign_flipped",)}
HALVES = {("error_halved",), ("tanh_slope_halved",)}


@pytest.fixture(scope="module")
def marker(backprop_suite):
    return Marker(backprop_suite)


@pytest.mark.parametrize(
    "wrong, factor, alternatives",
    [
        ({"dz": lambda y, t: y**1.3 - t}, -1, SIGNS),  # unknown
        ({"dz": lambda y: y}, 0.5, HALVES),  # known
    ],
    ids=["a minus on top of an unknown mistake", "a half on top of a known one"],
)
def test_a_factor_in_the_last_line_names_no_step(
    backprop_suite, marker, wrong, factor, alternatives
):
    own = written(backprop_suite, STYLES["arrays"], wrong)
    functions = {**own, "grad_w1": lambda *given: factor * own["grad_w1"](*given)}

    last = graded(backprop_suite, marker, functions).questions[-1]

    assert not last.diagnosis.new
    assert {*last.diagnosis.alternatives} == alternatives


def test_a_minus_beside_another_mistake_names_no_step(backprop, backprop_suite, marker):
    right = written(backprop_suite, STYLES["arrays"], {})
    forgotten = backprop.mistakes["tanh_slope_forgotten"]
    own = written(backprop_suite, STYLES["arrays"], forgotten)
    functions = {**right, "grad_w1": lambda *given: -own["grad_w1"](*given)}

    last = graded(backprop_suite, marker, functions).questions[-1]

    assert not last.diagnosis.new
    assert {frozenset(ids) for ids in last.diagnosis.alternatives} == {
        frozenset({sign, "tanh_slope_forgotten"}) for (sign,) in SIGNS
    }


@pytest.mark.parametrize("named", ["tanh_slope_forgotten", "output_sent_back"])
def test_only_what_is_alike_in_every_case_is_an_alternative(backprop_suite, named):
    same = {known.id: known.same_as or known.id for known in backprop_suite.misconceptions}
    question = backprop_suite.question("grad_w1")
    prints = single_fingerprints(question, backprop_suite.misconceptions)
    lookalikes = Lookalikes(prints, same.__getitem__)
    found = lookalikes.widened(Diagnosis((named,)))

    alike = {"output_sent_back": {("output_sent_back",), ("error_without_target",)}}
    assert {*found.alternatives} == alike.get(named, set())
