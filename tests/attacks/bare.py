"""What the attacks do where nothing is isolated.

A suite without damage proves little if its attacks could not do any.  So each is tried once more
with no layer at all, alone inside an outer ``bwrap`` that the host needs for its own safety: a
read-only view of the file system, processes, network and users of its own.  The rows that get
through there are what the layers hold back; the others (wrong answers, hangs, floods) are held
back by the design, which is the same with and without layers.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from grader.sandbox import PLAIN, open_sandbox
from grader.sandbox.bwrap import bwrap
from tests.attacks.attack import Attack
from tests.attacks.catalogue import CATALOGUE
from tests.attacks.ground import LIMITS, Host, Range

ROOT = Path(__file__).parents[2]
DEADLINE = 60.0


def comes_to(attack: Attack) -> str:
    """The damage of an attack where nothing is isolated, or empty.

    Raises RuntimeError where it could not even be tried.
    """
    number = str(CATALOGUE.index(attack))
    command = (*_outer(), sys.executable, "-m", "tests.attacks.bare", number)
    try:
        ended = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=DEADLINE, errors="replace"
        )
    except subprocess.TimeoutExpired:
        return "the grader was held up"
    began, *lines = ended.stdout.splitlines() or [""]
    if began != "begins":
        raise RuntimeError(f"nothing was tried: {ended.stderr[-800:]}")
    if not lines or lines[-1] != "tried":
        return "the grader was ended"
    return "; ".join(lines[:-1])


def _outer() -> tuple[str, ...]:
    return (
        *(bwrap(), "--unshare-all", "--unshare-user", "--cap-drop", "ALL", "--new-session"),
        *("--die-with-parent", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"),
        *("--tmpfs", "/tmp", *_needed_in_tmp(), "--chdir", str(ROOT), "--"),
    )


def _needed_in_tmp() -> Iterator[str]:
    """What would be covered there, if somebody keeps it there."""
    for path in {str(ROOT), sys.prefix, sys.base_prefix}:
        if path.startswith("/tmp/"):
            yield from ("--ro-bind", path, path)


def _try(attack: Attack) -> None:
    with tempfile.TemporaryDirectory() as folder:
        host = Host(Path(folder))
        host.prepare()
        with open_sandbox(LIMITS, layers=PLAIN) as worker:
            ground = Range(host, worker)
            sys.stdout.write("begins\n")
            sys.stdout.flush()
            trial = ground.attempt(attack)
    sys.stdout.writelines(f"{line}\n" for line in (*map(ascii, trial.damage), "tried"))


if __name__ == "__main__":
    _try(CATALOGUE[int(sys.argv[1])])
