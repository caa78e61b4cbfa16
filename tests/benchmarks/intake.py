"""What taking a class in costs, for each form in which it may arrive.

    python -m tests.benchmarks.intake [--students 5000]

Seconds to look at the download and to read every submission once, and the most memory that Python
asked for meanwhile, beside the size of what was downloaded.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import tracemalloc
from pathlib import Path

from grader.intake import ExpectedModule, Unreadable, collect
from tests.benchmarks.classroom import source
from tests.intake.downloads import KINDS, download

_MODULE = "backprop.py"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=5000)
    count = parser.parse_args().students
    people = {f"Student N{number}": source(number).encode() for number in range(count)}
    print(f"{count} students; MB is 10^6 bytes")
    print(f"{'kind':>12} {'download MB':>12} {'look s':>8} {'read s':>8} {'most MB':>8}")
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            path = download(kind, Path(folder), people, module=_MODULE).path
            look, read = timed(path)
            most = peak(path)
            print(f"{kind:>12} {size(path):12.1f} {look:8.2f} {read:8.2f} {most:8.1f}")


def timed(path: Path) -> tuple[float, float]:
    began = time.perf_counter()
    handed_in = collect([path], ExpectedModule(_MODULE)).submissions
    looked = time.perf_counter()
    for one in handed_in:
        assert not isinstance(one.read(), Unreadable), one
    return looked - began, time.perf_counter() - looked


def peak(path: Path) -> float:
    """The most memory in MB; measured apart, because measuring takes time."""
    tracemalloc.start()
    timed(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def size(path: Path) -> float:
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


if __name__ == "__main__":
    main()
