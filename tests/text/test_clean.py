"""What a stranger's text may become."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.text.clean import TRUNCATED, clean, csv_cell, file_name, one_line

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=300)
DANGEROUS = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@pytest.mark.parametrize(
    "raw, shown",
    [
        ("plain text\n\tas it is", "plain text\n\tas it is"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("abc\u202edcba", "abc\\u202edcba"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("\ud800 alone", "\\ud800 alone"),
        ("\U000e0041 tag", "\\U000e0041 tag"),
        ("line\u2028break", "line\\u2028break"),
        ("Windows\r\nline", "Windows\nline"),
        ("over\rwritten", "over\\x0dwritten"),
        ("梯度 é ∂E/∂w", "梯度 é ∂E/∂w"),
        (b"caf\xe9", "caf\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_what_acts_without_being_seen_is_shown(raw, shown):
    assert clean(raw) == shown


def test_at_most_four_marks_stay_on_one_letter():
    assert clean("e" + "\u0301" * 6) == "e" + "\u0301" * 4 + "\\u0301" * 2


def test_what_is_cut_off_is_said():
    assert clean("x" * 5000) == "x" * 4000 + f" {TRUNCATED}"
    assert clean("\n".join("abcdef"), lines=3) == f"a\nb\nc\n{TRUNCATED}"
    assert clean("a\nb\nc\n", lines=3) == "a\nb\nc\n"


@given(ANYTHING)
def test_nothing_that_acts_is_left(text):
    kept = clean(text).replace("\n", "").replace("\t", "")

    assert not {unicodedata.category(character) for character in kept} & DANGEROUS


@given(ANYTHING)
def test_cleaning_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)


@given(ANYTHING)
def test_one_line_is_one_line(text):
    assert len(one_line(text, characters=50).splitlines()) <= 1
    assert len(one_line(text, characters=50)) <= 50 + len(f" {TRUNCATED}")


@pytest.mark.parametrize("number", [0, 3, -2.5, 1e-300])
def test_a_number_in_a_table_stays_a_number(number):
    assert csv_cell(number) is number


@pytest.mark.parametrize(
    "start", ["=1+1", "+1", "-1", "@sum", "|cmd", "%x", "   =1", "\t=1", "\n=1"]
)
def test_no_cell_starts_a_formula(start):
    assert csv_cell(start).startswith("'")


def test_a_cell_is_one_line_of_ordinary_length():
    assert csv_cell("a\nb\tc") == "a b c"
    assert len(csv_cell("x" * 9999)) < 600
    assert csv_cell(True) == "True"


@pytest.mark.parametrize("name", ["alice", "Alice.Smith-2", "a_b"])
def test_an_ordinary_name_is_its_file_name(name):
    assert file_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "a/b", "CON", "nul.txt", "", ".", "Zoë", "x" * 300, "a b", "\ud800"],
)
def test_any_other_name_is_made_safe_and_gets_a_digest(name):
    safe = file_name(name)

    assert safe.isascii() and "/" not in safe and not safe.startswith(".")
    assert len(safe) <= 100
    assert safe != name


@given(st.lists(ANYTHING | st.sampled_from(["a b", "a_b", "a/b", "a_b-c8687a08aa"]), unique=True))
def test_no_two_students_share_a_file(names):
    assert len({file_name(name) for name in names}) == len(names)
