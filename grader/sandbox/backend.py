"""The backend of isolated workers: one fork server, and one child forked ahead (prefork)."""

from __future__ import annotations

import contextlib
import importlib.metadata
import math
import os
import platform
from collections.abc import Sequence

from grader.model import Isolation, Limits
from grader.sandbox import seccomp
from grader.sandbox.bwrap import HostView, bwrap_command, host_view
from grader.sandbox.inherited import LEAST_MEGABYTES, check_inherited, children_of_a_server
from grader.sandbox.inside.protocol import MOST_SLOW
from grader.sandbox.plan import Plan
from grader.sandbox.prefork import ForkedChild, ForkServerProcess, sealed
from grader.sandbox.prestart import PrestartedProcess, prestart

CHILDREN_A_SERVER = 2000
"""After so many children the fork server is replaced."""

_FOUND: dict[HostView, bytes] = {}
"""The modules that a fork server found: the next one starts in two thirds of the time."""


class PreforkBackend:
    """Hand out children that were forked, locked in and warmed up before they are needed.

    Parameters
    ----------
    limits, modules
        As of ``open_sandbox``.
    layers
        The layers of isolation, all of them.
    prestarted, preloaded
        As of ``open_own``.

    Raises
    ------
    SandboxError
        A limit that this process has been started with is too low.
    WorkerLost
        The fork server does not start within these layers.
    """

    def __init__(
        self,
        limits: Limits,
        modules: Sequence[str],
        layers: Sequence[str],
        prestarted: PrestartedProcess | None = None,
        preloaded: Sequence[str] | None = None,
    ) -> None:
        check_inherited(limits)
        self._limits = limits
        self._modules = tuple(modules)
        self._layers = tuple(layers)
        self._preloaded = None if preloaded is None else tuple(preloaded)
        self._plan: Plan | None = None
        self._sheet = -1
        self._ready: ForkedChild | None = None
        self.server = self._start(prestarted)
        self.isolation = _isolation(self._layers, self.server.landlock_version)

    @property
    def pid(self) -> int | None:
        return self.server.pid

    def ask(self, plan: Plan, request: bytes) -> ForkedChild:
        if plan is not self._plan:
            self._switch_to(plan)
        if self._ready is None and self._worn_out:
            self.renew()
        child = self._ready or self._spawn(plan)
        self._ready = None
        child.send(request)
        return child

    def prefork(self, plan: Plan) -> None:
        if plan is not self._plan:
            self._switch_to(plan)
        if self._ready is None and not self._worn_out:
            self._ready = self._spawn(plan)

    def renew(self) -> None:
        """Start a new fork server; children of the old one that still answer are lost."""
        self._discard_ready()
        self.server.close()
        self.server = self._start()

    def close(self) -> None:
        self._discard_ready()
        self.server.close()
        if self._sheet >= 0:
            os.close(self._sheet)
            self._sheet = -1

    def _start(self, prestarted: PrestartedProcess | None = None) -> ForkServerProcess:
        view = host_view(self._modules)
        command = bwrap_command(view) if "bwrap" in self._layers else view.command
        server = ForkServerProcess(prestarted or prestart(command), self._setup(view))
        if server.found:
            _FOUND[view] = server.found
        return server

    def _setup(self, view: HostView) -> dict[str, object]:
        filter = seccomp.assemble()
        return {
            "path": view.module_path,
            "found": _FOUND.get(view, b""),
            "modules": self._modules,
            "preloaded": self._preloaded,
            "megabytes": max(self._limits.memory_mb, LEAST_MEGABYTES),
            "landlock": "landlock" in self._layers,
            "filter": filter.program if "seccomp" in self._layers else b"",
            "own_pid_at": filter.own_pid_at,
            "load_number": filter.load_number,
        }

    @property
    def _worn_out(self) -> bool:
        return self.server.spawned >= children_of_a_server(CHILDREN_A_SERVER)

    def _spawn(self, plan: Plan) -> ForkedChild:
        return self.server.spawn(self._sheet, self._cpu_seconds(plan))

    def _switch_to(self, plan: Plan) -> None:
        self._discard_ready()
        if self._sheet >= 0:
            os.close(self._sheet)
        self._sheet = sealed(plan.sheet)
        self._plan = plan

    def _discard_ready(self) -> None:
        if self._ready is not None:
            self._ready.close()  # its request ends before it began, and with it the child
            self._ready = None

    def _cpu_seconds(self, plan: Plan) -> int:
        """Return the kernel's own limit of one child in all: a net below the grader's clock."""
        stages = len(plan.questions) + 2 + MOST_SLOW
        return math.ceil(self._limits.cpu_seconds * stages) + 1


def _isolation(layers: tuple[str, ...], landlock_version: int) -> Isolation:
    level = "CBA"[len(layers) - 1] if "seccomp" in layers else "F"
    details: dict[str, str | int] = {"uid": os.getuid(), "python": platform.python_version()}
    with contextlib.suppress(importlib.metadata.PackageNotFoundError):  # numpy was only copied here
        details["numpy"] = importlib.metadata.version("numpy")
    if landlock_version:
        details["landlock"] = landlock_version
    return Isolation(level, layers, details)
