"""How many planted copies are found, how many that are none, how long it takes, in how much memory.

    python -m tests.benchmarks.similarity [--students 300 1000 2000]

The class is made up (``copies.py``): independent students who have few ways to write short
functions, plus disguised copies.  Real students are more varied, and real copies stranger.
"""

from __future__ import annotations

import argparse
import random
import time
import tracemalloc
from pathlib import Path

from grader.similarity import Likeness, cluster_sources
from tests.benchmarks.copies import author, disguised

_ROOT = Path(__file__).parent.parent.parent
_DISGUISES = (
    ("uncommented",),
    ("reordered",),
    ("renamed",),
    ("commented", "renamed"),
    ("renamed", "reordered", "uncommented"),
    ("edited", "renamed", "reordered"),
)
_COPIES = 30


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, nargs="+", default=[300, 1000, 2000])
    template = (_ROOT / "reference/starter.py").read_bytes()
    for students in parser.parse_args().students:
        _planted(students, template)
    _ours(template)


def _planted(students: int, template: bytes) -> None:
    sources = {f"s{n:05}": author(n) for n in range(students)}
    draw, copied = random.Random(1), {}
    for number in range(_COPIES):
        original, how = draw.choice(sorted(sources)), _DISGUISES[number % len(_DISGUISES)]
        copied[f"copy{number:02}"] = (original, how)
    sources |= {n: disguised(sources[o], how, i) for i, (n, (o, how)) in enumerate(copied.items())}
    files = {name: text.encode() for name, text in sources.items()}
    started, before = time.perf_counter(), time.process_time()
    likeness = cluster_sources(files, template)
    seconds, cpu = time.perf_counter() - started, time.process_time() - before
    tracemalloc.start()
    cluster_sources(files, template)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    print(
        f"\n{len(files)} files: {seconds:.1f} s ({cpu:.1f} s CPU), {peak:.0f} MiB,"
        f" typical {likeness.typical:.2f}"
    )
    _found(likeness, copied)


def _found(likeness: Likeness, copied: dict[str, tuple[str, tuple[str, ...]]]) -> None:
    together = [frozenset(cluster.students) for cluster in likeness.clusters]
    for how in _DISGUISES:
        names = [name for name, (_, used) in copied.items() if used == how]
        hits = sum(any({n, copied[n][0]} <= group for group in together) for n in names)
        print(f"  {' + '.join(how):38} {hits} of {len(names)} found")
    known = [frozenset((name, original)) for name, (original, _) in copied.items()]
    wrong = [group for group in together if not any(pair <= group for pair in known)]
    print(f"  clusters {len(together)}, of which without a copy {len(wrong)}", end="")
    print(f" ({sum(map(len, wrong))} students)")


def _ours(template: bytes) -> None:
    """Right answers in many styles, which nobody copied."""
    paths = sorted((_ROOT / "reference/variants").glob("*.py"))
    likeness = cluster_sources({path.stem: path.read_bytes() for path in paths}, template)
    print(f"\n{len(paths)} variants: typical {likeness.typical:.2f}")
    for cluster in likeness.clusters:
        print(f"  {cluster.students} {cluster.pairs[0].code:.2f}")


if __name__ == "__main__":
    main()
