"""Where submissions are run, marked and made into pages.

A desk is a process of its own, trusted, with a sandbox of its own: the interpreter lets one thread
compute at a time, and marking and rendering take as long as running.  It gets jobs by handfuls and
returns what they came to as bytes; only the process that holds the gradebook writes to it.
Each step is taken with all jobs of a handful before the next step is: by then the processor has
forgotten what it needs for a step that it took last before another program ran.

A sandbox that is lost is replaced and the submission run once more, alone in the fresh one; if
that is lost too the submission is ungraded, never zero.
"""

from __future__ import annotations

import contextlib
import functools
import signal
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from grader.errors import GraderError, SandboxError
from grader.files import write_atomically
from grader.gradebook import Mark, Run, executions, grades, with_grade
from grader.marking.marker import ungraded
from grader.marking.own_answers import OwnAnswers
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
from grader.report import Renderer, StudentPage, student_page
from grader.results.asking import asking
from grader.sandbox import Plan
from grader.similarity import fingerprints_of
from grader.text.clean import page_name

_NOTHING_RUNS = Isolation("", ())


class Worker(Protocol):
    """What runs a submission's cases and reports what happened."""

    @property
    def isolation(self) -> Isolation:
        """How it holds what it runs."""

    def run(self, submission: Submission, plan: Plan) -> Execution:
        """Raises SandboxError where the run says nothing about the submission."""


class Marker(Protocol):
    """What makes a grade of a run."""

    def mark(self, student: str, execution: Execution, own: OwnAnswers | None = None) -> Grade:
        """The grade of a run that has an observation for every case."""


@dataclass(frozen=True)
class Paper:
    """What one student is asked.  ``variant`` names it where students have their own."""

    suite: Suite
    plan: Plan
    marker: Marker
    variant: str = ""


@dataclass(frozen=True)
class Order:
    """What all jobs have in common.

    ``open_worker`` opens a sandbox within the layers that are named, or the best there are; it is
    None where nothing is to be run.  ``paper`` tells what a student is asked.
    """

    open_worker: Callable[[Sequence[str] | None], AbstractContextManager[Worker]] | None
    paper: Callable[[str], Paper]
    folder: Path
    digest: str
    version: str
    labels: Mapping[str, Label] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """One attempt to bring up to date.

    ``standing`` has no grade yet; with a ``run`` nothing needs to be run, and with a reason in
    ``unreadable`` nothing can be.
    """

    attempt: int
    standing: Standing
    submission: Submission
    run: Run | None = None
    unreadable: str = ""

    @property
    def student(self) -> str:
        return self.standing.person.student


@dataclass(frozen=True)
class Done:
    """What a job came to.  ``run`` is None where nothing was run; ``earned`` are the points that
    count, None where nothing is graded; ``prints`` are there where the source was read anew."""

    job: Job
    mark: Mark
    run: Run | None = None
    earned: float | None = None
    ungraded: Ungraded | None = None
    page_bytes: int = 0
    prints: bytes = b""

    @property
    def our_fault(self) -> bool:
        return self.mark.again


@dataclass(frozen=True)
class Fault:
    """The desk cannot go on, and why."""

    reason: str


@dataclass(frozen=True)
class _Ran:
    """A job after its run: with an execution, or with the reason why there is none."""

    job: Job
    paper: Paper
    isolation: Isolation
    came_to: Execution | Ungraded
    is_new: bool = True
    """Whether the gradebook does not hold it yet."""


Outcomes = list[Done | Fault]
"""What a handful of jobs came to, in their order; after a fault nothing more was done."""

Reply = Isolation | Fault | Outcomes


