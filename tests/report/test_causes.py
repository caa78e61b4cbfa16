"""Root causes: what to fix, in which order, and what fixing it alone gives back."""

from __future__ import annotations

from dataclasses import replace

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
    return {cause.mistakes: cause.gain for cause in found}


def test_points_of_a_new_and_a_carried_mistake_hang_on_the_new_one(suite):
    both = Diagnosis(("square_forgotten", "added"), carried=("square_forgotten",))

    found = told(suite, Diagnosis(("square_forgotten",)), both)

    assert gains(found) == {("square_forgotten",): 15, ("added",): 15}
    first, second = found
    assert first.explains == ("earth",)
    assert (second.question, second.explains) == ("earth", ())


def test_points_of_a_carried_mistake_alone_hang_on_it(suite):
    carried = Diagnosis(("square_forgotten",), carried=("square_forgotten",))

    (only,) = told(suite, Diagnosis(("square_forgotten",)), carried)

    assert (only.question, only.gain, only.explains) == ("areas", 30, ("earth",))


def test_points_that_two_new_mistakes_cost_together_come_only_with_both(suite):
    two = Diagnosis(("diameter", "added"))

    found = told(suite, Diagnosis(("square_forgotten",)), two)

    assert gains(found) == {("square_forgotten",): 15, ("diameter", "added"): 15}


def seldom_wrong(suite, mistake, check):
    """Return the suite in which a mistake does not show in one check of the first question."""
    areas, earth = suite.questions
    cases = tuple(
        replace(case, distractors=tuple(d for d in case.distractors if d.misconception != mistake))
        if case.check == check
        else case
        for case in areas.cases
    )
    return replace(suite, questions=(replace(areas, cases=cases), earth))


def test_two_mistakes_that_share_one_check_are_one_cause_with_all_that_both_cost(suite):
    seldom = seldom_wrong(suite, "diameter", "extremes")

    found = told(seldom, Diagnosis(("square_forgotten", "diameter")), None)

    assert gains(found) == {("square_forgotten", "diameter"): 15, (): 15}


def test_two_mistakes_that_share_no_check_are_two_causes(suite):
    apart = seldom_wrong(seldom_wrong(suite, "diameter", "extremes"), "square_forgotten", "values")

    found = told(apart, Diagnosis(("square_forgotten", "diameter")), None)

    assert gains(found) == {("square_forgotten",): 5, ("diameter",): 10, (): 15}


def test_what_follows_gives_its_points_back_with_the_mistake_that_it_follows_from(suite):
    """Where half of the points are kept, the other half comes with the first fix."""
    carried = Diagnosis(("square_forgotten",), carried=("square_forgotten",))
    grade = graded(suite, wrong_areas, wrong_earth)
    areas, earth = (
        replace(
            question,
            diagnosis=diagnosis,
            checks=tuple(CheckGrade(c.check, c.points * rate, c.points) for c in question.checks),
        )
        for question, diagnosis, rate in zip(
            grade.questions, (Diagnosis(("square_forgotten",)), carried), (0, 0.5), strict=True
        )
    )
    views = view_questions(suite, replace(grade, questions=(areas, earth)), reveal=False)

    assert [cause.gain for cause in causes(views, 0.5)] == [15 + 7.5]
