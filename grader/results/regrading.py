"""Mark the same submissions again, and find out for whom that changes something."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from grader.gradebook import grades, with_grade
from grader.model import Standing, Suite
from grader.results.changes import Change, changes
from grader.results.folder import ResultsFolder, keep_suite
from grader.results.job import JobResult
from grader.results.update import Listener, Progress, RunOptions, opened, update, work

Standings = dict[str, Standing]


@dataclass(frozen=True)
class Regraded:
    """What a regrade changed, of how many students, and how it went."""

    changes: tuple[Change, ...]
    students: int
    progress: Progress


def regrade(
    folder: Path,
    old: Suite,
    suite: Suite,
    options: RunOptions,
    listener: Listener,
    *,
    dry_run: bool = False,
) -> Regraded:
    """Mark everything again by ``suite``, where it was marked by ``old`` before.

    What was run in the same cases is not run again; a sandbox is opened when marking first needs
    one.  With ``dry_run`` nothing in the folder changes.  Raise GraderError.
    """
    with opened(folder, old, listener=listener) as results:
        before = _by_student(results)
    with opened(folder, suite, listener=listener) as results:
        regraded = _tried if dry_run else _done
        after, progress = regraded(results, options, listener)
    return Regraded(changes(before, after, suite), len(after), progress)


def _done(
    results: ResultsFolder, options: RunOptions, listener: Listener
) -> tuple[Standings, Progress]:
    keep_suite(results.suite, results.folder)
    progress = update(results, options, listener)
    return _by_student(results), progress


def _tried(
    results: ResultsFolder, options: RunOptions, listener: Listener
) -> tuple[Standings, Progress]:
    """Find out what everybody would have, without a trace in the folder."""
    stale, after = results.stale(), _by_student(results)
    labels, progress = results.book.decisions.labels(), Progress(len(stale))

    def keep(result: JobResult) -> None:
        job, mark = result.job, result.mark
        grade = grades.unpacked(mark.grade, job.student, results.suite)
        after[job.student] = with_grade(job.standing, grade, mark.variant, labels=labels)

    with tempfile.TemporaryDirectory() as folder:
        work(results, stale, options, Path(folder), progress, listener, keep)
    return after, progress


def _by_student(results: ResultsFolder) -> Standings:
    return {one.person.student: one for one in results.standings}
