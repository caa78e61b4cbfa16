"""Grade one submission, without a folder of results."""

from __future__ import annotations

import contextlib
import functools
from dataclasses import dataclass, replace
from pathlib import Path

from grader import __version__
from grader.errors import SandboxError
from grader.export import grades_json, provenance
from grader.files import require
from grader.intake import ExpectedModule, Unreadable, one_file
from grader.marking.marker import Marker
from grader.model import Grade, Isolation, Standing, Submission, Suite
from grader.report import StudentPage, Style, check_text
from grader.report.frame import framed
from grader.results.job import BatchConfig, Job, StudentTask
from grader.results.pool import NoSandboxError
from grader.results.update import open_suite_sandbox
from grader.results.worker import WorkerProcess, renderer
from grader.sandbox import PLAIN, Plan
from grader.suite.file import digest


@dataclass(frozen=True, eq=False)
class GradedSubmission:
    """One submission with its grade and its page; in a notebook it shows itself as the page.

    Parameters
    ----------
    suite
        What was asked.
    isolation
        How the code was isolated.
    grade
        The points and what explains them; ``grade.ungraded`` says why there are none.
    standing
        The grade with the student's name and the remarks on the file.
    page
        The page that the student reads, as data.
    """

    suite: Suite
    isolation: Isolation
    grade: Grade
    standing: Standing
    page: StudentPage

    @property
    def html(self) -> str:
        """The page, complete."""
        return renderer().student_html(self.page)

    @property
    def json(self) -> str:
        """The grade as strict JSON: the document of the tables, with one student."""
        return "".join(grades_json(self.suite, provenance(self, __version__), [self.standing]))

    @property
    def digest(self) -> str:
        """The SHA-256 of the suite."""
        return digest(self.suite)

    def _repr_html_(self) -> str:
        return framed(self.html)

    def __str__(self) -> str:
        return check_text(self.page, Style())


def grade_one(
    path: str | Path, suite: Suite, *, student: str = "", trusted: bool = False
) -> GradedSubmission:
    """Grade one submission.

    Parameters
    ----------
    path
        The file, archive or folder of one student.  One that holds nothing to grade gives an
        ungraded page that says so.
    suite
        What is asked (see ``load_suite`` and ``build``).
    student
        The name on the page; the file's name if it is empty.
    trusted
        Run the code without a sandbox.

    Returns
    -------
    GradedSubmission
        The grade and the page.

    Raises
    ------
    UsageError
        There is nothing at ``path``.
    SandboxError
        This machine cannot isolate the code, and it is not trusted.
    """
    task = StudentTask(suite, Plan.of(suite), Marker(suite))
    return grade_task(Path(path), task, student=student, trusted=trusted)


def grade_task(
    place: Path, task: StudentTask, *, student: str = "", trusted: bool = False
) -> GradedSubmission:
    """Grade one submission by what this student is asked; see ``grade_one``."""
    require([place])
    suite = task.suite
    job = _job(place, suite, student)
    config = BatchConfig(
        open_sandbox=functools.partial(open_suite_sandbox, suite, "submission"),
        task_of=lambda _: task,
        folder=Path(),  # nothing is written
        digest=digest(suite),
        version=__version__,
        starts_sandbox=not job.unreadable,
    )
    try:
        worker = WorkerProcess(config, PLAIN if trusted else None)
    except SandboxError as reason:
        raise NoSandboxError(str(reason)) from reason
    with contextlib.closing(worker):
        graded = worker.graded(job)
    isolation = graded.ran.isolation
    return GradedSubmission(suite, isolation, graded.grade, graded.standing, graded.page)


def _job(place: Path, suite: Suite, student: str) -> Job:
    """Return the job of a submission that no gradebook holds."""
    handed_in = one_file(place.resolve() if place.is_dir() else place, ExpectedModule.of(suite))
    found = handed_in.read()
    delivery = handed_in.delivered(found)
    person = delivery.person
    if student:
        person = replace(person, student=student)
    standing = Standing(person, remarks=delivery.remarks)
    if isinstance(found, Unreadable):
        nothing = Submission(person.student, "", b"")
        return Job(0, standing, nothing, unreadable=found.reason)
    return Job(0, standing, replace(found, student=person.student))
