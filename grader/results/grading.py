"""Grade what was handed in, into a folder of results."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from grader.export import Weight, on_times
from grader.intake import Intake, PendingSubmission, Unreadable
from grader.model import Suite
from grader.results.folder import ResultsFolder, keep_suite
from grader.results.update import Listener, Progress, RunOptions, opened, update
from grader.text.clean import one_line


def grade_intake(
    intake: Intake,
    suite: Suite,
    folder: Path,
    options: RunOptions,
    listener: Listener,
    *,
    fresh: bool = False,
) -> Progress:
    """Take everything in, before anything is run, then bring the folder up to date.

    With ``fresh`` run everything again, also what was graded before.  Raise GraderError.
    """
    name = options.per_student.name if options.per_student else ""
    with opened(folder, suite, per_student=name, listener=listener) as results:
        keep_suite(suite, folder)
        if fresh:
            results.book.forget_runs()
        for sentence in _about(intake):
            listener.note(sentence)
        _receive(results, intake)
        known = _known(results, intake.submissions)
        if known:
            count = len(intake.submissions)
            listener.note(f"{known} of {count} were graded before and have not changed")
        progress = update(results, options, listener)
        _say_times(results, listener)
        return progress


def _about(intake: Intake) -> Iterable[str]:
    yield from intake.notices
    if intake.absent:
        names = (one_line(person.name or person.student) for person in intake.absent)
        yield f"nothing from: {', '.join(names)}"


def _say_times(results: ResultsFolder, listener: Listener) -> None:
    """Say whose lateness is not certain."""
    for finding in on_times(results.suite, results.book.unmarked_standings(results.suite).values()):
        say = listener.note if finding.weight is Weight.NOTE else listener.warn
        say(str(finding))


def _receive(results: ResultsFolder, intake: Intake) -> None:
    with results.book.transaction():
        results.book.enrol(intake.absent)
        for one in intake.submissions:
            found = one.read()
            read = found.reason if isinstance(found, Unreadable) else found
            results.book.receive(one.delivered(found), read)


def _known(results: ResultsFolder, handed_in: Iterable[PendingSubmission]) -> int:
    """Return how many of these were graded before and have not changed."""
    stale = {one.attempt.student for one in results.stale()}
    return sum(one.student not in stale for one in handed_in)
