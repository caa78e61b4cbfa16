"""What is remembered of one student is what would be found out about the next, to the last bit."""

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest

from grader.gradebook import grades
from grader.marking.diagnose import Explanation
from grader.marking.marker import Marker
from grader.marking.memo import MAX_BYTES, ObservationsKey, is_small
from grader.marking.own_answers import OwnAnswers
from grader.model import (
    Diagnosis,
    Execution,
    Isolation,
    NotNumeric,
    Observation,
    Raised,
    Returned,
    Submission,
)
from grader.report import Renderer, student_page
from tests.marking.answers import execution
from tests.marking.test_diagnose import RIGHT, sigmoid
from tests.marking.test_plain import execution as random_execution

ONE = np.array([1.0, -0.0])


def key(outcome, printed=""):
    return ObservationsKey((Observation("q.0", outcome, printed),))


@pytest.fixture(scope="module")
def page():
    renderer = Renderer()
    return lambda *each: renderer.student_html(page_of(*each))


def page_of(suite, grade, student):
    source = f"def error(s, t):\n    return '{student}'\n".encode()
    made = {"isolation": Isolation("A", ()), "version": "1", "suite_id": "0"}
    submission = Submission(student, "logistic.py", source)
    return student_page(suite, submission, grade, **made)


@pytest.mark.parametrize(
    "other",
    [
        Returned(np.array([1.0, 0.0])),
        Returned(np.array([1.0, np.nextafter(0, -1)])),
        Returned(ONE.astype(np.float32)),
        Returned(ONE.view(np.int64)),
        Returned(ONE[:, None]),
        Returned(ONE, kind="list"),
        NotNumeric("NoneType"),
        Raised("ValueError", "no"),
    ],
    ids=lambda one: str(one)[:60],
)
def test_what_differs_in_one_bit_or_in_kind_is_another_answer(other):
    assert key(Returned(ONE)) != key(other)
    assert key(other) == key(other)


def test_the_same_bits_are_the_same_answer_wherever_they_lie():
    strided = np.repeat(ONE, 2)[::2]

    assert key(Returned(strided)) == key(Returned(ONE.copy()))
    assert hash(key(Returned(strided))) == hash(key(Returned(ONE.copy())))


def test_what_is_long_is_not_remembered():
    assert is_small(key(Returned(ONE)).observations)
    assert not is_small(key(Returned(np.zeros(MAX_BYTES))).observations)
    assert not is_small(key(Returned(ONE), printed="a line\n").observations)


@pytest.mark.parametrize("printed", ["", "a line\n"])
def test_nothing_is_kept_of_who_prints(logistic_suite, page, printed):
    """Of a class that left its prints in, megabytes would be."""
    marker, wrong = Marker(logistic_suite), RIGHT | {"error": lambda s, t: t - sigmoid(s)}
    seen = execution(logistic_suite, wrong).observations
    seen = Execution(tuple(replace(one, printed=printed) for one in seen))
    grade = marker.mark("ada", seen)
    page(logistic_suite, grade, "ada")
    grades.packed(grade)
    verdict = weakref.ref(grade.questions[1].verdicts[0])
    del grade, seen
    gc.collect()

    assert (verdict() is None) == bool(printed)


def test_equal_answers_are_judged_once(logistic_suite):
    marker, functions = Marker(logistic_suite), {**RIGHT, "error": lambda s, t: t - sigmoid(s)}
    ada, bob = (marker.mark(name, execution(logistic_suite, functions)) for name in ("ada", "bob"))

    assert (ada.student, bob.student) == ("ada", "bob")
    assert all(a.verdicts is b.verdicts for a, b in zip(ada.questions, bob.questions, strict=True))


class Follows:
    """A diagnostician to whom an answer follows if the student's own function says so."""

    def explain(self, verdicts, own):
        follows = own.known.get("the only point") == "mine"
        found = Diagnosis((), (), follows=("sigmoid",)) if follows else None
        return dict.fromkeys(verdicts, Explanation()) | {"error": Explanation(found)}


def test_a_grade_that_rests_on_own_functions_is_never_served_to_another_student(logistic_suite):
    """The same answers, from students whose own functions differ elsewhere."""
    marker = Marker(logistic_suite, Follows())
    seen = execution(logistic_suite, RIGHT | {"error": lambda s, t: t - sigmoid(s)})
    owns = (OwnAnswers({"the only point": what}) for what in ("mine", "yours", "mine"))

    explained = [marker.mark("a", seen, own).questions[1].diagnosis is not None for own in owns]

    assert explained == [True, False, True]


def test_a_question_is_explained_anew_where_another_was_answered_otherwise(logistic_suite):
    """The same wrong error, after a wrong sigmoid or after a right one."""
    marker = Marker(logistic_suite)
    wrong = {"error": lambda s, t: sigmoid(s) + t, "sigmoid": lambda s: sigmoid(s) / 2}
    for functions in (RIGHT, RIGHT | wrong, RIGHT | {"error": wrong["error"]}):
        seen = execution(logistic_suite, functions)

        remembering, alone = (one.mark("a", seen) for one in (marker, Marker(logistic_suite)))
        assert grades.packed(remembering) == grades.packed(alone)


def test_a_class_is_marked_and_shown_as_each_student_alone(logistic_suite, page):
    marker = Marker(logistic_suite)
    for seed in range(8):
        seen = random_execution(logistic_suite, seed)
        for name in ("ada", "bob"):  # of whom the second is remembered
            alone = Marker(logistic_suite).mark(name, seen)
            remembering = marker.mark(name, seen)

            assert grades.packed(remembering) == grades.packed(alone)
            assert page(logistic_suite, remembering, name) == page(logistic_suite, alone, name)
