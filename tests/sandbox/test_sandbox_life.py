"""Processes: none is left behind, and what becomes of ours is never billed to a student."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from grader.errors import SandboxError
from grader.model import Died, Returned, Tampered
from grader.sandbox import (
    PLAIN,
    Plan,
    WorkerLost,
    backend,
    bwrap,
    levels,
    open_sandbox,
    prestart,
    supervisor,
)
from tests.conftest import sampled
from tests.sandbox.small_suite import HONEST, LIMITS, LOWEST_LEVELS, submission

thorough = pytest.mark.thorough
PROTECTED = tuple(
    layers for layers in levels.ISOLATION_LEVELS if "bwrap" not in layers or bwrap.bwrap()
)


def levels_of(of, always):
    """Some every time, the others where there is time."""
    marked = [pytest.param(level, marks=() if level in always else [thorough]) for level in of]
    return pytest.mark.parametrize("layers", marked, ids="+".join)


every_level = levels_of(PROTECTED, (PROTECTED[0], PROTECTED[-1]))
every_level_and_none = levels_of((*PROTECTED, PLAIN), (PROTECTED[0], PLAIN))

FORGE = b"""
import os, struct
def send(kind, number, body=b""):
    os.write(4, struct.pack("<4sBIQQ", b"\\xf5Gr1", kind, number, len(body), 0) + body)
def three(a): return a.sum()
def one(a): return a + 1
def two(a, b):
    %s
