"""Spellings of a name are equal, alike or another person's."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.people.names import are_alike, folded, forms, loose_forms, shortened, words

ANY_NAME = st.text(max_size=40)


def are_equal(one: str, other: str) -> bool:
    return not forms(one).isdisjoint(forms(other))


def is_short_for(short: str, whole: str) -> bool:
    """Return whether the names are alike but have no equal form."""
    return not are_equal(short, whole) and not loose_forms(short).isdisjoint(shortened(whole))


@pytest.mark.parametrize(
    "one, other",
    [
        ("Jane Doe", "Doe, Jane"),
        ("Jane Doe", "jane_doe"),
        ("Jane Doe", "DOEJANE"),
        ("Jane Doe", "jane-doe"),
        ("Lopez Garcia Maria", "Maria Garcia Lopez"),
        ("lopezgarciamaria", "Maria Garcia Lopez"),
        ("Maria Jose Garcia Lopez", "Garcia Lopez, Maria Jose"),
        ("O'Neil, Ann", "Ann O\u2019Neil"),
        ("Jos\u00e9 \u00c1lvarez", "JOSE\u0301 A\u0301LVAREZ"),
        ("\uff2a\uff41\uff4e\uff45 Doe", "Jane Doe"),
        ("Groß Anna", "GROSS ANNA"),
        ("王 小明", "小明, 王"),
        ("王 小明", "王小明"),
        ("राम शर्मा", "शर्मा, राम"),
        ("\u202eJane\u202c Doe\u200b", "Jane Doe"),
    ],
)
def test_one_name_has_many_writings(one: str, other: str) -> None:
    assert are_equal(one, other)


@pytest.mark.parametrize(
    "one, other",
    [
        ("Jane Doe", "Janet Doe"),
        ("Jane", "Jane Doe"),
        ("", ""),
        ("...", "!!"),
        ("राम", "रीमा"),  # without their vowel signs, both are the same two letters
        ("กิน", "กัน"),
        ("かな", "がな"),
        ("Jane Ann Doe", "Jane Mary Doe"),
        ("Jane A. Doe", "Jane M. Doe"),
    ],
)
def test_other_names_are_neither_equal_nor_alike(one: str, other: str) -> None:
    assert not are_equal(one, other)
    assert not is_short_for(one, other) and not is_short_for(other, one)


@pytest.mark.parametrize(
    "short, whole",
    [
        ("Jane Doe", "Doe, Jane Mary"),
        ("doejane", "Jane Mary Doe"),
        ("Jane M. Doe", "Jane Mary Doe"),
        ("Maria Garcia", "Maria Garcia Lopez"),
        ("Jose Alvarez", "José Álvarez"),
        ("Mueller Zoe", "Zoë Müller"),
        ("Soren Lokke", "Søren Løkke"),
        ("伟张", "张伟"),
    ],
)
def test_a_name_with_less_in_it_is_alike_and_not_equal(short: str, whole: str) -> None:
    assert is_short_for(short, whole)
    assert are_alike(short, whole) and are_alike(whole, short)


@pytest.mark.parametrize("one", ["Lab 1-Jane Doe", "Jane", "Jane Doe (she)"])
def test_a_name_with_more_words_in_it_does_not_contradict(one: str) -> None:
    assert are_alike(one, "Jane Doe")


@pytest.mark.parametrize("one", ["", "...", "John Roe", "Jane Roe"])
def test_a_name_with_another_word_contradicts(one: str) -> None:
    assert not are_alike(one, "Jane Doe")


@given(ANY_NAME, ANY_NAME)
def test_equal_and_alike_are_the_same_from_both_sides(one: str, other: str) -> None:
    assert are_equal(one, other) == are_equal(other, one)
    assert are_alike(one, other) == are_alike(other, one)


@given(ANY_NAME)
def test_unicode_s_normal_forms_are_one_name(name: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert words(unicodedata.normalize(form, name)) == words(name)
        assert folded(unicodedata.normalize(form, name)) == folded(name)


@given(st.text(max_size=2000), st.integers(1, 500))
def test_a_hostile_name_has_few_forms(text: str, times: int) -> None:
    for name in (text, f"{text} " * times, "a b " * times):
        assert len(forms(name)) <= 9
        assert len(shortened(name)) < 500
