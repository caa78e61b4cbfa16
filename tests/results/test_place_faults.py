"""A fault of ours in looking for a place is told to the instructor, and is in nobody's way."""

from __future__ import annotations

from contextlib import contextmanager

from grader.intake import ExpectedModule, collect
from grader.results import recording
from grader.results.grading import grade_intake
from grader.results.update import Listener, RunOptions
from grader.results.worker import WorkerProcess
from tests.conftest import ROOT, strict_json

SUBMISSIONS = ROOT / "tests" / "assignments" / "logistic" / "submissions"


class InThisProcess:
    def __init__(self, worker):
        self._worker = worker

    def work(self, jobs, number=1):
        for job in jobs:
            yield self._worker.do(job)

    def finished(self):
        return iter(())


@contextmanager
def open_here(suite, isolate, config, layers):
    worker = WorkerProcess(config, layers)
    try:
        yield InThisProcess(worker)
    finally:
        worker.close()


class Heard(Listener):
    def __init__(self):
        self.warnings = []

    def warn(self, sentence):
        self.warnings.append(sentence)


def test_a_fault_is_told_and_the_marks_are_given(logistic_suite, tmp_path, monkeypatch):
    def broken(*arguments):
        raise IndexError("a slip of the locator's own")

    monkeypatch.setattr(recording, "located", broken)
    intake = collect([SUBMISSIONS / "sign_flipped"], ExpectedModule.of(logistic_suite))
    heard = Heard()

    found = grade_intake(
        intake, logistic_suite, tmp_path / "r", RunOptions(open_pool=open_here), heard
    )

    (sentence,) = (one for one in heard.warnings if "fault of ours" in one)
    assert sentence.startswith("look: ") and "IndexError (1)" in sentence
    assert "slip of the locator" not in sentence
    assert (found.warnings, found.faults) == (0, 0), "the exit status does not depend on it"
    (student,) = strict_json((tmp_path / "r" / "grades.json").read_text())["students"]
    assert student["earned"] == 70
