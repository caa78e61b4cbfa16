"""Mark or render the same submissions again, and print the changes."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from grader.cli.progress import listening
from grader.cli.say import announce
from grader.cli.suites import hidden_suite, run_options
from grader.errors import GraderError
from grader.people.lookup import describe
from grader.report import numbers
from grader.results import regrading
from grader.results.changes import Change
from grader.results.folder import suite_in
from grader.results.update import opened, update


def report(options: argparse.Namespace) -> int:
    """Render all pages and tables again."""
    with listening(options) as listener, opened(options.folder, listener=listener) as results:
        how = run_options(options, results.suite)
        progress = update(results, how, listener, every_page=True, run=False)
    if not options.quiet:
        announce(f"{progress.done} pages and {options.folder / 'index.html'}")
    return GraderError.exit_status if progress.faults else 0


def regrade(options: argparse.Namespace) -> int:
    """Mark again, and print whose points change."""
    folder, old, dry_run = options.folder, suite_in(options.folder), options.dry_run
    with listening(options) as listener:
        suite = hidden_suite(options, folder, listener)
        how = run_options(options, suite)
        found = regrading.regrade(folder, old, suite, how, listener, dry_run=dry_run)
    if not options.quiet:
        announce(changes_text(found.changes, found.students, would=dry_run))
    return GraderError.exit_status if found.progress.faults else 0


def changes_text(found: Sequence[Change], students: int, *, would: bool) -> str:
    """Return the changes as lines of text, then their number."""
    verb = "would change" if would else "changed"
    lines = [_line(change) for change in found]
    return "\n".join([*lines, f"{len(found)} of {students} students {verb}"])


def _line(change: Change) -> str:
    parts = [f"{id} {_points(a)} -> {_points(b)}" for id, a, b in change.questions]
    before, after = change.percent
    if before != after:
        parts.append(f"lateness takes {after:g} percent, {before:g} before")
    more = f"  ({', '.join(parts)})" if parts else ""
    points = f"{_points(change.before)} -> {_points(change.after)}"
    return f"{describe(change.person)}: {points}{more}"


def _points(points: float | None) -> str:
    return "ungraded" if points is None else numbers.points(points)
