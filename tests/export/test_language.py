"""Exports speak the language of the assignment."""

from __future__ import annotations

import re

from grader.export.marks import marks
from grader.model import Lateness, Override, Person, Standing
from tests.report import garden

SUITE = garden.suite("zh")


def said(**decided) -> str:
    grade = garden.graded(SUITE, garden.wrong_areas, garden.unknown_earth)
    found = marks(SUITE, Standing(Person("ada"), grade, **decided))
    assert found is not None
    notes = [note for line in found.lines for note in line.notes]
    return "\n".join([found.total, found.late, *notes])


def test_no_english_word_is_left_but_those_of_the_assignment():
    text = said(lateness=Lateness(days=2, percent=20))

    assert "迟交 2 天" in text and "隐藏用例" in text
    names = {case.name for case in SUITE.cases} | {one.title for one in SUITE.misconceptions}
    for name in names:
        text = text.replace(name, "")
    assert re.findall(r"[A-Za-z]{2,}", text) == []


def test_a_decision_is_said_in_that_language_too():
    given = Override("ada", "earth", 10, "思路正确", "李老师", "2026-11-20T10:00:00+08:00")

    text = said(overrides=(given,))

    assert "由 李老师 评定" in text and "思路正确" in text
