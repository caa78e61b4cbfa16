"""Records come from a student's process: any numbers at all are either records or none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from grader.locating.flow import flow_of
from grader.locating.records import records_of
from grader.model import NotNumeric, Returned
from tests.locating.recorded import RecordedModule

GOOD = RecordedModule("def f(a):\n    return a * 2 + a.sum()\n").numbers("f", [np.arange(3.0)])


@pytest.mark.parametrize(
    "outcome",
    [
        NotNumeric("list"),
        Returned(np.zeros((2, 2))),
        Returned(np.zeros(0)),
        Returned(GOOD[:-1]),
        Returned(np.append(GOOD, 1.0)),
        Returned(np.full(70, np.nan)),
        Returned(np.full(70, np.inf)),
        Returned(np.full(70, -1.0)),
        Returned(np.full(70, 1e300)),
        Returned(np.array([0, 0, 0, 0, 4, -1, 4, 2**31, 2**31, 0, 1])),
    ],
)
def test_what_no_recorder_wrote_is_no_record(outcome):
    assert records_of(outcome) == ()


@given(
    st.integers(0, GOOD.size - 1),
    st.floats(width=64) | st.integers(-9, 99).map(float),
    arrays(np.float64, st.integers(0, 9)),
)
def test_forged_numbers_do_no_harm(at, number, more):
    forged = np.concatenate([GOOD, more])
    forged[at] = number

    records = records_of(Returned(forged))

    if records:
        flow = flow_of(records)
        assert flow.answer in flow.leading_to_answer()
        assert all(one < number for number, inputs in enumerate(flow.inputs) for one in inputs)
