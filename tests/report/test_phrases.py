"""What was found in a derivation is said in the language of the page."""

from __future__ import annotations

import re

import pytest

from grader.derivation.checker import check_text
from grader.derivation.reporting.page import derivation_html
from grader.derivation.reporting.record import record_of
from grader.derivation.reporting.terminal import TextStyle, as_text
from grader.model import DerivationGrade
from grader.report.derivation_in_language import CATALOGUE, in_language
from grader.report.phrases import phrases_in
from grader.report.words import languages, words_in
from tests.derivation.expectations import DOCUMENTS, specification
from tests.derivation.sentences import sentences

OTHERS = [language for language in languages() if language != "en"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_of_the_checker_is_translated(language):
    phrases = phrases_in(language, CATALOGUE)

    same = {one for one in sentences() if phrases(one.replace("{}", "q")) == one.replace("{}", "q")}

    assert not same


@pytest.mark.parametrize(
    "english, chinese",
    [
        ("nobody says what 'q_k' is", "没有说明 'q_k' 是什么"),
        ("the macro q lacks an argument", "宏 q 缺少参数"),
        ("by definition · uses Σ t = 1", "按定义 · 用到 Σ t = 1"),
        ("cell 3, line 4", "第 3 单元格第 4 行"),
        ("f(z_l) → f(z_k)", "f(z_l) → f(z_k)"),
    ],
)
def test_values_stay_and_sentences_do_not(english, chinese):
    assert phrases_in("zh-CN", CATALOGUE)(english) == chinese
    assert phrases_in("en", CATALOGUE)(english) == english


@pytest.fixture(scope="module")
def report():
    path = DOCUMENTS / "worked_answer.md"
    return check_text(path.read_text("utf-8"), path.name, specification())


def test_nothing_english_is_left_of_a_whole_derivation(report):
    found = record_of(report)
    grade = in_language(DerivationGrade(report.name, found), words_in("zh"))

    said = [text for line in grade.found.lines for text in (line.place, line.note)]
    said += [t for line in grade.found.lines if line.slip for t in vars(line.slip).values()]
    plain = (text for text in said if not text.startswith("<math"))

    assert not [text for text in plain if re.search(r"\b(?:line|with|the|is|and)\b", text)]


def test_nothing_english_is_left_of_a_whole_report(report):
    said = phrases_in("zh", CATALOGUE)
    text = as_text(report, TextStyle(said=said))
    html = derivation_html(report, language="zh", said=said)

    titles = {grade.asked.title for grade in report.results}
    words = re.sub(r"(?s)<(style|math).*?</\1>|<[^>]+>|&nbsp;", " ", html)
    for title in (report.name, *titles):
        text, words = text.replace(title, ""), words.replace(title, "")
    formulas = re.compile(r"^ *\d* [^ ] .*$", re.MULTILINE)
    assert not re.findall(r"[A-Za-z]{3,}", re.sub(r"f\(z_.\)", "", formulas.sub("", text)))
    assert not re.findall(r"[A-Za-z]{3,}", words)
