"""Sandboxes for a suite, as the commands need them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from grader.model import Execution, Isolation, Submission, Suite
from grader.sandbox import Plan, open_sandbox


@dataclass(frozen=True)
class BoundWorker:
    """A sandbox that knows which cases to run."""

    sandbox: object
    plan: Plan

    @property
    def isolation(self) -> Isolation:
        return self.sandbox.isolation

    def run(self, submission: Submission) -> Execution:
        return self.sandbox.run(submission, self.plan)


@contextmanager
def bound_worker(suite: Suite) -> Iterator[BoundWorker]:
    """A sandbox of the best kind that this host has.  Raises SandboxError."""
    with open_sandbox(suite.limits, suite.modules) as sandbox:
        yield BoundWorker(sandbox, Plan.of(suite))
