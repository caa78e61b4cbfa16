"""How often a command calls back up a layer on its way from a file to a page.

    python -m tests.benchmarks.climbs grade submissions -o /tmp/results
    python -m tests.benchmarks.climbs override ada softmax 3 --why misprint --results /tmp/results

The arguments are those of ``grader``.  Imports point down the layers, so a call goes up only where
a lower module was given something of a higher one: a callback, or data that are computed when they
are read.  Each such pair of modules is printed once, and their number.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from types import CodeType, FrameType

from tests.test_layers import LEVEL, ROOT

_ENGINE = f"{ROOT / 'grader'}/"


class ClimbRecorder:
    """Writes the pairs of modules to a file, which forked processes share."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen: set[tuple[str, str]] = set()

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        """Record a call, as ``sys.setprofile`` asks."""
        callee = _module(frame.f_code)
        if event != "call" or not callee or frame.f_code.co_name == "<module>":
            return  # a package imports its modules when they are asked for
        caller = _calling_module(frame)
        if caller and _level(callee) > _level(caller) and (caller, callee) not in self._seen:
            self._seen.add((caller, callee))
            with self._file.open("a") as file:
                file.write(f"{caller} -> {callee}\n")


def _module(code: CodeType) -> str:
    """Return the path of a module of the engine, else an empty string."""
    path = code.co_filename
    return path.removeprefix(_ENGINE).removesuffix(".py") if path.startswith(_ENGINE) else ""


def _calling_module(frame: FrameType) -> str:
    caller = frame.f_back
    while caller is not None and not _module(caller.f_code):
        caller = caller.f_back
    return _module(caller.f_code) if caller else ""


def _level(module: str) -> int:
    return LEVEL[module.partition("/")[0]]


def main(arguments: list[str]) -> int:
    from grader.cli import main as grader

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "climbs"
        file.touch()
        sys.setprofile(ClimbRecorder(file))
        status = grader(arguments)
        sys.setprofile(None)
        pairs = sorted(set(file.read_text().splitlines()))
    print(*pairs, f"{len(pairs)} pairs of modules call up a layer", sep="\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
