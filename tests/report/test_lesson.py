"""The slides of a lesson: the commonest mistakes, a screen each, and nobody's name."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from grader.model import Person, Standing
from grader.report import lesson_page
from grader.report.words import languages, words_in
from tests.conftest import ROOT
from tests.report import garden
from tests.report.test_html import Reader


@pytest.fixture(scope="module")
def people(suite):
    grades = [
        garden.graded(suite, earth=garden.added_earth),
        garden.graded(suite, earth=garden.added_earth),
        garden.graded(suite, garden.wrong_areas),
        garden.graded(suite),
    ]
    return [
        Standing(Person(f"s{n}", name=f"Ada Lovelace {n}"), replace(grade, student=f"s{n}"))
        for n, grade in enumerate(grades)
    ]


def test_the_commonest_mistake_is_the_first_slide(suite, people):
    first, second = lesson_page(suite, people, 3).slides

    assert (first.topic.title, first.made_by) == ("Area and depth are added", "2 students")
    assert first.topic.question == "What unit does your sum have?"
    assert (first.before, first.after) == ("", "slide-2")
    assert (second.before, second.after) == ("slide-1", "")
    assert len(lesson_page(suite, people, 1).slides) == 1


def test_nobody_is_named(suite, people, renderer):
    html = renderer.lesson_html(lesson_page(suite, people, 3))

    assert "Lovelace" not in html and "s0" not in html.split("</style>")[1].split("<script>")[1]


def test_the_page_is_well_formed_and_allows_its_own_script_only(suite, people, renderer):
    html = renderer.lesson_html(lesson_page(suite, people, 3))
    seen = Reader(html)
    ids = seen.values("id")

    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in seen.values("href")} <= set(ids)
    assert seen.tags["script"] == 1 and "script-src" in html and not seen.values("style")
    assert "built-in" not in html


def test_a_class_without_mistakes_has_a_page_too(suite, renderer):
    page = lesson_page(suite, [], 3)

    assert not page.slides and "nothing to talk about" in renderer.lesson_html(page)


@pytest.mark.parametrize("language", languages())
def test_everything_that_is_said_is_in_the_template(language):
    template = (ROOT / "grader/report/templates/lesson.html.j2").read_text()
    names = words_in(language).sentences
    said = {name.removeprefix("lesson.says.") for name in names if "lesson.says." in name}

    assert set(re.findall(r"says\.(\w+)", template)) == said
