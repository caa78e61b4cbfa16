"""Grade what was handed in, into a folder of results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grader.intake import Intake, PendingSubmission, Unreadable
from grader.model import Suite
from grader.results.folder import ResultsFolder, keep_suite
from grader.results.update import Listener, Progress, RunOptions, opened, update
from grader.text.clean import one_line

_MOST_NAMED = 5


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
        unreadable = _receive(results, intake)
        if unreadable:
            listener.note(_on_unreadable(unreadable))
        warnings = [*intake.warnings, *_on_nothing(unreadable, intake)]
        for sentence in warnings:
            listener.warn(f"look: {sentence}")
        known = _known(results, intake.submissions)
        if known:
            count = len(intake.submissions)
            listener.note(f"{known} of {count} were graded before and have not changed")
        progress = update(results, options, listener)
        progress.warnings = len(warnings)
        return progress


def _about(intake: Intake) -> Iterable[str]:
    yield from (sentence for sentence in intake.notices if sentence not in intake.warnings)
    if intake.absent:
        names = (one_line(person.name or person.student) for person in intake.absent)
        yield f"nothing from: {', '.join(names)}"


def _receive(results: ResultsFolder, intake: Intake) -> list[Unreadable]:
    """Record everything that was handed in; return what holds nothing to grade."""
    unreadable = []
    with results.book.changing():
        results.book.enrol(intake.absent)
        for one in intake.submissions:
            found = one.read()
            if isinstance(found, Unreadable):
                unreadable.append(found)
            read = found.reason if isinstance(found, Unreadable) else found
            results.book.receive(one.delivered(found), read)
    return unreadable


def _on_unreadable(unreadable: Sequence[Unreadable]) -> str:
    named = [f"{one.student} ({one.reason})" for one in unreadable[:_MOST_NAMED]]
    more = ["..."] if len(unreadable) > _MOST_NAMED else []
    count = len(unreadable)
    return one_line(
        f"{count} submission{'s hold' if count != 1 else ' holds'} nothing that can be graded:"
        f" {'; '.join([*named, *more])}",
        characters=800,
    )


def _on_nothing(unreadable: Sequence[Unreadable], intake: Intake) -> Iterator[str]:
    """Yield a warning if several submissions came and none can be graded."""
    if len(unreadable) == len(intake.submissions) > 1:
        count = len(unreadable)
        yield f"none of the {count} submissions holds a file to grade; is it the right folder?"


def _known(results: ResultsFolder, handed_in: Iterable[PendingSubmission]) -> int:
    """Return how many of these were graded before and have not changed."""
    stale = {one.attempt.student for one in results.stale()}
    return sum(one.student not in stale for one in handed_in)
