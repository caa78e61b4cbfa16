"""Bringing a folder of results up to date, as several commands do it."""

from __future__ import annotations

import argparse
import functools
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from tqdm import tqdm

from grader import __version__
from grader.batch import Desks
from grader.clean import clean
from grader.cli.say import note
from grader.cli.workers import TRUST, refusal
from grader.desk import Done, Order, Paper
from grader.errors import GraderError, SandboxError
from grader.grade import Marker
from grader.model import Suite
from grader.record import Record, Stale, alone_in, suite_in
from grader.report import ClassPage
from grader.sandbox import PLAIN, Isolate, Plan, open_sandbox


@dataclass(frozen=True)
class Manner:
    """How a command goes about it."""

    workers: int = 1
    isolate: Isolate = "submission"
    trusted: bool = False
    quiet: bool = False
    log: Path | None = None


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


def add_options(verb: argparse.ArgumentParser) -> None:
    """The options of commands that run submissions."""
    verb.add_argument("--workers", type=_workers, default=os.cpu_count() or 1, metavar="N")
    verb.add_argument(
        "--isolate",
        choices=("submission", "question"),
        default="submission",
        help="what gets a process of its own (default: %(default)s)",
    )
    verb.add_argument(TRUST, dest="trusted", action="store_true", help="grade without a sandbox")
    verb.add_argument("--quiet", action="store_true", help="no progress and no summary")
    verb.add_argument(
        "--json-log", type=Path, metavar="FILE", help="append one line of JSON for each event"
    )


def manner(options: argparse.Namespace) -> Manner:
    """What those options ask for."""
    return Manner(
        options.workers, options.isolate, options.trusted, options.quiet, options.json_log
    )


@contextmanager
def record_in(folder: Path, suite: Suite | None = None, *, quiet: bool = False) -> Iterator[Record]:
    """The record in a folder, with nobody else at work in it; without a suite, that of the folder.

    Raises UsageError where there is none, or that of another assignment.
    """

    def waiting() -> None:
        if not quiet:
            note(f"another grader is at work in {folder}; waiting for it to end")

    suite = suite or suite_in(folder)
    with alone_in(folder, waiting=waiting), closing(Record(folder, suite, __version__)) as record:
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
    finally:
        if tally.done < len(stale):
            note(f"{tally.done} of {len(stale)} are graded and kept in {record.folder}")
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
        bar = stack.enter_context(_progress(len(stale), quiet=how.quiet))

        def take(done: Done) -> None:
            keep(done)
            tally.add(done)
            log("graded", student=done.job.student, earned=done.earned, ungraded=done.ungraded)
            bar.set_postfix_str(f"mean {tally.mean}", refresh=False)
            bar.update()
            if done.our_fault:
                bar.write(f"{clean(done.job.student)}: {done.ungraded}", sys.stderr)

        log("started", submissions=len(stale), folder=str(record.folder))
        try:
            for done in desks.work(map(record.job, stale)):
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
        paper=functools.partial(_the_same, Paper(suite, Plan.of(suite), Marker(suite))),
        folder=folder,
        digest=record.digest,
        version=record.key.grader,
        labels=record.book.labels(),
    )


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
def _progress(total: int, *, quiet: bool) -> Iterator[Any]:
    hidden = quiet or not sys.stderr.isatty()
    with tqdm(total=total, unit="submission", disable=hidden, leave=False) as bar:
        yield bar


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


def _workers(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number
