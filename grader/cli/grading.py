"""Grading what was handed in."""

from __future__ import annotations

import argparse

from grader.cli.say import note, say
from grader.cli.suites import hidden_suite
from grader.cli.upkeep import bring_up_to_date, manner, own_numbers, record_in
from grader.errors import GraderError
from grader.intake import ExpectedModule, Intake, Unreadable, collect
from grader.report import summary_text
from grader.results.folder import SUITE, Record, keep_suite
from grader.suite.file import load
from grader.text.clean import one_line


def grade(options: argparse.Namespace) -> int:
    """Take in, bring up to date, and say what came of it."""
    kept = options.output / SUITE
    suite = load(options.suite) if options.suite else hidden_suite(options.assignment, kept)
    intake = collect(options.paths, ExpectedModule.of(suite), options.roster)
    own = own_numbers(options, suite)
    name = own.name if own else ""
    with record_in(options.output, suite, own_numbers=name, quiet=options.quiet) as record:
        keep_suite(suite, options.output)
        if options.fresh:
            record.book.forget_runs()
        if not options.quiet:
            _announce(intake)
        _receive(record, intake, quiet=options.quiet)
        tally = bring_up_to_date(record, manner(options, own))
    if tally.page and not options.quiet:
        say(f"{summary_text(tally.page)}\n{options.output / 'index.html'}")
    return GraderError.exit_status if tally.faults else 0


def _announce(intake: Intake) -> None:
    for sentence in intake.notices:
        note(sentence)
    if intake.absent:
        names = (one_line(person.name or person.student) for person in intake.absent)
        note(f"nothing from: {', '.join(names)}")


def _receive(record: Record, intake: Intake, *, quiet: bool) -> None:
    """Take everything in, before anything is run."""
    handed_in = intake.submissions
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
