"""Whom grader and judge are compared on: files, and functions at hand."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.marking.marker import Marker
from grader.marking.own_answers import OwnAnswers
from grader.model import Grade, Submission, Suite
from grader.results.asking import asking as calls_of
from grader.sandbox import Plan, Worker
from tests.diagnosis import asking
from tests.diagnosis.strangers import STRANGERS
from tests.diagnosis.styles import STYLES
from tests.oracle.student import Functions, Module, Student

ROOT = Path(__file__).parents[2]
_HOSTILE = (
    "loads_",  # the judge loads a file as Python does
    "cheat_",
    "dies_",
    "hangs_",
    "raises_ctypes",
    "raises_no_end",
    "out_of_memory",
    "prints",
)


@dataclass(frozen=True)
class Subject:
    """Somebody's name in the table, and where their functions are."""

    name: str
    path: Path | None = None
    functions: Any = None

    @contextlib.contextmanager
    def student(self) -> Iterator[Student]:
        """Yield the student as the judge asks them."""
        if self.path is None:
            yield Functions(self.functions)
            return
        with Module(self.path) as module:
            yield module


class Grader:
    """The grader with an open sandbox."""

    def __init__(self, suite: Suite, worker: Worker) -> None:
        self._suite, self._worker = suite, worker
        self._marker = Marker(suite)

    def grade(self, subject: Subject) -> Grade:
        """Return the grade, with whatever marking asks further."""
        if subject.path is None:
            return asking.graded(self._suite, self._marker, subject.functions)
        return self._of_file(Submission(subject.name, "backprop.py", subject.path.read_bytes()))

    def _of_file(self, submission: Submission) -> Grade:
        """Run and mark a file: the one place that knows how marking asks for further calls."""
        run = self._worker.run(submission, Plan.of(self._suite))
        own = OwnAnswers.of({}, calls_of(self._worker.run, submission, self._suite))
        return self._marker.mark(submission.student, run, own)


def corpus() -> list[Subject]:
    """Return the labelled submissions but those that attack."""
    paths = sorted((ROOT / "submissions").glob("*/backprop.py"))
    return [
        Subject(path.parent.name, path)
        for path in paths
        if not path.parent.name.startswith(_HOSTILE)
    ]


def variants() -> list[Subject]:
    return [Subject(p.stem, p) for p in sorted((ROOT / "reference" / "variants").glob("*.py"))]


def public_code() -> list[Subject]:
    return [
        Subject(p.stem, p) for p in sorted((Path(__file__).parent / "public_code").glob("*.py"))
    ]


def unusual() -> list[Subject]:
    """Return whole modules in styles that are seldom seen, labelled in their first lines."""
    return [Subject(p.stem, p) for p in sorted((Path(__file__).parent / "unusual").glob("*.py"))]


def strangers(suite: Suite) -> list[Subject]:
    """Return one made-up student for each mistake that nobody knows, in alternating styles."""
    styles = list(STYLES.values())
    return [
        Subject(name, functions=asking.written(suite, styles[i % len(styles)], wrong))
        for i, (name, wrong) in enumerate(STRANGERS.items())
    ]
