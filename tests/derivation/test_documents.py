"""Every document of the corpus is judged as its expectation says."""

from __future__ import annotations

import pytest

from tests.conftest import sampled
from tests.derivation.expectations import (
    DOCUMENTS,
    PROCESSBENCH,
    Expectation,
    complaints,
    expectations,
)

CORPUS = expectations(DOCUMENTS)
SHORT = expectations(PROCESSBENCH)


@pytest.mark.parametrize("expected", sampled(CORPUS, 3, lambda one: one.path.stem))
def test_a_document_is_judged_as_expected(expected):
    assert list(complaints(expected, expected.report())) == []


@pytest.mark.parametrize("expected", SHORT[::4], ids=lambda one: one.path.stem)
def test_the_first_wrong_step_is_found(expected):
    check_first_wrong_step(expected)


@pytest.mark.thorough
def test_every_first_wrong_step_is_found():
    for expected in SHORT:
        check_first_wrong_step(expected)


def check_first_wrong_step(expected: Expectation) -> None:
    report = expected.report()
    first = min((one.side.line for one in report.breaks), default=None)

    assert first == expected.first_wrong
    assert list(complaints(expected, report)) == []


def test_nearly_every_line_is_understood():
    unread = total = 0
    for expected in CORPUS:
        if expected.path.stem.startswith(("n2", "n1", "n0", "n3", "0")):
            counts = expected.report().counts
            unread += counts["unknown"]
            total += sum(counts.values()) - counts["start"]

    assert unread <= 0.05 * total
