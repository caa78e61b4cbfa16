"""All languages have the same sentences and placeholders."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from grader.report.words import languages, words_in
from tests.conftest import ROOT

ENGLISH = words_in("en").sentences


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_english_and_chinese_are_there():
    assert {"en", "zh"} <= set(languages())


@pytest.mark.parametrize("language", languages())
def test_every_language_has_every_sentence(language):
    assert set(words_in(language).sentences) == set(ENGLISH)


@pytest.mark.parametrize("language", languages())
def test_every_sentence_names_the_same_values(language):
    theirs = words_in(language).sentences

    differ = {
        key
        for key, sentence in ENGLISH.items()
        if placeholders(theirs[key]) - {"n"} != placeholders(sentence) - {"n"}
    }

    assert not differ


def test_an_unknown_language_is_english():
    assert words_in("tlh") is not None
    assert words_in("tlh")("headline.all_right") == ENGLISH["headline.all_right"]
    assert words_in("zh-CN").labels["lang"] == "zh-Hans"


def test_every_label_is_used_by_a_template():
    templates = "".join(
        path.read_text() for path in (ROOT / "grader/report/templates").glob("*.j2")
    )
    used = set(re.findall(r"labels\.(\w+)", templates))

    assert used == set(words_in("en").labels)


def test_every_sentence_is_asked_for_somewhere():
    rooms = [ROOT / "grader" / name for name in ("report", "selfcheck", "export", "cli")]
    source = "".join(path.read_text() for room in rooms for path in room.rglob("*.py"))
    built = ("labels", "status", "clue", "symptom", "method", "attention", "load", "step", "bar")
    unused = {
        key
        for key in ENGLISH
        if not key.startswith(built)
        and key.rpartition(".")[0] + "." not in source
        and key.removesuffix(".one").removesuffix(".many") not in source
        and f'"{key.partition(".")[0]}.{{' not in source
    }

    assert not unused
