"""Our own accidents: the warm process or the grader dies at any moment, the disk is full."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from grader.batch import Desks
from grader.cli import main
from grader.desk import Done, Job, Order, Paper
from grader.errors import GraderError
from grader.files import write_atomically
from grader.grade import Marker
from grader.model import Execution, Isolation, Person, Standing, Submission, Suite
from grader.sandbox import Plan, Worker, open_sandbox
from tests.conftest import ROOT

SUBMISSIONS = 200
LATEST_SECONDS = 0.03
"""After the beginning of a run: from before its child turns to it until the next ones."""

ASSIGNMENT = Path(__file__).parents[1] / "assignments" / "logistic"


def sources() -> list[bytes]:
    return [path.read_bytes() for path in sorted(ASSIGNMENT.glob("submissions/*/*.py"))]


class Doomed:
    """A worker whose warm process is killed some time after certain submissions begin.

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
        zygote = os.dup(self._worker._house._warm._pidfd)  # type: ignore[attr-defined]

        def kill() -> None:
            try:
                signal.pidfd_send_signal(zygote, signal.SIGKILL)
            except ProcessLookupError:
                return
            finally:
                os.close(zygote)

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


def graded(suite: Suite, jobs: Sequence[Job], folder: Path) -> list[Done]:
    paper = Paper(suite, Plan.of(suite), Marker(suite))
    order = Order(partial(sandbox, suite, folder), lambda student: paper, folder, "0" * 64, "test")
    with Desks(order, 2) as desks:
        return list(desks.work(jobs))


def told(done: Sequence[Done]) -> dict[str, object]:
    """All that is recorded of each student."""
    return {
        one.job.student: (one.earned, one.ungraded, one.mark.grade, one.run and one.run.execution)
        for one in done
    }


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


def hand_in(folder: Path, students: int) -> None:
    texts = sources()
    for number in range(students):
        home = folder / f"s{number:03}"
        home.mkdir(parents=True)
        (home / "logistic.py").write_bytes(texts[number % 4] + b"\nNUMBER = %d\n" % number)


def tables(folder: Path) -> dict[str, bytes]:
    names = ("grades.json", "grades.csv", "index.html")
    pages = {path.name: path.read_bytes() for path in folder.glob("students/*.html")}
    return {name: (folder / name).read_bytes() for name in names} | pages


def test_a_grader_that_is_killed_again_and_again_goes_on_where_it_was(tmp_path: Path) -> None:
    """Three SIGKILLs at moments of progress; then the outcome is that of an undisturbed run."""
    students = 60
    hand_in(tmp_path / "class", students)
    suite = tmp_path / "suite.json"
    assert main(["build", str(ASSIGNMENT), "-o", str(suite), "--seed", "5"]) == 0
    command = ["grade", str(tmp_path / "class"), "--suite", str(suite), "-o"]
    assert main([*command, str(tmp_path / "undisturbed"), "--quiet"]) == 0

    out = tmp_path / "disturbed"
    for goal in (5, 20, 45):
        running = subprocess.Popen(
            [sys.executable, "-m", "grader", *command, str(out), "--workers", "2", "--quiet"],
            cwd=ROOT,
        )
        while len(list(out.glob("students/*.html"))) < goal and running.poll() is None:
            time.sleep(0.005)
        running.kill()
        running.wait()
    log = tmp_path / "log"
    assert main([*command, str(out), "--quiet", "--json-log", str(log)]) == 0

    events = [json.loads(line) for line in log.read_text().splitlines()]
    again = [event["student"] for event in events if event["event"] == "graded"]
    assert len(again) <= students - 45 + 8, "what was recorded is not graded again"
    assert tables(out) == tables(tmp_path / "undisturbed")


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
