"""Our own accidents: the warm process dies at any moment, the disk is full."""

from __future__ import annotations

import errno
import os
import random
import signal
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.batch import Graded, grade_batch
from grader.errors import GraderError
from grader.files import write_atomically
from grader.grade import Marker
from grader.model import Execution, Submission, Suite
from grader.sandbox import Plan, Worker, open_sandbox

SUBMISSIONS = 200
LATEST_SECONDS = 0.03
"""After the beginning of a run: from before its child turns to it until the next ones."""

ASSIGNMENT = Path(__file__).parents[1] / "assignments" / "logistic"


@dataclass(frozen=True)
class Handed:
    """A submission that is in memory already."""

    student: str
    source: bytes
    path: Path = Path("nowhere")

    def read(self) -> Submission:
        return Submission(self.student, "logistic.py", self.source)


class Doomed:
    """A worker whose warm process is killed some time after certain submissions begin."""

    def __init__(self, worker: Worker, plan: Plan, deaths: dict[str, float]) -> None:
        self._worker, self._plan, self._deaths = worker, plan, deaths

    def run(self, submission: Submission) -> Execution:
        seconds = self._deaths.pop(submission.student, None)
        if seconds is not None:
            self._kill_after(seconds)
        return self._worker.run(submission, self._plan)

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


@pytest.fixture(scope="module")
def handed_in() -> Sequence[Handed]:
    """A class of right and wrong submissions, each with a line of its own."""
    sources = [path.read_bytes() for path in sorted(ASSIGNMENT.glob("submissions/*/*.py"))]
    return [
        Handed(f"s{number:03}", sources[number % len(sources)] + b"\nNUMBER = %d\n" % number)
        for number in range(SUBMISSIONS)
    ]


class Sandboxes:
    """Opens the workers of a batch, and counts them."""

    def __init__(self, suite: Suite, deaths: dict[str, float]) -> None:
        self.opened = 0
        self._limits, self._plan, self._deaths = suite.limits, Plan.of(suite), dict(deaths)

    @contextmanager
    def open(self) -> Iterator[Doomed]:
        self.opened += 1
        with open_sandbox(self._limits) as worker:
            yield Doomed(worker, self._plan, self._deaths)

    def grade(self, suite: Suite, handed_in: Sequence[Handed]) -> list[Graded]:
        marker = Marker(suite)
        return list(grade_batch(handed_in, marker, self.open, workers=2))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def undisturbed(logistic_suite: Suite, handed_in: Sequence[Handed]) -> dict[str, object]:
    return told(Sandboxes(logistic_suite, {}).grade(logistic_suite, handed_in))


def told(done: Sequence[Graded]) -> dict[str, object]:
    """All that a grade says, by student."""
    return {
        one.grade.student: (
            one.grade.earned,
            one.grade.ungraded,
            one.grade.diagnoses,
            one.grade.flags,
            [(v.case, v.status, v.distance) for q in one.grade.questions for v in q.verdicts],
        )
        for one in done
    }


@pytest.mark.parametrize("seed", [1])
def test_a_killed_warm_process_costs_nobody_a_grade(
    logistic_suite: Suite,
    handed_in: Sequence[Handed],
    undisturbed: dict[str, object],
    seed: int,
) -> None:
    moments = random.Random(seed)
    deaths = {
        handed_in[number].student: moments.uniform(0, LATEST_SECONDS)
        for number in range(moments.randrange(8), SUBMISSIONS, 25)
    }
    sandboxes = Sandboxes(logistic_suite, deaths)

    done = sandboxes.grade(logistic_suite, handed_in)

    names = Counter(one.grade.student for one in done)
    assert names == Counter(handed.student for handed in handed_in)
    assert told(done) == undisturbed
    assert sandboxes.opened > 2 + len(deaths), "each death costs a sandbox, and one to try alone"


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
