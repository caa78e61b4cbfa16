"""What finding the student's line costs, stage by stage, in CPU of all processes that take part.

    python -m tests.benchmarks.locating [--submissions 60]

The labelled submissions with a wrong answer, each run as it is marked and then once more to record
values.  Submissions with right answers only are not run again and pay nothing.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.gradebook import executions
from grader.intake import ExpectedModule, collect
from grader.locating.locate import cases_to_record
from grader.marking.marker import Marker
from grader.marking.own_answers import OwnAnswers
from grader.model import Execution, Outcome, Submission, Suite
from grader.results.asking import asking
from grader.results.recording import with_places
from grader.sandbox import Plan, Worker, cpu
from grader.sandbox.backend import PreforkBackend
from tests.conftest import ROOT
from tests.test_corpus import CORPUS


class Stages:
    """The CPU seconds of named stages; a stage in another one is not counted twice."""

    def __init__(self, backend: PreforkBackend) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._backend = backend
        self._inner = 0.0

    @contextmanager
    def measured(self, stage: str) -> Iterator[None]:
        before, outer, self._inner = self._clock(), self._inner, 0.0
        yield
        spent = self._clock() - before
        self.seconds[stage] += spent - self._inner
        self._inner = outer + spent

    def _clock(self) -> float:
        server = self._backend.server
        server.pump(0.05)  # the children that have ended are accounted for
        return time.process_time() + (cpu.seconds_of(server.pid or -1) or 0.0) + server.spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=60)
    asked = parser.parse_args()
    suite = build(load_assignment(ROOT / "reference"), seed=1)
    backend = PreforkBackend(suite.limits, suite.modules, ("landlock", "seccomp"))
    with Worker(backend, suite.limits, "submission") as worker:
        _report(suite, worker, Stages(backend), asked.submissions)


def _report(suite: Suite, worker: Worker, stages: Stages, most: int) -> None:
    marker, count, size = Marker(suite), 0, 0
    for submission in islice(_submissions(suite), most):
        with stages.measured("marked run"):
            execution = worker.run(submission, Plan.of(suite))
        with stages.measured("marking, with further calls"):
            own = OwnAnswers.of({}, asking(worker.run, submission, suite))
            grade = marker.mark(submission.student, execution, own)
        kept: dict[str, Outcome] = {}

        def recorded(one: Submission, plan: Plan) -> Execution:
            with stages.measured("recorded run"):
                return worker.run(one, plan)

        if cases_to_record(suite, grade):
            count += 1
            with stages.measured("finding the place"):
                with_places(suite, submission, grade, kept, recorded)
            size += len(executions.packed(Execution((), own_answers=kept)))
    for stage, seconds in stages.seconds.items():
        print(f"{stage:30}{1000 * seconds / count:8.1f} ms a submission with a wrong answer")
    print(f"{'kept in the gradebook':30}{size / count / 1000:8.1f} KB")


def _submissions(suite: Suite) -> Iterator[Submission]:
    for folder in CORPUS:
        (handed_in,) = collect([folder], ExpectedModule.of(suite)).submissions
        found = handed_in.read()
        if isinstance(found, Submission) and not folder.name.startswith(("right", "hangs")):
            yield found


if __name__ == "__main__":
    main()
