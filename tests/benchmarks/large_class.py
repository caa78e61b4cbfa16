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
from dataclasses import dataclass
from pathlib import Path

from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.suite.file import save
from tests.benchmarks.classroom import hand_in

_ROOT = Path(__file__).parent.parent.parent


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


def measure(students: int, workers: int, suite: Path, folder: Path) -> None:
    hand_in(folder / "class", students)
    out = folder / "results"
    grade = ["grade", str(folder / "class"), "--suite", str(suite), "-o", str(out)]
    first = run([*grade, "--workers", str(workers)])
    second = run([*grade, "--workers", str(workers)])
    rendered = run(["report", str(out), "--workers", str(workers)])
    pages = sum(_megabytes(path) for path in out.glob("students/*.html"))
    print(
        f"{students:>7}{students / first.seconds:10.1f}{first.all_mb:10.0f}{first.first_mb:10.0f}"
        f"{second.seconds:10.1f}{rendered.seconds:10.1f}"
        f"{_megabytes(out / 'gradebook.sqlite'):10.1f}{_megabytes(out / 'index.html'):10.2f}"
        f"{pages / students * 1024:10.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=5000)
    parser.add_argument("--small", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    heads = ("per s", "all MB", "book MB", "again s", "report s", "book MB", "class MB", "page KB")
    with tempfile.TemporaryDirectory() as name:
        suite = Path(name) / "suite.json"
        save(build(load_assignment(_ROOT / "reference"), seed=1), suite)
        print(f"{'class':>7}" + "".join(f"{head:>10}" for head in heads))
        for students in (options.small, options.students):
            measure(students, options.workers, suite, Path(name) / str(students))


if __name__ == "__main__":
    main()
