"""The page of a check says what holds on random inputs, and what does not."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from grader.report import Renderer
from grader.selfcheck.page import page_with_properties
from tests.selfcheck.conftest import small

RIGHT, FLIPPED = small("right"), small("sign_flipped")
HALF = RIGHT.replace("def error", "def not_asked_for")
SAME_ANSWER_EVERYWHERE = "\nimport numpy as np\ndef sigmoid(s):\n    return np.zeros(np.shape(s))\n"


def group_of(page, function):
    return next(one for one in page.rules.groups if one.signature.startswith(f"{function}("))


@pytest.fixture(scope="module")
def renderer():
    return Renderer()


def test_every_property_is_there_once_under_its_function(check_small, small_public):
    page = page_with_properties(check_small(RIGHT))

    declared = {
        question.title: sorted(
            one.title for one in small_public.properties.each if one.question == question.id
        )
        for question in small_public.questions
        if any(one.question == question.id for one in small_public.properties.each)
    }
    assert {g.title: sorted(r.title for r in g.rules) for g in page.rules.groups} == declared
    assert all(group.state.kind == "right" and not group.open for group in page.rules.groups)
    assert {rule.state.words for group in page.rules.groups for rule in group.rules} == {"holds"}
    assert not any("hold" in pill.words for pill in page.headline.tally)


def test_what_is_broken_comes_first_with_numbers_that_show_it(check_small):
    page = page_with_properties(check_small(FLIPPED))

    group = group_of(page, "error")
    first = group.rules[0]
    assert group.open and group.state.kind == "wrong"
    assert first.state.words == "does not hold"
    assert first.title == "Agrees with differences of E"
    assert any("is allowed" in sentence for sentence in first.explained.sentences)
    assert first.explained.given or first.explained.code
    assert all(rule.explained is None for rule in group.rules[1:])
    assert page.headline.tally[-1].kind == "wrong"
    assert "not hold" in page.headline.tally[-1].words


def test_what_nobody_could_ask_yet_says_what_it_waits_for(check_small):
    page = page_with_properties(check_small(HALF))

    group = group_of(page, "error")
    assert group.state.words == "not yet" and group.state.kind == "off"
    assert {rule.why for rule in group.rules} == {"Asked when error is written."}
    assert not group.open


def test_what_builds_on_something_broken_waits(check_small):
    page = page_with_properties(check_small(RIGHT + SAME_ANSWER_EVERYWHERE))

    waiting = [r for g in page.rules.groups for r in g.rules if r.state.words == "asked later"]
    assert waiting
    assert all(
        rule.why.startswith("Asked when the properties it builds on hold") for rule in waiting
    )


def test_a_file_that_does_not_load_has_no_such_section(check_small, renderer):
    page = page_with_properties(check_small("def sigmoid(s:\n"))

    assert page.rules is None
    assert 'id="rules"' not in renderer.student_html(page)


def test_a_page_of_a_grading_has_no_such_section_and_looks_as_before(check_small, renderer):
    checked = check_small(FLIPPED)

    assert checked.page.rules is None
    assert ".rules" not in renderer.student_html(checked.page)
    assert ".rules" in renderer.student_html(page_with_properties(checked))


def test_the_rows_of_an_array_stand_below_one_another(check_small, renderer):
    page = page_with_properties(check_small(FLIPPED))
    first = group_of(page, "error").rules[0]
    seen = replace(first.explained, given=(("w", "[1, 2]\n   [3, 4]"),), code=())
    group = replace(group_of(page, "error"), rules=(replace(first, explained=seen),))

    text = renderer.student_html(replace(page, rules=replace(page.rules, groups=(group,))))

    assert "w = [1, 2]\n   [3, 4]" in text


def test_texts_of_a_student_are_only_text(check_small, renderer):
    hostile = "</code></pre><script>alert(1)</script>"
    source = f"{RIGHT}\n_calls = []\ndef sigmoid(s):\n    raise ValueError({hostile!r})\n"
    broken = source.replace(
        "    raise", "    _calls.append(0)\n    if len(_calls) < 9:\n        return s\n    raise"
    )

    text = renderer.student_html(page_with_properties(check_small(broken)))

    assert "<script" not in text
    assert "alert(1)" in html.unescape(text)


def test_it_is_said_in_chinese_too(small_public, worker, renderer):
    from grader.model import Submission
    from grader.selfcheck import Checker

    checker = Checker(replace(small_public, language="zh"), "0" * 64, "1", seed=1)
    submission = Submission("somebody", small_public.module, FLIPPED.encode())
    page = page_with_properties(checker.check(submission, worker.run, worker.isolation))

    assert page.rules.title == "无论数值如何都应成立的性质"
    assert group_of(page, "error").rules[0].state.words == "不成立"
    assert re.search(r"种子 1", page.rules.lead)
