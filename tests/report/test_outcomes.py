"""Every outcome of a submission has a page."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.marking.marker import Marker, ungraded
from grader.model import (
    Clue,
    Died,
    Execution,
    FitKind,
    Flooded,
    Frame,
    Method,
    NotNumeric,
    Observation,
    OutOfMemory,
    Raised,
    Returned,
    Status,
    SymptomKind,
    Tampered,
    TimedOut,
    Undefined,
    frozen,
)
from grader.report.words import languages, words_in
from tests.report import garden
from tests.report.test_student_view import gained

NONE = "\N{EN DASH}"
OUTCOMES = [
    Returned(frozen([np.nan])),
    Returned(frozen([[1.0]]), "list"),
    NotNumeric("NoneType"),
    NotNumeric("tuple"),
    NotNumeric("dict", "x", "key"),
    NotNumeric("tuple", "1", "value"),
    NotNumeric("list", "2", "container"),
    NotNumeric("dict", "unknown"),
    NotNumeric("ndarray", "dtype complex128"),
    Raised("ValueError", "shapes (3,) and (4,)", (Frame(5, "areas", "return"),)),
    Raised("NotImplementedError", ""),
    Undefined("areas"),
    Undefined("areas", "area"),
    TimedOut(5.0),
    TimedOut(60.0, in_sum=True),
    OutOfMemory(1024),
    Flooded(4096),
    Died(11),
    Died(),
    Tampered("a second reply"),
]
AT_LOADING = [
    Raised("SyntaxError", "invalid syntax", (Frame(4, "<module>", ""),), True, 11),
    Raised("ModuleNotFoundError", "No module named 'torch'", (Frame(1, "<module>", ""),), True),
    TimedOut(5.0, True),
    TimedOut(60.0, True, in_sum=True),
    OutOfMemory(1024, True),
    Flooded(4096, True),
    Died(0, True),
]


@settings(max_examples=60)
@given(data=st.data())
def test_whatever_happened_makes_a_page_whose_fixes_gain_what_is_missing(
    data, page, suite, renderer
):
    answers = st.sampled_from(
        [*OUTCOMES, *(Returned(frozen(np.full(shape, 7.0))) for shape in [(3,), (2, 3), (1,)])]
    )
    observations = tuple(
        Observation(
            case.id,
            data.draw(st.just(Returned(case.expected)) | answers),
            data.draw(st.sampled_from(["", "\x00<b>"])),
        )
        for case in suite.cases
    )
    grade = Marker(suite).mark("ada", Execution(observations))

    made = page(grade=grade)

    assert gained(made) + grade.earned == pytest.approx(suite.possible)
    assert renderer.student_html(made)


@pytest.mark.parametrize("language", languages())
def test_every_status_clue_symptom_and_method_has_words(language):
    words = words_in(language)
    keys = set(words.sentences)

    for status in Status:
        assert {f"status.{status.name.lower()}.{part}" for part in ("title", "words")} <= keys
    assert {f"clue.{clue.name.lower()}" for clue in Clue if clue is not Clue.NONE} <= keys
    assert {f"fit.{kind.name.lower()}" for kind in FitKind} <= keys
    assert {f"symptom.{kind.name.lower()}" for kind in SymptomKind} <= keys
    assert {f"method.{m.name.lower()}.one" for m in Method if m is not Method.DOUBLE} <= keys


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("outcome", OUTCOMES, ids=repr)
def test_every_outcome_makes_a_page(page, renderer, outcome, language):
    made = page(areas=outcome, of=garden.suite(language))

    assert made.fixes[0].link.words
    empty = made.checks[0].state.kind == "off"
    assert made.fixes[0].why if empty else all(made.cards[0].explanation)
    assert renderer.student_html(made)


@pytest.mark.parametrize("outcome", AT_LOADING, ids=repr)
def test_a_file_that_does_not_load_is_not_run_and_has_0_points_in_those_words(
    page, renderer, outcome
):
    made = page(areas=outcome, earth=outcome)

    ring = made.headline.ring
    assert f"{ring.large} {ring.small}" == "0 of 30 points"
    assert ring.label == "0 of 30, does not load"
    assert made.headline.tally[0].words == "does not load"
    assert {group.state.kind for group in made.checks} == {"off"}
    assert all(group.points.startswith(NONE) for group in made.checks)
    assert not made.fixes and not made.cards
    assert made.trouble.command == "python3 check.pyz garden.py"
    assert renderer.student_html(made)


def test_an_error_at_loading_is_shown_at_its_line_with_a_caret(page):
    error = Raised("SyntaxError", "invalid syntax", (Frame(5, "", ""),), loading=True, column=12)
    listing = page(areas=error, earth=error).trouble.listing

    assert [line.number for line in listing.lines] == ["3", "4", "5", "6", "7"]
    (here,) = [line for line in listing.lines if line.kind == "here"]
    assert here.text == "    return np.pi * r"
    assert here.caret == " " * 11 + "^"


def test_an_ungraded_submission_says_why_and_is_not_zero(page, suite):
    made = page(grade=ungraded("ada", "no file garden.py; there is notes.txt"))

    assert "notes.txt" in made.trouble.message
    assert made.trouble.next.startswith("Hand in garden.py, the Python file")
    assert made.headline.ring.large == NONE
