"""How long a student waits: a first check from the kit, and the next ones while watching.

    python -m tests.benchmarks.selfcheck [rounds]

A cold check is ``python check.pyz FILE`` from start to end, in turns with ``import numpy`` alone,
so that a busy machine slows both.  A warm one is what watching does between a save and the text.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from grader.assignment import load_assignment
from grader.cli.ownsandbox import OwnSandbox
from grader.kit import kit
from grader.model import Submission, Suite
from grader.report import Style, check_text
from grader.sandbox import PLAIN, open_sandbox
from grader.selfcheck import Checker, beside
from grader.suitefile import load
from tests.conftest import ROOT

FILES = ("right_textbook", "slope_forgotten", "not_yet_half", "two_activations")


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(io.BytesIO(kit(load_assignment(ROOT / "reference")))) as packed:
            packed.extractall(folder)
        home = Path(folder) / "backprop"
        print(f"check.pyz: {(home / 'check.pyz').stat().st_size >> 10} KiB, {rounds} rounds")
        _cold(home, rounds)
        suite = load(home / "public.json")
    _warm("warm, isolated", suite, rounds, plain=False)
    _warm("warm, plain process", suite, rounds, plain=True)


def _cold(home: Path, rounds: int) -> None:
    alone, whole = [], []
    for number in range(rounds):
        file = ROOT / "submissions" / FILES[number % len(FILES)] / "backprop.py"
        alone.append(_seconds([sys.executable, "-c", "import numpy"]))
        whole.append(_seconds([sys.executable, str(home / "check.pyz"), str(file)]))
    ratio = statistics.median(w / a for w, a in zip(whole, alone, strict=True))
    _say("import numpy, alone", alone)
    _say("cold check", whole, f"{ratio:.1f} times that")


def _warm(name: str, suite: Suite, rounds: int, *, plain: bool) -> None:
    sandbox = OwnSandbox(suite.limits, suite.modules)
    if plain:
        sandbox._worker = open_sandbox(suite.limits, suite.modules, PLAIN)
    checker = Checker(suite, "0" * 64, "1", seed=1)
    taken = []
    for number in range(rounds + len(FILES)):
        source = ROOT / "submissions" / FILES[number % len(FILES)] / "backprop.py"
        began = time.perf_counter()
        submission = Submission("somebody", source.name, source.read_bytes())
        checked = checker.check(submission, sandbox.run, sandbox.isolation)
        check_text(checked.page, Style(), beside(checked))
        taken.append(time.perf_counter() - began)
        time.sleep(0.4)  # a person writes; meanwhile the next process is made ready
    sandbox.close()
    _say(name, taken[len(FILES) :])


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False)
    return time.perf_counter() - began


def _say(name: str, seconds: list[float], more: str = "") -> None:
    middle, most = statistics.median(seconds), max(seconds)
    print(
        f"{name:<22}{min(seconds) * 1e3:>7.0f} ms at best{middle * 1e3:>7.0f} median"
        f"{most * 1e3:>7.0f} at worst  {more}".rstrip()
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
