"""``grader regrade`` and ``grader report``: the same submissions, marked or rendered again."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.changes import Change, changes
from grader.clean import one_line
from grader.cli.options import REFERENCE, add_options, add_own_numbers
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
from grader.cli.verbs import add_verb
from grader.desk import Done
from grader.errors import GraderError
from grader.gradebook import grades, with_grade
from grader.model import Standing
from grader.record import SUITE, Record, keep_suite, suite_in
from grader.report import numbers
from grader.suitefile import load

_REGRADE = """\
Marks everything that was handed in by the assignment as it is now, and says for whom that changes
something.  What was run in the same cases before is not run again.  Points that a person gave
stay.  With --dry-run nothing is changed.

Exit status 0; 2 for a wrong command or assignment; 3 where something is ungraded through a fault
of ours.

examples:
  grader regrade --dry-run
  grader regrade results --assignment reference
"""

_REPORT = """\
Makes all pages and tables again from the gradebook.  Nothing is run.

examples:
  grader report
  grader report results
"""


def add_to(verbs: Any) -> None:
    """Add both commands."""
    regrading = _verb(verbs, "regrade", _REGRADE)
    source = regrading.add_mutually_exclusive_group()
    source.add_argument("--assignment", type=Path, default=REFERENCE, metavar="FOLDER")
    source.add_argument("--suite", type=Path, metavar="FILE")
    regrading.add_argument("--dry-run", action="store_true", help="only say what would change")
    regrading.set_defaults(command=_regrade)
    reporting = _verb(verbs, "report", _REPORT)
    reporting.add_argument("--assignment", type=Path, default=REFERENCE, metavar="FOLDER")
    reporting.set_defaults(command=_report)


def _verb(verbs: Any, name: str, epilog: str) -> argparse.ArgumentParser:
    verb = add_verb(verbs, name, epilog)
    verb.add_argument("folder", nargs="?", type=Path, default=Path("results"), metavar="results")
    add_own_numbers(verb)
    add_options(verb)
    return verb


def _report(options: argparse.Namespace) -> int:
    with record_in(options.folder, quiet=options.quiet) as record:
        how = manner(options, own_numbers(options, record.suite))
        tally = bring_up_to_date(record, how, every_page=True, run=False)
    if not options.quiet:
        say(f"{tally.done} pages and {options.folder / 'index.html'}")
    return GraderError.exit_status if tally.faults else 0


def _regrade(options: argparse.Namespace) -> int:
    old = suite_in(options.folder)
    kept = options.folder / SUITE
    suite = load(options.suite) if options.suite else hidden_suite(options.assignment, kept)
    with record_in(options.folder, old, quiet=options.quiet) as record:
        before = {one.person.student: one for one in record.standings}
    how = manner(options, own_numbers(options, suite))
    with record_in(options.folder, suite, quiet=options.quiet) as record:
        after, tally = _tried(record, how) if options.dry_run else _done(record, how)
    if not options.quiet:
        questions = [question.id for question in suite.questions]
        found = changes(before, after, questions)
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
