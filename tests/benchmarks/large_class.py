"""What a large class costs: time, memory and disk, and what a second run costs.

    python -m tests.benchmarks.large_class [--students 5000] [--small 500] [--workers 2]

The same pipeline for a small class and for a large one, so that what grows can be seen.  Memory is
the proportional share (PSS) of the command and of every process that it started, sampled every
tenth of a second: pages that forked processes share count once.
"""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.suite.file import save
from tests.benchmarks.classroom import hand_in

_ROOT = Path(__file__).parent.parent.parent
_COLUMNS = ("per s", "all MB", "book MB", "again s", "report s", "book MB", "class MB", "page KB")
HEADS = f"{'class':>7}" + "".join(f"{head:>10}" for head in _COLUMNS)


@dataclass(frozen=True)
class Cost:
    """Seconds, and the most memory in MB: of all processes, and of the one that holds the book."""

    seconds: float
    all_mb: float
    first_mb: float


def run(arguments: list[str]) -> Cost:
    """A command of the grader, and what it cost."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "grader", *arguments, "--quiet"]
    process = subprocess.Popen(command, cwd=_ROOT)
    most = first = 0.0
    while process.poll() is None:
        tree = _family(process.pid)
        shares = [_share(pid) for pid in tree]
        most, first = max(most, sum(shares)), max(first, shares[0])
        time.sleep(0.1)
    assert process.returncode == 0
    return Cost(time.perf_counter() - began, most, first)


def _family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return found


def _share(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _megabytes(path: Path) -> float:
    return path.stat().st_size / (1 << 20)


@dataclass(frozen=True)
class Class:
    """What a class of one size cost."""

    students: int
    graded: Cost
    again: Cost
    rendered: Cost
    gradebook_mb: float
    class_page_mb: float
    page_kb: float

    def row(self) -> str:
        return (
            f"{self.students:>7}{self.students / self.graded.seconds:10.1f}"
            f"{self.graded.all_mb:10.0f}{self.graded.first_mb:10.0f}"
            f"{self.again.seconds:10.1f}{self.rendered.seconds:10.1f}"
            f"{self.gradebook_mb:10.1f}{self.class_page_mb:10.2f}{self.page_kb:10.1f}"
        )


def measure(students: int, workers: int, suite: Path, folder: Path) -> Class:
    """Grade a class of this size twice, and report once."""
    hand_in(folder / "class", students)
    out = folder / "results"
    grade = ["grade", str(folder / "class"), "--suite", str(suite), "-o", str(out)]
    first = run([*grade, "--workers", str(workers)])
    second = run([*grade, "--workers", str(workers)])
    rendered = run(["report", str(out), "--workers", str(workers)])
    pages = sum(_megabytes(path) for path in out.glob("students/*.html"))
    return Class(
        students,
        first,
        second,
        rendered,
        _megabytes(out / "gradebook.sqlite"),
        _megabytes(out / "index.html"),
        pages / students * 1024,
    )


def each_size(sizes: Sequence[int], workers: int) -> Iterator[Class]:
    """What classes of these sizes cost, one after another, each in a folder that ends with it."""
    with tempfile.TemporaryDirectory() as name:
        suite = Path(name) / "suite.json"
        save(build(load_assignment(_ROOT / "reference"), seed=1), suite)
        for students in sizes:
            with tempfile.TemporaryDirectory() as folder:
                yield measure(students, workers, suite, Path(folder))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=5000)
    parser.add_argument("--small", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    print(HEADS)
    for cost in each_size((options.small, options.students), options.workers):
        print(cost.row())


if __name__ == "__main__":
    main()
