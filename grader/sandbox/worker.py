"""Run submissions one after the other, each in children of its own."""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from types import TracebackType
from typing import Literal, Protocol, Self

from grader.model import Execution, Isolation, Limits, Raised, Submission
from grader.sandbox.outcomes import OutcomeTable
from grader.sandbox.plan import Plan, PlannedQuestion
from grader.sandbox.reply import ReplyParser
from grader.sandbox.supervisor import Child, ChildSupervisor

Isolate = Literal["submission", "question"]
"""What gets a child of its own."""

LoadOptions = tuple[bool, tuple[str, ...], float, float, int, tuple[int, ...], bool]
"""The fields of ``LoadOptions`` (see ``inside/loading.py``)."""

LARGEST_SOURCE = 256 * 1024


class Backend(Protocol):
    """Starts children."""

    isolation: Isolation

    @property
    def pid(self) -> int | None:
        """The process id of the fork server, or None where there is none."""

    def ask(self, plan: Plan, request: bytes) -> Child:
        """Return a child that has this request.  Raises WorkerLost."""

    def prefork(self, plan: Plan) -> None:
        """Have a child ready for a next request of the same plan.  Raises WorkerLost."""

    def renew(self) -> None:
        """Replace what a submission tampered with.  Raises WorkerLost."""

    def close(self) -> None:
        """End every process."""


class Worker:
    """Run submissions.  Close it, or use it in a ``with`` statement.

    Parameters
    ----------
    backend
        Starts the children.
    limits
        What one question may cost.
    isolate
        What gets a child of its own.
    prefork
        Fork the child of the next submission while one submission runs.
    """

    def __init__(
        self, backend: Backend, limits: Limits, isolate: Isolate, *, prefork: bool = True
    ) -> None:
        self._backend = backend
        self._limits = limits
        self._isolate = isolate
        self._prefork = prefork
        self._loading_limits = (limits.cpu_seconds, limits.wall_seconds, limits.output_kb * 1024)

    @property
    def isolation(self) -> Isolation:
        return self._backend.isolation

    @property
    def pid(self) -> int | None:
        """The process id of the fork server, or None where there is none."""
        return self._backend.pid

    def run(self, submission: Submission, plan: Plan) -> Execution:
        """Return what the submission's functions did, case by case in the order of the suite.

        Raises
        ------
        WorkerLost
            The process that was to run it is gone.  Nothing is known of the submission then, and
            this worker is of no more use.
        """
        left = self._limits.submission_seconds
        outcomes = OutcomeTable(plan)
        if len(submission.source) > LARGEST_SOURCE:
            outcomes.refuse(_too_large())
        while outcomes.open:
            asked = outcomes.open if self._isolate == "submission" else outcomes.open[:1]
            left -= self._run_child(submission, plan, asked, outcomes, left)
        if outcomes.tampered:
            self._backend.renew()
        return outcomes.execution()

    def make_ready(self, plan: Plan) -> None:
        """Fork the child of a next submission to this plan.  Raises WorkerLost."""
        self._backend.prefork(plan)

    def close(self) -> None:
        self._backend.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _run_child(
        self,
        submission: Submission,
        plan: Plan,
        asked: Sequence[PlannedQuestion],
        outcomes: OutcomeTable,
        seconds_left: float,
    ) -> float:
        """Enter what a child answers in the outcomes, and return the seconds that it took."""
        strict = plan.loading == "strict"
        options = (strict, plan.functions, *self._loading_limits, outcomes.slow, plan.recorded)
        child = self._backend.ask(plan, _request(submission, plan, asked, options))
        try:
            if self._prefork:
                self._backend.prefork(plan)
            parser = ReplyParser(asked, self._limits)
            supervisor = ChildSupervisor(child, parser, self._limits, plan.hidden, seconds_left)
            cut_short = supervisor.watch()
            seconds = supervisor.seconds
        finally:
            child.close()
        outcomes.enter(asked, parser, bytes(supervisor.output), cut_short)
        return seconds


def _request(
    submission: Submission, plan: Plan, asked: Sequence[PlannedQuestion], options: LoadOptions
) -> bytes:
    numbers = tuple(question.number for question in asked)
    beside = (plan.companion.filename, plan.companion.source) if plan.companion else None
    name = _shown_name(submission.filename)
    return marshal.dumps((numbers, name, submission.source, beside, options))


def _shown_name(filename: str) -> str:
    """Return the name of the file in tracebacks: never a path, never one of our own names."""
    name = filename.replace("\\", "/").rpartition("/")[2].encode("utf-8", "replace").decode()
    return name[:100] if name.endswith((".py", ".ipynb")) else f"{name[:100]}.py"


def _too_large() -> Raised:
    text = f"the file is larger than {LARGEST_SOURCE // 1024} KiB"
    return Raised("ValueError", text, loading=True)
