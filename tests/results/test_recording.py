"""Places are found with one more run of wrong answers, kept with it, and never in the way."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from grader.errors import SandboxError
from grader.gradebook import grades
from grader.marking.marker import Marker
from grader.model import Submission
from grader.results.recording import with_places
from grader.sandbox import Plan, open_sandbox
from grader.suite.file import public
from tests.conftest import ROOT
from tests.resources import shared

FOLDER = ROOT / "tests/assignments/logistic/submissions"
SIGN_FLIPPED = (FOLDER / "sign_flipped/logistic.py").read_bytes()
RIGHT = (FOLDER / "right/logistic.py").read_bytes()


@pytest.fixture(scope="module")
def worker(logistic_suite):
    with shared(partial(open_sandbox, logistic_suite.limits)) as worker:
        yield worker


@pytest.fixture
def marked(logistic_suite, worker):
    """Return a submission and its grade before any place is looked for."""

    def made(source, filename="logistic.py"):
        submission = Submission("ada", filename, source)
        execution = worker.run(submission, Plan.of(logistic_suite))
        return submission, Marker(logistic_suite).mark("ada", execution)

    return made


@pytest.fixture
def places(logistic_suite, worker, marked):
    """Return line, text and cell of the place of each question that has one."""

    def found(source, filename="logistic.py"):
        grade = with_places(logistic_suite, *marked(source, filename), {}, worker.run)
        return {
            question.question: (question.place.line, question.place.text, question.place.cell)
            for question in grade.questions
            if question.place
        }

    return found


def test_the_wrong_expression_is_found_and_what_follows_leads_there(places):
    assert places(SIGN_FLIPPED) == {
        "error": (9, "t - sigmoid(s)", 0),
        "slope": (9, "t - sigmoid(s)", 0),
    }


@pytest.mark.parametrize(
    "source", [SIGN_FLIPPED.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + SIGN_FLIPPED]
)
def test_line_ends_and_marks_of_other_systems_move_nothing(places, source):
    assert places(source) == places(SIGN_FLIPPED)


def test_columns_count_characters(places):
    source = SIGN_FLIPPED.replace(b"return t - ", "é = 'üß'; return t - ".encode())

    assert places(source)["error"] == (9, "t - sigmoid(s)", 0)


def test_in_a_notebook_the_cell_is_told_and_a_broken_cell_is_passed_over(places):
    head, _, rest = SIGN_FLIPPED.partition(b"def error")
    cells = (head, b"this is no Python\n", b"def error" + rest)
    text = b"".join(b"# %%%% cell %d\n%s" % (n, cell) for n, cell in enumerate(cells, 1))

    assert places(text, "logistic.ipynb")["error"] == (2, "t - sigmoid(s)", 3)


def test_an_exception_has_the_line_that_raised(places):
    source = SIGN_FLIPPED.replace(b"t - sigmoid(s)", b"t - sigmoid(s)[7]")

    assert places(source)["error"] == (9, "return t - sigmoid(s)[7]", 0)


def test_right_answers_are_not_run_again(logistic_suite, marked):
    submission, grade = marked(RIGHT)

    def run(submission, plan):
        raise AssertionError("it was run")

    assert with_places(logistic_suite, submission, grade, {}, run).questions == grade.questions


def test_what_was_recorded_once_needs_no_other_run(logistic_suite, worker, marked):
    submission, grade = marked(SIGN_FLIPPED)
    kept = {}

    first = with_places(logistic_suite, submission, grade, kept, worker.run)
    again = with_places(logistic_suite, submission, grade, kept, None)

    texts = [[one.place and one.place.text for one in g.questions] for g in (first, again)]
    assert texts[0] == texts[1]
    assert any(texts[0])


def _lost(submission, plan):
    raise SandboxError("the sandbox died")


def _broken(submission, plan):
    raise IndexError("a slip of the locator's own")


@pytest.mark.parametrize("run", [_lost, _broken, None])
def test_a_failing_run_leaves_the_grade_as_it_was(logistic_suite, marked, run):
    submission, grade = marked(SIGN_FLIPPED)

    found = with_places(logistic_suite, submission, grade, {}, run)

    assert [replace(one, place=None) for one in found.questions] == list(grade.questions)


@pytest.mark.parametrize("run, told", [(_lost, []), (_broken, ["IndexError"])])
def test_only_a_fault_of_ours_is_told(logistic_suite, marked, run, told):
    faults = []

    with_places(logistic_suite, *marked(SIGN_FLIPPED), {}, run, faults.append)

    assert faults == told


def test_a_kit_holds_no_right_value(logistic_suite):
    assert logistic_suite.right_values
    assert not public(logistic_suite).right_values


def test_the_gradebook_keeps_the_place(logistic_suite, worker, marked):
    grade = with_places(logistic_suite, *marked(SIGN_FLIPPED), {}, worker.run)

    kept = grades.unpacked(grades.packed(grade), "ada", logistic_suite)

    for one, other in zip(kept.questions, grade.questions, strict=True):
        assert (one.place is None) == (other.place is None)
        if one.place:
            assert (one.place.line, one.place.end_column, one.place.text) == (
                other.place.line,
                other.place.end_column,
                other.place.text,
            )