def serve(connection: Connection, order: Order, layers: Sequence[str] | None) -> None:
    """Do handfuls of jobs until the other end hangs up: it hears the isolation first, and then
    what each handful came to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks
    with contextlib.suppress(EOFError, ConnectionError):
        try:
            desk = Desk(order, layers)
        except SandboxError as error:
            connection.send(Fault(str(error)))
            return
        with contextlib.closing(desk):
            connection.send(desk.isolation)
            while True:
                connection.send(desk.do(connection.recv()))


class Desk:
    """One sandbox, and what is needed to mark and to render."""

    def __init__(self, order: Order, layers: Sequence[str] | None = None) -> None:
        """Raises SandboxError where no sandbox starts."""
        self._order = order
        self._open: contextlib.ExitStack | None = None
        self._renderer = renderer()
        self._layers = layers
        self.isolation = _NOTHING_RUNS
        if order.open_worker:
            self.isolation = self._fresh().isolation
            self._layers = self.isolation.layers

    def do(self, jobs: Sequence[Job]) -> Outcomes:
        """Run and mark them and write their pages."""
        graded = [self._graded(self._ran(job)) for job in jobs]
        ran, grades = [one for one, _ in graded], [grade for _, grade in graded]
        standings = [
            with_grade(one.job.standing, grade, one.paper.variant, labels=self._order.labels)
            for one, grade in zip(ran, grades, strict=True)
        ]
        pages = [self._page(*each) for each in zip(ran, grades, standings, strict=True)]
        texts = [self._renderer.student_html(page).encode() for page in pages]
        done = [_done(*each) for each in zip(ran, grades, standings, texts, strict=True)]
        return self._written(done, texts)

    def close(self) -> None:
        """End the sandbox."""
        if self._open:
            self._open.close()
            self._open = None

    def _ran(self, job: Job) -> _Ran:
        paper = self._order.paper(job.student)
        if job.unreadable:
            return _Ran(job, paper, self.isolation, Ungraded(Blame.STUDENT, job.unreadable))
        try:
            if job.run:
                kept = executions.unpacked(job.run.execution)
                return _Ran(job, paper, job.run.isolation, kept, is_new=False)
            new = self._run(job.submission, paper.plan)  # perhaps in another sandbox than before
            return _Ran(job, paper, self.isolation, new)
        except GraderError as error:
            return _Ran(job, paper, self.isolation, Ungraded(Blame.GRADER, str(error)))

    def _graded(self, ran: _Ran) -> tuple[_Ran, Grade]:
        """The run with the further calls that marking asked for, and its grade."""
        student, execution = ran.job.student, ran.came_to
        if isinstance(execution, Ungraded):
            return ran, Grade(student, (), ungraded=execution)
        can_run = self._order.open_worker is not None
        ask = asking(self._run, ran.job.submission, ran.paper.suite) if can_run else None
        own = OwnAnswers.of(execution.own_answers, ask)
        try:
            grade = ran.paper.marker.mark(student, execution, own)
        except GraderError as error:
            came_to = Ungraded(Blame.GRADER, str(error))
            return replace(ran, came_to=came_to), Grade(student, (), ungraded=came_to)
        new = ran.is_new or own.known != execution.own_answers
        whole = replace(execution, own_answers=own.known)
        return replace(ran, came_to=whole, is_new=new), grade

    def _run(self, submission: Submission, plan: Plan) -> Execution:
        with contextlib.suppress(SandboxError):
            # Without a sandbox the last job lost it, and its replacement did not start.
            worker = self._worker if self._open else self._fresh()
            return worker.run(submission, plan)
        try:
            return self._fresh().run(submission, plan)
        except SandboxError:
            self.close()
            raise

    def _fresh(self) -> Worker:
        """A sandbox in place of the one there is."""
        self.close()
        if self._order.open_worker is None:
            raise SandboxError("it was never run, and this command runs nothing: grade it first")
        with contextlib.ExitStack() as stack:
            self._worker = stack.enter_context(self._order.open_worker(self._layers))
            self._open = stack.pop_all()
        return self._worker

    def _page(self, ran: _Ran, grade: Grade, standing: Standing) -> StudentPage:
        return student_page(
            ran.paper.suite,
            ran.job.submission,
            grade,
            isolation=ran.isolation,
            version=self._order.version,
            suite_id=self._order.digest,
            standing=standing,
        )

    def _written(self, done: Sequence[Done], texts: Sequence[bytes]) -> Outcomes:
        """What is done, as far as its pages could be written."""
        outcomes: Outcomes = []
        for one, text in zip(done, texts, strict=True):
            try:
                write_atomically(page_path(self._order.folder, one.job.student), [text])
            except GraderError as error:
                return [*outcomes, Fault(str(error))]
            outcomes.append(one)
        return outcomes


@functools.cache
def renderer() -> Renderer:
    """The templates: a desk that is forked from a process with them makes none of its own."""
    return Renderer()


def page_path(folder: Path, student: str) -> Path:
    """Where a student's page lies in a folder of results."""
    return folder / page_name(student)


def lost(job: Job) -> Done:
    """What a job comes to that ended two desks: nothing, and never zero."""
    grade = ungraded(job.student, "the process that graded it ended twice", Blame.GRADER)
    return Done(_without_bytes(job), _mark(grade, ""), ungraded=grade.ungraded)


def _done(ran: _Ran, grade: Grade, standing: Standing, page: bytes) -> Done:
    job = ran.job
    new = ran.came_to if ran.is_new and isinstance(ran.came_to, Execution) else None
    return Done(
        job=_without_bytes(job),
        mark=_mark(grade, ran.paper.variant),
        run=Run(executions.packed(new), ran.isolation) if new else None,
        earned=standing.earned(ran.paper.suite),
        ungraded=grade.ungraded,
        page_bytes=len(page),
        prints=b""
        if job.run or job.unreadable
        else fingerprints_of(job.submission.source).packed(),
    )


def _mark(grade: Grade, variant: str) -> Mark:
    groups = tuple(dict.fromkeys(q.group for q in grade.questions if q.group))
    return Mark(grades.packed(grade), variant, groups, again=grade.is_our_fault)


def _without_bytes(job: Job) -> Job:
    """The job as it goes back: who asked has the bytes already."""
    return replace(job, submission=replace(job.submission, source=b""), run=None)
