"""A platform whose page is the only one gets all that the student's page explains."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.export import blocks, feedback_of, whole_feedback
from grader.model import DerivationGrade
from grader.report import student_page
from grader.report.derivation_section import Halves, derivation_section
from grader.report.words import words_in
from tests.export.importers import Tags
from tests.report import garden
from tests.report.test_derivation_section import SLIP, found


@pytest.fixture(scope="module", params=["open", "ladder"])
def page(request):
    suite = replace(garden.suite(), hints=request.param)
    return student_page(
        suite,
        garden.submission(garden.SOURCE),
        garden.graded(suite, earth=garden.added_earth),
        isolation=garden.ISOLATION,
        version="1",
        suite_id="0123456789abcdef",
    )


def squeezed(text: str) -> str:
    return "".join(text.split())


def shown(feedback) -> str:
    """What the student reads, without white space."""
    every = (feedback.verdict, *feedback.questions.values())
    return squeezed("".join(Tags(blocks.html(each)).text for each in every))


def explained(page):
    """The texts of the page that explain: path, hints, examples and evidence."""
    hints = [hint for card in page.cards for one in card.ladders for hint in one.hints]
    cards = [*page.cards, *hints]
    examples = [example for card in cards for example in card.examples]
    cells = [cell.text for example in examples for row in example.rows for cell in row.cells]
    steps = [f"{step.title}: {step.words}" for step in page.steps]
    evidence = [mistake.evidence for card in page.cards for mistake in card.mistakes]
    return {
        "steps": steps,
        "hints": [text for hint in hints for text in (hint.title, hint.text)],
        "examples": [example.title for example in examples] + cells,
        "evidence": evidence,
    }


def test_nothing_that_the_page_explains_is_missing(page):
    read = shown(whole_feedback(page))
    texts = explained(page)

    assert texts["steps"] and texts["examples"] and (texts["hints"] or texts["evidence"])
    for text in (text for some in texts.values() for text in some):
        assert squeezed(text) in read


def test_it_begins_with_the_short_feedback(page):
    short, whole = feedback_of(page), whole_feedback(page)

    assert whole.verdict[: len(short.verdict)] == short.verdict
    assert set(whole.questions) == set(short.questions)
    for question, some in short.questions.items():
        assert whole.questions[question][: len(some)] == some


def test_the_lines_of_a_written_derivation_are_explained(page):
    halves = Halves(DerivationGrade("derivation.md", found("wrong", [2])), ())
    written = replace(page, derivation=derivation_section(halves, words_in("en")))

    (block,) = set(whole_feedback(written).verdict) - set(whole_feedback(page).verdict)

    assert block.kind == "folded"
    for text in (SLIP.certainty, SLIP.repair, "y_k <b>", "Line 2: 0.25"):
        assert text in block.text


def test_all_hints_but_the_first_start_folded(page):
    """So nobody reads the fix before the question that leads to it."""
    later = {hint.title for card in page.cards for one in card.ladders for hint in one.hints[1:]}
    made = whole_feedback(page).questions.values()
    lines = {(block.kind, block.text.partition("\n")[0]) for some in made for block in some}

    assert {kind for kind, first in lines if first in later} <= {"folded"}
    assert later <= {first for _, first in lines}
