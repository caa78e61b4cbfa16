"""What the sandbox costs a submission, stage by stage, in CPU of all processes that take part.

    python -m tests.benchmarks.sandbox_stages [--students 60] [--rounds 5]

Each stage is the difference between two settings that are measured in turns, there and back, so
that a machine that gets slower gets slower for both; the figure is the median of the rounds.  The
grader's side reads frames and keeps observations; it judges nothing here.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.model import Submission, Suite
from grader.sandbox import Plan, Worker, cpu
from grader.sandbox.backend import PreforkBackend
from tests.benchmarks.classroom import source

_ROOT = Path(__file__).parent.parent.parent
_HELD = ("landlock", "seccomp")


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds a submission: of the grader, of the fork server, of the children."""

    grader: float
    server: float
    child: float

    @property
    def total(self) -> float:
        return self.grader + self.server + self.child


class Setting:
    """One worker with one plan, and what it is asked to run."""

    def __init__(self, suite: Suite, layers: Sequence[str], text: str | None) -> None:
        self._backend = PreforkBackend(suite.limits, (), layers)
        self.worker = Worker(self._backend, suite.limits, "submission")
        self._plan = Plan.of(suite)
        self._text = text

    def cost(self, students: int) -> Cost:
        submissions = [self._submission(number) for number in range(students)]
        self.worker.run(submissions[0], self._plan)
        self._settle()
        before = self._clocks()
        for one in submissions:
            self.worker.run(one, self._plan)
        own = time.process_time()
        self._settle()
        after = (own, *self._clocks()[1:])
        return Cost(*(1000 * (b - a) / students for a, b in zip(before, after, strict=True)))

    def _clocks(self) -> tuple[float, float, float]:
        server = self._backend.server
        return time.process_time(), cpu.seconds_of(server.pid or -1) or 0.0, server.spent

    def _settle(self) -> None:
        """Until the children that have ended are accounted for."""
        time.sleep(0.1)
        self._backend.server.pump()

    def _submission(self, number: int) -> Submission:
        text = source(number) if self._text is None else self._text
        return Submission(f"student-{number}", "backprop.py", text.encode())


def measure(suite: Suite, students: int, rounds: int) -> dict[str, Cost]:
    """The settings, each containing what the one before it does."""
    first = suite.questions[0]
    single = replace(suite, questions=(replace(first, cases=first.cases[:1]),))
    trivial = f"def {first.function}(x):\n    return x\n"
    with ExitStack() as stack:
        settings = {
            "bare": Setting(single, (), trivial),
            "held": Setting(single, _HELD, trivial),
            "loaded": Setting(single, _HELD, None),
            "full": Setting(suite, _HELD, None),
        }
        for setting in settings.values():
            stack.enter_context(setting.worker)
        names = tuple(settings)
        costs = [
            {name: settings[name].cost(students) for name in (names[:: 1 if turn % 2 else -1])}
            for turn in range(rounds)
        ]
    return {name: _median([cost[name] for cost in costs]) for name in settings}


def _median(costs: Sequence[Cost]) -> Cost:
    columns = zip(*((c.grader, c.server, c.child) for c in costs), strict=True)
    return Cost(*map(statistics.median, columns))


def stages(suite: Suite, students: int = 60, rounds: int = 5) -> list[tuple[str, float]]:
    """CPU milliseconds of one submission, stage by stage."""
    cost = measure(suite, students, rounds)
    read = cost["full"].grader - cost["loaded"].grader
    cases = cost["full"].total - cost["loaded"].total - read
    return [
        ("fork, warm up, request, end", cost["bare"].total),
        ("isolation (Landlock and seccomp)", cost["held"].total - cost["bare"].total),
        ("import of the module", cost["loaded"].total - cost["held"].total),
        (f"{len(suite.cases)} cases, called and written", cases),
        ("transfer: frames read by the grader", read),
    ]


def _lines(suite: Suite, students: int, rounds: int) -> Iterator[str]:
    cost = measure(suite, students, rounds)
    yield f"{'CPU ms a submission':<34}{'grader':>8}{'server':>8}{'child':>8}{'all':>8}"
    before = Cost(0.0, 0.0, 0.0)
    names = ("fork, warm up, request, end", "isolation", "import of the module")
    for name, now in zip((*names, f"{len(suite.cases)} cases"), cost.values(), strict=True):
        parts = (now.grader - before.grader, now.server - before.server, now.child - before.child)
        yield f"{name:<34}" + "".join(f"{part:8.2f}" for part in (*parts, sum(parts)))
        before = now
    parts = (before.grader, before.server, before.child, before.total)
    yield f"{'together':<34}" + "".join(f"{part:8.2f}" for part in parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    suite = build(load_assignment(_ROOT / "reference"), seed=1)
    for line in _lines(suite, options.students, options.rounds):
        print(line)


if __name__ == "__main__":
    main()
