"""How often marking asks for calls of a student's own functions."""

from __future__ import annotations

import numpy as np

from grader.marking.marker import Marker
from grader.marking.own_answers import OwnAnswers, Point
from grader.model import Execution, Observation, Raised, Returned, TimedOut
from tests.diagnosis.asking import outcome


def test_what_follows_in_several_questions_is_asked_for_at_once(logistic_suite):
    def sigmoid(s):
        return 0.3 + np.asarray(s) / 7

    functions = {
        "sigmoid": sigmoid,
        "error": lambda s, t: sigmoid(s) - t,
        "slope": lambda w, x, t: x * (sigmoid(x @ w) - t),
    }
    seen = [
        Observation(case.id, outcome(functions[question.function], case.arguments))
        for question in logistic_suite.questions
        for case in question.cases
    ]
    requests = []

    def ask(points):
        requests.append(points)
        return [outcome(functions[point.question], point.arguments) for point in points]

    own = OwnAnswers.of({}, ask)
    grade = Marker(logistic_suite).mark("ada", Execution(tuple(seen)), own)

    follows = {one.question: one.diagnosis.follows for one in grade.questions if one.diagnosis}
    assert follows == {"slope": ("sigmoid",)}
    assert len([asked for asked in requests if not asked[0].replaced]) == 1


def test_a_call_that_did_not_end_among_others_is_made_again():
    points = [Point("f", (np.full(2, number),)) for number in (1.0, 2.0, 3.0)]
    answers = [Returned(np.ones(2)), TimedOut(1.0), Raised("ValueError", "no")]
    own = OwnAnswers.of({}, lambda asked: answers)

    own.foresee(points)

    assert [own.get(point) for point in points] == [answers[0], None, answers[2]]


def test_nothing_is_foreseen_where_answers_are_kept():
    kept, new = Point("f", (np.ones(2),)), Point("f", (np.zeros(2),))
    own = OwnAnswers.of({kept.key: Returned(np.ones(2))}, None)
    own.ask = lambda points: [Returned(np.zeros(2))] * len(points)

    own.foresee([new])

    assert own.get(new) is None
