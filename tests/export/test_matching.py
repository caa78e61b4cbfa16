"""Standings are matched to the rows of a file."""

from __future__ import annotations

import pytest

from grader.export.matching import match
from grader.model import Person, Standing
from grader.people.index import Identity


def matched(people, places, **wishes):
    found = match([Standing(person) for person in people], places, **wishes)
    return {row: standing.person.student for row, standing in found.rows.items()}


@pytest.mark.parametrize(
    "ours, theirs",
    [
        ("doejane", "Doe, Jane"),
        ("Jane Mary Doe", "Doe, Jane Mary"),
        ("O'Neil, Ann", "Ann O\u2019Neil"),
        ("doejanemary", "Doe, Jane Mary"),
        ("Jose\u0301 A\u0301lvarez", "\u00c1LVAREZ, Jos\u00e9"),
        ("张 伟", "伟, 张"),
        ("jane_doe", "Jane  Doe"),
    ],
)
def test_one_name_is_written_in_many_ways(ours, theirs):
    places = {
        1: Identity((("user", ""),), (), "Somebody Else"),
        2: Identity((("user", ""),), (), theirs),
    }

    assert matched([Person("x", ours)], places) == {2: "x"}


@pytest.mark.parametrize(
    "ours, theirs", [("Jane Doe", "Janet Doe"), ("", ""), ("...", "!!"), ("Jane", "Jane Doe")]
)
def test_other_names_are_other_people(ours, theirs):
    assert matched([Person("?!", ours)], {1: Identity((("user", ""),), (), theirs)}) == {}


def test_the_id_goes_before_the_login_and_the_login_before_the_name():
    places = {
        1: Identity((("user", "7"),), ("other",), "Wei Zhang"),
        2: Identity((("user", "8"),), ("wei",), "Wei Z"),
        3: Identity((("user", "9"),), ("third",), "Wei"),
    }
    by_id = Person("a", "Wei Zhang", login="wei", platform_id="7")
    by_login = Person("a", "Wei", login="WEI ")
    by_name = Person("a", "Wei")

    assert [set(matched([p], places)) for p in (by_id, by_login, by_name)] == [{1}, {2}, {3}]


def test_the_name_of_a_folder_may_be_the_login_or_the_name():
    places = {
        1: Identity((("user", "7"),), ("jdoe", "S1"), "Jane Doe"),
        2: Identity((("user", "8"),), ("wei", "S2"), "Wei Zhang"),
    }

    assert matched([Person("jdoe"), Person("zhang_wei")], places) == {1: "jdoe", 2: "zhang_wei"}


def test_an_id_is_not_the_name_of_a_number_that_is_empty():
    assert matched([Person("a")], {1: Identity((("user", ""),), ("",), "")}) == {}


def test_the_same_number_of_another_kind_is_somebody_else():
    rows = {
        1: Identity((("participant", "17"),), ("",), "Eve Mal"),
        2: Identity((("participant", "18"),), ("17",), "Bob Roe"),
    }
    of_canvas = Person("doejane_17", "doejane", platform_id="17", id_kind="user")
    of_moodle = Person("Eve_17", "Eve", platform_id="17", id_kind="participant")
    of_gradescope = Person("17", "Robert Roe", platform_id="17", id_kind="student")

    assert matched([of_canvas, of_moodle], rows, trust_ids=True) == {1: "Eve_17"}
    assert matched([of_gradescope], rows, trust_ids=True) == {2: "17"}
