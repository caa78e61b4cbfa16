"""What judging, diagnosing, building and per-student suites cost, measured side by side.

    python -m tests.benchmarks.marking [--rounds 5]

Machines differ and are noisy, so the works take turns, a round each, and the least of the rounds
counts.  No two answers that are marked are equal, in no round, so that no cache of answers helps;
"a class" marks a made-up class once with a fresh marker, whose cache helps as it would in earnest.
CPU milliseconds, and how that compares with calling the functions of a right module on the same
cases in this process, which is what no grader can do without.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from grader.assignment.build import build, build_for_student, build_public
from grader.assignment.folder import Assignment, load_assignment
from grader.assignment.per_student import PerStudentSuites
from grader.marking.diagnose import Diagnostician
from grader.marking.judge import Judge
from grader.marking.marker import Marker
from grader.model import Execution, Observation, Returned, Suite
from tests.benchmarks.classroom import source
from tests.diagnosis.asking import graded, written
from tests.diagnosis.strangers import STRANGERS
from tests.diagnosis.styles import STYLES
from tests.marking.answers import execution

_ROOT = Path(__file__).parent.parent.parent
_STUDENTS, _FEW = 40, 9

Works = dict[str, Sequence[Callable[[], object]]]


def runs(suite: Suite, students: int) -> list[Execution]:
    """What the modules of a made-up class would be seen to do."""
    return [execution(suite, functions(suite, source(number))) for number in range(students)]


def functions(suite: Suite, text: str) -> dict[str, Callable[..., object]]:
    module: dict[str, Callable[..., object]] = {}
    exec(text, module)  # our own made-up students
    return {question.function: module[question.function] for question in suite.questions}


def distinct(run: Execution, number: int) -> Execution:
    """The run with every number changed in its last digits, by another amount for each number."""
    factor = 1 + (number + 1) * 2.0**-50
    return replace(run, observations=tuple(_scaled(seen, factor) for seen in run.observations))


def _scaled(seen: Observation, factor: float) -> Observation:
    if not isinstance(seen.outcome, Returned):
        return seen
    return replace(seen, outcome=replace(seen.outcome, value=seen.outcome.value * factor))


class Benchmark:
    """Everything that is measured: one call a submission, or one call in all."""

    def __init__(self, assignment: Assignment, suite: Suite) -> None:
        self.assignment, self.suite = assignment, suite
        self.runs, self.answers = runs(suite, _STUDENTS), functions(suite, source(0))
        self.marker, self.judge = Marker(suite), Judge(suite.questions).judge
        self.explain = Diagnostician(suite).explain
        self.numbers = PerStudentSuites(assignment, suite, b"the key of a benchmark")

    def works(self, round: int) -> Works:
        suite, numbers = self.suite, self.numbers
        seen = [distinct(run, round * _STUDENTS + i) for i, run in enumerate(self.runs)]
        verdicts = [self.judge(run) for run in seen]
        fresh = Marker(suite)
        students = [f"{round}.{number}" for number in range(_FEW)]
        own = [numbers.for_student(student) for student in students]
        own_runs = [
            execution(one.suite, functions(one.suite, source(number)))
            for number, one in enumerate(own)
        ]
        own_pairs = list(zip(own, own_runs, strict=True))
        return {
            "calling a module's functions": [lambda: execution(suite, self.answers)] * _STUDENTS,
            "judge": [lambda run=run: self.judge(run) for run in seen],
            "diagnose": [lambda v=v: self.explain(v) for v in verdicts],
            "mark: all of it": [lambda run=run: self.marker.mark("s", run) for run in seen],
            "mark: unknown mistakes, with own functions": self._unknown(),
            "mark: a class": [lambda run=run: fresh.mark("s", run) for run in self.runs],
            "mark: a class, with own functions": self._asked(Marker(suite)),
            "per student: cases alone": [
                lambda n=n: build_for_student(self.assignment, suite, n) for n in range(_FEW)
            ],
            "per student: ready to mark": [lambda s=s: numbers.for_student(s) for s in students],
            "per student: mark": [lambda o=o, r=r: o.mark("s", r) for o, r in own_pairs],
        }

    def _asked(self, marker: Marker) -> Sequence[Callable[[], object]]:
        """The made-up class, whose own functions are called in here to find out what follows."""
        people = [functions(self.suite, source(number)) for number in range(_STUDENTS)]
        asked = [{q.id: one[q.function] for q in self.suite.questions} for one in people]
        return [lambda one=one: graded(self.suite, marker, one) for one in asked]

    def _unknown(self) -> Sequence[Callable[[], object]]:
        """Students with mistakes that nobody knows, whose own functions are called in here."""
        people = [
            written(self.suite, STYLES["arrays"], wrong) for wrong in list(STRANGERS.values())[::6]
        ]
        return [lambda one=one: graded(self.suite, self.marker, one) for one in people]


def least(works: Callable[[int], Works], rounds: int) -> dict[str, float]:
    """CPU milliseconds a call, of the best round."""
    best: dict[str, float] = {}
    for round in range(rounds):
        for name, calls in works(round).items():
            began = time.process_time()
            for call in calls:
                call()
            spent = 1000 * (time.process_time() - began) / len(calls)
            best[name] = min(best.get(name, np.inf), spent)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    assignment = load_assignment(_ROOT / "reference")
    suite = build(assignment, seed=1)
    best = least(Benchmark(assignment, suite).works, options.rounds)
    best |= least(
        lambda _: {
            "build": [lambda: build(assignment, 1)],
            "build the public suite": [lambda: build_public(assignment)],
        },
        rounds=2,
    )
    unit = best["calling a module's functions"]
    print(f"{len(suite.cases)} cases, {sum(len(q.pairs.pairs) for q in suite.questions)} pairs\n")
    print(f"{'':<32}{'CPU ms':>10}{'x calling':>12}")
    for name, spent in best.items():
        print(f"{name:<32}{spent:10.2f}{spent / unit:12.2f}")


if __name__ == "__main__":
    main()
