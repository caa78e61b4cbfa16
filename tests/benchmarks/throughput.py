"""How many submissions a second, and where the time goes.

    python -m tests.benchmarks.throughput [--students 400] [--calls 40]

Everything is compared within one run, because machines differ and are noisy: the command as it is
called, from the folder of submissions to pages and tables, with one worker and with two; then, on
some of the same submissions and the same cases, a fresh Python with numpy for each submission, and
pytest for each.  Two sizes of class tell what a run costs whatever its size from what each further
submission costs.

``--calls`` asks each student so many cases only, to compare with graders that were measured so.

CPU is the busy time of the whole machine, as ``/proc/stat`` has it (user, nice, system and
interrupts of all processors): what runs inside bwrap is never accounted to who started it, so that
the clocks of processes tell a third of it.  The machine must have nothing else to do; how busy it
is in a second of doing nothing is printed first.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from grader.assignment.build import build
from grader.assignment.folder import Assignment, load_assignment
from grader.inputs import Inputs
from grader.marking.diagnose import Diagnostician
from grader.marking.judge import Judge
from grader.marking.marker import Marker
from grader.model import EXAMPLE, Submission, Suite
from grader.report import Renderer, student_page
from grader.sandbox import Plan, open_sandbox
from grader.suite.file import save
from tests.benchmarks import sandbox_stages
from tests.benchmarks.classroom import hand_in, source

_ROOT = Path(__file__).parent.parent.parent
_STAGED = 60
_PLAIN = 12
_QUIET = 0.1
"""Seconds that a machine may be busy while nothing is asked of it."""
_BUSY = (0, 1, 2, 5, 6)
"""The columns of ``/proc/stat`` that are work: user, nice, system, interrupts, soft interrupts."""

_FRESH = """\
import sys, numpy as np
cases = np.load(sys.argv[2], allow_pickle=True)["cases"]
module = {}
exec(compile(open(sys.argv[1]).read(), "backprop.py", "exec"), module)
np.seterr(all="ignore")
right = 0
for function, arguments, expected in cases:
    got = np.asarray(module[function](*arguments))
    right += got.shape == expected.shape and np.allclose(got, expected)
print(right)
"""

_TESTS = """\
import importlib.util, os, numpy as np, pytest
spec = importlib.util.spec_from_file_location("backprop", os.environ["SUBMISSION"])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
np.seterr(all="ignore")
cases = np.load(os.environ["CASES"], allow_pickle=True)["cases"]

@pytest.mark.parametrize("case", cases)
def test_case(case):
    function, arguments, expected = case
    np.testing.assert_allclose(getattr(module, function)(*arguments), expected, rtol=1e-5)
"""


@dataclass
class Spent:
    """Seconds that a number of submissions took, and that the machine was busy meanwhile."""

    number: int
    wall: float = 0.0
    cpu: float = 0.0

    def further(self, smaller: Spent) -> Spent:
        """What is on top of a smaller class."""
        number = self.number - smaller.number
        return Spent(number, self.wall - smaller.wall, self.cpu - smaller.cpu)

    def fixed(self, smaller: Spent) -> Spent:
        """What is left of the smaller class where each submission costs what a further one does."""
        more, n = self.further(smaller), smaller.number
        wall, cpu = more.wall / more.number, more.cpu / more.number
        return Spent(n, smaller.wall - n * wall, smaller.cpu - n * cpu)


@contextmanager
def spending(number: int) -> Iterator[Spent]:
    """What a block costs."""
    spent, began, used = Spent(number), time.perf_counter(), _busy()
    yield spent
    spent.wall, spent.cpu = time.perf_counter() - began, _busy() - used


def _busy() -> float:
    """Seconds that all processors together have worked since the machine was started."""
    ticks = Path("/proc/stat").read_text().splitlines()[0].split()[1:]
    return sum(int(ticks[column]) for column in _BUSY) / os.sysconf("SC_CLK_TCK")


def whole_pipeline(suite: Path, class_folder: Path, students: int, workers: int) -> Spent:
    """From the folder to pages and tables."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "grader", "grade", str(class_folder), "--quiet"]
        command += ["--suite", str(suite), "-o", f"{out}/results", "--workers", str(workers)]
        with spending(students) as spent:
            subprocess.run(command, cwd=_ROOT, env=_environment(suite.parent), check=True)
    return spent


