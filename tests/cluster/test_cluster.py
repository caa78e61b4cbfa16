"""A cluster gives the grades that local workers give, whatever dies on the way."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from grader.cluster import Cluster, open_cluster_pool
from grader.cluster.facts import Facts, differences
from grader.errors import UsageError
from grader.model import Isolation
from tests.conftest import ROOT

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"
FACTS = Facts.here(Isolation("A", ("bwrap", "seccomp")))


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory) -> Path:
    """A class of copies of the labelled submissions, none of them alike."""
    folder = tmp_path_factory.mktemp("class")
    labelled = sorted((LOGISTIC / "submissions").glob("*/logistic.py"))
    for number in range(40):
        source = labelled[number % len(labelled)].read_text()
        (folder / f"student{number:02}").mkdir()
        (folder / f"student{number:02}" / "logistic.py").write_text(f"{source}\n# {number}\n")
    return folder


@pytest.fixture(scope="module")
def suite(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("suite") / "suite.json"
    subprocess.run([*GRADER, "build", str(LOGISTIC), "-o", str(path)], cwd=ROOT, check=True)
    return path


GRADER = [sys.executable, "-m", "grader"]


def started(handed_in, suite, out, *options) -> subprocess.Popen:
    command = ["grade", str(handed_in), "--suite", str(suite), "-o", str(out), "--quiet"]
    return subprocess.Popen([*GRADER, *command, *options], cwd=ROOT)


def students(out: Path) -> list:
    return json.loads((out / "grades.json").read_text())["students"]


@pytest.fixture(scope="module")
def local(handed_in, suite, tmp_path_factory) -> list:
    out = tmp_path_factory.mktemp("local") / "results"
    assert started(handed_in, suite, out).wait() == 0
    return students(out)


@pytest.mark.thorough
def test_the_grades_and_pages_are_those_of_local_workers(handed_in, suite, local, tmp_path):
    assert started(handed_in, suite, tmp_path, "--cluster", "local:2").wait() == 0

    assert students(tmp_path) == local
    assert len(list((tmp_path / "students").glob("*.html"))) == len(local) == 40


@pytest.mark.thorough
def test_a_worker_that_is_killed_costs_nobody_a_grade(handed_in, suite, local, tmp_path):
    log = tmp_path / "log"
    options = ["--cluster", "local:2", "--json-log", str(log)]
    running = started(handed_in, suite, tmp_path / "out", *options)
    while not (log.exists() and '"graded"' in log.read_text()) and running.poll() is None:
        time.sleep(0.02)
    killed = [pid for pid in descendants(running.pid) if is_worker(pid)][:1]
    for pid in killed:
        os.kill(pid, signal.SIGKILL)

    assert running.wait() == 0
    assert killed
    assert students(tmp_path / "out") == local


@pytest.mark.thorough
@pytest.mark.parametrize(
    "deaths, said",
    [
        (1, "graded 12, pages 12, lost [], left 0"),
        (9, "graded 11, pages 11, lost ['s5: our fault: the process that graded it ended twice']"),
    ],
)
def test_a_job_that_ends_two_workers_alone_is_ungraded(deaths, said, tmp_path):
    command = [sys.executable, "-m", "tests.cluster.killing", str(tmp_path), str(deaths)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.stdout.startswith(said), done.stderr


def descendants(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it ended meanwhile
                found += map(int, task.read_text().split())
    return found[1:]


def is_worker(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
        return False


@pytest.mark.parametrize(
    "address, said",
    [
        ("scheduler:8786", "no cluster has the address 'scheduler:8786'"),
        ("local:0", "no cluster"),
        ("tls://host:8786", "--tls-ca"),
    ],
)
def test_an_address_that_is_none_is_said(address, said):
    with pytest.raises(UsageError, match=said):
        Cluster(address)


def test_files_for_tls_with_an_open_address_are_refused():
    with pytest.raises(UsageError, match="not encrypted"):
        Cluster("tcp://host:8786", ca=Path("ca.pem"))


def test_without_dask_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "grader.cluster.pool", raising=False)
    monkeypatch.delitem(sys.modules, "grader.cluster.plugin", raising=False)

    with pytest.raises(UsageError, match="extra `cluster`"):
        open_cluster_pool(Cluster("local:1"), None, "submission", None, None)


def test_workers_that_differ_are_named():
    other = replace(FACTS, numpy="1.0", isolation="C (plain)")

    said = list(differences({"tcp://a:1": FACTS, "tcp://b:1": other, "tcp://c:1": FACTS}))

    assert said == [
        f"numpy: {FACTS.numpy} at tcp://a:1, tcp://c:1; 1.0 at tcp://b:1",
        "isolation: A (bwrap + seccomp) at tcp://a:1, tcp://c:1; C (plain) at tcp://b:1",
    ]
    assert list(differences({"tcp://a:1": FACTS, "tcp://b:1": FACTS})) == []


def test_nobody_else_waits_for_dask():
    code = "import sys, grader.cli.grade, grader.cluster; print('distributed' in sys.modules)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"
