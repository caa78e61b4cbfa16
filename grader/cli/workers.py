"""Sandboxes for a suite, as the commands need them."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from grader.cli.options import TRUST
from grader.errors import SandboxError
from grader.model import Execution, Isolation, Limits, Submission, Suite
from grader.sandbox import PLAIN, Plan, Worker, open_sandbox

_REFUSED = f"""\
{{reason}}
  Without isolation, student code could read files of this account, the hidden cases among them,
  and use the network.  Run the grader in a Linux container (that gives level B; `grader doctor`
  says more), or pass {TRUST} to grade without isolation."""


@dataclass(frozen=True)
class BoundWorker:
    """A sandbox that knows which cases to run."""

    worker: Worker
    plan: Plan

    def run(self, submission: Submission) -> Execution:
        """Raises SandboxError where the run says nothing about the submission."""
        return self.worker.run(submission, self.plan)


class Workshop:
    """Opens sandboxes for one suite, all of them on the rung of the first.

    The first is opened at once, so that ``isolation`` is known before anything is graded.
    """

    def __init__(self, suite: Suite, *, plain: bool = False):
        """Raises SandboxError where this host has no such sandbox."""
        self._suite, self._plan = suite, Plan.of(suite)
        layers = PLAIN if plain else None
        self._first: Worker | None = open_sandbox(suite.limits, suite.modules, layers)
        self.isolation: Isolation = self._first.isolation
        self._lock = threading.Lock()

    @contextmanager
    def open(self) -> Iterator[BoundWorker]:
        """A sandbox, closed in the end.  Raises SandboxError."""
        with self._next() as worker:
            yield BoundWorker(worker, self._plan)

    def close(self) -> None:
        """End the first sandbox, if nobody took it."""
        if self._first:
            self._first.close()

    def _next(self) -> Worker:
        with self._lock:
            first, self._first = self._first, None
        layers = self.isolation.layers
        return first or open_sandbox(self._suite.limits, self._suite.modules, layers)


def refusal(reason: SandboxError) -> SandboxError:
    """Why other people's code is not run here, and what to do."""
    return SandboxError(_REFUSED.format(reason=reason))


@contextmanager
def for_own_code(suite: Suite) -> Iterator[Workshop]:
    """A workshop for the code of the person at the keyboard: isolated where that is possible."""
    try:
        workshop = Workshop(suite)
    except SandboxError:
        workshop = Workshop(suite, plain=True)
    with contextlib.closing(workshop):
        yield workshop


class OwnSandbox:
    """For the code of the person at the keyboard: isolated where possible, and kept warm.

    When it is lost (the machine slept, a process was ended), the next run opens another.
    """

    def __init__(self, limits: Limits, modules: tuple[str, ...]) -> None:
        self._limits, self._modules = limits, modules
        self._worker: Worker | None = None
        self._fault: Exception | None = None

    def start(self) -> None:
        """Open it, in whatever thread; a fault is kept for the run that needs it."""
        try:
            self._worker = self._open()
        except Exception as fault:  # noqa: BLE001 - raised again where somebody listens
            self._fault = fault

    def run(self, submission: Submission, plan: Plan) -> Execution:
        """Raises SandboxError where the run says nothing about the submission, twice."""
        try:
            return self._ready().run(submission, plan)
        except SandboxError:
            self.close()
            return self._ready().run(submission, plan)

    @property
    def isolation(self) -> Isolation:
        return self._ready().isolation

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _ready(self) -> Worker:
        if self._fault is not None:
            fault, self._fault = self._fault, None
            raise fault
        if self._worker is None:
            self._worker = self._open()
        return self._worker

    def _open(self) -> Worker:
        try:
            return open_sandbox(self._limits, self._modules)
        except SandboxError:
            return open_sandbox(self._limits, self._modules, PLAIN)
