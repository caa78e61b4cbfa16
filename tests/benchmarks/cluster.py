"""What a cluster costs in place of local workers, on the same class.

    python -m tests.benchmarks.cluster [--students 400] [--workers 2]

Both are timed in turns, a few rounds, and the shortest time of each counts: a machine is not as
fast in one minute as in the next.  The start of the cluster is told apart, by grading a class of
one.
"""

from __future__ import annotations

import argparse
import itertools
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.suite.file import save
from tests.benchmarks.classroom import hand_in

_ROOT = Path(__file__).parent.parent.parent


def seconds(handed_in: Path, suite: Path, options: list[str]) -> float:
    """Return how long it takes to grade a class in a new folder."""
    with tempfile.TemporaryDirectory() as out:
        command = ["grade", str(handed_in), "--suite", str(suite), "-o", out, "--quiet", *options]
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "grader", *command], cwd=_ROOT, check=True)
        return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=400)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    ways = {
        "local workers": ["--workers", str(options.workers)],
        "cluster": ["--cluster", f"local:{options.workers}"],
    }
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        suite = folder / "suite.json"
        save(build(load_assignment(_ROOT / "reference"), seed=1), suite)
        hand_in(folder / "class", options.students)
        one = sorted((folder / "class").iterdir())[0]
        shutil.copytree(one, folder / "one" / one.name)
        took: dict[tuple[str, str], list[float]] = defaultdict(list)
        for _ in range(options.rounds):
            for of, (way, arguments) in itertools.product(("one", "class"), ways.items()):
                took[way, of].append(seconds(folder / of, suite, arguments))
        print(f"{'':15}{'start s':>10}{'class s':>10}{'ms each':>10}")
        each = {}
        for way in ways:
            start, whole = min(took[way, "one"]), min(took[way, "class"])
            each[way] = 1000 * (whole - start) / (options.students - 1)
            print(f"{way:15}{start:10.2f}{whole:10.2f}{each[way]:10.2f}")
    print(f"a further submission costs {each['cluster'] / each['local workers']:.2f} x as much")


if __name__ == "__main__":
    main()
