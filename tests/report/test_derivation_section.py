"""The written derivation on a student's page, beside the code."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from grader.marking.marker import Marker, no_module
from grader.model import (
    CheckedDerivation,
    DerivationGrade,
    DerivationLine,
    DerivationResult,
    Execution,
    Observation,
    Returned,
    Slip,
    Submission,
    frozen,
)
from grader.report import student_page
from grader.report.derivation_text import TextOptions, derivation_text
from grader.report.numbers import MINUS
from grader.report.words import languages, words_in
from tests.report import garden

MATHML = "<math><mi>a</mi></math>"
SLIP = Slip("line 1", "-0.5", "0.25", "k = 1, with t = (1, 0)", "Why so.", "f(z_l) → f(z_k)")
CHAIN = (
    DerivationLine(1, 1, 0, "line 1", "start", r"\frac{a}{b}", False, "", MATHML),
    DerivationLine(2, 1, 0, "line 2", "breaks", "y_k <b>", True, "a <i>note", "", SLIP),
)
HOLDS = tuple(replace(line, verdict="holds", slip=None) for line in CHAIN)
CODE = {"right": 1.0, "wrong": -1.0, "none": None}
TEXTS = {
    "right": ("right", ()),
    "slip": ("right_with_slip", (2,)),
    "breaks": ("wrong", (2,)),
    "follows": ("wrong", ()),
    "part": ("partly", ()),
    "unread": ("unknown", ()),
    "absent": ("not_shown", ()),
}


@pytest.fixture
def make(squared_error_suite):
    """Return the page of answers that are this many times the right ones, with a derivation."""

    def made(found, *, times=1.0, points=0.0, earned=0.0, suite=squared_error_suite):
        execution = no_module(suite)
        if times is not None:
            execution = Execution(
                tuple(
                    Observation(case.id, Returned(frozen(np.asarray(times * case.expected))))
                    for case in suite.cases
                )
            )
        grade = Marker(suite).mark("ada", execution)
        written = DerivationGrade("<my> derivation.md", found, earned, points)
        return student_page(
            suite,
            Submission("ada", "network.py", b""),
            replace(grade, derivation=written),
            isolation=garden.ISOLATION,
            version="1",
            suite_id="2",
        )

    return made


def found(verdict="right", breaks=(), chains=(CHAIN,), **fields):
    result = DerivationResult("grad_net", "dE/dnet", verdict, 1.0, 2, tuple(breaks))
    return CheckedDerivation(tuple(chains), (result,), **fields)


@pytest.mark.parametrize("code, text", list(product(CODE, TEXTS)))
def test_text_and_code_are_held_against_each_other(make, squared_error_suite, code, text):
    verdict, breaks = TEXTS[text]

    for language in languages():
        suite = replace(squared_error_suite, language=language)
        page = make(found(verdict, breaks), times=CODE[code], suite=suite)

        (row,) = page.derivation.rows
        assert row.words == words_in(language)(f"derivation.agree.{code}_{text}", line=2)
        assert row.text_link


def test_code_that_is_right_does_not_hide_a_text_that_breaks(make):
    page = make(found("wrong", [2]))

    assert page.headline.sentence == "Your code is right; your written derivation is not yet."
    assert "Line 2 does not follow." in page.headline.lead
    assert page.headline.ring.large == "80"


def test_the_path_says_how_the_text_stands_at_each_step(make):
    steps = {step.title: step.written for step in make(found("wrong", [2])).steps}

    assert steps["error of the net input"] == "text: breaks in line 2"
    assert steps["first layer"] == ""


def test_chains_that_hold_are_folded_and_the_others_are_not(make):
    section = make(found("wrong", [2], [CHAIN, HOLDS, HOLDS])).derivation

    assert [len(section.chains), len(section.others)] == [1, 2]


def test_every_text_of_a_student_is_escaped(make, renderer):
    html = renderer.student_html(make(found("wrong", [2], reading=("<u>",), problem="")))

    assert "<my>" not in html
    assert "&lt;my&gt; derivation.md" in html
    assert "y_k &lt;b&gt;" in html
    assert "a &lt;i&gt;note" in html
    assert MATHML in html


def test_a_hint_unfolds_and_the_numbers_do_not(make, renderer):
    html = renderer.student_html(make(found("wrong", [2])))
    hint = html.index("Hint: what would make it hold")

    assert html.index(f"{MINUS}0.5") < hint < html.index("f(z_l) → f(z_k)")
    assert "<details><summary>Hint: what would make it hold" in html


def test_a_document_of_any_length_makes_a_small_page(make, renderer):
    long = replace(CHAIN[0], mathml=f"<math>{'<mi>a</mi>' * 200}</math>")
    page = make(found("right", [], [(long, CHAIN[1]), *[(long, long)] * 300]))

    assert len(renderer.student_html(page)) < 100_000
    assert len(page.derivation.chains) == 1
    assert "not shown" in page.derivation.omitted


def test_a_broken_chain_that_is_too_long_is_shown_by_its_source(make):
    long = replace(CHAIN[0], mathml=f"<math>{'<mi>a</mi>' * 9000}</math>")

    (chain,) = make(found("wrong", [2], [(long, CHAIN[1])])).derivation.chains

    assert chain.lines[0].formula.source == r"\frac{a}{b}"


def test_a_document_that_could_not_be_read_says_why(make):
    section = make(CheckedDerivation(problem="it is a link")).derivation

    assert section.problem == "it is a link"
    assert not section.rows


@pytest.mark.parametrize("points, is_there", [(20.0, True), (0.0, False)])
def test_no_derivation_is_worth_a_section_where_it_has_points(make, points, is_there):
    page = make(found())
    grade = DerivationGrade("", points=points)

    assert page.derivation is not None
    assert (absent(make, grade) is not None) == is_there


def absent(make, grade):
    from grader.report.derivation_section import Halves, derivation_section

    return derivation_section(Halves(grade, ()), words_in("en"))


def test_the_points_of_a_derivation_count_where_no_code_runs(make):
    page = make(found(), times=None, points=20.0, earned=15.0)

    assert page.headline.ring.large == "15"
    assert page.derivation.points == "15 / 20"
    assert {row.state.words for row in page.checks} == {"no module handed in"}


@pytest.mark.parametrize("hints, shown", [(1, False), (2, True)])
def test_in_a_terminal_the_repair_is_the_second_hint(make, hints, shown):
    section = make(found("wrong", [2])).derivation

    text = derivation_text(section, words_in("en"), TextOptions(hints=hints))

    assert "✗ 2" in text
    assert f"Line 1: {MINUS}0.5   Line 2: 0.25" in text
    assert ("f(z_l) → f(z_k)" in text) == shown
    assert ("--hint 2" in text) != shown


def test_a_terminal_explains_the_first_line_or_all(make):
    other = replace(CHAIN[1], line=9, place="line 9")
    section = make(found("wrong", [2, 9], [(*CHAIN, other)])).derivation

    first, every = (
        derivation_text(section, words_in("en"), TextOptions(everything=everything))
        for everything in (False, True)
    )

    assert ("✗ 9" in first, "✗ 9" in every) == (False, True)
