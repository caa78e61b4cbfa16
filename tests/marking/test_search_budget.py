"""What is tried for one submission has a bound, whatever it hands in; what that leaves out is said.

Evaluated lines are counted, not time.
"""

import numpy as np
import pytest

from grader.gradebook.grades import packed, unpacked
from grader.marking.continuation import choices_of
from grader.marking.diagnose import Diagnostician
from grader.marking.marker import Marker
from grader.marking.search_budget import MOST_CANDIDATES
from grader.suite.computation import Computation
from tests.diagnosis.asking import graded, written
from tests.diagnosis.styles import STYLES

UNKNOWN = {
    "y": lambda z: np.exp(z - z.max()) ** 1.1 / np.exp(1.2 * (z - z.max())).sum(),
    "h": lambda a: np.tanh(a) + 0.03 * np.sin(7 * a),
    "jacobian": lambda y: np.diag(y) - 1.1 * np.outer(y, y**1.2),
    "dz": lambda y, t: y**1.3 - t + 0.07,
    "dw2": lambda dz, h: 1.1 * np.outer(dz**2 + dz, h) + 0.01,
    "dw1": lambda da, x: 1.2 * np.outer(da**2 + da, x) + 0.02,
}
"""Wrong in every step, in ways that no known mistake, no edit and no factor gives."""


@pytest.fixture(scope="module")
def worst(backprop_suite):
    """The student who is wrong everywhere, asked in this process."""
    return written(backprop_suite, STYLES["arrays"], UNKNOWN)


@pytest.fixture
def marked(backprop_suite, worst, monkeypatch):
    """Mark this student with a bound: the grade, and how many lines were evaluated."""

    def marked(most):
        marker = Marker(backprop_suite, Diagnostician(backprop_suite, most_candidates=most))
        lines, call = [], Computation._call
        with monkeypatch.context() as patched:
            patched.setattr(Computation, "_call", lambda *given: lines.append(1) or call(*given))
            return graded(backprop_suite, marker, worst), len(lines)

    return marked


@pytest.mark.thorough
def test_the_worst_submission_stays_far_below_the_bound(marked):
    grade, lines = marked(MOST_CANDIDATES)

    assert not any(question.cut_short for question in grade.questions)
    assert lines < MOST_CANDIDATES / 2


def test_what_does_not_fit_is_not_tried_and_this_is_said(backprop_suite, marked):
    grade, lines = marked(1000)
    cut = {question.question for question in grade.questions if question.cut_short}

    assert {"grad_w2", "grad_w1"} <= cut
    assert all(question.diagnosis is None for question in grade.questions)
    assert lines < 15_000  # what follows without any mistake is computed for every case
    assert unpacked(packed(grade), grade.student, backprop_suite).questions[-1].cut_short


def test_choices_of_many_functions_grow_with_their_square():
    few, many = [f"f{n}" for n in range(8)], [f"f{n}" for n in range(40)]

    assert len(choices_of(few)) == 2**8
    assert len(choices_of(many)) == 2 * (1 + 40 + 40 * 39 // 2)
    assert choices_of(many)[0] == () and choices_of(many)[-1] == tuple(many)
