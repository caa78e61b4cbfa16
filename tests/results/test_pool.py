"""Each job is done once, whatever dies on the way."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from grader.errors import GraderError, SandboxError
from grader.gradebook import grades
from grader.marking.marker import Marker
from grader.model import Isolation, Person, Standing, Submission
from grader.results import pool as pool_module
from grader.results.job import BatchConfig, Job, NeedsRun, StudentTask
from grader.results.pool import Pool
from grader.results.worker import page_path
from grader.sandbox import Plan
from tests.marking.answers import execution
from tests.marking.test_diagnose import RIGHT


class Sandbox:
    """Runs the right answers; its sandbox, or its whole process, dies as often as files say.

    ``<student>.lost`` and ``<student>.killed`` in ``folder`` hold one character a death to come,
    so that what one process does is known to the next.
    """

    isolation = Isolation("A", ("pretended",))

    def __init__(self, suite, folder):
        self.answers, self.folder, self.lost = execution(suite, RIGHT), folder, False

    def run(self, submission, plan):
        assert not self.lost, "a lost sandbox is not used again"
        if self._dies(submission.student, "killed"):
            os.kill(os.getpid(), signal.SIGKILL)
        if self._dies(submission.student, "lost"):
            self.lost = True
            raise SandboxError("the sandbox died")
        return self.answers

    def _dies(self, student, how):
        fate = self.folder / f"{student}.{how}"
        deaths = fate.read_text() if fate.exists() else ""
        fate.write_text(deaths[1:])
        return bool(deaths)


@contextmanager
def opening(suite, folder, layers):
    yield Sandbox(suite, folder)


def config(suite, folder, open_sandbox=None):
    task = StudentTask(suite, Plan.of(suite), Marker(suite))
    return BatchConfig(
        open_sandbox=open_sandbox or partial(opening, suite, folder),
        task_of=lambda student: task,
        folder=folder,
        digest="0" * 64,
        version="test",
    )


def job(number, **fields):
    person = Person(f"s{number}")
    submission = Submission(person.student, "module.py", b"text")
    return Job(number, Standing(person), submission, **fields)


def done(suite, folder, jobs, *, workers=2, deaths=()):
    for name, times in dict(deaths).items():
        (folder / name).write_text("x" * times)
    with Pool(config(suite, folder), workers) as pool:
        return list(pool.work(jobs))


def ungraded(found):
    return {one.job.student: str(one.ungraded) for one in found if one.ungraded}


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_job_is_done_once_and_leaves_a_page(logistic_suite, tmp_path, workers):
    found = done(logistic_suite, tmp_path, map(job, range(20)), workers=workers)

    assert Counter(one.job.student for one in found) == Counter(f"s{i}" for i in range(20))
    assert {one.earned for one in found} == {100}
    for one in found:
        assert page_path(tmp_path, one.job.student).stat().st_size == one.page_bytes


def test_a_lost_sandbox_is_replaced_and_its_submission_run_again(logistic_suite, tmp_path):
    deaths = {"s3.lost": 1, "s4.lost": 1}
    found = done(logistic_suite, tmp_path, map(job, range(9)), deaths=deaths)

    assert len(found) == 9
    assert not ungraded(found)


def test_a_submission_that_loses_its_sandbox_twice_is_ungraded_and_never_zero(
    logistic_suite, tmp_path
):
    found = done(logistic_suite, tmp_path, map(job, range(5)), deaths={"s2.lost": 2})

    assert list(ungraded(found)) == ["s2"]
    (lost,) = (one for one in found if one.ungraded)
    assert lost.our_fault
    assert str(lost.ungraded) == "our fault: the sandbox died"
    assert lost.earned is None
    assert len(found) == 5


def test_a_killed_process_is_replaced_and_costs_nobody_a_grade(logistic_suite, tmp_path):
    deaths = {"s0.killed": 1, "s7.killed": 1, "s8.killed": 1}
    found = done(logistic_suite, tmp_path, map(job, range(12)), deaths=deaths)

    assert Counter(one.job.student for one in found) == Counter(f"s{i}" for i in range(12))
    assert not ungraded(found)


def test_a_job_that_ends_two_processes_is_ungraded_and_takes_nobody_with_it(
    logistic_suite, tmp_path
):
    found = done(logistic_suite, tmp_path, map(job, range(9)), deaths={"s4.killed": 2})

    assert Counter(one.job.student for one in found) == Counter(f"s{i}" for i in range(9))
    assert list(ungraded(found)) == ["s4"]
    assert all(one.our_fault for one in found if one.ungraded)


def test_nothing_to_read_is_ungraded_and_not_our_fault(logistic_suite, tmp_path):
    jobs = [job(0, unreadable="no file module.py"), job(1)]
    found = done(logistic_suite, tmp_path, jobs)

    assert ungraded(found) == {"s0": "no file module.py"}
    assert not any(one.our_fault for one in found)


def test_a_file_name_that_says_our_fault_does_not_make_it_so(logistic_suite, tmp_path):
    jobs = [job(0, unreadable="our fault: x.zip is no zip archive")]
    (one,) = done(logistic_suite, tmp_path, jobs)

    assert not one.our_fault
    assert not one.mark.again
    assert ungraded([one]) == {"s0": "our fault: x.zip is no zip archive"}


def test_what_was_run_before_is_marked_without_a_sandbox(logistic_suite, tmp_path):
    (first,) = done(logistic_suite, tmp_path, [job(0)])
    nothing_runs = config(logistic_suite, tmp_path)
    nothing_runs = replace(nothing_runs, open_sandbox=None)

    with Pool(nothing_runs, 1) as pool:
        again, never_run = pool.work([job(0, run=first.run), job(1)])

    assert again.mark.grade == first.mark.grade
    assert again.run is None, "there is nothing new to keep"
    assert isinstance(never_run, NeedsRun)
    assert not page_path(tmp_path, "s1").exists(), "what was never run stays as it was"


def test_the_grade_that_comes_back_is_that_of_the_run(logistic_suite, tmp_path):
    (one,) = done(logistic_suite, tmp_path, [job(0)])

    grade = grades.unpacked(one.mark.grade, "s0", logistic_suite)

    direct = Marker(logistic_suite).mark("s0", execution(logistic_suite, RIGHT))
    assert grade.earned == direct.earned
    assert [v.status for q in grade.questions for v in q.verdicts] == [
        v.status for q in direct.questions for v in q.verdicts
    ]


def test_a_sandbox_that_does_not_start_stops_the_batch(logistic_suite, tmp_path):
    @contextmanager
    def broken(layers):
        raise SandboxError("no sandbox here")
        yield

    with pytest.raises(SandboxError, match="no sandbox here"):
        Pool(config(logistic_suite, tmp_path, broken), 2)


def test_a_page_that_cannot_be_written_ends_the_batch_with_the_reason(logistic_suite, tmp_path):
    (tmp_path / "students").write_text("a file where the folder should be")

    with pytest.raises(GraderError, match="cannot write"):
        done(logistic_suite, tmp_path, [job(0)])


def test_closing_in_the_middle_ends_all_processes(logistic_suite, tmp_path):
    with Pool(config(logistic_suite, tmp_path), 3) as pool:
        next(iter(pool.work(map(job, range(500)))))

    assert not multiprocessing.active_children()


def test_what_is_left_of_a_closed_batch_can_be_done_by_the_next(logistic_suite, tmp_path):
    jobs = map(job, range(30))
    with Pool(config(logistic_suite, tmp_path), 2) as pool:
        for _ in zip(range(10), pool.work(jobs), strict=False):
            pass
    rest = done(logistic_suite, tmp_path, jobs)

    assert all(one.earned == 100 for one in rest)


def test_pages_of_two_students_never_share_a_file(tmp_path):
    assert page_path(tmp_path, "Ada") != page_path(tmp_path, "ada/")
    assert page_path(tmp_path, "../x").parent == Path(tmp_path / "students")


def test_who_ends_every_process_takes_nobody_along(logistic_suite, tmp_path):
    (tmp_path / "s5.killed").write_text("xxx")
    with Pool(config(logistic_suite, tmp_path), 1) as pool:
        found = list(pool.work(map(job, range(16)), 16))

    assert list(ungraded(found)) == ["s5"]
    assert len(found) == 16


def wait_until(true, seconds=30.0):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "this was waited for in vain"
        time.sleep(0.01)


class Sleepy(Sandbox):
    """Waits in some runs until another student's run is over."""

    def run(self, submission, plan):
        name = submission.student
        if (self.folder / f"{name}.waits").exists():
            awaited = self.folder / f"{(self.folder / f'{name}.waits').read_text()}.over"
            wait_until(awaited.exists)
        (self.folder / f"{name}.over").touch()
        return self.answers


