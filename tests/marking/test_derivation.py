"""Points of a written derivation: a slip costs once, what was not understood costs nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.marking.derivation_points import mark_derivation
from grader.model import (
    CheckedDerivation,
    DerivationLine,
    DerivationResult,
    DerivationTask,
    WrittenDerivation,
)

TASK = DerivationTask("derivation.md", "", points=100, results_share=0.6, steps_share=0.4)
TEXT = WrittenDerivation("derivation.md", b"text")
LETTERS = {"h": "holds", "c": "conditional", "b": "breaks", "f": "follows", "u": "unknown"}


def chain(letters: str, first: int):
    """A chain from this line on: one line for its start, one for each letter."""
    verdicts = ["start", *(LETTERS[letter] for letter in letters)]
    return tuple(
        DerivationLine(first + n, 1, 0, f"line {first + n}", verdict, "x")
        for n, verdict in enumerate(verdicts)
    )


def result(verdict, line=0, breaks=(), points=1.0):
    return DerivationResult(f"{verdict}{line}", "", verdict, points, line, tuple(breaks))


def earned(chains, results, **task):
    found = CheckedDerivation(tuple(chains), tuple(results))
    return mark_derivation(replace(TASK, **task), TEXT, found).earned


def test_all_right_is_all_points():
    assert earned([chain("hhh", 1)], [result("right", 4)]) == 100


@pytest.mark.parametrize(
    "verdict, share",
    [
        ("right", 1),
        ("right_with_slip", 1),
        ("right_then_slip", 0.5),
        ("partly", 0.5),
        ("wrong", 0),
        ("not_shown", 0),
    ],
)
def test_each_result_earns_its_part(verdict, share):
    only_results = {"results_share": 1.0, "steps_share": 0.0}

    found = earned([chain("h", 1)], [result(verdict, 2), result("right", 2)], **only_results)

    assert found == pytest.approx(50 + 50 * share)


def test_results_weigh_what_the_specification_says():
    results = [result("wrong", 2, points=3), result("right", 2, points=1)]

    assert earned([chain("h", 1)], results, results_share=1, steps_share=0) == 25


def test_a_slip_on_the_way_costs_one_step():
    """Three of four steps hold, and the result is right in the end."""
    assert earned([chain("hbhh", 1)], [result("right_with_slip", 5, [3])]) == 60 + 40 * 3 / 4


def test_a_slip_that_spoils_a_result_costs_the_result_and_no_step():
    spoilt = earned([chain("hhb", 1)], [result("wrong", 4, [4])])

    assert spoilt == 40


def test_of_two_slips_one_spoils_the_result_and_the_other_costs_a_step():
    assert earned([chain("bhhb", 1)], [result("wrong", 5, [2, 5])]) == pytest.approx(40 * 2 / 3)


def test_what_follows_from_a_slip_costs_nothing_more():
    """The second result is wrong because the first is: nothing breaks on the way to it."""
    chains = [chain("hb", 1), chain("ff", 10)]

    found = earned(chains, [result("wrong", 3, [3]), result("wrong", 12)])

    assert found == 60 / 2 + 40


def test_a_step_with_a_condition_that_is_not_said_counts_half():
    assert earned([chain("hc", 1)], [result("right", 2)]) == 60 + 40 * 1.5 / 2


def test_what_was_not_understood_costs_nothing():
    chains, results = [chain("hh", 1)], [result("right", 3)]

    unread = earned([*chains, chain("uuu", 10)], [*results, result("unknown", 13)])

    assert unread == earned(chains, results) == 100


def test_where_nothing_was_understood_there_is_nothing_to_give_points_for():
    assert earned([chain("uu", 1)], [result("unknown", 3)]) == 0
    assert mark_derivation(TASK, TEXT, CheckedDerivation(problem="too large")).earned == 0


def test_true_lines_that_lead_to_no_result_earn_nothing():
    assert earned([chain("hhhhhh", 1)], [result("not_shown"), result("not_shown")]) == 0


def test_steps_count_for_the_results_that_they_are_about():
    found = earned([chain("hh", 1)], [result("right", 3), result("not_shown")])

    assert found == 60 / 2 + 40 / 2


def test_no_derivation_has_no_points_and_says_so():
    grade = mark_derivation(TASK, None)

    assert not grade.handed_in
    assert (grade.earned, grade.points) == (0, 100)
