"""The page of the class counts what is there."""

from __future__ import annotations

import pytest

from grader.grade import ungraded
from grader.model import Raised, Tampered, TimedOut
from grader.report import class_page, summary_text
from tests.report import garden

NONE = "\N{EN DASH}"

LOADING = Raised("SyntaxError", "bad", (), loading=True)


@pytest.fixture(scope="module")
def made(suite):
    grades = [
        garden.graded(suite, student="zoe"),
        garden.graded(suite, areas=garden.wrong_areas, earth=garden.wrong_earth, student="carl"),
        garden.graded(suite, areas=garden.wrong_areas, student="dora"),
        garden.graded(suite, areas=TimedOut(5), student="eve"),
        garden.graded(suite, areas=LOADING, earth=LOADING, student="fay"),
        garden.graded(suite, earth=Tampered("x"), student="gus", flags=("wrote to the pipe",)),
        ungraded("hal", "no file garden.py"),
    ]
    return class_page(suite, grades, isolation=garden.ISOLATION, version="1", suite_id="2")


def test_students_are_counted_and_listed_by_name(made):
    tiles = {tile.words: tile.value for tile in made.tiles}

    assert tiles["graded"] == "6" and tiles["not graded"] == "1"
    assert tiles["with all points"] == "1"
    assert [row.student for row in made.students] == "carl dora eve fay gus hal zoe".split()
    assert sum(int(band.count) for band in made.histogram) == 6


def test_a_mistake_is_counted_once_a_student_however_far_it_is_carried(made):
    (mistake,) = made.mistakes

    assert mistake.words == "The radius is not squared"
    assert mistake.count == "2 students"


def test_who_needs_a_person_is_named_with_the_reason(made):
    reasons = {concern.student: concern.why for concern in made.concerns}

    assert set(reasons) == {"eve", "fay", "gus", "hal"}
    assert reasons["eve"] == "timed out"
    assert reasons["fay"] == "does not load"
    assert "wrote to the pipe" in reasons["gus"]
    assert "no file garden.py" in reasons["hal"]


def test_what_was_not_run_has_no_points_and_no_zero(made):
    rows = {row.student: row for row in made.students}

    assert rows["fay"].points == rows["hal"].points == NONE
    assert rows["hal"].href == "students/hal.html"


def test_a_class_of_nobody_is_a_page_too(suite, renderer):
    page = class_page(suite, [], isolation=garden.ISOLATION, version="1", suite_id="2")

    assert renderer.class_html(page)
    assert page.tiles[2].value == NONE


def test_the_summary_says_the_same_in_a_few_lines(made):
    text = summary_text(made)

    assert "need a person" in text and "The radius is not squared" in text
    assert "\x1b" not in text