@pytest.mark.parametrize("workers", [1, 2])
def test_who_sleeps_holds_up_nobody_else(logistic_suite, tmp_path, monkeypatch, workers):
    """As many as there are workers wait for the last, who would never be run beside them."""
    monkeypatch.setattr(pool_module, "_STALL_SECONDS", 0.05)

    @contextmanager
    def sleepy(layers):
        yield Sleepy(logistic_suite, tmp_path)

    for number in range(workers):
        (tmp_path / f"s{number}.waits").write_text("s5")
    with Pool(config(logistic_suite, tmp_path, sleepy), workers) as pool:
        found = list(pool.work(map(job, range(6))))

    assert {one.job.student: one.earned for one in found} == {f"s{i}": 100 for i in range(6)}


def test_spares_are_no_more_than_the_workers(logistic_suite, tmp_path, monkeypatch):
    monkeypatch.setattr(pool_module, "_STALL_SECONDS", 0.0)  # everybody waits
    with Pool(config(logistic_suite, tmp_path), 2) as pool:
        found = []
        for one in pool.work(map(job, range(8))):
            found.append(one.job.student)
            assert len(multiprocessing.active_children()) <= 4

    assert len(found) == 8


def test_what_was_written_before_a_page_that_cannot_be_is_told(logistic_suite, tmp_path):
    page_path(tmp_path, "s3").mkdir(parents=True)  # where the page should be
    told = []
    with Pool(config(logistic_suite, tmp_path), 1) as pool:
        work = pool.work(map(job, range(16)), 16)
        told += itertools.islice(work, 3)
        with pytest.raises(GraderError, match="cannot write"):
            next(work)

    assert [one.job.student for one in told] == ["s0", "s1", "s2"]
