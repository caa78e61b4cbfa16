"""Words in another language beside the assignment: taken where they are, and missed where not."""

from __future__ import annotations

import shutil

import pytest

from grader.assignment.build import build_public
from grader.assignment.folder import load_assignment, read_assignment
from grader.assignment.translation import languages_beside, untranslated
from grader.cli import main
from tests.conftest import ROOT

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"
WORDS = """
title: 逻辑回归
checks: {values: 普通数值}
questions: {sigmoid: {title: 逻辑函数, asked: 返回逻辑函数的值。}}
steps: {p: {title: 概率}}
"""


@pytest.fixture
def folder(tmp_path):
    found = shutil.copytree(LOGISTIC, tmp_path / "logistic")
    (found / "assignment.zh.yaml").write_text(WORDS, "utf-8")
    return found


def test_words_stand_in_place_of_those_of_the_assignment_and_the_rest_stays(folder):
    original, chinese = load_assignment(folder), load_assignment(folder, "zh")

    assert chinese.outline.title == "逻辑回归"
    assert chinese.outline.language == "zh"
    assert chinese.outline.questions[0].title == "逻辑函数"
    assert chinese.outline.questions[0].checks[0].title == "普通数值"
    assert chinese.outline.questions[1].title == original.outline.questions[1].title
    assert chinese.outline.possible == original.outline.possible
    assert original.outline.language == "en"


def test_the_language_of_the_assignment_itself_takes_its_words_too(folder):
    text = (folder / "assignment.yaml").read_text("utf-8")
    (folder / "assignment.yaml").write_text(f"{text}\nlanguage: zh\n", "utf-8")

    assert load_assignment(folder).outline.title == "逻辑回归"


def test_what_is_not_translated_is_listed(folder):
    missing = list(untranslated(folder, "zh"))

    assert languages_beside(folder) == ("zh",)
    assert "assignment.zh.yaml: no words for questions: error: title, asked" in missing
    assert not [line for line in missing if "questions: sigmoid" in line]


@pytest.mark.parametrize(
    "words, said",
    [
        ("questions: {sigmiod: {title: x}}", "1:22: assignment.yaml has in 'questions' no"),
        ("questions: {sigmoid: {points: 3}}", "unknown key 'points'"),
        ("points: 3", "unknown key 'points'"),
        ("title: [a]", "1:8: must be a text"),
        ("questions: [a]", "must be a mapping"),
        ("- a", "must be a mapping"),
        ("{", "not YAML"),
        ("checks: {value: x}", "unknown key 'value'"),
        ("misconceptions: {a: b}", "assignment.zh.yaml"),
    ],
)
def test_what_is_wrong_with_the_words_is_said_with_its_place(folder, words, said):
    (folder / "assignment.zh.yaml").write_text(words, "utf-8")

    problems = read_assignment(folder, "zh")[1]

    assert any(one.startswith("assignment.zh.yaml") and said in one for one in problems), problems
    assert read_assignment(folder)[1] == ()


def test_a_language_without_any_words_is_refused(folder, tmp_path, capsys):
    status = main(["build", str(folder), "--language", "xx", "-o", str(tmp_path / "suite.json")])

    assert status == 2
    assert "there are no words in 'xx', only in en, zh" in capsys.readouterr().err


def test_cases_have_names_in_that_language_and_the_same_numbers(folder):
    english, chinese = build_public(load_assignment(folder)), None
    name = english.cases[0].name
    more = f"case_names: {{'{name}': 第一个}}\n"
    (folder / "assignment.zh.yaml").write_text(WORDS + more, "utf-8")

    chinese = build_public(load_assignment(folder, "zh"))

    assert chinese.cases[0].name == "第一个"
    assert chinese.cases[0].id == english.cases[0].id
    assert (chinese.cases[0].expected == english.cases[0].expected).all()
