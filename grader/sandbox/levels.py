"""The rungs of isolation, best first, and the choice of one.

A   bwrap + Landlock + seccomp     Linux where unprivileged user namespaces work
B   two of them                    Linux in most containers (Landlock + seccomp)
C   seccomp                        Linux without Landlock
D   time limits only               macOS: a student's own file
E   time limits only               Windows: a student's own file
F   time limits only               anywhere else, or on request
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from grader.errors import SandboxError
from grader.model import Limits
from grader.sandbox.bwrap import bwrap
from grader.sandbox.supervisor import WorkerLost

if TYPE_CHECKING:
    from grader.sandbox.backend import WarmHouse
    from grader.sandbox.prestart import Begun

Layers = tuple[str, ...]

PLAIN: Layers = ()
"""No isolation: for files whose author is the person at the keyboard."""

RUNGS: tuple[Layers, ...] = (
    ("bwrap", "landlock", "seccomp"),
    ("bwrap", "seccomp"),
    ("landlock", "seccomp"),
    ("seccomp",),
)


def level(layers: Sequence[str]) -> str:
    """The letter of a rung on this system."""
    if "seccomp" in layers:
        return "CBA"[len(layers) - 1]
    return {"darwin": "D", "win32": "E"}.get(sys.platform, "F")


def warm_house(
    limits: Limits,
    modules: Sequence[str],
    layers: Sequence[str],
    begun: Begun | None = None,
    stock: Sequence[str] | None = None,
) -> WarmHouse:
    """A house on exactly this rung.  Raises SandboxError where it cannot be had."""
    if sys.platform != "linux":
        raise SandboxError("these layers are Linux's")
    from grader.sandbox.backend import WarmHouse  # its imports exist on Linux only

    if "bwrap" in layers and not bwrap():
        raise SandboxError("bwrap is not installed")
    house = WarmHouse(limits, modules, layers, begun, stock)
    if "landlock" in layers and not house.isolation.details.get("landlock"):
        house.close()
        raise SandboxError("this kernel has no Landlock")
    return house


def best_house(limits: Limits, modules: Sequence[str]) -> WarmHouse:
    """A house on the best rung that this host has.  Raises SandboxError where it has none."""
    reasons = []
    for layers in RUNGS:
        try:
            return warm_house(limits, modules, layers)
        except (SandboxError, WorkerLost) as reason:
            reasons.append(f"{' + '.join(layers)}: {reason}")
    raise SandboxError(
        "student code cannot be isolated on this host; run the grader in a Linux container"
        + "".join(f"\n  {reason}" for reason in reasons)
    )
