"""Our own accidents: the fork server dies at any moment, the disk is full."""

from __future__ import annotations

import errno
import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from grader.errors import GraderError
from grader.files import write_atomically
from grader.marking.marker import Marker
from grader.model import Execution, Isolation, Person, Standing, Submission, Suite
from grader.results.job import BatchConfig, Job, JobResult, StudentTask
from grader.results.pool import Pool
from grader.sandbox import Plan, Worker, open_sandbox

SUBMISSIONS = 100
LATEST_SECONDS = 0.03
"""After the beginning of a run: from before its child turns to it until the next ones."""

ASSIGNMENT = Path(__file__).parents[1] / "assignments" / "logistic"


def sources() -> list[bytes]:
    return [path.read_bytes() for path in sorted(ASSIGNMENT.glob("submissions/*/*.py"))]


class Doomed:
    """A worker whose fork server is killed some time after certain submissions begin.

    A file of the student's name in ``folder`` holds the seconds; it goes as the killer comes.
    """

    def __init__(self, worker: Worker, folder: Path) -> None:
        self._worker, self._folder = worker, folder

    @property
    def isolation(self) -> Isolation:
        return self._worker.isolation

    def run(self, submission: Submission, plan: Plan) -> Execution:
        fate = self._folder / f"{submission.student}.death"
        if fate.exists():
            seconds = float(fate.read_text())
            fate.unlink()
            self._kill_after(seconds)
        return self._worker.run(submission, plan)

    def _kill_after(self, seconds: float) -> None:
        server = os.pidfd_open(self._worker.pid)

        def kill() -> None:
            try:
                signal.pidfd_send_signal(server, signal.SIGKILL)
            except ProcessLookupError:
                return
            finally:
                os.close(server)

        timer = threading.Timer(seconds, kill)
        timer.daemon = True
        timer.start()


@contextmanager
def sandbox(suite: Suite, folder: Path, layers: Sequence[str] | None) -> Iterator[Doomed]:
    with (folder / "opened").open("a") as opened:
        opened.write("x")
    with open_sandbox(suite.limits, suite.modules, layers) as worker:
        yield Doomed(worker, folder)


@pytest.fixture(scope="module")
def jobs() -> Sequence[Job]:
    """A class of right and wrong submissions, each with a line of its own."""
    texts = sources()
    return [
        Job(
            number,
            Standing(Person(f"s{number:03}")),
            Submission(
                f"s{number:03}",
                "logistic.py",
                texts[number % len(texts)] + b"\nNUMBER = %d\n" % number,
            ),
        )
        for number in range(SUBMISSIONS)
    ]


def graded(suite: Suite, jobs: Sequence[Job], folder: Path) -> list[JobResult]:
    task = StudentTask(suite, Plan.of(suite), Marker(suite))
    config = BatchConfig(
        partial(sandbox, suite, folder), lambda student: task, folder, "0" * 64, "test"
    )
    with Pool(config, 2) as pool:
        return list(pool.work(jobs))


def told(done: Sequence[JobResult]) -> dict[str, object]:
    """All that is recorded of each student."""
    return {
        one.job.student: (one.earned, one.ungraded, one.mark.grade, one.run and one.run.execution)
        for one in done
    }


@pytest.mark.thorough
def test_a_killed_warm_process_costs_nobody_a_grade(
    logistic_suite: Suite, jobs: Sequence[Job], tmp_path: Path
) -> None:
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    undisturbed.mkdir()
    disturbed.mkdir()
    expected = told(graded(logistic_suite, jobs, undisturbed))
    moments, deaths = random.Random(1), range(3, SUBMISSIONS, 25)
    for number in deaths:
        seconds = moments.uniform(0, LATEST_SECONDS)
        (disturbed / f"{jobs[number].student}.death").write_text(str(seconds))

    done = graded(logistic_suite, jobs, disturbed)

    assert Counter(one.job.student for one in done) == Counter(job.student for job in jobs)
    assert told(done) == expected
    assert (disturbed / "opened").stat().st_size > 2, "deaths cost sandboxes"


def test_a_full_disk_leaves_what_stood_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grades = tmp_path / "grades.json"
    write_atomically(grades, [b"earlier grades"])

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "write", full)
    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(GraderError, match="No space left on device; nothing that stood there"):
        write_atomically(grades, [b"later grades"])

    assert grades.read_bytes() == b"earlier grades"
    assert GraderError.exit_status == 3
