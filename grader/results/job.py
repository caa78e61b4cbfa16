"""Jobs of a worker process, and their results."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from grader.gradebook import Mark, Run, grades
from grader.marking.marker import Marker, ungraded
from grader.model import (
    Blame,
    Execution,
    Grade,
    Isolation,
    Label,
    Standing,
    Submission,
    Suite,
    Ungraded,
)
from grader.sandbox import Plan


class Sandbox(Protocol):
    """Runs the cases of a submission and reports what happened."""

    @property
    def isolation(self) -> Isolation:
        """The layers of isolation."""

    def run(self, submission: Submission, plan: Plan) -> Execution:
        """Raise SandboxError where the run says nothing about the submission."""


OpenSandbox = Callable[[Sequence[str] | None], AbstractContextManager[Sandbox]]
"""Opens a sandbox within the named layers of isolation, or the best that there are."""


@dataclass(frozen=True)
class StudentTask:
    """What one student is asked.  ``variant`` names it where students have suites of their own."""

    suite: Suite
    plan: Plan
    marker: Marker
    variant: str = ""


@dataclass(frozen=True)
class BatchConfig:
    """The facts that all jobs of a batch share.

    Parameters
    ----------
    open_sandbox
        None where nothing may be run.
    task_of
        Returns what the student of this name is asked.
    folder, digest, version
        The folder of results, or None where workers cannot write there and return each page;
        the digest of its suite; and the grader's version.
    labels
        The names that people gave to groups of unexplained answers.
    starts_sandbox
        Whether a worker opens a sandbox before its first job, or when a job first needs one.
    """

    open_sandbox: OpenSandbox | None
    task_of: Callable[[str], StudentTask]
    folder: Path | None
    digest: str
    version: str
    labels: Mapping[str, Label] = field(default_factory=dict)
    starts_sandbox: bool = True


@dataclass(frozen=True)
class Job:
    """One attempt to bring up to date.

    ``standing`` has no grade yet; with a ``run`` nothing needs to be run, and with a reason in
    ``unreadable`` nothing can be.  The run may be that of another student's copy of the program
    (see ``hanging``), which the gradebook does not hold for this one.  ``checked`` is what was
    found in the derivation before.
    """

    attempt: int
    standing: Standing
    submission: Submission
    run: Run | None = None
    unreadable: str = ""
    checked: bytes | None = None
    is_run_of_a_copy: bool = False

    @property
    def student(self) -> str:
        return self.standing.person.student

    def without_bytes(self) -> Job:
        """Return the job as a worker sends it back: the coordinator has the bytes already."""
        bare = replace(self.submission, source=b"", derivation=None)
        standing = replace(self.standing, earlier=None)
        return replace(self, standing=standing, submission=bare, run=None, checked=None)


@dataclass(frozen=True)
class JobResult:
    """The result of a job.

    ``run`` is None where nothing was run; ``earned`` are the points that count, None where nothing
    is graded; ``prints`` are there where the source was read anew.  ``checked`` is what was found
    in a derivation that was checked now, with the key to keep it by.  ``page`` is there where the
    worker could not write it.  ``place_fault`` is the type of the exception with which the grader
    failed to look for a place in the code; no mark depends on that.  ``hanging_program`` is the key
    of a program that reached a limit of time (see ``hanging``).
    """

    job: Job
    mark: Mark
    run: Run | None = None
    earned: float | None = None
    ungraded: Ungraded | None = None
    page_bytes: int = 0
    prints: bytes = b""
    checked: tuple[str, bytes] | None = None
    page: bytes = b""
    place_fault: str = ""
    hanging_program: bytes = b""

    @property
    def our_fault(self) -> bool:
        return self.mark.again


@dataclass(frozen=True)
class NeedsRun:
    """A job that was left as it was: marking needs the sandbox, and this batch has none."""

    job: Job


@dataclass(frozen=True)
class WorkerFailure:
    """The worker cannot go on, and why; ``no_sandbox`` where none can be opened on this host."""

    reason: str
    no_sandbox: bool = False


def mark_of(grade: Grade, variant: str) -> Mark:
    """Return the grade as the gradebook keeps it."""
    groups = tuple(dict.fromkeys(q.group for q in grade.questions if q.group))
    return Mark(grades.packed(grade), variant, groups, again=grade.is_our_fault)


def lost(job: Job) -> JobResult:
    """Return the result of a job that ended two workers: ungraded, and never zero."""
    grade = ungraded(job.student, "the process that graded it ended twice", Blame.GRADER)
    return JobResult(job.without_bytes(), mark_of(grade, ""), ungraded=grade.ungraded)
