"""Numbers can be hostile too: whatever is returned, the grader's own arithmetic stays silent.

(Tests run with warnings as errors, so an overflow in the judge is a failure here.)
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from grader.marking.marker import Marker
from grader.model import Array, Execution, NotNumeric, Observation, Returned, Suite
from tests.conftest import sampled

Answer = Callable[[Array], Array]

LARGEST, LEAST = np.finfo(float).max, 5e-324
HOSTILE: dict[str, Answer] = {
    "the largest": lambda x: np.full(x.shape, LARGEST),
    "the least": lambda x: np.full(x.shape, -LEAST),
    "largest and least": lambda x: np.resize([LARGEST, -LARGEST, LEAST, 0.0], x.shape),
    "minus zero": lambda x: np.full(x.shape, -0.0),
    "infinite": lambda x: np.resize([np.inf, -np.inf, np.nan, 1.0], x.shape),
    "signalling": lambda x: np.full(x.shape, 0x7FF0000000000001, np.uint64).view(float),
    "largest whole": lambda x: np.full(x.shape, 2**64 - 1, np.uint64),
    "least whole": lambda x: np.full(x.shape, -(2**63), np.int64),
    "half": lambda x: np.full(x.shape, 65504, np.float16),
    "true": lambda x: np.ones(x.shape, bool),
    "scaled": lambda x: x * 1e300,
    "shrunk": lambda x: x * 1e-300,
    "nearly": lambda x: np.where(np.arange(x.size).reshape(x.shape) == 0, LARGEST, x),
    "empty": lambda x: np.zeros((0, *x.shape)),
    "deep": lambda x: np.zeros((1,) * 8),
    "scalar": lambda x: np.float64(LARGEST),
}


@pytest.fixture(scope="module", params=["logistic_suite", "backprop_suite"])
def marker(request: pytest.FixtureRequest) -> tuple[Suite, Marker]:
    """A suite, and what marks it: preparing that takes longer than marking."""
    suite: Suite = request.getfixturevalue(request.param)
    return suite, Marker(suite)


@pytest.mark.parametrize("name", sampled(list(HOSTILE), every=6, ids=str))
def test_no_number_upsets_the_grader(marker: tuple[Suite, Marker], name: str) -> None:
    asked, answer = marker[0], HOSTILE[name]

    grade = marker[1].mark("somebody", answered(asked, answer))

    assert 0 <= grade.earned < asked.possible


def answered(suite: Suite, answer: Answer) -> Execution:
    """Every case answered with something near or far from the truth; some without a number."""
    sparse = itertools.cycle((True, True, True, False))
    return Execution(
        tuple(
            Observation(
                case.id,
                Returned(np.asarray(answer(np.asarray(case.expected, float))))
                if number
                else NotNumeric("NoneType"),
            )
            for case, number in zip(suite.cases, sparse, strict=False)
        )
    )
