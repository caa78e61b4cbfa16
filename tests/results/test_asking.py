"""How often marking calls a student's own functions again."""

from __future__ import annotations

import numpy as np
import pytest

from grader.marking.own_answers import Point
from grader.model import Execution, Observation, Outcome, Returned, Submission, Suite, Tampered
from grader.results.asking import asking
from grader.sandbox import Plan

SUBMISSION = Submission("ada", "logistic.py", b"")
FORGED = Tampered("bytes that are no frame")
RIGHT = Returned(np.zeros(1))


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


def test_who_forges_nothing_is_called_each_time(
    logistic_suite: Suite, points: tuple[Point, ...]
) -> None:
    runs = Runs([RIGHT, RIGHT, RIGHT])
    ask = asking(runs, SUBMISSION, logistic_suite)

    assert [ask(points) for _ in range(3)] == [[RIGHT] * 2] * 3
    assert not runs.left
