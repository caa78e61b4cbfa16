"""Make the feedback of students again from the gradebook, for exports.  Nothing is run."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from grader.export import Feedback, FeedbackOf, feedback_of
from grader.model import Standing
from grader.results.folder import ResultsFolder, StaleAttempt
from grader.results.job import BatchConfig
from grader.results.update import tasks
from grader.results.worker import WorkerProcess

if TYPE_CHECKING:
    from grader.assignment.per_student import PerStudentSuites


@contextmanager
def feedback_in(
    results: ResultsFolder, per_student: PerStudentSuites | None = None
) -> Iterator[FeedbackOf]:
    """Yield the function that returns a student's feedback.

    The feedback is empty if marking takes further calls of the student's functions, which
    ``grader regrade`` makes.

    Parameters
    ----------
    results : ResultsFolder
    per_student : PerStudentSuites, optional

    Raises
    ------
    UsageError
        The students have suites of their own, and ``per_student`` is missing.
    """
    config = BatchConfig(
        open_sandbox=None,
        task_of=tasks(results, per_student),
        folder=results.folder,
        digest=results.digest,
        version=results.key.grader,
        labels=results.book.decisions.labels(),
    )
    attempts = {attempt.student: attempt for attempt in results.book.attempts()}
    standings = results.book.unmarked_standings(results.suite)
    with contextlib.closing(WorkerProcess(config)) as worker:

        def feedback(standing: Standing) -> Feedback:
            student = standing.person.student
            if student not in attempts:
                return Feedback()
            stale = StaleAttempt(attempts[student], standings[student], runs=False)
            page = worker.page(results.job(stale))
            return feedback_of(page) if page else Feedback()

        yield feedback
