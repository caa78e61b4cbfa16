"""Root causes: each lost point is charged to the mistake that costs it, once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.model import CheckGrade, Diagnosis
from grader.report.causes import causes
from grader.report.question_view import view_questions
from tests.report.garden import graded, wrong_areas, wrong_earth


def told(suite, *diagnoses):
    """Return the causes if these mistakes explain the questions and all points are lost."""
    grade = graded(suite, wrong_areas, wrong_earth)
    questions = tuple(
        replace(
            question,
            diagnosis=diagnosis,
            checks=tuple(CheckGrade(check.check, 0, check.points) for check in question.checks),
        )
        for question, diagnosis in zip(grade.questions, diagnoses, strict=True)
    )
    return causes(view_questions(suite, replace(grade, questions=questions), reveal=False))


def gains(found):
    return {cause.mistake: cause.gain for cause in found}


def test_points_of_a_new_and_a_carried_mistake_hang_on_the_new_one(suite):
    both = Diagnosis(("square_forgotten", "added"), carried=("square_forgotten",))

    found = told(suite, Diagnosis(("square_forgotten",)), both)

    assert gains(found) == {"square_forgotten": 15, "added": 15}
    first, second = found
    assert first.explains == ("earth",)
    assert (second.question, second.explains) == ("earth", ())


def test_points_of_a_carried_mistake_alone_hang_on_it(suite):
    carried = Diagnosis(("square_forgotten",), carried=("square_forgotten",))

    (only,) = told(suite, Diagnosis(("square_forgotten",)), carried)

    assert (only.question, only.gain, only.explains) == ("areas", 30, ("earth",))


def test_points_that_two_new_mistakes_cost_together_are_shared(suite):
    two = Diagnosis(("diameter", "added"))

    found = told(suite, Diagnosis(("square_forgotten",)), two)

    assert gains(found) == {"square_forgotten": 15, "diameter": 7.5, "added": 7.5}
    together = {cause.mistake: cause.together for cause in found}
    assert together == {
        "square_forgotten": frozenset(),
        "diameter": {"added"},
        "added": {"diameter"},
    }


def test_points_of_a_check_hang_on_the_mistake_that_shows_in_it(suite):
    """Once the mistake answers one check rightly, another mistake pays for that check."""
    areas, earth = suite.questions
    cases = tuple(
        replace(
            case, distractors=tuple(d for d in case.distractors if d.misconception != "diameter")
        )
        if case.check == "extremes"
        else case
        for case in areas.cases
    )
    seldom = replace(suite, questions=(replace(areas, cases=cases), earth))

    found = told(seldom, Diagnosis(("square_forgotten", "diameter")), None)

    assert {c.mistake: c.gain for c in found if c.mistake} == {
        "square_forgotten": pytest.approx(10 / 2 + 5),
        "diameter": pytest.approx(10 / 2),
    }
