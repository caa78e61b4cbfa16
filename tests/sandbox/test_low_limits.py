"""Limits that the grader was started with are kept, and one that is too low is named."""

from __future__ import annotations

import subprocess
import sys

import pytest

from grader.errors import SandboxError
from grader.model import Limits
from grader.sandbox import inherited
from tests.conftest import ROOT


def ended(*arguments: str) -> str:
    command = [sys.executable, "-m", "tests.sandbox.low_limits", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


USUAL = "Returned\nReturned TimedOut\n"


@pytest.mark.parametrize(
    "limits, layers",
    [
        ("5,5000000,1500000000", "seccomp"),
        pytest.param("5,,", "seccomp", marks=pytest.mark.thorough),
        pytest.param(",5000000,", "seccomp", marks=pytest.mark.thorough),
        pytest.param(",,1500000000", "seccomp", marks=pytest.mark.thorough),
        pytest.param("20,5000000,", "plain", marks=pytest.mark.thorough),
    ],
)
def test_a_lower_limit_changes_no_outcome(limits, layers):
    assert ended(limits, layers) == USUAL


TOO_LOW = {
    ",500,": "RLIMIT_FSIZE is 500 bytes here, and the arguments of all cases take 643",
    ",,240000000": "RLIMIT_AS is 228 MB here, and the sandbox needs 256 MB",
}


@pytest.mark.parametrize("limits, words", TOO_LOW.items())
def test_a_limit_that_is_too_low_is_named_with_its_value(limits, words):
    assert ended(limits).startswith(words)


def test_a_limit_of_time_below_that_of_a_question_is_named(monkeypatch):
    monkeypatch.setattr(inherited.resource, "getrlimit", lambda what: (4, 4))

    with pytest.raises(SandboxError, match=r"RLIMIT_CPU is 4 s here, and a question may take 5 s"):
        inherited.check_inherited(Limits(cpu_seconds=5.0))


def test_a_fork_server_is_replaced_before_its_time_is_up(monkeypatch):
    monkeypatch.setattr(inherited.resource, "getrlimit", lambda what: (5, 5))

    assert inherited.children_of_a_server(2000) == 500
