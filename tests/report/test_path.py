"""How each step of the derivation stands, and which is the first to go wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.model import CheckGrade, Diagnosis, Script, TimedOut
from grader.report.chains import chains
from grader.report.derivation_path import first_wrong, path_steps
from grader.report.question_view import view_questions
from grader.report.words import words_in
from grader.text.mathml import formula
from tests.report import garden


def kinds(suite, grade):
    steps = path_steps(suite, view_questions(suite, grade, reveal=False), words_in("en"))
    return [step.kind for step in steps]


def explained(grade, question, *, earned, **diagnosis):
    """The grade with this diagnosis of the question, and so many points in each of its checks."""
    changed = tuple(
        replace(
            one,
            diagnosis=Diagnosis(**diagnosis),
            checks=tuple(CheckGrade(c.check, min(earned, c.points), c.points) for c in one.checks),
        )
        if one.question == question
        else one
        for one in grade.questions
    )
    return replace(grade, questions=changed)


@pytest.mark.parametrize("earned, kind", [(0, "wrong"), (5, "part")])
def test_the_step_of_a_mistake_is_wrong_in_part_where_some_of_its_question_is_right(
    suite, earned, kind
):
    grade = garden.graded(suite, garden.wrong_areas, garden.added_earth)

    found = explained(grade, "areas", earned=earned, misconceptions=("square_forgotten",))

    assert kinds(suite, found)[0] == kind


def test_a_carried_mistake_blames_its_step_by_the_question_that_first_showed_it(suite):
    """In part, though the question that it is carried into has no points at all."""
    grade = garden.graded(suite, garden.wrong_areas, garden.wrong_earth)
    mistake = ("square_forgotten",)
    grade = explained(grade, "earth", earned=0, misconceptions=mistake, carried=mistake)
    early = explained(grade, "areas", earned=5, misconceptions=mistake)
    never = replace(
        early, questions=(replace(early.questions[0], diagnosis=None), grade.questions[1])
    )

    assert kinds(suite, early) == ["part", "follows"]
    assert kinds(suite, never) == ["part", "follows"], "carried mistakes blame no step themselves"


def test_a_step_that_is_not_asked_for_is_right_once_somebody_got_past_it(suite):
    _, earth = suite.questions
    only = replace(suite, questions=(earth,))

    def found(answer):
        grade = garden.graded(suite, garden.right_areas, answer)
        return kinds(only, replace(grade, questions=grade.questions[1:]))

    assert found(garden.right_earth) == ["right", "right"]
    assert found(garden.unknown_earth) == ["off", "wrong"]


def test_an_unexplained_answer_is_wrong_in_part_where_a_check_is_right(suite):
    def large_only(r):
        return garden.right_areas(r) if r.max() > 1e100 else r + 1

    assert kinds(suite, garden.graded(suite, large_only, garden.right_earth))[0] == "part"
    assert kinds(suite, garden.graded(suite, lambda r: r + 1, garden.right_earth))[0] == "wrong"


def test_a_question_without_any_array_is_empty_and_no_first_wrong_step(suite):
    grade = garden.graded(suite, TimedOut(5.0), garden.right_earth)

    assert kinds(suite, grade)[0] == "empty"
    assert first_wrong(suite, view_questions(suite, grade, reveal=False)) is None


def test_without_a_name_the_mistake_may_lie_in_a_step_before_that_is_not_asked_for(suite):
    _, earth = suite.questions
    words = words_in("en")
    grade = garden.graded(suite, garden.right_areas, garden.unknown_earth)

    def said(of, grade):
        return path_steps(of, view_questions(of, grade, reveal=False), words)[-1].words

    only = replace(suite, questions=(earth,))
    assert said(only, replace(grade, questions=grade.questions[1:])) == words(
        "step.unnamed_wrong_or_before"
    )
    assert said(suite, grade) == words("step.unnamed_wrong")


def test_nothing_comes_before_the_first_step(suite):
    """Also where the last of all steps is not asked for."""
    areas, _ = suite.questions
    only = replace(suite, questions=(areas,))
    grade = garden.graded(suite, lambda r: r + 1, garden.right_earth)

    steps = path_steps(
        only,
        view_questions(only, replace(grade, questions=grade.questions[:1]), reveal=False),
        words_in("en"),
    )

    assert [step.kind for step in steps] == ["wrong", "off"]
    assert steps[0].words == words_in("en")("step.unnamed_wrong")


def test_the_first_of_two_named_steps_is_called_so(suite):
    steps = path_steps(
        suite,
        view_questions(
            suite, garden.graded(suite, garden.wrong_areas, garden.added_earth), reveal=False
        ),
        words_in("en"),
    )

    assert [step.words for step in steps] == [
        words_in("en")("step.first_wrong"),
        words_in("en")("step.wrong"),
    ]


def test_each_chain_has_its_own_first_wrong_step(suite):
    """Two questions that share no step are two chains; one step leads to each."""
    areas, earth = suite.questions
    alone = replace(earth, cases=tuple(replace(c, trace=()) for c in earth.cases))
    apart = replace(suite, questions=(areas, alone))
    grade = garden.graded(suite, garden.wrong_areas, garden.unknown_earth)
    views = view_questions(apart, grade, reveal=False)

    steps = path_steps(apart, views, words_in("en"))
    together = path_steps(suite, view_questions(suite, grade, reveal=False), words_in("en"))

    assert [step.chain for step in steps] == [areas.code_name, earth.code_name]
    assert [step.first for step in steps] == [True, True]
    assert [step.chain for step in together] == ["", ""]
    assert [step.first for step in together] == [True, False]


def test_a_chain_of_methods_is_named_by_class_and_method(suite):
    areas, earth = suite.questions
    script = Script("globe = Globe(r)\nglobe.turn()", "globe.area", (), "turn")
    methods = replace(areas, script=script, function="Globe.area")
    alone = replace(earth, cases=tuple(replace(c, trace=()) for c in earth.cases))

    first, second = chains(replace(suite, questions=(methods, alone)))

    assert (first.functions, second.functions) == (("Globe.turn",), (earth.function,))


def test_a_step_with_a_wide_formula_has_the_room_of_two(suite):
    wide = formula(r"A = \pi r^2 + \pi r^2 + \pi r^2 + \pi r^2")
    steps = (replace(suite.steps[0], formula=wide), *suite.steps[1:])
    grade = garden.graded(suite, garden.wrong_areas, garden.unknown_earth)
    views = view_questions(suite, grade, reveal=False)

    drawn = path_steps(replace(suite, steps=steps), views, words_in("en"))

    assert [step.is_wide for step in drawn] == [True, False]
