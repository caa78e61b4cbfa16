"""Bringing a folder of results up to date, as several commands do it."""

from __future__ import annotations

import argparse
import functools
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from grader import __version__
from grader.cli.say import note
from grader.cli.workers import refusal
from grader.errors import GraderError, SandboxError, UsageError
from grader.marking.marker import Marker
from grader.model import Suite
from grader.report import ClassPage
from grader.results.folder import Record, Stale, alone_in, suite_in
from grader.results.pool import Desks
from grader.results.worker import Done, Order, Paper
from grader.sandbox import PLAIN, Isolate, Plan, open_sandbox
from grader.text.clean import clean

if TYPE_CHECKING:
    from grader.assignment.per_student import OwnNumbers


@dataclass(frozen=True)
class Manner:
    """How a command goes about it."""

    workers: int = 1
    isolate: Isolate = "submission"
    trusted: bool = False
    quiet: bool = False
    log: Path | None = None
    own: OwnNumbers | None = None


@dataclass
class Tally:
    """Running totals, and the page of the class once it is written."""

    done: int = 0
    faults: int = 0
    earned: list[float] = field(default_factory=list)
    page: ClassPage | None = None

    def add(self, done: Done) -> None:
        self.done += 1
        self.faults += done.our_fault
        if done.earned is not None:
            self.earned.append(done.earned)

    @property
    def mean(self) -> str:
        return f"{sum(self.earned) / len(self.earned):.1f}" if self.earned else "-"


def manner(options: argparse.Namespace, own: OwnNumbers | None = None) -> Manner:
    """What those options ask for."""
    return Manner(
        options.workers, options.isolate, options.trusted, options.quiet, options.json_log, own
    )


def pages_only(options: argparse.Namespace, record: Record) -> Manner:
    """To make pages of what was run before, quietly.  Raises UsageError where that takes a key."""
    own = own_numbers(options, record.suite)
    _papers(record, own)
    return Manner(quiet=True, own=own)


def own_numbers(options: argparse.Namespace, suite: Suite) -> OwnNumbers | None:
    """Students' own hidden numbers, where a key is given.  Raises UsageError."""
    if options.key is None:
        return None
    # Few need them, and reading an assignment takes longer to load than all the rest.
    from grader.assignment.folder import load_assignment
    from grader.assignment.per_student import OwnNumbers, read_key

    key = read_key(options.key)
    assignment = load_assignment(options.assignment)
    if assignment.outline.source != suite.source:
        raise UsageError(
            f"{options.assignment} is not what the suite was built from: own numbers are drawn by"
            " the assignment, so name it with --assignment and leave --suite out"
        )
    return OwnNumbers(assignment, suite, key)


@contextmanager
def record_in(
    folder: Path,
    suite: Suite | None = None,
    *,
    own_numbers: str | None = None,
    quiet: bool = False,
) -> Iterator[Record]:
    """The record in a folder, with nobody else at work in it; suite and numbers, where they are not
    given, are those that the folder was graded with.

    Raises UsageError where there is none, or that of another assignment.
    """

    def waiting() -> None:
        if not quiet:
            note(f"another grader is at work in {folder}; waiting for it to end")

    suite = suite or suite_in(folder)
    with (
        alone_in(folder, waiting=waiting),
        closing(Record(folder, suite, __version__, own_numbers)) as record,
    ):
        yield record


def bring_up_to_date(
    record: Record, how: Manner, *, every_page: bool = False, run: bool = True
) -> Tally:
    """Run, mark and render what is out of date, then write the tables; on Ctrl-C and on a fault
    too, so that the tables hold whatever is recorded.  With ``run`` false what was never run
    waits for another command.  Raises GraderError."""
    stale = [one for one in record.stale(every_page=every_page) if run or not one.runs]
    tally = Tally()
    try:
        work(record, stale, how, record.folder, tally, record.keep)
    except BaseException:
        if tally.done:
            note(f"{tally.done} of {len(stale)} are graded and kept in {record.folder}")
            record.write_tables()
        raise
    tally.page = record.write_tables()
    return tally


