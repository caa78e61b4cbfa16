"""Looking up a person finds one, or the error names those who may be meant."""

from __future__ import annotations

import pytest

from grader.errors import UsageError
from grader.model import Person
from grader.people.lookup import find

CLASS = (
    Person("u1", "Ada Lovelace", "ada@x.org", "adal", "4711"),
    Person("u2", "王 小明"),
    Person("u3", "Jane Doe"),
    Person("u4", "Jane Mary Doe"),
    Person("u5", "Joanna Lee"),
    Person("u6", "王大明"),
    Person("u7", "4711"),
    Person("grace_hopper"),
)


@pytest.mark.parametrize(
    "wanted, key",
    [
        ("u1", "u1"),
        ("ada", "u1"),
        ("Lovelace", "u1"),
        ("lovelace, ada", "u1"),
        ("ADA@x.org", "u1"),
        ("adal", "u1"),
        ("小明", "u2"),
        ("王小明", "u2"),
        ("大明", "u6"),
        ("Doe, Jane", "u3"),
        ("jane mary", "u4"),
        ("hopper", "grace_hopper"),
        ("4711", "u1"),  # an id, and not who calls himself so
    ],
)
def test_a_name_or_a_part_of_it_finds_who_is_meant(wanted: str, key: str) -> None:
    assert find(CLASS, wanted).student == key


@pytest.mark.parametrize(
    "wanted, said",
    [
        ("jane", "'jane' means 2 students: Jane Doe (u3), Jane Mary Doe (u4)"),
        ("王", "'王' means 2 students: 王 小明 (u2), 王大明 (u6)"),
        ("Ann", "there is no student 'Ann'; did you mean Joanna Lee (u5)?"),
        ("lovelase", "there is no student 'lovelase'; did you mean Ada Lovelace (u1)?"),
        ("u99", "there is no student 'u99'"),
        ("Jane M. Doe", "'Jane M. Doe' means 2 students: Jane Doe (u3), Jane Mary Doe (u4)"),
        ("", "there is no student ''"),
        ("?!", "there is no student '?!'"),
        ("zz\x1b[31m", r"there is no student 'zz\x1b[31m'"),
    ],
)
def test_who_is_not_found_or_not_told_apart_is_named(wanted: str, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        find(CLASS, wanted)

    assert str(raised.value).startswith(said)


@pytest.mark.parametrize(
    "name, wanted", [("Lovelace", "lovelace"), ("小明", "小明"), ("ada", "ada")]
)
def test_who_goes_by_a_part_of_another_s_name_is_not_taken_for_both(name: str, wanted: str) -> None:
    with pytest.raises(UsageError, match=r"means 2 students: .*eve_99"):
        find((*CLASS, Person("eve_99", name)), wanted)


@pytest.mark.parametrize("wanted", ["ada", "小明", "Jane M. Doe"])
def test_a_script_that_names_a_whole_key_gets_nobody_by_a_part(wanted: str) -> None:
    with pytest.raises(UsageError, match="there is no student"):
        find(CLASS, wanted, parts=False)


def test_a_whole_name_needs_no_parts() -> None:
    assert find(CLASS, "lovelace ada", parts=False).student == "u1"
