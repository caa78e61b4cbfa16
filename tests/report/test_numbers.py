"""Numbers as pages write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report import numbers

LIMITS = st.floats(1e-12, 1e3)
BEYOND = st.floats(1e-12, 10.0)


@pytest.mark.parametrize(
    ("value", "limit", "said"),
    [
        (0.002, 0.001, ("0.002", "0.001")),
        (0.0010004, 0.001, ("0.0010004", "0.001")),
        (1.04e-9, 1e-9, ("1.04e\N{MINUS SIGN}9", "1.00e\N{MINUS SIGN}9")),
        (float("inf"), 1e-6, ("\N{INFINITY}", "1.0e\N{MINUS SIGN}6")),
    ],
)
def test_an_error_and_its_limit_are_told_apart_by_as_few_digits_as_do(value, limit, said):
    assert numbers.beyond(value, limit) == said


@given(LIMITS, BEYOND)
def test_what_is_beyond_a_limit_reads_so(limit, share):
    value = limit * (1 + share)
    if value <= limit:
        return

    shown = [text.replace("\N{MINUS SIGN}", "-") for text in numbers.beyond(value, limit)]

    assert float(shown[0]) > float(shown[1])
