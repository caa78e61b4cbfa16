"""What is done on macOS and Windows, as far as it can be seen on another system."""

from __future__ import annotations

import ctypes
import io
import types

import pytest

from grader.cli import screen
from grader.cli.say import encodable
from grader.errors import SandboxError
from grader.model import Submission
from grader.sandbox import (
    PLAIN,
    Plan,
    WorkerLost,
    levels,
    open_own,
    open_sandbox,
    plain,
    programs,
)
from grader.selfcheck.sandbox import OwnSandbox
from tests.selfcheck.conftest import small


class Console:
    """A console of Windows: remembers the mode that it was given."""

    def __init__(self, works):
        self.works, self.mode = works, None

    def GetStdHandle(self, number):
        assert number == -11
        return 42

    def GetConsoleMode(self, handle, mode):
        assert handle == 42
        mode._obj.value = 3
        return self.works

    def SetConsoleMode(self, handle, mode):
        self.mode = mode
        return 1


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def submission():
    return Submission("somebody", "logistic.py", small("right").encode())


@pytest.mark.parametrize("works", [True, False])
def test_a_console_of_windows_is_told_to_obey_escape_sequences(monkeypatch, works):
    console = Console(works)
    monkeypatch.setattr(screen.sys, "platform", "win32")
    windows = types.SimpleNamespace(kernel32=console)
    monkeypatch.setattr(ctypes, "windll", windows, raising=False)

    assert screen.understands_colour() is works
    assert console.mode == (7 if works else None)


def test_a_screen_is_cleared_only_where_there_is_one():
    terminal, file = Terminal(), io.StringIO()
    screen.clear(terminal)
    screen.clear(file)

    assert "\x1b[2J" in terminal.getvalue()
    assert "\x1b" not in file.getvalue()


def test_a_number_stays_one_in_an_old_code_page():
    assert encodable("[\N{MINUS SIGN}1] \N{LEFT DOUBLE QUOTATION MARK}a", "cp437") == '[-1] "a'
    assert encodable("[\N{MINUS SIGN}1]", "utf-8") == "[\N{MINUS SIGN}1]"
    assert encodable("\u6b63", "cp437") == "?"


@pytest.mark.parametrize("system, level", [("darwin", "D"), ("win32", "E")])
def test_other_systems_get_a_plain_process(monkeypatch, small_public, submission, system, level):
    monkeypatch.setattr(levels.sys, "platform", system)
    sandbox = OwnSandbox(small_public.limits, small_public.modules)
    sandbox.start()
    plan = Plan.of(small_public)
    try:
        seen = sandbox.run(submission, plan).observations

        assert sandbox.isolation.level == level
        assert sandbox.isolation.layers == ()
        assert {type(o.outcome).__name__ for o in seen} == {"Returned"}
    finally:
        sandbox.close()


def test_a_plain_backend_has_the_next_interpreter_ready(monkeypatch, small_public, submission):
    """Starting one takes as long as everything else: in watch mode it has been done before."""
    started = []
    real = plain.PlainChild

    class Counted(real):
        def __init__(self):
            started.append("started")
            super().__init__()

        def send(self, data):
            started.append("sent")
            super().send(data)

    monkeypatch.setattr(plain, "PlainChild", Counted)
    with open_sandbox(small_public.limits, layers=PLAIN) as worker:
        plan = Plan.of(small_public)
        for _ in range(2):
            worker.run(submission, plan)

    asked = ["sent", "sent", "started"]
    assert started == ["started", *asked, *asked]


def test_a_check_has_an_interpreter_ready_for_each_of_its_runs(
    monkeypatch, small_public, submission
):
    monkeypatch.setattr(levels.sys, "platform", "darwin")
    plan = Plan.of(small_public)
    with open_own(small_public.limits) as worker:
        for _ in range(2):
            ready = list(worker._backend._ready)
            assert len(ready) == 2
            worker.run(submission, plan)
            worker.run(submission, plan)

            assert worker._backend._ready == []
            worker.make_ready(plan)


def test_an_interpreter_that_was_never_asked_ends_with_the_backend(small_public):
    worker = open_sandbox(small_public.limits, layers=PLAIN)
    (process,) = [child._process for child in worker._backend._ready]

    worker.close()

    assert process.poll() is not None


def test_a_sandbox_that_is_lost_is_opened_again(monkeypatch, small_public, submission):
    sandbox = OwnSandbox(small_public.limits, small_public.modules)
    plan = Plan.of(small_public)
    opened = []
    real = sandbox._open
    monkeypatch.setattr(sandbox, "_open", lambda: opened.append(0) or real())
    try:
        first = sandbox.run(submission, plan)
        lost = sandbox._worker
        monkeypatch.setattr(lost, "run", _lost)

        again = sandbox.run(submission, plan)

        assert len(opened) == 2
        assert len(again.observations) == len(first.observations)
    finally:
        sandbox.close()


def _lost(*arguments):
    raise WorkerLost("gone")


def test_a_fault_while_starting_is_told_to_whoever_runs(monkeypatch, small_public, submission):
    sandbox = OwnSandbox(small_public.limits, small_public.modules)

    def fail():
        raise SandboxError("no processes left")

    real = sandbox._open
    monkeypatch.setattr(sandbox, "_open", fail)
    sandbox.start()
    with pytest.raises(SandboxError, match="no processes left"):
        sandbox.isolation  # noqa: B018 - asking is enough
    monkeypatch.setattr(sandbox, "_open", real)

    assert sandbox.run(submission, Plan.of(small_public)).observations
    sandbox.close()


def test_in_an_archive_the_files_inside_are_written_to_a_private_folder(monkeypatch):
    removed = []
    monkeypatch.setattr(programs.atexit, "register", lambda *a, **k: removed.append((a, k)))

    folder = programs._unpacked()

    try:
        assert {path.name for path in folder.iterdir()} == set(programs.source_names())
        assert folder.stat().st_mode & 0o077 == 0
        assert removed[0][0][1] == folder
    finally:
        removed[0][0][0](folder, **removed[0][1])
    assert not folder.exists()
