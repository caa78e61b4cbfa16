"""Automatic mistakes yield to described ones, say one thing or nothing, and stay with the staff."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from grader.assignment.build import build, build_public
from grader.assignment.folder import load_assignment
from grader.marking.fingerprint import fingerprint
from grader.model import AutomaticTable, Program
from grader.suite.file import dumps, loads, public
from grader.suite.program import load_program


def texts(question):
    return {mistake.text for mistake in question.automatic.mistakes}


@pytest.fixture(scope="module")
def undescribed(logistic):
    """The assignment as it is before anybody described a mistake."""
    return replace(logistic, outline=replace(logistic.outline, misconceptions=()), mistakes={})


@pytest.fixture(scope="module")
def undescribed_suite(undescribed):
    return build(undescribed, seed=1)


def test_a_described_mistake_wins(logistic_suite, undescribed_suite):
    flipped = "ds (error of the score) has the wrong sign"

    assert flipped in texts(undescribed_suite.question("error"))
    assert flipped not in texts(logistic_suite.question("error"))


def test_a_row_is_what_the_edited_formula_answers(undescribed_suite):
    question = undescribed_suite.question("error")
    table = question.automatic
    row = next(i for i, m in enumerate(table.mistakes) if m.text.startswith("the term t is miss"))

    for place, case in enumerate(question.cases):
        scores, _ = case.arguments
        right = fingerprint([case.id], [1 / (1 + np.exp(-scores))])
        assert table.vocabulary[table.kinds[row, place]] == right.kinds[0]
        np.testing.assert_allclose(table.projections[row, place], right.projections[0])


def test_of_edits_with_the_same_answers_the_simplest_has_the_word(undescribed_suite):
    """Without ``ds`` the slope is what it is with another ``ds`` that happens to be 1."""
    assert "the factor ds is missing in dw (slope for the weights)" in texts(
        undescribed_suite.question("slope")
    )


TWO_EQUAL_FACTORS = """\
def s(w, x):
    return w @ x

def p(s):
    return s * s

def once(x):
    return 2 * x

def again(x):
    return x * 2

def ds(p, t):
    return p - t

def dw(ds, once, again):
    return ds * once * again

STEPS = (s, p, once, again, ds, dw)
"""


def test_two_sentences_that_are_equally_simple_are_none(undescribed):
    """Which of two equal factors is missing cannot be seen."""
    program = Program(TWO_EQUAL_FACTORS, "")
    other = replace(
        undescribed,
        outline=replace(undescribed.outline, program=program),
        recipe=load_program(program).recipe,
    )

    found = texts(build(other, seed=1).question("slope"))

    assert "the factor ds is missing in dw (slope for the weights)" in found
    assert not [text for text in found if text.startswith(("the factor once", "the factor again"))]


def test_nothing_that_is_almost_right_is_a_mistake(undescribed_suite):
    for question in undescribed_suite.questions:
        table = question.automatic
        right = fingerprint([c.id for c in question.cases], [c.expected for c in question.cases])
        off = np.abs(table.projections - right.projections)
        near = off <= 10 * question.tolerance.relative * right.norms
        assert not near.all(axis=1).any()


def test_students_hold_none_of_it(undescribed, undescribed_suite):
    for suite in (build_public(undescribed), public(undescribed_suite)):
        assert all(not texts(question) for question in suite.questions)
        assert "is missing in" not in dumps(suite)


def test_a_folder_can_do_without(tmp_path, undescribed):
    folder = shutil.copytree(undescribed.folder, tmp_path / "logistic")
    path = folder / "assignment.yaml"
    path.write_text(path.read_text().replace("checks:", "automatic: false\nchecks:", 1))

    suite = build(load_assignment(folder), seed=1)

    assert all(not texts(question) for question in suite.questions)


def test_a_suite_keeps_it_in_its_file(undescribed_suite):
    again = loads(dumps(undescribed_suite))

    assert [texts(q) for q in again.questions] == [texts(q) for q in undescribed_suite.questions]


def test_a_suite_from_before_there_was_any_is_read(undescribed_suite):
    questions = tuple(
        replace(question, automatic=AutomaticTable()) for question in undescribed_suite.questions
    )
    old = dumps(replace(undescribed_suite, questions=questions))
    empty = dumps(replace(undescribed_suite, questions=questions[:1]))
    field = empty[empty.index(',"automatic"') : empty.index("}]", empty.index(',"automatic"'))]

    assert not texts(loads(old.replace(field, "")).questions[0])
