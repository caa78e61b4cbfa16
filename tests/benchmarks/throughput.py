"""How many submissions a second, and where the time goes.

    python -m tests.benchmarks.throughput [--students 400] [--large 5000]

Everything is compared within one run, because machines differ and are noisy: the whole pipeline,
from the folder of submissions to pages and tables, with one worker and with two; then, on some of
the same submissions and the same cases, a fresh Python with numpy for each submission, and pytest
for each.  CPU is user + system of all processes.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from grader.assignment import load_assignment
from grader.build import build
from grader.cli import main
from grader.diagnose import Diagnostician
from grader.grade import Marker
from grader.judge import Judge
from grader.model import Submission, Suite
from grader.record import SUITE, keep_suite
from grader.report import Renderer, student_page
from grader.sandbox import Plan, open_sandbox
from tests.benchmarks import sandbox_stages
from tests.benchmarks.classroom import hand_in, source

_ROOT = Path(__file__).parent.parent.parent
_STAGED = 60
_PLAIN = 12

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
    wall: float = 0.0
    cpu: float = 0.0


@contextmanager
def spending() -> Iterator[Spent]:
    """Wall and CPU seconds of a block, of this process and of all that ended within it."""
    spent, began, used = Spent(), time.perf_counter(), _cpu()
    yield spent
    spent.wall, spent.cpu = time.perf_counter() - began, _cpu() - used


def _cpu() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def whole_pipeline(suite: Suite, class_folder: Path, workers: int) -> Spent:
    """From the folder to pages and tables."""
    out = Path(tempfile.mkdtemp())
    with spending() as spent:
        keep_suite(suite, out)
        arguments = ["grade", str(class_folder), "--suite", str(out / SUITE), "-o", str(out)]
        assert main([*arguments, "--workers", str(workers), "--quiet"]) == 0
    shutil.rmtree(out)
    return spent


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
    with spending() as spent:
        for number in range(students):
            path = folder / f"backprop_{number}.py"
            path.write_text(source(number))
            subprocess.run(command(path), cwd=folder, capture_output=True, check=False)
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
        ("diagnose", _mean([lambda v=v: diagnostician.diagnose(v) for v in verdicts])),
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
    parser.add_argument("--large", type=int, default=0, help="memory of a batch of so many")
    options = parser.parse_args()
    suite = build(load_assignment(_ROOT / "reference"), seed=1)
    print(f"{options.students} submissions of {len(suite.cases)} cases\n")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hand_in(folder / "class", options.students)
        _compare(suite, folder, options.students)
        print("\nCPU ms a submission, by stage")
        for stage, cost in stages(suite):
            print(f"  {stage:<40}{cost:8.2f}")
        if options.large:
            hand_in(folder / "large", options.large)
            _memory(suite, folder / "large", options.large)


def _compare(suite: Suite, folder: Path, students: int) -> None:
    rows = [
        (
            f"whole pipeline, {workers} worker(s)",
            students,
            whole_pipeline(suite, folder / "class", workers),
        )
        for workers in (1, 2)
    ]
    rows.append(
        ("fresh python + numpy each, no pages", _PLAIN, fresh_python(suite, folder, _PLAIN))
    )
    rows.append(("pytest each, no pages", _PLAIN, pytest_each(suite, folder, _PLAIN)))
    best = rows[0][2].cpu / students
    print(f"{'':<40}{'per s':>8}{'wall ms':>10}{'CPU ms':>10}{'x CPU':>8}")
    for name, number, spent in rows:
        print(
            f"{name:<40}{number / spent.wall:8.1f}{1000 * spent.wall / number:10.1f}"
            f"{1000 * spent.cpu / number:10.1f}{spent.cpu / number / best:8.1f}"
        )


def _memory(suite: Suite, folder: Path, students: int) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spent = whole_pipeline(suite, folder, 2)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"\n{students} submissions: {students / spent.wall:.0f}/s,"
        f" peak of the grader {after / 1024:.0f} MB (before {before / 1024:.0f} MB)"
    )


if __name__ == "__main__":
    measure()
