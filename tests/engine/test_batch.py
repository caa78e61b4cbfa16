"""Each submission is graded once, whatever dies on the way."""

import threading
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.batch import grade_batch
from grader.errors import SandboxError
from grader.grade import Marker
from grader.intake import Unreadable
from grader.model import Submission
from tests.engine.answers import execution
from tests.engine.test_diagnose import RIGHT


class Handed:
    """A submission that is read from nowhere."""

    def __init__(self, student, *, readable=True):
        self.student, self.path, self.readable = student, Path(student), readable

    def read(self):
        if self.readable:
            return Submission(self.student, "module.py", self.student.encode())
        return Unreadable(self.student, "no file module.py")


class Worker:
    """Runs the right answers; dies as often as ``deaths`` says for a student."""

    def __init__(self, suite, deaths):
        self.answers, self.deaths, self.lost = execution(suite, RIGHT), deaths, False

    def run(self, submission):
        assert not self.lost, "a lost worker is not used again"
        if self.deaths[submission.student] > 0:
            self.deaths[submission.student] -= 1
            self.lost = True
            raise SandboxError("the worker died")
        return self.answers


def graded(suite, handed, deaths=(), workers=2):
    deaths = Counter(dict(deaths))

    @contextmanager
    def open_worker():
        yield Worker(suite, deaths)

    return list(grade_batch(handed, Marker(suite), open_worker, workers=workers))


@pytest.mark.parametrize("workers", [1, 2, 7])
def test_everybody_is_graded_once(logistic_suite, workers):
    handed = [Handed(f"s{i}") for i in range(20)]

    done = graded(logistic_suite, handed, workers=workers)

    assert Counter(one.grade.student for one in done) == Counter(h.student for h in handed)
    assert {one.grade.earned for one in done} == {100}


def test_a_lost_worker_is_replaced_and_its_submission_run_again(logistic_suite):
    done = graded(logistic_suite, [Handed(f"s{i}") for i in range(9)], {"s3": 1, "s4": 1})

    assert len(done) == 9
    assert not any(one.grade.ungraded for one in done)


def test_a_submission_that_loses_its_worker_twice_is_ungraded_and_never_zero(logistic_suite):
    done = graded(logistic_suite, [Handed(f"s{i}") for i in range(5)], {"s2": 2})

    lost = [one for one in done if one.grade.ungraded]
    assert [one.grade.student for one in lost] == ["s2"]
    assert lost[0].our_fault
    assert len(done) == 5


def test_nothing_to_read_is_ungraded_and_not_our_fault(logistic_suite):
    done = graded(logistic_suite, [Handed("empty", readable=False), Handed("full")])

    empty = next(one for one in done if one.grade.student == "empty")
    assert empty.grade.ungraded == "no file module.py"
    assert not empty.our_fault


def test_a_sandbox_that_does_not_start_stops_the_batch(logistic_suite):
    @contextmanager
    def broken():
        raise SandboxError("no sandbox here")
        yield

    with pytest.raises(SandboxError, match="no sandbox here"):
        list(grade_batch([Handed("a")], Marker(logistic_suite), broken, workers=2))


def test_a_replacement_that_does_not_start_at_once_ends_nothing(logistic_suite):
    deaths, starts = Counter({"s2": 1}), iter([True, False, True, True])

    @contextmanager
    def open_worker():
        if not next(starts):
            raise SandboxError("no process could be started")
        yield Worker(logistic_suite, deaths)

    handed = [Handed(f"s{i}") for i in range(6)]
    done = list(grade_batch(handed, Marker(logistic_suite), open_worker, workers=1))

    assert len(done) == 6
    assert [one.grade.student for one in done if one.our_fault] == ["s2"]


def test_closing_the_batch_ends_its_threads(logistic_suite):
    @contextmanager
    def open_worker():
        yield Worker(logistic_suite, Counter())

    before = threading.active_count()
    batch = grade_batch(
        [Handed(f"s{i}") for i in range(500)], Marker(logistic_suite), open_worker, workers=3
    )
    next(batch)
    batch.close()

    assert threading.active_count() == before