def _environment(folder: Path) -> dict[str, str]:
    """With compiled files kept, as those of a package that was installed are."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def fresh_python(suite: Suite, folder: Path, students: int) -> Spent:
    """A new interpreter that imports numpy for each submission; no pages."""
    cases, script = _saved(suite, folder), folder / "fresh.py"
    script.write_text(_FRESH)
    return _each(folder, students, lambda path: [sys.executable, str(script), str(path), cases])


def pytest_each(suite: Suite, folder: Path, students: int) -> Spent:
    """pytest for each submission; no pages."""
    cases, script = _saved(suite, folder), folder / "test_cases.py"
    script.write_text(_TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(script)]
    return _each(
        folder, students, lambda path: ["env", f"SUBMISSION={path}", f"CASES={cases}", *command]
    )


def _each(folder: Path, students: int, command: Callable[[Path], list[str]]) -> Spent:
    # One thread for linear algebra: starting more of them is half of what such a process takes.
    environment = _environment(folder) | {"OPENBLAS_NUM_THREADS": "1"}
    with spending(students) as spent:
        for number in range(students):
            path = folder / f"backprop_{number}.py"
            path.write_text(source(number))
            subprocess.run(
                command(path), cwd=folder, env=environment, capture_output=True, check=False
            )
    return spent


def _saved(suite: Suite, folder: Path) -> str:
    cases = np.array(
        [(q.function, c.arguments, c.expected) for q in suite.questions for c in q.cases], object
    )
    np.savez(folder / "cases.npz", cases=cases)
    return str(folder / "cases.npz")


def stages(suite: Suite) -> list[tuple[str, float]]:
    """CPU milliseconds of one submission, stage by stage."""
    sandboxed = sandbox_stages.stages(suite)
    plan = Plan.of(suite)
    with open_sandbox(suite.limits) as worker:
        isolation = worker.isolation
        runs = [(s, worker.run(s, plan)) for s in map(_submission, range(_STAGED))]
    marker, diagnostician, renderer = Marker(suite), Diagnostician(suite), Renderer()
    judge = Judge(suite.questions).judge
    verdicts = [judge(run) for _, run in runs]
    grades = [marker.mark(s.student, run) for s, run in runs]
    pages = [
        lambda s=s, g=g: student_page(
            suite, s, g, isolation=isolation, version="0", suite_id="0" * 64
        )
        for (s, _), g in zip(runs, grades, strict=True)
    ]
    made = [page() for page in pages]
    return [
        *sandboxed,
        ("judge", _mean([lambda run=run: judge(run) for _, run in runs])),
        ("diagnose", _mean([lambda v=v: diagnostician.explain(v) for v in verdicts])),
        ("view of the page", _mean(pages)),
        ("render", _mean([lambda p=p: renderer.student_html(p) for p in made])),
    ]


def _submission(number: int) -> Submission:
    return Submission(f"student-{number}", "backprop.py", source(number).encode())


def _mean(works: list[Callable[[], object]]) -> float:
    for work in works[:5]:
        work()
    began = time.process_time()
    for work in works:
        work()
    return 1000 * (time.process_time() - began) / len(works)


def measure() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=400)
    parser.add_argument("--calls", type=int, help="ask so many cases only (default: all)")
    options = parser.parse_args()
    assignment = load_assignment(_ROOT / "reference")
    suite = build(_thinned(assignment, options.calls) if options.calls else assignment, seed=1)
    print(f"{options.students} submissions of {len(suite.cases)} cases")
    with tempfile.TemporaryDirectory() as name:
        _compare(suite, Path(name), options.students)
    print("\nCPU ms a submission, by stage")
    for stage, cost in stages(suite):
        print(f"  {stage:<40}{cost:8.2f}")


def _thinned(assignment: Assignment, calls: int) -> Assignment:
    """With so many marked cases in all, shared out among the questions and their checks."""
    share, more = divmod(calls, len(assignment.cases))
    wanted = [share + (place < more) for place in range(len(assignment.cases))]
    cases = {
        question: functools.partial(_spread, make, number)
        for (question, make), number in zip(assignment.cases.items(), wanted, strict=True)
    }
    return replace(assignment, cases=cases)


def _spread(make: Callable[[], Iterable[Inputs]], number: int) -> list[Inputs]:
    """So many of the cases, each check in its turn."""
    by_check: dict[str, list[Inputs]] = {}
    for inputs in make():
        if inputs.check != EXAMPLE and not inputs.again:
            by_check.setdefault(inputs.check, []).append(inputs)
    turns = itertools.zip_longest(*by_check.values())
    return [inputs for turn in turns for inputs in turn if inputs][:number]


def _compare(suite: Suite, folder: Path, students: int) -> None:
    sizes, path = (students // 4, students), folder / "suite.json"
    save(suite, path)
    for size in sizes:
        hand_in(folder / str(size), size)
    whole_pipeline(path, folder / str(sizes[0]), sizes[0], 1)  # compiles what is to be kept
    with spending(0) as idle:
        time.sleep(1)
    verdict = "" if idle.cpu < _QUIET else ": what is said of CPU is of others, too"
    print(f"doing nothing for a second, the machine was busy for {idle.cpu:.2f} s{verdict}\n")
    print(f"{'':<40}{'students':>9}{'per s':>8}{'wall ms':>10}{'CPU ms':>10}{'x CPU':>8}")
    runs = {
        workers: [whole_pipeline(path, folder / str(size), size, workers) for size in sizes]
        for workers in (1, 2)
    }
    unit = runs[1][1].cpu / students
    for workers, (small, large) in runs.items():
        _row(f"whole pipeline, {workers} worker(s)", small, unit)
        _row("", large, unit)
        _row("  each further one", large.further(small), unit)
        fixed = large.fixed(small)
        print(f"  {'whatever the size':<38}{fixed.wall:17.2f} s wall {fixed.cpu:10.2f} s CPU")
    _row("fresh python + numpy each, no pages", fresh_python(suite, folder, _PLAIN), unit)
    _row("pytest each, no pages", pytest_each(suite, folder, _PLAIN), unit)


def _row(name: str, spent: Spent, unit: float) -> None:
    wall, cpu = spent.wall / spent.number, spent.cpu / spent.number
    print(
        f"{name:<40}{spent.number:>9}{1 / wall:8.1f}{1000 * wall:10.1f}{1000 * cpu:10.1f}"
        f"{cpu / unit:8.1f}"
    )


if __name__ == "__main__":
    measure()
