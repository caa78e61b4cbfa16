"""Sentences about what was handed in, for the person who grades.

A note is good to know; after a warning somebody has to look.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.export import ExportFinding, Weight, on_times
from grader.intake import Intake, Unreadable
from grader.results.folder import ResultsFolder
from grader.text.clean import one_line

_MOST_NAMES = 12
_MOST_REASONS = 5


def notes_on_intake(intake: Intake) -> Iterator[str]:
    """Yield what is good to know of the submissions alone."""
    yield from (sentence for sentence in intake.notices if sentence not in intake.warnings)
    if intake.absent:
        names = (one_line(person.name or person.student) for person in intake.absent)
        yield f"nothing from: {', '.join(names)}"


def warnings_on_intake(intake: Intake, unreadable: Sequence[Unreadable]) -> Iterator[str]:
    """Yield what somebody has to look at, of the submissions alone."""
    yield from intake.warnings
    if unreadable:
        yield _on_unreadable(unreadable)
    if len(unreadable) == len(intake.submissions) > 1:
        count = len(unreadable)
        yield f"none of the {count} submissions holds a file to grade; is it the right folder?"


def notes_on_class(results: ResultsFolder, intake: Intake) -> Iterator[str]:
    """Yield who is not graded now, and why."""
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


def findings_on_times(results: ResultsFolder) -> list[ExportFinding]:
    """Return findings on whose lateness is not certain; without a policy they are notes."""
    found = on_times(results.suite, results.book.unmarked_standings(results.suite).values())
    if results.suite.late:
        return found
    return [replace(finding, weight=Weight.NOTE) for finding in found]


def _on_unreadable(unreadable: Sequence[Unreadable]) -> str:
    named = [f"{one.student} ({one.reason})" for one in unreadable[:_MOST_REASONS]]
    more = ["..."] if len(unreadable) > _MOST_REASONS else []
    count = len(unreadable)
    return one_line(
        f"{count} submission{'s hold' if count != 1 else ' holds'} nothing that can be graded:"
        f" {'; '.join([*named, *more])}",
        characters=800,
    )


def _stale(results: ResultsFolder) -> set[str]:
    return {one.attempt.student for one in results.stale()}


def _names(students: Sequence[str]) -> str:
    shown = [one_line(student, characters=60) for student in students[:_MOST_NAMES]]
    more = len(students) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
