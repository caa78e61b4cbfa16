"""What judging, diagnosing, building and drawing own numbers cost, measured side by side.

    python -m tests.benchmarks.marking [--rounds 5]

Machines differ and are noisy, so the works take turns, a round each, and the least of the rounds
counts.  CPU milliseconds, and how that compares with calling the functions of a right module on
the same cases in this process, which is what no grader can do without.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from grader.assignment.build import build, build_own, build_public
from grader.assignment.folder import Assignment, load_assignment
from grader.assignment.per_student import OwnNumbers
from grader.marking.diagnose import Diagnostician
from grader.marking.judge import Judge
from grader.marking.marker import Marker
from grader.model import Execution, Suite
from tests.benchmarks.classroom import source
from tests.marking.answers import execution

_ROOT = Path(__file__).parent.parent.parent
_STUDENTS = 40

Works = dict[str, Sequence[Callable[[], object]]]


def runs(suite: Suite, students: int) -> list[Execution]:
    """What the modules of a made-up class would be seen to do."""
    return [execution(suite, functions(suite, source(number))) for number in range(students)]


def functions(suite: Suite, text: str) -> dict[str, Callable[..., object]]:
    module: dict[str, Callable[..., object]] = {}
    exec(text, module)  # our own made-up students
    return {question.function: module[question.function] for question in suite.questions}


def works(assignment: Assignment, suite: Suite) -> Works:
    """Everything that is measured: one call a submission, or one call in all."""
    seen, marker, judge = runs(suite, _STUDENTS), Marker(suite), Judge(suite.questions).judge
    verdicts = [judge(run) for run in seen]
    diagnose = Diagnostician(suite).diagnose
    numbers = OwnNumbers(assignment, suite, b"the key of a benchmark")
    own = numbers.for_student("somebody")
    own_seen = runs(own.suite, _STUDENTS)
    answers = functions(suite, source(0))
    return {
        "calling a module's functions": [lambda: execution(suite, answers)] * _STUDENTS,
        "judge": [lambda run=run: judge(run) for run in seen],
        "diagnose": [lambda v=v: diagnose(v) for v in verdicts],
        "mark: all of it": [lambda run=run: marker.mark("s", run) for run in seen],
        "own numbers: cases alone": [lambda n=n: build_own(assignment, suite, n) for n in range(9)],
        "own numbers: ready to mark": [lambda n=n: numbers.for_student(str(n)) for n in range(9)],
        "own numbers: mark": [lambda run=run: own.mark("s", run) for run in own_seen],
    }


def least(measured: Works, rounds: int) -> dict[str, float]:
    """CPU milliseconds a call, of the best round."""
    best = dict.fromkeys(measured, np.inf)
    for _ in range(rounds):
        for name, calls in measured.items():
            began = time.process_time()
            for call in calls:
                call()
            best[name] = min(best[name], 1000 * (time.process_time() - began) / len(calls))
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    assignment = load_assignment(_ROOT / "reference")
    suite = build(assignment, seed=1)
    best = least(works(assignment, suite), options.rounds)
    best |= least(
        {
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
