"""``grader grade``: what was handed in goes in, grades and pages come out."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.cli.assignment import REFERENCE
from grader.cli.say import note, say
from grader.cli.suites import hidden_suite
from grader.cli.upkeep import add_options, bring_up_to_date, manner, record_in
from grader.errors import GraderError
from grader.intake import HandedIn, Unreadable, collect, require
from grader.record import SUITE, Record, keep_suite
from grader.report import summary_text
from grader.suitefile import load

_EPILOG = """\
A PATH is a folder of submissions (one sub-folder or one .py file a student), or a single file.
Without --suite, the hidden cases are made on the first run, from a secret seed, and kept in
results/suite.json for the next one.

What was graded before is not graded again: a second run takes what is new or changed, and one
that was stopped goes on where it was.

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
    verb.add_argument("-o", dest="output", type=Path, default=Path("results"), metavar="FOLDER")
    source = verb.add_mutually_exclusive_group()
    source.add_argument("--assignment", type=Path, default=REFERENCE, metavar="FOLDER")
    source.add_argument("--suite", type=Path, metavar="FILE")
    verb.add_argument(
        "--fresh", action="store_true", help="run everything again, also what was graded before"
    )
    add_options(verb)
    verb.set_defaults(command=_grade)


def _grade(options: argparse.Namespace) -> int:
    require(options.paths)
    kept = options.output / SUITE
    suite = load(options.suite) if options.suite else hidden_suite(options.assignment, kept)
    handed_in = collect(options.paths, suite.module)
    with record_in(options.output, suite, quiet=options.quiet) as record:
        keep_suite(suite, options.output)
        if options.fresh:
            record.book.forget_runs()
        _receive(record, handed_in, quiet=options.quiet)
        tally = bring_up_to_date(record, manner(options))
    if tally.page and not options.quiet:
        say(f"{summary_text(tally.page)}\n{options.output / 'index.html'}")
    return GraderError.exit_status if tally.faults else 0


def _receive(record: Record, handed_in: Sequence[HandedIn], *, quiet: bool) -> None:
    """Take everything in, before anything is run."""
    with record.book.changing():
        for one in handed_in:
            found = one.read()
            record.book.receive(
                one.delivery, found.reason if isinstance(found, Unreadable) else found
            )
    stale = {one.attempt.student for one in record.stale()}
    known = sum(one.student not in stale for one in handed_in)
    if known and not quiet:
        note(f"{known} of {len(handed_in)} were graded before and have not changed")
