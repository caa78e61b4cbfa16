"""The pages of the homework are small, whatever students hand in."""

from __future__ import annotations

import numpy as np
import pytest

from grader.marking.marker import Marker
from grader.model import Execution, Observation, Raised, Returned, Submission, frozen
from grader.report import student_page
from tests.report import garden

LIMIT = 100_000


@pytest.fixture(scope="module")
def size(backprop_suite, renderer):
    """Return the size in bytes of the page of a submission with these answers."""

    def measured(answer) -> int:
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
        return len(renderer.student_html(student_page(backprop_suite, submission, grade, **made)))

    return measured


def wrong_everywhere(case):
    noise = np.random.default_rng(1).normal(size=case.expected.shape)
    return Returned(frozen(case.expected + noise * (1 + np.abs(case.expected))))


def raising_everywhere(case):
    return Raised("<" * 300, "&" * 3000)


@pytest.mark.parametrize("answer", [wrong_everywhere, raising_everywhere])
def test_the_largest_pages_are_small(size, answer):
    assert size(answer) < LIMIT
