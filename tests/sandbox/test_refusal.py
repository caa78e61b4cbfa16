"""Where nothing can be isolated, nothing hidden is graded unless the instructor insists."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from grader.model import Suite
from grader.suite.file import save

ROOT = Path(__file__).parents[2]
SUBMISSIONS = ROOT / "tests" / "assignments" / "logistic" / "submissions"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="simulates a Linux kernel")


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory, logistic_suite: Suite) -> list[str]:
    suite = tmp_path_factory.mktemp("suite") / "suite.json"
    save(logistic_suite, suite)
    return ["grade", str(SUBMISSIONS), "--suite", str(suite)]


def without_seccomp(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command on a kernel that loads no filter."""
    command = [sys.executable, "-m", "tests.sandbox.without_seccomp", "grader", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_grading_is_refused_before_anything_is_graded(tmp_path: Path, command: list[str]) -> None:
    ended = without_seccomp(*command, "-o", str(tmp_path / "results"))

    assert ended.returncode == 3
    assert "a child cannot lock itself in (seccomp: Function not implemented)" in ended.stderr
    assert "Run the grader in a Linux container (that gives level B" in ended.stderr
    assert "or pass --i-trust-these-submissions" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not (tmp_path / "results" / "grades.json").exists()


@pytest.mark.thorough
def test_an_instructors_own_variants_are_verified_all_the_same() -> None:
    ended = without_seccomp("verify", str(ROOT / "tests" / "assignments" / "logistic"))

    assert ended.returncode == 0
    assert "The assignment holds." in ended.stdout


@pytest.mark.thorough
def test_who_insists_gets_grades_that_say_so(tmp_path: Path, command: list[str]) -> None:
    results = tmp_path / "results"
    ended = without_seccomp(*command, "-o", str(results), "--i-trust-these-submissions")

    assert ended.returncode == 0
    document = json.loads((results / "grades.json").read_text())
    assert document["isolation"]["level"] == "F"
    assert {one["student"]: one["earned"] for one in document["students"]}["right"] == 100


@pytest.mark.thorough
def test_the_doctor_says_the_same_of_every_level() -> None:
    ended = without_seccomp("doctor", "--json")

    assert ended.returncode == 3
    report = json.loads(ended.stdout)
    assert (report["level"], report["isolated"]) == ("F", False)
    assert all(trial["unavailable"] for trial in report["trials"])
    assert any("level B" in line for line in report["advice"])
