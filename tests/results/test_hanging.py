"""A program that never ends is waited for once, however many hand it in."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest

from grader.intake import ExpectedModule, collect
from grader.model import Submission
from grader.results.grading import grade_intake
from grader.results.hanging import program_key
from grader.results.update import Listener, RunOptions
from grader.results.worker import WorkerProcess
from tests.conftest import strict_json

HANGING = """\
def sigmoid(s):
    while True:
        pass
def error(s, t):
    return "# no comment"
def slope(s):
    return undefined
"""


class InThisProcess:
    """Does the jobs one after another and counts what its sandbox runs."""

    def __init__(self, config, layers):
        self.ran = []
        self._worker = WorkerProcess(config, layers)
        run = self._worker._run

        def counting(submission, plan):
            self.ran.append(submission.student)
            return run(submission, plan)

        self._worker._run = counting

    def work(self, jobs, number=1):
        for job in jobs:
            yield self._worker.do(job)

    def finished(self):
        return iter(())


@pytest.fixture
def grade(logistic_suite, tmp_path):
    """Grade programs by their students; returns what each was given, and whose were run."""

    def graded(programs):
        for student, program in programs.items():
            (tmp_path / "class" / student).mkdir(parents=True)
            (tmp_path / "class" / student / "logistic.py").write_text(program)
        pools = []

        @contextmanager
        def opened(suite, isolate, config, layers):
            pools.append(InThisProcess(config, layers))
            try:
                yield pools[0]
            finally:
                pools[0]._worker.close()

        suite = replace(logistic_suite, limits=replace(logistic_suite.limits, cpu_seconds=0.3))
        intake = collect([tmp_path / "class"], ExpectedModule.of(suite))
        options = RunOptions(open_pool=opened)
        grade_intake(intake, suite, tmp_path / "r", options, Listener())
        document = strict_json((tmp_path / "r" / "grades.json").read_text())
        return {one.pop("student"): one for one in document["students"]}, pools[0].ran

    return graded


def test_copies_are_not_run_again_and_get_the_same(grade, tmp_path):
    found, ran = grade(
        {
            "ada": HANGING,
            "ben": HANGING.replace(":\n", ":  # by Ben\n") + "\n# mine\n",
            "eve": HANGING.replace("undefined", "1 / 0"),
        }
    )

    assert set(ran) == {"ada", "eve"}, "ben's is ada's, and eve's is another program"
    assert found["ben"]["questions"] == found["ada"]["questions"]
    pages = {name: next((tmp_path / "r" / "students").glob(f"{name}*.html")) for name in found}
    assert "by Ben" in pages["ben"].read_text()
    assert "by Ben" not in pages["ada"].read_text()


def test_what_ends_is_run_for_everybody(grade):
    ending = HANGING.replace("while True:\n        pass", "return 1")
    _, ran = grade({"ada": ending, "ben": ending})

    assert set(ran) == {"ada", "ben"}


@pytest.mark.parametrize(
    "other, same",
    [
        ("x = 1\n", True),
        ("x = 1   \n\n\n", True),
        ("x = 1  # one\n", True),
        ("x = 1\r\n", True),
        ("\nx = 1\n", False),  # what is said of lines would be wrong
        ("x = 2\n", False),
        ("x = '1'\n", False),
        ("x = '#'\n", False),
        ("x = (\n", False),
        ("x = '\ud800'\n", False),
        ("x = \0\n", False),
    ],
)
def test_programs_are_the_same_but_for_comments(other, same):
    source = other.encode("utf-8", "surrogatepass")

    is_same = program_key(Submission("a", "m.py", b"x = 1\n")) == program_key(
        Submission("b", "m.py", source)
    )

    assert is_same is same
    assert program_key(Submission("b", "other.py", source)) != program_key(
        Submission("b", "m.py", source)
    )
