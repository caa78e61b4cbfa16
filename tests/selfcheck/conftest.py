"""Checks of files against the small assignment and against the homework."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from textwrap import dedent

import pytest

from grader.assignment.build import build_public
from grader.assignment.folder import Assignment
from grader.kit.contents import kit
from grader.model import Submission, Suite
from grader.sandbox import Worker, open_sandbox
from grader.selfcheck import Checked, Checker
from grader.suite.file import public
from tests.conftest import ROOT
from tests.resources import shared

Check = Callable[..., Checked]


@pytest.fixture(scope="session")
def small_public(logistic: Assignment) -> Suite:
    return build_public(logistic)


@pytest.fixture(scope="session")
def homework_public(backprop_suite: Suite) -> Suite:
    """The same as ``build_public`` builds, from the suite that all tests share."""
    return public(backprop_suite)


@pytest.fixture(scope="session")
def small_kit(logistic: Assignment) -> bytes:
    return kit(logistic)


@pytest.fixture(scope="session")
def homework_kit(backprop: Assignment) -> bytes:
    return kit(backprop)


@pytest.fixture(scope="session")
def worker(small_public: Suite) -> Iterator[Worker]:
    with shared(partial(open_sandbox, small_public.limits)) as worker:
        yield worker


@pytest.fixture(scope="session")
def check_small(small_public: Suite, worker: Worker) -> Check:
    """Source text, and perhaps a seed, to what is found."""
    return _check(small_public, worker)


@pytest.fixture(scope="session")
def check_homework(homework_public: Suite, worker: Worker) -> Check:
    return _check(homework_public, worker)


def _check(suite: Suite, worker: Worker) -> Check:
    checkers: dict[int, Checker] = {}

    def check(source: str | bytes, seed: int = 1) -> Checked:
        checker = checkers.setdefault(seed, Checker(suite, "0" * 64, "1", seed))
        code = source if isinstance(source, bytes) else dedent(source).encode()
        submission = Submission("somebody", suite.module, code)
        return checker.check(submission, worker.run, worker.isolation)

    return check


def corpus(name: str) -> bytes:
    """The file of a labelled submission of the homework."""
    return (ROOT / "submissions" / name / "backprop.py").read_bytes()


def small(name: str) -> str:
    """The file of a labelled submission of the small assignment."""
    folder = ROOT / "tests" / "assignments" / "logistic" / "submissions"
    return (folder / name / "logistic.py").read_text()
