"""How often marking calls a student's own functions again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.marking.own_answers import Point, Table
from grader.model import (
    Execution,
    Observation,
    Outcome,
    Returned,
    Submission,
    Suite,
    Tampered,
    TimedOut,
)
from grader.results.asking import asking
from grader.sandbox import Plan

SUBMISSION = Submission("ada", "logistic.py", b"")
FORGED = Tampered("bytes that are no frame")
RIGHT = Returned(np.zeros(1))
HANGS = TimedOut(10.0)


class Runs:
    """Stands in place of a sandbox: every call of the next run comes to the next outcome."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        self.left = outcomes

    def __call__(self, submission: Submission, plan: Plan) -> Execution:
        outcome = self.left.pop(0)
        return Execution(tuple(Observation(case, outcome) for case in plan.cases))


@pytest.fixture
def points(logistic_suite: Suite) -> tuple[Point, ...]:
    question = logistic_suite.questions[0]
    return tuple(Point(question.id, case.arguments) for case in question.cases[:2])


def test_a_forger_is_called_no_more(logistic_suite: Suite, points: tuple[Point, ...]) -> None:
    runs = Runs([RIGHT, FORGED])  # a third run would find no outcome
    ask = asking(runs, SUBMISSION, logistic_suite)

    assert [ask(points), ask(points), ask(points[:1])] == [[RIGHT] * 2, [FORGED] * 2, [FORGED]]


def test_what_hangs_is_called_once_in_each_way(
    logistic_suite: Suite, points: tuple[Point, ...]
) -> None:
    runs = Runs([HANGS, RIGHT])
    ask = asking(runs, SUBMISSION, logistic_suite)
    table = Table("error", ())

    assert ask(points) == ask(points[:1]) * 2 == [HANGS] * 2
    assert ask([replace(points[0], replaced=(table,))]) == [RIGHT]
    assert not runs.left


def test_what_hung_in_the_first_run_is_not_called(
    logistic_suite: Suite, points: tuple[Point, ...]
) -> None:
    cases = logistic_suite.questions[0].cases
    first = Execution(tuple(Observation(case.id, HANGS) for case in cases))

    assert asking(Runs([]), SUBMISSION, logistic_suite, first)(points) == [HANGS] * 2


def test_no_call_is_made_once_limits_of_time_come_to_that_in_sum(
    logistic_suite: Suite, points: tuple[Point, ...]
) -> None:
    long = TimedOut(logistic_suite.limits.submission_seconds)
    other = logistic_suite.questions[1]
    ask = asking(Runs([long]), SUBMISSION, logistic_suite)
    ask(points)
    (outcome,) = ask([Point(other.id, other.cases[0].arguments)])

    assert isinstance(outcome, TimedOut) and outcome.in_sum


def test_who_forges_nothing_is_called_each_time(
    logistic_suite: Suite, points: tuple[Point, ...]
) -> None:
    runs = Runs([RIGHT, RIGHT, RIGHT])
    ask = asking(runs, SUBMISSION, logistic_suite)

    assert [ask(points) for _ in range(3)] == [[RIGHT] * 2] * 3
    assert not runs.left
