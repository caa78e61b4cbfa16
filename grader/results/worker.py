"""Worker process: run, mark and render submissions, one after the other.

Each worker is a trusted process with a sandbox of its own, because the interpreter lets one thread
compute at a time, and marking and rendering take as long as running.  It gets one job at a time and
returns bytes; only the coordinator, which holds the gradebook, writes to it.

A sandbox that is lost is replaced and the submission run once more, alone in the fresh one; if
that is lost too the submission is ungraded, never zero.
"""

from __future__ import annotations

import contextlib
import functools
import signal
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from grader.derivation.process import DerivationChecker
from grader.errors import GraderError, SandboxError
from grader.files import OWNER_ONLY, write_atomically
from grader.gradebook import Run, derivations, executions, with_grade
from grader.marking.derivation_points import mark_derivation
from grader.marking.marker import no_module
from grader.marking.own_answers import Ask, OwnAnswers, Point
from grader.model import (
    Blame,
    CheckedDerivation,
    DerivationGrade,
    Execution,
    Grade,
    Isolation,
    Outcome,
    Standing,
    Submission,
    Ungraded,
)
from grader.report import Renderer, StudentPage, student_page
from grader.results.asking import asking
from grader.results.hanging import hanging_program
from grader.results.job import (
    BatchConfig,
    Job,
    JobResult,
    NeedsRun,
    Sandbox,
    StudentTask,
    WorkerFailure,
    mark_of,
)
from grader.results.recording import with_places
from grader.sandbox import Plan
from grader.similarity import fingerprints_of
from grader.text.clean import page_name

_NOTHING_RUNS = Isolation("", ())

JobOutcome = JobResult | NeedsRun | WorkerFailure

Reply = Isolation | JobOutcome
"""How the worker isolates code, first; then the outcome of each job, or a failure where the worker
cannot go on."""


