"""Sandboxes for a suite, as the commands need them."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from grader.cli.options import TRUST
from grader.errors import SandboxError
from grader.model import Execution, Isolation, Submission, Suite
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
    """Opens sandboxes for one suite, all of them on the level of the first.

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
