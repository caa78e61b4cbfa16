"""Grade what was handed in, into a folder of results."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from grader.export import ExportFinding, Weight
from grader.intake import Intake, Unreadable
from grader.model import Suite
from grader.results.folder import ResultsFolder, keep_suite
from grader.results.intake_notes import (
    findings_on_times,
    notes_on_class,
    notes_on_intake,
    warnings_on_intake,
)
from grader.results.update import Listener, Progress, RunOptions, opened, update


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
        unreadable = _receive(results, intake)
        for sentence in notes_on_intake(intake):
            listener.note(sentence)
        warnings = [f"look: {one}" for one in warnings_on_intake(intake, unreadable)]
        for sentence in warnings:
            listener.warn(sentence)
        for sentence in notes_on_class(results, intake):
            listener.note(sentence)
        progress = update(results, options, listener)
        progress.warnings = len(warnings) + _say(findings_on_times(results), listener)
        return progress


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


def _say(findings: Iterable[ExportFinding], listener: Listener) -> int:
    """Tell the listener; return how many findings somebody has to look at."""
    looks = 0
    for finding in findings:
        is_note = finding.weight is Weight.NOTE
        looks += not is_note
        (listener.note if is_note else listener.warn)(str(finding))
    return looks
