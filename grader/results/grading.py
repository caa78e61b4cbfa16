"""Grade what was handed in, into a folder of results."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from grader.export import Weight, on_times
from grader.intake import Intake, Unreadable
from grader.model import Suite
from grader.results.folder import ResultsFolder, keep_suite
from grader.results.update import Listener, Progress, RunOptions, opened, update
from grader.text.clean import one_line

_MOST_NAMES = 12
_MOST_REASONS = 5


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
        for sentence in _about_class(results, intake):
            listener.note(sentence)
        progress = update(results, options, listener)
        progress.warnings = len(warnings)
        _say_times(results, listener)
        return progress


def _about(intake: Intake) -> Iterable[str]:
    yield from (sentence for sentence in intake.notices if sentence not in intake.warnings)
    if intake.absent:
        names = (one_line(person.name or person.student) for person in intake.absent)
        yield f"nothing from: {', '.join(names)}"


def _say_times(results: ResultsFolder, listener: Listener) -> None:
    """Say whose lateness is not certain."""
    for finding in on_times(results.suite, results.book.unmarked_standings(results.suite).values()):
        say = listener.note if finding.weight is Weight.NOTE else listener.warn
        say(str(finding))


def _receive(results: ResultsFolder, intake: Intake) -> list[Unreadable]:
    """Record everything that was handed in; return what holds nothing to grade."""
    unreadable = []
    with results.book.transaction():
        results.book.enrol(intake.absent)
        for one in intake.submissions:
            found = one.read()
            if isinstance(found, Unreadable):
                unreadable.append(found)
            read = found.reason if isinstance(found, Unreadable) else found
            results.book.receive(one.delivered(found), read)
    return unreadable


def _on_unreadable(unreadable: Sequence[Unreadable]) -> str:
    named = [f"{one.student} ({one.reason})" for one in unreadable[:_MOST_REASONS]]
    more = ["..."] if len(unreadable) > _MOST_REASONS else []
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


def _about_class(results: ResultsFolder, intake: Intake) -> Iterator[str]:
    """Say who is not graded now, and why."""
    departed, stale = results.book.decisions.departed(), _stale(results)
    handed_in = {one.student for one in intake.submissions}
    if left := sorted(handed_in & departed):
        yield (
            f"left out, as `grader forget` said: {_names(left)}; `grader forget --undo` takes them"
            " back"
        )
    here = handed_in - departed
    if known := len(here - stale):
        yield f"{known} of {len(here)} were graded before and have not changed"
    graded = {attempt.student for attempt in results.book.attempts()}
    absent = {person.student for person in intake.absent}
    if handed_in and (elsewhere := sorted(graded - handed_in - absent)):
        yield (
            f"{len(elsewhere)} in the results and not among these submissions:"
            f" {_names(elsewhere)}; they keep their grades, and `grader forget` takes somebody out"
        )


def _stale(results: ResultsFolder) -> set[str]:
    return {one.attempt.student for one in results.stale()}


def _names(students: Sequence[str]) -> str:
    shown = [one_line(student, characters=60) for student in students[:_MOST_NAMES]]
    more = len(students) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
