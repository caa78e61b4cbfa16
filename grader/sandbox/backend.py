"""Warm houses: a zygote within the layers that were asked for, and one child ready ahead."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence

from grader.model import Isolation, Limits
from grader.sandbox import seccomp
from grader.sandbox.bwrap import view, wrapped
from grader.sandbox.plan import Plan
from grader.sandbox.prefork import WarmChild, WarmProcess, sealed
from grader.sandbox.prestart import Begun, begin
from grader.sandbox.programs import inside

CHILDREN_A_PROCESS = 2000
"""After so many children the warm process is replaced."""

LEAST_MEGABYTES = 256
"""Of address space: the warm process itself takes 150."""


class WarmHouse:
    """Gives out children that were forked, locked in and warmed before they were asked for."""

    def __init__(
        self,
        limits: Limits,
        modules: Sequence[str],
        layers: Sequence[str],
        begun: Begun | None = None,
        stock: Sequence[str] | None = None,
    ) -> None:
        """``begun`` and ``stock`` are explained where such a worker is opened.

        Raises WorkerLost if the warm process does not start within these layers.
        """
        self._limits = limits
        self._modules = tuple(modules)
        self._layers = tuple(layers)
        self._stock = None if stock is None else tuple(stock)
        self._plan: Plan | None = None
        self._sheet = -1
        self._ready: WarmChild | None = None
        self._warm = self._start(begun)
        self.isolation = _isolation(self._layers, self._warm.landlock_version)

    def ask(self, plan: Plan, request: bytes) -> WarmChild:
        if plan is not self._plan:
            self._turn_to(plan)
        if self._ready is None and self._old:
            self.renew()
        asked = self._ready or self._bear(plan)
        self._ready = None
        asked.tell(request)
        return asked

    def look_ahead(self, plan: Plan) -> None:
        if plan is not self._plan:
            self._turn_to(plan)
        if self._ready is None and not self._old:
            self._ready = self._bear(plan)

    def renew(self) -> None:
        """A new warm process; children of the old one that still answer are lost."""
        self._dismiss()
        self._warm.close()
        self._warm = self._start()

    def close(self) -> None:
        self._dismiss()
        self._warm.close()
        if self._sheet >= 0:
            os.close(self._sheet)
            self._sheet = -1

    def _start(self, begun: Begun | None = None) -> WarmProcess:
        seen = view(self._modules)
        setup = self._setup(seen.module_path)
        command = wrapped(seen) if "bwrap" in self._layers else seen.command
        return WarmProcess(begun or begin(command), setup)

    def _setup(self, module_path: tuple[str, ...]) -> dict[str, object]:
        filter = seccomp.assemble()
        return {
            "path": module_path,
            "folder": str(inside()),
            "modules": self._modules,
            "stock": self._stock,
            "megabytes": max(self._limits.memory_mb, LEAST_MEGABYTES),
            "landlock": "landlock" in self._layers,
            "filter": filter.program if "seccomp" in self._layers else b"",
            "own_pid_at": filter.own_pid_at,
            "load_number": filter.load_number,
        }

    @property
    def _old(self) -> bool:
        return self._warm.born >= CHILDREN_A_PROCESS

    def _bear(self, plan: Plan) -> WarmChild:
        return self._warm.bear(self._sheet, self._cpu_seconds(plan))

    def _turn_to(self, plan: Plan) -> None:
        self._dismiss()
        if self._sheet >= 0:
            os.close(self._sheet)
        self._sheet = sealed(plan.sheet)
        self._plan = plan

    def _dismiss(self) -> None:
        if self._ready is not None:
            self._ready.close()  # its request ends before it began, and with it the child
            self._ready = None

    def _cpu_seconds(self, plan: Plan) -> int:
        """The kernel's own limit, of one child in all: a net below the grader's clock."""
        return math.ceil(self._limits.cpu_seconds * (len(plan.questions) + 1)) + 1


def _isolation(layers: tuple[str, ...], landlock_version: int) -> Isolation:
    level = "CBA"[len(layers) - 1] if "seccomp" in layers else "F"
    details: dict[str, str | int] = {"uid": os.getuid()}
    if landlock_version:
        details["landlock"] = landlock_version
    return Isolation(level, layers, details)
