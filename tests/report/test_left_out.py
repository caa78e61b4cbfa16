"""The page says which statements the file was loaded without, and that this costs nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.model import SkippedStatement
from grader.report.words import words_in
from tests.report import garden

FAILED = SkippedStatement(5, "print(x)", "NameError", "name 'x' is not defined")


@pytest.fixture
def remarks(page, suite):
    right = garden.graded(suite, areas=garden.right_areas, earth=garden.right_earth)

    def said(*skipped):
        return page(grade=replace(right, skipped=skipped)).remarks

    return said


def test_nothing_is_said_where_nothing_was_left_out(remarks):
    assert not any("left out" in remark for remark in remarks())


@pytest.mark.parametrize(
    "skipped, words",
    [
        (FAILED, "Line 5 of your file was left out. It stops with NameError: name 'x' is not"),
        (SkippedStatement(5, "", seconds=2.0), "Line 5 of your file was left out. It runs longer"),
        (SkippedStatement(5, "", kilobytes=64), "It prints more than 64 KB."),
        (SkippedStatement(5, "", "SystemExit", "0"), "Line 5 of your file ends your file."),
        (SkippedStatement(5, "", "\x1b[2J<b>", "\x00" * 999), "It stops with"),
    ],
)
def test_each_reason_has_its_words(remarks, skipped, words):
    first, second, *_ = remarks(skipped)

    assert words in first
    assert first.isprintable()
    assert second == "This costs no points: your functions count all the same."


def test_of_many_the_first_three_are_named(remarks):
    many = [replace(FAILED, line=line) for line in range(1, 9)]

    said = remarks(*many)

    assert [one[:7] for one in said[:3]] == ["Line 1 ", "Line 2 ", "Line 3 "]
    assert said[3] == "5 more statements were left out."


def test_the_words_are_those_of_the_language():
    assert "left_out.raised" in words_in("zh").sentences
