"""A real handed-in answer with exactly two slips."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.derivation.expectations import DOCUMENTS, expectation


@pytest.fixture(scope="module")
def report():
    return expectation(DOCUMENTS / "worked_answer.yaml").report()


def test_exactly_the_two_slips_are_crossed(report):
    assert [one.side.line for one in report.breaks] == [49, 53]


def test_every_cross_names_its_repair(report):
    assert [one.repair.text for one in report.breaks] == ["f(z_l) → f(z_k)"] * 2


def test_the_repair_points_at_the_very_symbol(report):
    for one in report.breaks:
        text = one.side.unit.text
        assert text[one.repair.start : one.repair.end] == "f(z_l)"


def test_the_counts_are_those_of_the_study(report):
    assert report.counts == Counter(start=17, holds=27, breaks=2, unknown=1)
    assert [one.side.line for one in report.unread] == [17]


def test_all_four_results_are_right(report):
    assert all(grade.verdict.is_right for grade in report.results)
    assert len(report.results) == 4


def test_the_line_after_the_slip_is_said_to_be_back(report):
    (back,) = (one for chain in report.chains for one in chain.sides if one.returns)

    assert back.side.line == 50
    assert "before the slip" in back.reason


def test_the_lines_that_use_an_assumption_say_so(report):
    used = [one.side.line for chain in report.chains for one in chain.sides if one.uses]

    assert used == [17, 56, 58, 64, 72]


def test_every_cross_is_proved_by_disjoint_intervals(report):
    for one in report.breaks:
        left, right = one.proof.left_interval, one.proof.right_interval
        apart = abs(float(left[0]) - float(right[0]))
        assert apart > 1e-3 > 1e-40 > float(left[1]) + float(right[1])
