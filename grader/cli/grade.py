"""``grader grade``: a folder of submissions in, grades and pages out."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from grader import __version__
from grader.batch import Graded, grade_batch
from grader.clean import clean, one_line
from grader.cli.assignment import REFERENCE
from grader.cli.say import note, say
from grader.cli.suites import hidden_suite
from grader.cli.workers import TRUST, isolating
from grader.errors import GraderError
from grader.grade import Marker
from grader.gradebook import Batch, Gradebook
from grader.intake import HandedIn, Intake, Wanted, collect, require
from grader.suitefile import digest, load

_EPILOG = """\
A PATH is what was downloaded: a folder or zip of submissions (one sub-folder or one file a
student), the bulk download of Canvas, Moodle or Gradescope (zip or folder), nbgrader's folder
`submitted`, or a single file.  Nothing is extracted.
Without --suite, the hidden cases are made on the first run, from a secret seed, and kept in
results/suite.json for the next one.

Exit status 0 where everything was graded, 2 for a wrong command or assignment, 3 where something
is ungraded through a fault of ours.

examples:
  grader grade submissions
  grader grade submissions -o results --workers 4
  grader grade alice.py bob.py --suite suite.json
"""


def add_to(verbs: Any) -> None:
    """Add the command."""
    verb = verbs.add_parser(
        "grade",
        help="grade submissions and write a page for each",
        description="Grade submissions and write a page for each.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    verb.add_argument(
        "--roster", type=Path, metavar="FILE", help="the class as CSV: finds who is missing"
    )
    verb.add_argument("-o", dest="output", type=Path, default=Path("results"), metavar="FOLDER")
    source = verb.add_mutually_exclusive_group()
    source.add_argument("--assignment", type=Path, default=REFERENCE, metavar="FOLDER")
    source.add_argument("--suite", type=Path, metavar="FILE")
    verb.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")
    verb.add_argument(
        "--isolate",
        choices=("submission", "question"),
        default="submission",
        help="what gets a process of its own (default: %(default)s)",
    )
    verb.add_argument("--quiet", action="store_true", help="no progress and no summary")
    verb.add_argument(TRUST, dest="trusted", action="store_true", help="grade without a sandbox")
    verb.set_defaults(command=_grade)


def _grade(options: argparse.Namespace) -> int:
    require(options.paths)
    suite = (
        load(options.suite)
        if options.suite
        else hidden_suite(options.assignment, options.output / "suite.json")
    )
    intake = collect(options.paths, Wanted.of(suite), options.roster)
    handed_in = intake.handed_in
    if not options.quiet:
        _announce(intake)
    with isolating(suite, isolate=options.isolate, trusted=options.trusted) as workshop:
        batch = Batch(suite, digest(suite), __version__, workshop.isolation)
        book = Gradebook(options.output, batch)
        stream = grade_batch(handed_in, Marker(suite), workshop.open, workers=options.workers)
        faults = _record(book, stream, handed_in, quiet=options.quiet)
    if not options.quiet:
        say(book.summary())
    return GraderError.exit_status if faults else 0


def _announce(intake: Intake) -> None:
    for sentence in intake.said:
        note(sentence)
    if intake.absent:
        names = (one_line(person.name or person.student) for person in intake.absent)
        note(f"nothing from: {', '.join(names)}")


def _record(
    book: Gradebook, stream: Iterator[Graded], handed_in: tuple[HandedIn, ...], *, quiet: bool
) -> int:
    """Write every grade as it comes; on Ctrl-C too what came until then is kept."""
    faults = 0
    try:
        with _progress(len(handed_in), quiet=quiet) as bar:
            for graded in stream:
                with _undivided():
                    book.add(graded)
                bar.update()
                if graded.our_fault:
                    faults += 1
                    bar.write(f"{clean(graded.grade.student)}: {graded.grade.ungraded}", sys.stderr)
    finally:
        with _undivided():
            book.close()
        if book.count < len(handed_in):
            note(f"{book.count} of {len(handed_in)} are graded and kept in {book.folder}")
    return faults


@contextmanager
def _undivided() -> Iterator[None]:
    """Ctrl-C waits for the end of the block, so that no page is written without its grade."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt


@contextmanager
def _progress(total: int, *, quiet: bool) -> Iterator[Any]:
    hidden = quiet or not sys.stderr.isatty()
    with tqdm(total=total, unit="submission", disable=hidden, leave=False) as bar:
        yield bar
