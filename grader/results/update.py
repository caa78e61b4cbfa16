"""Bring a folder of results up to date: run, mark and render what is stale, then write the tables.

Nothing here prints.  A ``Listener`` receives the events; that of the command line shows a progress
line and writes a log, and a notebook may have none.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from grader import __version__
from grader.errors import UsageError
from grader.marking.marker import Marker
from grader.model import Suite
from grader.report import ClassPage
from grader.results.folder import ResultsFolder, StaleAttempt, alone_in, suite_in
from grader.results.hanging import HangingRuns
from grader.results.job import BatchConfig, Job, JobResult, NeedsRun, Sandbox, StudentTask
from grader.results.pool import Pool
from grader.sandbox import PLAIN, Isolate, Plan, open_sandbox

if TYPE_CHECKING:
    # Few need them, and reading an assignment takes longer to load than all the rest.
    from grader.assignment.per_student import PerStudentSuites

_WORTH_A_WORKER = 10
"""Submissions that pay for one more worker, which takes 0.45 s of CPU to open its sandbox."""


class JobPool(Protocol):
    """Does jobs and yields their outcomes, see `Pool`."""

    def work(self, jobs: Iterable[Job], number: int = 1) -> Iterator[JobResult | NeedsRun]: ...

    def finished(self) -> Iterator[JobResult | NeedsRun]: ...


OpenPool = Callable[
    [Suite, Isolate, BatchConfig, Sequence[str] | None], AbstractContextManager[JobPool]
]
"""Opens a pool other than that of local processes, with the named layers of isolation."""


@dataclass(frozen=True)
class RunOptions:
    """How submissions are run.

    Parameters
    ----------
    workers
        How many processes run, mark and render at the same time.
    isolate
        What gets a process of its own: each submission, or each question.
    trusted
        Whether submissions are run without a sandbox.
    per_student
        The suites of students who have hidden inputs of their own.
    open_pool
        Opens another pool than ``workers`` processes on this machine.
    """

    workers: int = 1
    isolate: Isolate = "submission"
    trusted: bool = False
    per_student: PerStudentSuites | None = None
    open_pool: OpenPool | None = None


@dataclass
class Progress:
    """How far an update has come, and the page of the class once it is written.

    ``needing_run`` are students whose attempts stay as they were, because marking them anew takes
    further calls of their functions and nothing is run.  ``warnings`` counts the sentences on what
    was handed in and is not understood.  ``place_faults`` counts, by the type of the exception, the
    submissions in which the grader failed to look for a place in the code.
    """

    total: int = 0
    done: int = 0
    faults: int = 0
    earned: list[float] = field(default_factory=list)
    needing_run: list[str] = field(default_factory=list)
    page: ClassPage | None = None
    warnings: int = 0
    place_faults: Counter[str] = field(default_factory=Counter)

    def add(self, result: JobResult) -> None:
        self.done += 1
        if result.place_fault:
            self.place_faults[result.place_fault] += 1
        self.faults += result.our_fault
        if result.earned is not None:
            self.earned.append(result.earned)

    @property
    def mean(self) -> str:
        return f"{sum(self.earned) / len(self.earned):.1f}" if self.earned else "-"


class Listener:
    """Receives events.  Each method does nothing until a subclass overrides it."""

    def note(self, sentence: str) -> None:
        """Receive a sentence for the person who waits."""

    def warn(self, sentence: str) -> None:
        """Receive a sentence that must not be overlooked."""

    def started(self, submissions: int, folder: Path) -> None:
        """Receive how many submissions there are to do."""

    def graded(self, result: JobResult, progress: Progress) -> None:
        """Receive one result, which is kept already."""

    def finished(self, progress: Progress) -> None:
        """Receive the totals once all is done."""


@contextmanager
def locked(folder: Path, listener: Listener | None = None) -> Iterator[None]:
    """Keep other graders out of a folder of results.  Raise GraderError."""

    def waiting() -> None:
        if listener:
            listener.note(f"another grader is at work in {folder}; waiting for it to end")

    with alone_in(folder, waiting=waiting):
        yield


@contextmanager
def opened(
    folder: Path,
    suite: Suite | None = None,
    *,
    per_student: str | None = None,
    listener: Listener | None = None,
) -> Iterator[ResultsFolder]:
    """Open a folder of results that nobody else is changing.

    Without ``suite`` and ``per_student``, the name of the per-student suites, open it with those
    that it was graded with.  Raise UsageError where there are no grades, or of another assignment.
    """
    suite = suite or suite_in(folder)
    with (
        locked(folder, listener),
        closing(ResultsFolder(folder, suite, __version__, per_student)) as results,
    ):
        yield results


def update(
    results: ResultsFolder,
    options: RunOptions,
    listener: Listener,
    *,
    every_page: bool = False,
    run: bool = True,
) -> Progress:
    """Run, mark and render what is stale, then write the tables.

    The tables are written on Ctrl-C and on a fault too, so that they hold whatever is recorded.
    With ``run`` false nothing is run: what was never run, and what cannot be marked without
    further calls of the student's functions, stays as it was.  Raise GraderError.
    """
    stale = [one for one in results.stale(every_page=every_page) if run or not one.runs]
    progress = Progress(len(stale))
    try:
        work(results, stale, options, results.folder, progress, listener, results.keep, run=run)
    except BaseException:
        if progress.done:
            kept = f"{progress.done} of {len(stale)} are graded and kept in {results.folder}"
            listener.warn(kept)
            results.write_tables()
        raise
    if progress.needing_run:
        listener.warn(_needing_run(progress.needing_run))
    if progress.place_faults:
        listener.warn(_place_faults(progress.place_faults))
    progress.page = results.write_tables()
    return progress


def work(
    results: ResultsFolder,
    stale: Sequence[StaleAttempt],
    options: RunOptions,
    folder: Path,
    progress: Progress,
    listener: Listener,
    keep: Callable[[JobResult], None],
    *,
    run: bool = True,
) -> None:
    """Do the stale attempts, write their pages in ``folder``, and give each result to ``keep``."""
    if not stale:
        return

    hanging = HangingRuns(all_alike=options.per_student is None)
    # A job is made when it is handed out, with all that is known by then.
    jobs = (hanging.with_run(results.job(attempt)) for attempt in stale)

    def take(outcome: JobResult | NeedsRun) -> None:
        if isinstance(outcome, NeedsRun):
            progress.needing_run.append(outcome.job.student)
            return
        keep(outcome)
        hanging.note(outcome)
        progress.add(outcome)
        listener.graded(outcome, progress)

    config = _config(results, stale, options, folder, run=run)
    with _opened_pool(results.suite, options, config, len(stale)) as pool:
        listener.started(len(stale), results.folder)
        try:
            for outcome in pool.work(jobs, len(stale)):
                take(outcome)
        except KeyboardInterrupt:
            for outcome in pool.finished():
                take(outcome)
            raise
        listener.finished(progress)


def _opened_pool(
    suite: Suite, options: RunOptions, config: BatchConfig, number: int
) -> AbstractContextManager[JobPool]:
    layers = PLAIN if options.trusted else None
    if options.open_pool:
        return options.open_pool(suite, options.isolate, config, layers)
    return Pool(config, min(options.workers, 1 + number // _WORTH_A_WORKER), layers)


def _config(
    results: ResultsFolder,
    stale: Sequence[StaleAttempt],
    options: RunOptions,
    folder: Path,
    *,
    run: bool,
) -> BatchConfig:
    opening = functools.partial(open_suite_sandbox, results.suite, options.isolate)
    return BatchConfig(
        open_sandbox=opening if run else None,
        task_of=tasks(results, options.per_student),
        folder=folder,
        digest=results.digest,
        version=results.key.grader,
        labels=results.book.decisions.labels(),
        starts_sandbox=any(one.runs for one in stale),
    )


def tasks(
    results: ResultsFolder, per_student: PerStudentSuites | None
) -> Callable[[str], StudentTask]:
    """Return what tells what each student is asked.  Raise UsageError where that takes a key."""
    if per_student is not None:
        return functools.partial(own_task, per_student)
    if results.per_student:
        raise UsageError(
            f"the students in {results.folder} have numbers of their own: say which key they are"
            " drawn from, with --per-student-seed KEYFILE"
        )
    return same_task(results.suite)


def same_task(suite: Suite) -> Callable[[str], StudentTask]:
    """Return what tells that each student is asked the same."""
    return functools.partial(_same_task, StudentTask(suite, Plan.of(suite), Marker(suite)))


def own_task(per_student: PerStudentSuites, student: str) -> StudentTask:
    """Return what a student with hidden numbers of their own is asked."""
    found = per_student.for_student(student)
    return StudentTask(found.suite, Plan.of(found.suite), found.marker, found.variant)


def _same_task(task: StudentTask, student: str) -> StudentTask:
    return task


def open_suite_sandbox(
    suite: Suite, isolate: Isolate, layers: Sequence[str] | None
) -> AbstractContextManager[Sandbox]:
    """Open a sandbox with the limits and modules of the suite.  Raise SandboxError."""
    return open_sandbox(suite.limits, suite.modules, layers, isolate)


def _place_faults(faults: Counter[str]) -> str:
    types = ", ".join(f"{error} ({count})" for error, count in sorted(faults.items()))
    return (
        f"look: a fault of ours kept {faults.total()} page(s) from showing the line in the code;"
        f" no mark depends on it; please report: {types}"
    )


def _needing_run(students: Sequence[str]) -> str:
    count = len(students)
    return (
        f"{count} submission{'s' * (count != 1)} stayed as before: to mark them anew takes further"
        " calls of their functions, which `grader regrade` makes"
    )
