"""``grader grade``: what was handed in goes in, grades and pages come out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from grader.clean import one_line
from grader.cli.assignment import REFERENCE
from grader.cli.say import note, say
from grader.cli.suites import hidden_suite
from grader.cli.upkeep import add_options, bring_up_to_date, manner, record_in
from grader.errors import GraderError
from grader.intake import Intake, Unreadable, Wanted, collect, require
from grader.record import SUITE, Record, keep_suite
from grader.report import summary_text
from grader.suitefile import load

_EPILOG = """\
A PATH is what was downloaded: a folder or zip of submissions (one sub-folder or one file a
student), the bulk download of Canvas, Moodle or Gradescope (zip or folder), nbgrader's folder
`submitted`, or a single file.  Nothing is extracted.
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
    verb.add_argument(
        "--roster", type=Path, metavar="FILE", help="the class as CSV: finds who is missing"
    )
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
    intake = collect(options.paths, Wanted.of(suite), options.roster)
    with record_in(options.output, suite, quiet=options.quiet) as record:
        keep_suite(suite, options.output)
        if options.fresh:
            record.book.forget_runs()
        if not options.quiet:
            _announce(intake)
        _receive(record, intake, quiet=options.quiet)
        tally = bring_up_to_date(record, manner(options))
    if tally.page and not options.quiet:
        say(f"{summary_text(tally.page)}\n{options.output / 'index.html'}")
    return GraderError.exit_status if tally.faults else 0


def _announce(intake: Intake) -> None:
    for sentence in intake.said:
        note(sentence)
    if intake.absent:
        names = (one_line(person.name or person.student) for person in intake.absent)
        note(f"nothing from: {', '.join(names)}")


def _receive(record: Record, intake: Intake, *, quiet: bool) -> None:
    """Take everything in, before anything is run."""
    handed_in = intake.handed_in
    with record.book.changing():
        record.book.enrol(intake.absent)
        for one in handed_in:
            found = one.read()
            read = found.reason if isinstance(found, Unreadable) else found
            record.book.receive(one.delivered(found), read)
    stale = {one.attempt.student for one in record.stale()}
    known = sum(one.student not in stale for one in handed_in)
    if known and not quiet:
        note(f"{known} of {len(handed_in)} were graded before and have not changed")
