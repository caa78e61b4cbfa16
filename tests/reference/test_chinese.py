"""The assignment in Chinese: every word of it."""

from __future__ import annotations

import re

from grader.assignment.folder import read_assignment
from grader.assignment.translation import untranslated
from tests.conftest import ROOT

REFERENCE = ROOT / "reference"
NAMES = re.compile(
    r"softmax|tanh?|sigmoid|ReLU|numpy|np|math|exp|log|axis|expit|sinh|cosh|arctan|mean|ln|"
    r"shape|float|Python|grad|tan",
    re.IGNORECASE,
)


def test_every_word_of_it_is_translated():
    assert list(untranslated(REFERENCE, "zh")) == []


def test_no_sentence_is_left_in_english():
    assignment, problems = read_assignment(REFERENCE, "zh")

    assert problems == ()
    outline = assignment.outline
    said = [
        *(known.title for known in outline.misconceptions),
        *(known.fix for known in outline.misconceptions),
        *(hint for known in outline.misconceptions for hint in known.hints),
        *(question.asked for question in outline.questions),
        *(one.title for one in outline.properties.each),
        *(one.broken for one in outline.properties.each),
        *assignment.sheet.introduction,
        *assignment.sheet.rules,
    ]
    english = [text for text in said if re.search(r"[A-Za-z]{3,}", NAMES.sub("", text))]
    assert english == []
