"""Runs submissions one after the other, each in children of its own."""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from types import TracebackType
from typing import Literal, Protocol, Self

from grader.model import Execution, Isolation, Limits, Raised, Submission
from grader.sandbox.outcomes import Ledger
from grader.sandbox.plan import Plan, PlannedQuestion
from grader.sandbox.reply import Transcript
from grader.sandbox.supervisor import Child, Sitting

Isolate = Literal["submission", "question"]
"""What gets a child of its own."""

LARGEST_SOURCE = 256 * 1024


class House(Protocol):
    """Where children come from."""

    isolation: Isolation

    def ask(self, plan: Plan, request: bytes) -> Child:
        """A child that has got this request.  Raises WorkerLost."""

    def look_ahead(self, plan: Plan) -> None:
        """Make ready for a next request of the same plan.  Raises WorkerLost."""

    def renew(self) -> None:
        """Start afresh: something here was tampered with.  Raises WorkerLost."""

    def close(self) -> None:
        """End everything that was started."""


class Worker:
    """One place where submissions are run.  Close it, or use it in a ``with`` statement."""

    def __init__(
        self, house: House, limits: Limits, isolate: Isolate, *, hurried: bool = True
    ) -> None:
        """A ``hurried`` one makes ready for the next submission while one is run."""
        self._house = house
        self._limits = limits
        self._isolate = isolate
        self._hurried = hurried

    @property
    def isolation(self) -> Isolation:
        return self._house.isolation

    def run(self, submission: Submission, plan: Plan) -> Execution:
        """What the submission's functions did, case by case in the order of the suite.

        Raises WorkerLost when the process that was to run it is gone: nothing is known then, and
        this worker is of no more use.
        """
        ledger = Ledger(plan)
        if len(submission.source) > LARGEST_SOURCE:
            ledger.refuse(_too_large())
        while ledger.open:
            asked = ledger.open if self._isolate == "submission" else ledger.open[:1]
            self._sit(submission, plan, asked, ledger)
        if ledger.tampered:
            self._house.renew()
        return ledger.execution()

    def make_ready(self, plan: Plan) -> None:
        """For a next submission to this plan, now that there is time.  Raises WorkerLost."""
        self._house.look_ahead(plan)

    def close(self) -> None:
        self._house.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _sit(
        self,
        submission: Submission,
        plan: Plan,
        asked: Sequence[PlannedQuestion],
        ledger: Ledger,
    ) -> None:
        child = self._house.ask(plan, _request(submission, plan, asked))
        try:
            if self._hurried:
                self._house.look_ahead(plan)
            transcript = Transcript(asked, self._limits)
            sitting = Sitting(child, transcript, self._limits, plan.hidden)
            cut_short = sitting.watch()
        finally:
            child.close()
        ledger.enter(asked, transcript, bytes(sitting.output), cut_short)


def _request(submission: Submission, plan: Plan, asked: Sequence[PlannedQuestion]) -> bytes:
    numbers = tuple(question.number for question in asked)
    beside = (plan.companion.filename, plan.companion.source) if plan.companion else None
    return marshal.dumps((numbers, _shown_name(submission.filename), submission.source, beside))


def _shown_name(filename: str) -> str:
    """The name that tracebacks know the file by: never a path, never one of ours."""
    name = filename.replace("\\", "/").rpartition("/")[2].encode("utf-8", "replace").decode()
    return name[:100] if name.endswith((".py", ".ipynb")) else f"{name[:100]}.py"


def _too_large() -> Raised:
    text = f"the file is larger than {LARGEST_SOURCE // 1024} KiB"
    return Raised("ValueError", text, loading=True)
