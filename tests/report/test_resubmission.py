"""The page of a resubmission says what became right and what is new."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.marking.marker import ungraded
from grader.model import Person, Raised, Standing
from tests.report import garden
from tests.report.test_student_view import strings


@pytest.fixture
def since(page, suite):
    def made(before, of=None, **now):
        earlier = before if not isinstance(before, dict) else garden.graded(of or suite, **before)
        standing = Standing(Person("ada"), attempt=2, earlier=earlier)
        return page(of=of, standing=standing, **now).since

    return made


def rows(since):
    return [(row.state.kind, row.words) for row in since.rows]


def test_a_first_attempt_has_nothing_to_compare_with(page):
    assert page(earth=garden.added_earth).since is None


def test_what_became_right_is_named_with_the_mistake_that_went(since):
    made = since({"earth": garden.added_earth})

    assert rows(made) == [("right", "Earth (Area and depth are added)")]
    assert made.lead == "Then 15 points, now 30: +15."


def test_what_is_new_is_named_with_the_mistake_that_came(since):
    made = since({}, earth=garden.added_earth)

    assert rows(made) == [("wrong", "Earth (Area and depth are added)")]
    assert made.lead == "Then 30 points, now 15: \N{MINUS SIGN}15."


def test_one_mended_and_one_broken_are_both_said(since):
    made = since({"earth": garden.added_earth}, areas=garden.wrong_areas)

    assert [row.state.words for row in made.rows] == ["right now", "new"]


def test_hints_as_a_ladder_keep_the_names_of_mistakes_behind_them(since, suite):
    hinted = replace(suite, hints="ladder")

    made = since({}, of=hinted, earth=garden.added_earth)

    assert rows(made) == [("wrong", "Earth")]
    assert "added" not in " ".join(strings(made))


def test_nothing_changed_is_said_too(since):
    made = since({"earth": garden.added_earth}, earth=garden.added_earth)

    assert not made.rows
    assert made.lead == "15 points as before: nothing became right, and nothing broke."


def test_a_file_that_loads_now_says_so_first(since, suite):
    broken = Raised("SyntaxError", "invalid syntax", (), loading=True)
    earlier = garden.graded(suite, areas=broken, earth=broken)

    made = since(earlier)

    assert [row.words for row in made.rows] == ["Your file can be loaded.", "Areas and Earth"]


def test_a_file_that_loads_no_longer_says_only_that(since, suite):
    broken = Raised("SyntaxError", "invalid syntax", (), loading=True)

    made = since({}, areas=broken, earth=broken)

    assert [row.words for row in made.rows] == ["Your file can no longer be loaded."]


def test_an_attempt_that_could_not_be_graded_is_no_measure(since):
    assert since(ungraded("ada", "a picture")) is None
