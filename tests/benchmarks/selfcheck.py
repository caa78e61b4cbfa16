"""How long a student waits: a first check from the kit, and the next ones while watching.

    python -m tests.benchmarks.selfcheck [rounds]

A cold check is ``python check.pyz FILE`` from start to end, in turns with ``import numpy`` alone,
so that a busy machine slows both; the first of them finds nothing compiled.  A warm one is what
watching does between a save and the text.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from grader.assignment.folder import load_assignment
from grader.errors import SandboxError
from grader.kit.contents import kit
from grader.model import Submission, Suite
from grader.report import Style, check_text
from grader.sandbox import opening
from grader.selfcheck import Checker, property_report
from grader.selfcheck.sandbox import OwnSandbox
from grader.suite.file import load
from tests.conftest import ROOT

FILES = ("right_textbook", "slope_forgotten", "not_yet_half", "two_activations")


PLAIN = """
import sys

sys.path.insert(0, {files!r})
from grader.cli import check
from grader.errors import SandboxError

def none(*arguments):
    raise SandboxError("as on other systems")

check.prestart_own = lambda: None
from grader.sandbox import opening

opening.prefork_backend = none
check.leave(check.main())
"""


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
    check, kept = str(home / "check.pyz"), home / "__pycache__"
    _seconds([sys.executable, check])
    (files,) = kept.iterdir()
    commands = {
        "import numpy, alone": ("-c", "import numpy"),
        "cold, the first": (check,),
        "cold, isolated": (check,),
        "cold, plain process": ("-c", PLAIN.format(files=str(files))),
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(rounds):
        file = str(ROOT / "submissions" / FILES[number % len(FILES)] / "backprop.py")
        shutil.rmtree(kept)
        for name, command in commands.items():
            taken[name].append(_seconds([sys.executable, *command, file]))
    alone, *checks = taken
    _say(alone, taken[alone])
    for name in checks:
        pairs = zip(taken[name], taken[alone], strict=True)
        ratio = statistics.median(whole / numpy for whole, numpy in pairs)
        _say(name, taken[name], f"{ratio:.1f} times that")


def _warm(name: str, suite: Suite, rounds: int, *, plain: bool) -> None:
    sandbox = OwnSandbox(suite.limits, suite.modules)
    with plain_processes() if plain else contextlib.nullcontext():
        sandbox.start()
    checker = Checker(suite, "0" * 64, "1", seed=1)
    taken = []
    for number in range(rounds + len(FILES)):
        source = ROOT / "submissions" / FILES[number % len(FILES)] / "backprop.py"
        began = time.perf_counter()
        submission = Submission("somebody", source.name, source.read_bytes())
        checked = checker.check(submission, sandbox.run, sandbox.isolation)
        check_text(checked.page, Style(), property_report(checked))
        taken.append(time.perf_counter() - began)
        sandbox.make_ready(checker.plan)
        time.sleep(0.4)  # a person writes; meanwhile the next process is made ready
    sandbox.close()
    _say(name, taken[len(FILES) :])


@contextlib.contextmanager
def plain_processes() -> Iterator[None]:
    """As where no process can be locked in."""
    real = opening.prefork_backend
    opening.prefork_backend = _none
    yield
    opening.prefork_backend = real


def _none(*arguments: object) -> NoReturn:
    raise SandboxError("as on other systems")


def _seconds(command: list[str]) -> float:
    compiling = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False, env=compiling)
    return time.perf_counter() - began


def _say(name: str, seconds: list[float], more: str = "") -> None:
    middle, most = statistics.median(seconds), max(seconds)
    print(
        f"{name:<22}{min(seconds) * 1e3:>7.0f} ms at best{middle * 1e3:>7.0f} median"
        f"{most * 1e3:>7.0f} at worst  {more}".rstrip()
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
