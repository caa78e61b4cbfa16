"""Every attack: nothing comes of it, and the next submission is graded right by the same worker.

One attack of each kind of defence runs on every level, and the whole catalogue on the best one
(``-m thorough``); ``python -m tests.attacks`` runs everything on every level.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from grader.errors import SandboxError
from grader.sandbox import ISOLATION_LEVELS, open_sandbox
from grader.sandbox.bwrap import bwrap
from tests.attacks.attack import Attack
from tests.attacks.bare import comes_to
from tests.attacks.catalogue import CATALOGUE
from tests.attacks.ground import LIMITS, Host, Range
from tests.conftest import sampled
from tests.resources import shared

SELECTION = (
    "walk the stack frames",
    "read the answers' file",
    "search its memory for it",
    "answer for the harness, then tell",
    "forge all answers and leave",
    "a flood of tiny frames",
    "forge skipped statements",
    "keep the timers",
    "forge records",
    "another answer in place of records",
    "fork past Python",
    "become another program",
    "socket",
    "open",
    "memory to execute",
    "poison memory of the machine",
    "every other number",
    "kill the parent",
    "limit the parent",
    "have the kernel signal the parent",
)
SELECTION_OF_NOBODY = (
    "reading: read the answers' file",
    "reading: use inherited",
    "processes: fork",
    "kernel: every other number",
    "fork server: kill the parent",
    "fork server: limit the parent",
)
BITING = (
    "read the answers' file",
    "read the environment",
    "fork",
    "socket",
    "memory to execute",
    "kill the parent",
    "limit the parent",
)
ROOT = Path(__file__).parents[2]


def _param(attack: Attack) -> object:
    daily = attack.id in SELECTION or attack.family == "hidden"
    marks = () if daily else pytest.mark.thorough
    return pytest.param(attack, id=f"{attack.family}: {attack.id}", marks=marks)


@pytest.fixture(scope="module")
def best(host: Host) -> Iterator[Range]:
    with shared(partial(open_sandbox, LIMITS)) as worker:
        yield Range(host, worker)


@pytest.fixture(scope="module", params=ISOLATION_LEVELS[2:], ids=" + ".join)
def lower(request: pytest.FixtureRequest, host: Host) -> Iterator[Range]:
    try:
        with shared(partial(open_sandbox, LIMITS, layers=request.param)) as worker:
            yield Range(host, worker)
    except SandboxError as reason:
        pytest.skip(f"this host has no such level: {reason}")


@pytest.mark.parametrize("attack", [*map(_param, CATALOGUE)])
def test_nothing_comes_of_an_attack(best: Range, attack: Attack) -> None:
    trial = best.attempt(attack)

    assert not trial.damage
    assert not trial.stumbled


@pytest.mark.parametrize(
    "attack", sampled([a for a in CATALOGUE if a.id in SELECTION], 2, lambda one: one.id)
)
def test_nothing_comes_of_it_with_fewer_layers(lower: Range, attack: Attack) -> None:
    trial = lower.attempt(attack)

    assert not trial.damage
    assert not trial.stumbled


def test_each_attack_has_a_name_of_its_own() -> None:
    names = Counter((attack.family, attack.id) for attack in CATALOGUE)

    assert names.most_common(1)[0][1] == 1
    assert {id for _, id in names} >= set(SELECTION)


def test_the_fork_server_holds_no_capability(host: Host) -> None:
    """Root's children could otherwise take pages of the machine's memory out of use (madvise)."""
    with open_sandbox(LIMITS, layers=("seccomp",)) as worker:
        status = Path(f"/proc/{worker.pid}/status").read_text()

    held = {
        line.split()[0]: int(line.split()[1], 16) for line in status.splitlines() if "Cap" in line
    }
    assert held["CapEff:"] == held["CapPrm:"] == 0


@pytest.mark.thorough
def test_nothing_comes_of_it_as_an_unprivileged_user() -> None:
    """One attack of each kind of defence, by nobody, on every level."""
    if os.getuid() != 0:
        pytest.skip("this user is unprivileged, so all of these tests ran unprivileged")
    command = [sys.executable, "-m", "tests.attacks.nobody", "tests.attacks"]
    only = [word for id in SELECTION_OF_NOBODY for word in ("--only", id)]
    ended = subprocess.run([*command, *only], cwd=ROOT, capture_output=True, text=True)

    if "PermissionError" in ended.stderr and "nobody.py" in ended.stderr:
        pytest.skip("the interpreter lies in a closed folder and this root may not mount")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "as uid 65534" in ended.stdout


@pytest.mark.parametrize(
    "attack", sampled([a for a in CATALOGUE if a.id in BITING], 3, lambda one: one.id)
)
def test_an_attack_gets_through_where_nothing_is_isolated(attack: Attack) -> None:
    """So that no damage elsewhere says something."""
    if not bwrap():
        pytest.skip("bwrap is not installed, and without it nobody should try this")

    assert comes_to(attack)
