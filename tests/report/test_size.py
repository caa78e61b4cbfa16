"""The pages of the homework are small, whatever students hand in."""

from __future__ import annotations

import numpy as np
import pytest

from grader.marking.marker import Marker
from grader.model import Execution, Observation, Raised, Returned, Submission, frozen
from grader.report import page_size, student_page
from grader.report.page_size import shorter_pages, within_size
from tests.report import garden

LIMIT = 100_000


@pytest.fixture(scope="module")
def page_of(backprop_suite):
    """Return the page of a submission with these answers."""

    def made_of(answer):
        code = b"    x = <b>& 'quoted' text that goes on and on, for a line of code, with <tags>\n"
        source = b"".join(
            b"def %s(a):\n%s" % (question.function.encode(), 40 * code)
            for question in backprop_suite.questions
        )
        observations = tuple(
            Observation(case.id, answer(case), "<printed> & 'more'\n" * 30)
            for case in backprop_suite.cases
        )
        grade = Marker(backprop_suite).mark("ada", Execution(observations))
        submission = Submission("ada", "backprop.py", source)
        made = {"isolation": garden.ISOLATION, "version": "1", "suite_id": "2"}
        return student_page(backprop_suite, submission, grade, **made)

    return made_of


def wrong_everywhere(case):
    noise = np.random.default_rng(1).normal(size=case.expected.shape)
    return Returned(frozen(case.expected + noise * (1 + np.abs(case.expected))))


def raising_everywhere(case):
    return Raised("<" * 300, "&" * 3000)


@pytest.mark.parametrize("answer", [wrong_everywhere, raising_everywhere])
def test_the_largest_pages_are_small(page_of, renderer, answer):
    assert len(renderer.student_html(page_of(answer)).encode()) <= LIMIT


@pytest.mark.thorough
def test_what_is_too_large_loses_what_is_missed_least(page_of, monkeypatch):
    page = page_of(wrong_everywhere)
    sizes = [len(repr(one).encode()) for one in shorter_pages(page)]
    kept = {}
    for most in (sizes[0], sizes[1] - 1, sizes[3] - 1, 0):
        monkeypatch.setattr(page_size, "MOST_BYTES", most)
        shown = []
        within_size(page, lambda one, shown=shown: shown.append(one) or repr(one))
        kept[most] = shown[-1]

    whole, shorter, shortest, none = kept.values()
    assert whole is page
    assert shorter.cards[0] == page.cards[0]
    assert not any(card.function_listing for card in shorter.cards[1:])
    assert any(card.function_listing for card in page.cards[1:])
    assert [card.examples for card in shortest.cards[1:]] == [()] * (len(page.cards) - 1)
    assert [card.title for card in none.cards] == [card.title for card in page.cards]
    assert [card.listing for card in none.cards] == [card.listing for card in page.cards]