def serve(connection: Connection, config: BatchConfig, layers: Sequence[str] | None) -> None:
    """Send the isolation, then the outcome of each job, until the other end hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the coordinator
    with contextlib.suppress(EOFError, ConnectionError):
        try:
            worker = WorkerProcess(config, layers)
        except SandboxError as error:
            connection.send(WorkerFailure(str(error), no_sandbox=True))
            return
        with contextlib.closing(worker):
            connection.send(worker.isolation)
            while True:
                connection.send(worker.do(connection.recv()))


class _NoSandboxHereError(Exception):
    """The first sandbox of a worker could not be opened."""


class _MayNotRunError(Exception):
    """Marking needs further calls, and this batch runs nothing."""


@dataclass(frozen=True)
class RanJob:
    """A job after its run: with an execution, or with the reason why there is none."""

    job: Job
    task: StudentTask
    isolation: Isolation
    came_to: Execution | Ungraded
    is_new: bool = True
    """Whether the gradebook does not hold it yet."""
    derivation: DerivationGrade | None = None
    checked: tuple[str, bytes] | None = None
    """What was found in the derivation, where that was checked now, and the key of it."""
    place_fault: str = ""


@dataclass(frozen=True)
class GradedJob:
    """A job with its grade and its page."""

    ran: RanJob
    grade: Grade
    standing: Standing
    page: StudentPage


class WorkerProcess:
    """The state of a worker process: one sandbox, and the templates."""

    def __init__(self, config: BatchConfig, layers: Sequence[str] | None = None) -> None:
        """Raise SandboxError where no sandbox starts."""
        self._config = config
        self._open: contextlib.ExitStack | None = None
        self._sandbox: Sandbox
        self._renderer = renderer()
        self._layers = layers
        self._opened_once = False
        self.isolation = _NOTHING_RUNS
        self._checker = DerivationChecker()
        if config.open_sandbox and config.starts_sandbox:
            self._fresh()

    def close(self) -> None:
        """End the sandbox and the process that checks derivations."""
        self._checker.close()
        self._close_sandbox()

    def _close_sandbox(self) -> None:
        if self._open:
            self._open.close()
            self._open = None

    def graded(self, job: Job) -> GradedJob:
        """Run and mark one submission, and make its page."""
        ran, grade = self._graded(self._with_derivation(self._ran(job)))
        standing = with_grade(job.standing, grade, ran.task.variant, labels=self._config.labels)
        return GradedJob(ran, grade, standing, self._page(ran, grade, standing))

    def page(self, job: Job) -> StudentPage | None:
        """Return the page of a submission; None if that takes a run and nothing may be run."""
        try:
            return self.graded(job).page
        except _MayNotRunError:
            return None

    def do(self, job: Job) -> JobOutcome:
        """Run, mark and render one submission."""
        try:
            graded = self.graded(job)
        except _MayNotRunError:
            return NeedsRun(job.without_bytes())
        except _NoSandboxHereError as error:
            return WorkerFailure(str(error), no_sandbox=True)
        page = self._renderer.student_html(graded.page).encode()
        result = _result(graded, len(page))
        if self._config.folder is None:
            return replace(result, page=page)
        try:
            place = page_path(self._config.folder, job.student)
            write_atomically(place, [page], mode=OWNER_ONLY)
        except GraderError as error:
            return WorkerFailure(str(error))
        return result

    def _ran(self, job: Job) -> RanJob:
        task = self._config.task_of(job.student)
        if job.unreadable:
            return RanJob(job, task, self.isolation, Ungraded(Blame.STUDENT, job.unreadable))
        if not job.submission.has_module:
            return RanJob(job, task, _NOTHING_RUNS, no_module(task.suite), is_new=False)
        try:
            if job.run:
                kept = executions.unpacked(job.run.execution)
                return RanJob(job, task, job.run.isolation, kept, is_new=job.is_run_of_a_copy)
            new = self._run(job.submission, task.plan)  # perhaps in another sandbox than before
            return RanJob(job, task, self.isolation, new)
        except GraderError as error:
            return RanJob(job, task, self.isolation, Ungraded(Blame.GRADER, str(error)))

    def _with_derivation(self, ran: RanJob) -> RanJob:
        """Return the job with its derivation checked, where one is asked for."""
        task, written = ran.task.suite.derivation, ran.job.submission.derivation
        if task is None or isinstance(ran.came_to, Ungraded):
            return ran
        if written is None:
            return replace(ran, derivation=mark_derivation(task, None))
        kept = None
        try:
            if ran.job.checked:
                found = derivations.unpacked(ran.job.checked)
            else:
                found = self._checker.check(written, task.specification)
                kept = derivations.content_key(written, task), derivations.packed(found)
        except GraderError as error:
            if task.points:
                return replace(ran, came_to=Ungraded(Blame.GRADER, str(error)))
            found = CheckedDerivation(problem=str(error))  # feedback alone holds up no grade
        return replace(ran, derivation=mark_derivation(task, written, found), checked=kept)

    def _graded(self, ran: RanJob) -> tuple[RanJob, Grade]:
        """Return the run with the further calls that marking asked for, and its grade."""
        student, execution = ran.job.student, ran.came_to
        if isinstance(execution, Ungraded):
            return ran, Grade(student, (), ungraded=execution)
        own = OwnAnswers.of(execution.own_answers, self._ask(ran, execution))
        try:
            grade = ran.task.marker.mark(student, execution, own)
        except GraderError as error:
            came_to = Ungraded(Blame.GRADER, str(error))
            return replace(ran, came_to=came_to), Grade(student, (), ungraded=came_to)
        kept = dict(own.known)
        run = self._record if self._config.open_sandbox else None
        faults: list[str] = []
        grade = with_places(ran.task.suite, ran.job.submission, grade, kept, run, faults.append)
        new = ran.is_new or kept != execution.own_answers
        whole = replace(execution, own_answers=kept)
        ran = replace(ran, came_to=whole, is_new=new, place_fault="".join(faults))
        return ran, replace(grade, derivation=ran.derivation)

    def _ask(self, ran: RanJob, first: Execution) -> Ask:
        """Return the function that makes further calls of the student's own functions.

        Without a sandbox it ends the job: a grade without those calls could be another one.
        """
        if self._config.open_sandbox is None:
            return _refuse
        return asking(self._run, ran.job.submission, ran.task.suite, first)

    def _record(self, submission: Submission, plan: Plan) -> Execution:
        """Run for feedback: a host without a sandbox is no reason to end the job."""
        try:
            return self._run(submission, plan)
        except _NoSandboxHereError as error:
            raise SandboxError(str(error)) from error

    def _run(self, submission: Submission, plan: Plan) -> Execution:
        """Raise SandboxError where two sandboxes in a row are lost."""
        with contextlib.suppress(SandboxError):
            # Without a sandbox the last job lost it, and its replacement did not start.
            return (self._sandbox if self._open else self._fresh()).run(submission, plan)
        try:
            return self._fresh().run(submission, plan)
        except SandboxError:
            self._close_sandbox()
            raise

    def _fresh(self) -> Sandbox:
        """Return a sandbox in place of the one there is, with the layers of the first."""
        self._close_sandbox()
        if self._config.open_sandbox is None:
            raise _MayNotRunError
        try:
            with contextlib.ExitStack() as stack:
                self._sandbox = stack.enter_context(self._config.open_sandbox(self._layers))
                self._open = stack.pop_all()
        except SandboxError as error:
            if self._opened_once or self._config.starts_sandbox:
                raise
            raise _NoSandboxHereError(str(error)) from error
        if not self._opened_once:
            self._opened_once = True
            self.isolation = self._sandbox.isolation
            self._layers = self.isolation.layers
        return self._sandbox

    def _page(self, ran: RanJob, grade: Grade, standing: Standing) -> StudentPage:
        return student_page(
            ran.task.suite,
            ran.job.submission,
            grade,
            isolation=ran.isolation,
            version=self._config.version,
            suite_id=self._config.digest,
            standing=standing,
        )


@functools.cache
def renderer() -> Renderer:
    """Return the templates: a worker that is forked from a process with them shares them."""
    return Renderer()


def page_path(folder: Path, student: str) -> Path:
    """Return where a student's page lies in a folder of results."""
    return folder / page_name(student)


def _refuse(points: Sequence[Point]) -> Sequence[Outcome]:
    raise _MayNotRunError


def _result(graded: GradedJob, page_bytes: int) -> JobResult:
    ran, grade = graded.ran, graded.grade
    job = ran.job
    new = ran.came_to if ran.is_new and isinstance(ran.came_to, Execution) else None
    is_kept = job.run and not job.is_run_of_a_copy
    return JobResult(
        job=job.without_bytes(),
        mark=mark_of(grade, ran.task.variant),
        run=Run(executions.packed(new), ran.isolation) if new else None,
        earned=graded.standing.earned(ran.task.suite),
        ungraded=grade.ungraded,
        page_bytes=page_bytes,
        prints=b""
        if is_kept or job.unreadable or not job.submission.has_module
        else fingerprints_of(job.submission.source).packed(),
        checked=ran.checked,
        place_fault=ran.place_fault,
        hanging_program=hanging_program(job.submission, new) if new else b"",
    )
