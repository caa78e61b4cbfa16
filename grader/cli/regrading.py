"""The same submissions, marked or rendered again."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from grader.cli.say import say
from grader.cli.suites import hidden_suite
from grader.cli.upkeep import (
    Manner,
    Tally,
    bring_up_to_date,
    manner,
    own_numbers,
    record_in,
    work,
)
from grader.errors import GraderError
from grader.gradebook import grades, with_grade
from grader.model import Standing
from grader.report import numbers
from grader.results.changes import Change, changes
from grader.results.folder import SUITE, Record, keep_suite, suite_in
from grader.results.worker import Done
from grader.suite.file import load
from grader.text.clean import one_line


def report(options: argparse.Namespace) -> int:
    """Make all pages and tables again."""
    with record_in(options.folder, quiet=options.quiet) as record:
        how = manner(options, own_numbers(options, record.suite))
        tally = bring_up_to_date(record, how, every_page=True, run=False)
    if not options.quiet:
        say(f"{tally.done} pages and {options.folder / 'index.html'}")
    return GraderError.exit_status if tally.faults else 0


def regrade(options: argparse.Namespace) -> int:
    """Mark again, and say for whom that changes something."""
    old = suite_in(options.folder)
    kept = options.folder / SUITE
    suite = load(options.suite) if options.suite else hidden_suite(options.assignment, kept)
    with record_in(options.folder, old, quiet=options.quiet) as record:
        before = {one.person.student: one for one in record.standings}
    how = manner(options, own_numbers(options, suite))
    with record_in(options.folder, suite, quiet=options.quiet) as record:
        after, tally = _tried(record, how) if options.dry_run else _done(record, how)
    if not options.quiet:
        found = changes(before, after, suite)
        say(changes_text(found, len(after), would=options.dry_run))
    return GraderError.exit_status if tally.faults else 0


def _done(record: Record, how: Manner) -> tuple[dict[str, Standing], Tally]:
    keep_suite(record.suite, record.folder)
    tally = bring_up_to_date(record, how)
    return {one.person.student: one for one in record.standings}, tally


def _tried(record: Record, how: Manner) -> tuple[dict[str, Standing], Tally]:
    """What everybody would have, without a trace in the folder."""
    tally, after = Tally(), {one.person.student: one for one in record.standings}
    labels = record.book.labels()

    def keep(done: Done) -> None:
        grade = grades.unpacked(done.mark.grade, done.job.student, record.suite)
        after[done.job.student] = with_grade(
            done.job.standing, grade, done.mark.variant, labels=labels
        )

    with tempfile.TemporaryDirectory() as folder:
        work(record, record.stale(), how, Path(folder), tally, keep)
    return after, tally


def changes_text(found: Sequence[Change], students: int, *, would: bool) -> str:
    """The changes as lines of a terminal, then how many there are."""
    verb = "would change" if would else "changed"
    lines = [_line(change) for change in found]
    return "\n".join([*lines, f"{len(found)} of {students} students {verb}"])


def _line(change: Change) -> str:
    parts = ", ".join(f"{id} {_points(a)} -> {_points(b)}" for id, a, b in change.questions)
    more = f"  ({parts})" if parts else ""
    student = one_line(change.student, characters=60)
    return f"{student}: {_points(change.before)} -> {_points(change.after)}{more}"


def _points(points: float | None) -> str:
    return "ungraded" if points is None else numbers.points(points)
