"""The levels of isolation, best first, and the choice of one.

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
    from grader.sandbox.backend import PreforkBackend
    from grader.sandbox.prestart import PrestartedProcess

Layers = tuple[str, ...]

PLAIN: Layers = ()
"""No isolation: for files whose author is the person at the keyboard."""

ISOLATION_LEVELS: tuple[Layers, ...] = (
    ("bwrap", "landlock", "seccomp"),
    ("bwrap", "seccomp"),
    ("landlock", "seccomp"),
    ("seccomp",),
)
"""The layers of each level that isolates, best first."""


def level(layers: Sequence[str]) -> str:
    """Return the letter of the level that has these layers on this system."""
    if "seccomp" in layers:
        return "CBA"[len(layers) - 1]
    return {"darwin": "D", "win32": "E"}.get(sys.platform, "F")


def prefork_backend(
    limits: Limits,
    modules: Sequence[str],
    layers: Sequence[str],
    prestarted: PrestartedProcess | None = None,
    preloaded: Sequence[str] | None = None,
) -> PreforkBackend:
    """Return a backend with exactly these layers.

    Raises
    ------
    SandboxError
        This host lacks one of the layers.
    """
    if sys.platform != "linux":
        raise SandboxError("these layers are Linux's")
    from grader.sandbox.backend import PreforkBackend  # its imports exist on Linux only

    if "bwrap" in layers and not bwrap():
        raise SandboxError("bwrap is not installed")
    backend = PreforkBackend(limits, modules, layers, prestarted, preloaded)
    if "landlock" in layers and not backend.isolation.details.get("landlock"):
        backend.close()
        raise SandboxError("this kernel has no Landlock")
    return backend


def best_backend(limits: Limits, modules: Sequence[str]) -> PreforkBackend:
    """Return a backend of the best level that this host has.

    Raises
    ------
    SandboxError
        The host has none; the message holds the reason of each.
    """
    reasons = []
    for layers in ISOLATION_LEVELS:
        try:
            return prefork_backend(limits, modules, layers)
        except (SandboxError, WorkerLost) as reason:
            reasons.append(f"{' + '.join(layers)}: {reason}")
    raise SandboxError(
        "student code cannot be isolated on this host; run the grader in a Linux container"
        + "".join(f"\n  {reason}" for reason in reasons)
    )
