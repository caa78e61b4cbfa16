"""The words of the homework: what a student reads beside each mistake."""

from __future__ import annotations

import re

import numpy as np
import pytest

from grader.assignment.folder import load_assignment
from tests.conftest import ROOT

# What a hint would give away: the right steps as a student might type them.
ANSWERS = re.compile(r"y\s*-\s*t|1\s*-\s*h|w2\.T|z\s*-\s*(z\.)?max|np\.outer|cosh\^?2")


@pytest.fixture(scope="module")
def known(backprop):
    return backprop.outline.misconceptions


@pytest.fixture(scope="module")
def chinese():
    return load_assignment(ROOT / "reference", "zh").outline.misconceptions


def test_hints_rise_from_a_question(known):
    for one in known:
        assert 2 <= len(one.hints) <= 3, one.id
        assert "?" in one.hints[0], one.id
        assert len(set(one.hints)) == len(one.hints), one.id


def test_no_hint_gives_the_formula_away(known):
    told = [(one.id, hint) for one in known for hint in one.hints if ANSWERS.search(hint)]

    assert not told


def test_every_mistake_has_its_place_marked_in_a_formula(known):
    for one in known:
        assert r"\class{wrong}" in one.wrong.latex, one.id
        assert r"\class{wrong}" not in one.right.latex, one.id
        assert r"\class{missing}" not in one.wrong.latex, one.id
        assert 'class="wrong"' in one.wrong.mathml, one.id


def test_titles_and_fixes_are_short_and_a_title_says_one_thing(known):
    titles = [(one.title, one.step) for one in known]

    assert len(set(titles)) == len(titles)
    for one in known:
        assert len(one.title) <= 62, one.id
        assert len(one.fix) <= 80 and not one.fix.endswith("."), one.id


def test_what_to_do_in_one_step_is_not_said_in_the_words_of_another(known, chinese):
    for mistakes in (known, chinese):
        steps = {one.fix: one.step for one in mistakes}
        assert [one.id for one in mistakes if steps[one.fix] != one.step] == []


def test_the_first_wrong_step_is_the_home_of_the_mistake(backprop, known):
    for one in known:
        assert next(iter(backprop.mistakes[one.id])) == one.step, one.id


def test_the_catalogue_is_covered_but_for_what_no_formula_says(known, misconceptions):
    covered = {number for one in known for number in one.catalogue.split()}
    left_out = {f"G{n}" for n in (19, 72, 73, 74, 80, 81, 82)}
    left_out |= {f"F{n:02}" for n in (2, 3, 5, 13, 14, 16, 17, 20, 26, 27)}
    gaps = {f"G{n}" for n in (27, 28, 29, 30, 38, 39, 40, 54, 55, 56, 57, 58, 59, 60, 68, 69, 70)}
    gaps |= {"G88", "G89", "G90"}
    catalogue = {f"G{n:02}" for n in range(1, 105)} | {f"F{n:02}" for n in range(1, 28)}

    assert covered == catalogue - gaps - left_out
    assert not covered & left_out


def test_targets_that_do_not_add_up_are_never_asked_for(cases):
    # y - t and y * sum(t) - t are both right answers as long as the targets add up to 1.
    for question in ("grad_z", "grad_w2", "grad_w1"):
        for inputs in cases.CASES[question]():
            if inputs.draw:
                assert inputs.draw(np.random.default_rng(5))["t"].sum() == 1


def test_the_starter_defines_every_function_and_solves_none(backprop):
    namespace: dict = {}
    exec(compile(backprop.starter, "starter.py", "exec"), namespace)  # our own file

    for question in backprop.outline.questions:
        function = namespace[question.function]
        assert function.__code__.co_varnames == question.parameters
        assert "shape" in function.__doc__
        with pytest.raises(NotImplementedError):
            function(*question.parameters)