def work(
    record: Record,
    stale: Sequence[Stale],
    how: Manner,
    folder: Path,
    tally: Tally,
    keep: Callable[[Done], None],
) -> None:
    """Do what is stale, with pages in ``folder``, handing each outcome to ``keep``."""
    if not stale:
        return
    runs = any(one.runs for one in stale)
    order = _order(record, how, folder, runs=runs)
    with ExitStack() as stack:
        desks = stack.enter_context(_desks(order, how, min(how.workers, len(stale)), runs=runs))
        log = stack.enter_context(_logging(how.log))
        show = stack.enter_context(_progress(len(stale), tally, quiet=how.quiet))

        def take(done: Done) -> None:
            keep(done)
            tally.add(done)
            why = str(done.ungraded or "")
            log("graded", student=done.job.student, earned=done.earned, ungraded=why)
            show(done)

        log("started", submissions=len(stale), folder=str(record.folder))
        try:
            for done in desks.work(map(record.job, stale), len(stale)):
                take(done)
        except KeyboardInterrupt:
            for done in desks.rest():
                take(done)
            raise
        log("finished", graded=tally.done, faults=tally.faults)


def _order(record: Record, how: Manner, folder: Path, *, runs: bool) -> Order:
    suite = record.suite
    opening = functools.partial(_open, suite, how.isolate)
    return Order(
        open_worker=opening if runs else None,
        paper=_papers(record, how.own),
        folder=folder,
        digest=record.digest,
        version=record.key.grader,
        labels=record.book.labels(),
    )


def _papers(record: Record, own: OwnNumbers | None) -> Callable[[str], Paper]:
    """What each student is asked.  Raises UsageError where it takes a key to know that."""
    if own is not None:
        return functools.partial(_own_paper, own)
    if record.own_numbers:
        raise UsageError(
            f"the students in {record.folder} have numbers of their own: say which key they are"
            " drawn from, with --per-student-seed KEYFILE"
        )
    suite = record.suite
    return functools.partial(_the_same, Paper(suite, Plan.of(suite), Marker(suite)))


def _own_paper(own: OwnNumbers, student: str) -> Paper:
    found = own.for_student(student)
    return Paper(found.suite, Plan.of(found.suite), found.marker, found.variant)


def _the_same(paper: Paper, student: str) -> Paper:
    return paper


def _open(suite: Suite, isolate: Isolate, layers: Sequence[str] | None) -> Any:
    return open_sandbox(suite.limits, suite.modules, layers, isolate)


@contextmanager
def _desks(order: Order, how: Manner, workers: int, *, runs: bool) -> Iterator[Desks]:
    """Raises SandboxError that says what to do."""
    try:
        desks = Desks(order, workers, PLAIN if how.trusted and runs else None)
    except SandboxError as reason:
        raise refusal(reason) from reason
    with desks:
        yield desks


@contextmanager
def _progress(total: int, tally: Tally, *, quiet: bool) -> Iterator[Callable[[Done], None]]:
    """Shows how far it has come, on a terminal, and what went wrong with us, everywhere."""
    if quiet or not sys.stderr.isatty():
        yield lambda done: note(_fault(done)) if done.our_fault else None
        return
    from tqdm import tqdm  # not loaded where nobody looks

    with tqdm(total=total, unit="submission", leave=False) as bar:

        def show(done: Done) -> None:
            bar.set_postfix_str(f"mean {tally.mean}", refresh=False)
            bar.update()
            if done.our_fault:
                bar.write(_fault(done), sys.stderr)

        yield show


def _fault(done: Done) -> str:
    return f"{clean(done.job.student)}: {done.ungraded}"


@contextmanager
def _logging(path: Path | None) -> Iterator[Callable[..., None]]:
    """Writes events as lines of JSON.  Raises GraderError where the file cannot be opened."""
    if path is None:
        yield lambda event, **facts: None
        return
    try:
        file = path.open("a", encoding="utf-8")
    except OSError as error:
        raise GraderError(f"cannot write {path}: {error.strerror}") from error
    with file:
        yield functools.partial(_log, file)


def _log(file: TextIO, event: str, **facts: Any) -> None:
    line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **facts}
    file.write(json.dumps(line) + "\n")
    file.flush()