"""
FORGERIES = {
    "garbage": b"os.write(4, b'x' * 100)",
    "an end": b"send(9, 0); os._exit(0)",
    "another case": b"send(5, 0, bytes(8)); return a",
    "a second answer": b"send(6, 0, b'{}'); return a",
    "a flood of frames": b"[os.write(4, bytes(4096)) for _ in range(99999)]",
    "a kill": b"os.kill(os.getppid(), 9)",
    "a ptrace": b"import sys; sys.modules['ctypes'].CDLL(None).ptrace(16, os.getppid(), 0, 0)",
}


@pytest.mark.parametrize("forgery", sampled(list(FORGERIES), 3, str))
def test_a_forger_loses_the_rest_and_is_flagged_and_the_next_is_not(confined, run, forgery):
    execution = run(confined, FORGE % FORGERIES[forgery])

    assert any(isinstance(seen.outcome, Tampered) for seen in execution.observations)
    assert [flag[:9] for flag in execution.flags] == ["tampered:"]
    after = run(confined, HONEST)
    assert after.flags == ()
    assert all(isinstance(seen.outcome, Returned) for seen in after.observations)


def test_closing_the_reply_is_leaving(confined, run):
    execution = run(confined, FORGE % b"os.close(4)")

    seen = {o.case: o.outcome for o in execution.observations}
    assert seen["two/first"] == seen["two/second"] == Died(0)
    assert isinstance(seen["three/first"], Returned)


@every_level
def test_a_killed_fork_server_is_our_loss(layers, plan):
    with open_sandbox(LIMITS, layers=layers) as worker:
        worker.run(submission(HONEST), plan)
        server = worker.pid
        os.kill(server, signal.SIGKILL)

        _wait_until_gone({server})
        with pytest.raises(WorkerLost):
            worker.run(submission(HONEST), plan)


def test_a_child_that_never_turns_to_the_student_s_file_is_our_loss(plan, monkeypatch):
    monkeypatch.setattr(supervisor, "STARTING_SECONDS", 0.2)
    with open_sandbox(LIMITS, layers=("seccomp",)) as worker:
        worker._backend.prefork = lambda plan: None
        child = worker._backend.ask(plan, b"")
        worker._backend.ask = lambda plan, request: child

        with pytest.raises(WorkerLost):
            worker.run(submission(HONEST), plan)


@every_level
def test_a_worker_opened_in_a_thread_that_ended_still_works(layers, plan):
    opened = []
    thread = threading.Thread(target=lambda: opened.append(open_sandbox(LIMITS, layers=layers)))
    thread.start()
    thread.join()
    time.sleep(0.1)

    with opened[0] as worker:
        assert worker.run(submission(HONEST), plan).flags == ()


@pytest.mark.thorough
def test_two_hundred_submissions_leave_no_descriptor_open(plan):
    with open_sandbox(LIMITS, layers=("seccomp",)) as worker:
        worker.run(submission(HONEST), plan)
        before = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(200):
            worker.run(submission(HONEST), plan)

        # One more or less: that of the child made ahead may be on its way.
        assert abs(len(list(Path("/proc/self/fd").iterdir())) - before) <= 1


@every_level_and_none
def test_closing_leaves_nothing_open_and_nothing_running(layers, plan):
    before = len(list(Path("/proc/self/fd").iterdir()))
    mine = _descendants(os.getpid())

    with open_sandbox(LIMITS, layers=layers) as worker:
        worker.run(submission(b"def one(a):\n    while True: pass\n"), plan)

    assert len(list(Path("/proc/self/fd").iterdir())) == before
    _wait_until_gone(_descendants(os.getpid()) - mine)


ABANDON = """
import os, sys, time
sys.path[:0] = [{root!r}]
from tests.sandbox.small_suite import question, case, submission
from grader.model import Limits, Suite
from grader.sandbox import Plan, open_sandbox
suite = Suite("s", "", "s", "en", (question("one", case("one", "x", [1.0])),), (), ())
worker = open_sandbox(Limits(60, 60, 512), layers={layers!r})
print("open", flush=True)
asleep = submission("import time\\ndef one(a): time.sleep(60)")
worker.run(asleep, Plan.of(suite))
"""


@every_level_and_none
def test_a_killed_grader_leaves_no_process(layers):
    root = str(Path(__file__).resolve().parents[2])
    grader = subprocess.Popen(
        [sys.executable, "-c", ABANDON.format(root=root, layers=layers)], stdout=subprocess.PIPE
    )
    with grader:
        assert grader.stdout is not None
        assert grader.stdout.readline() == b"open\n"
        time.sleep(0.5)
        family = _descendants(grader.pid)
        grader.kill()
    assert family

    _wait_until_gone(family)


def test_a_fork_server_is_replaced_in_time(plan, monkeypatch):
    monkeypatch.setattr(backend, "CHILDREN_A_SERVER", 3)
    with open_sandbox(LIMITS, layers=("seccomp",)) as worker:
        first = worker.pid
        executions = [worker.run(submission(HONEST), plan) for _ in range(8)]

        assert worker.pid != first
        assert all(isinstance(o.outcome, Returned) for e in executions for o in e.observations)


def test_another_plan_can_be_run_next(suite, plan):
    other = Plan.of(suite)
    with open_sandbox(LIMITS, layers=("seccomp",)) as worker:
        for asked in (plan, other, plan):
            assert worker.run(submission(HONEST), asked).flags == ()


@pytest.mark.parametrize("layers", LOWEST_LEVELS)
def test_a_child_a_question_sees_the_same(suite, plan, layers):
    source = (
        "import random\nn = []\ndef one(a): n.append(0); return len(n)\ndef three(a): return len(n)"
    )
    with open_sandbox(LIMITS, layers=layers, isolate="question") as worker:
        seen = {o.case: o.outcome for o in worker.run(submission(source), plan).observations}

    assert sorted(
        int(seen[f"one/{c}"].value) for c in ("first", "second", "again", "read-only")
    ) == [1, 2, 3, 4]
    assert seen["three/first"].value == 0


def test_a_fork_server_that_cannot_start_says_why(monkeypatch):
    monkeypatch.setattr(prestart, "start_file", lambda: "/nonexistent/start.py")
    with pytest.raises(SandboxError, match="No such file"):
        open_sandbox(LIMITS, layers=("seccomp",))


def test_a_module_that_is_allowed_can_be_imported(plan):
    source = "import scipy.special\ndef three(a): return scipy.special.expit(0.0)"
    pytest.importorskip("scipy", reason="the further module of this test")
    with open_sandbox(LIMITS, modules=("scipy", "scipy.special"), layers=None) as worker:
        seen = {o.case: o.outcome for o in worker.run(submission(source), plan).observations}

    assert seen["three/first"].value == 0.5


def test_every_basic_module_can_be_imported_where_no_file_can_be_opened(confined, run):
    names = _basics()
    source = "".join(f"import {name}\n" for name in names) + "def three(a): return 1"

    execution = run(confined, source)

    assert [o.outcome.value for o in execution.observations if o.case == "three/first"] == [1]


def test_every_name_of_numpy_can_be_used_where_no_file_can_be_opened(confined, run):
    source = """
    import numpy as np
    names = [getattr(m, n, None) for m in (np, np.linalg, np.fft, np.random, np.polynomial, np.ma,
             np.testing) for n in dir(m)]
    def three(a):
        np.testing.assert_allclose(a, a)
        text = repr(np.ma.array(a)) + str(a) + repr(a.dtype)
        return np.random.default_rng(0).normal(size=3) * 0 + len(text)
    """

    execution = run(confined, source)

    (seen,) = [o.outcome for o in execution.observations if o.case == "three/first"]
    assert isinstance(seen, Returned)


def _basics() -> list[str]:
    from grader.sandbox.inside.allowed import BASICS

    return [*BASICS, "numpy.testing", "numpy.polynomial", "numpy.ma", "numpy.linalg"]


def _descendants(pid: int) -> set[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            pid_of = int(entry.name)
            parents[pid_of] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    found: set[int] = set()
    while more := {child for child, parent in parents.items() if parent in {pid, *found}} - found:
        found |= more
    return found


def _wait_until_gone(pids: set[int]) -> None:
    deadline = time.monotonic() + 5
    while left := {pid for pid in pids if _alive(pid)}:
        assert time.monotonic() < deadline, f"still there: {left}"
        time.sleep(0.02)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
