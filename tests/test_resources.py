"""What a test leaves open makes it fail, whatever it is and whichever Python runs it."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

from tests.conftest import ROOT
from tests.resources import LeftOpenError, nothing_left_open, shared

LEFT = {
    "a connection that is dropped": "sqlite3.connect(path)",
    "a connection that is kept": "kept.append(sqlite3.connect(path))",
    "a connection in a cycle": "cycle(sqlite3.connect(path))",
    "a file that is dropped": "open(path, 'w')",
    "a file in a cycle": "cycle(open(path, 'w'))",
    "a file that is kept": "kept.append(open(path, 'w'))",
    "a descriptor": "os.open(path, os.O_CREAT)",
    "a pidfd": "os.pidfd_open(os.getpid())",
    "a pipe": "os.pipe()",
    "a file in memory": "os.memfd_create('left')",
    "a socket that is dropped": "socket.socket()",
    "a socket that is kept": "kept.append(socket.socket())",
    "a process that runs": "kept.append(subprocess.Popen(['sleep', '60']))",
    "a process that nobody waited for": "os.fork() or os._exit(0)",
}
CLOSED = {
    "a connection": "sqlite3.connect(path).close()",
    "a file": "open(path, 'w').close()",
    "a descriptor": "os.close(os.memfd_create('closed'))",
    "a process": "subprocess.run(['true'])",
    "a forked process": "os.waitpid(os.fork() or os._exit(0), 0)",
}
HEAD = """\
import os, pytest, socket, sqlite3, subprocess

kept = []

def cycle(resource):
    pair = [resource]
    pair.append(pair)

@pytest.fixture(autouse=True, scope="session")
def end():
    yield
    for one in kept:
        getattr(one, "kill", one.close if hasattr(one, "close") else None)()
        getattr(one, "wait", int)()

@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    with open(tmp_path_factory.mktemp("shared") / "file", "w") as file:
        yield file

def test_sharing(shared):
    pass

@pytest.fixture
def path(tmp_path):
    return tmp_path / "left"
"""


def named(kind: str, what: str) -> str:
    return f"test_{kind}_{what.replace(' ', '_')}"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory) -> dict[str, str]:
    """What becomes of one test for each."""
    folder = tmp_path_factory.mktemp("leaving")
    tests = {named("left", what): code for what, code in LEFT.items()}
    tests |= {named("closed", what): code for what, code in CLOSED.items()}
    bodies = (
        f"def {name}(path):\n    {code}\n\n\ndef {name}_and_next():\n    pass\n"
        for name, code in tests.items()
    )
    (folder / "test_leaving.py").write_text("\n\n".join([textwrap.dedent(HEAD), *bodies]))
    (folder / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    options = ["-p", "tests.resources", "-p", "no:cacheprovider", "-rA", "-q", "--rootdir=."]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, str] = {}
    for line in done.stdout.splitlines():
        outcome, _, rest = line.partition(" ")
        if outcome in ("PASSED", "FAILED", "ERROR") and "::" in rest:
            name = rest.partition("::")[2].partition(" ")[0]
            found[name] = "passed" if outcome == "PASSED" and name not in found else "failed"
    return found


@pytest.mark.parametrize("what", list(LEFT))
def test_what_is_left_open_fails_the_very_test(outcomes, what):
    assert outcomes[named("left", what)] == "failed"
    assert outcomes[f"{named('left', what)}_and_next"] == "passed"


@pytest.mark.parametrize("what", list(CLOSED))
def test_what_is_closed_does_not(outcomes, what):
    assert outcomes[named("closed", what)] == "passed"


def test_what_tests_share_is_not_left_open(outcomes):
    assert outcomes["test_sharing"] == "passed"


class Careless:
    """A worker that opens more than it closes, or not."""

    def __init__(self, *, leaves: bool) -> None:
        self._leaves = leaves
        self.make_ready = print
        self.left: list[int] = []

    def run(self) -> None:
        self.left += os.pipe()

    def close(self) -> None:
        for descriptor in () if self._leaves else self.left:
            os.close(descriptor)


def test_what_a_shared_worker_has_open_is_no_fault_of_the_test_that_runs_it():
    with shared(lambda: Careless(leaves=False)) as worker, nothing_left_open():
        worker.run()


def test_a_shared_worker_that_leaves_something_open_is_told_by_its_fixture():
    fixture = shared(lambda: Careless(leaves=True))
    worker = fixture.__enter__()
    worker.run()

    with pytest.raises(LeftOpenError, match=r"pipe.*pipe"):
        fixture.__exit__(None, None, None)

    for descriptor in worker.left:
        os.close(descriptor)


def test_what_a_test_leaves_open_beside_a_shared_worker_is_told():
    watching = nothing_left_open()
    with shared(lambda: Careless(leaves=False)) as worker:
        watching.__enter__()
        worker.run()
        left = os.memfd_create("left")

        with pytest.raises(LeftOpenError, match=r"^descriptor \d+: /memfd:left \(deleted\)$"):
            watching.__exit__(None, None, None)
        os.close(left)
