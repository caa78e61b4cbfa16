"""Grade a class, and print a summary."""

from __future__ import annotations

import argparse

from grader.assignment.per_student import read_key
from grader.cli.progress import listening
from grader.cli.say import say
from grader.cli.suites import kept_suite, outline_of, run_options
from grader.errors import GraderError
from grader.intake import ExpectedModule, collect
from grader.report import summary_text
from grader.report.dashboard.next_steps import next_steps
from grader.report.words import words_in
from grader.results.grading import grade_intake


def grade(options: argparse.Namespace) -> int:
    """Read the submissions, grade what is new or changed, and print a summary."""
    with listening(options) as listener:
        # What is wrong with the key or the files is said before a suite is built, which takes long.
        if options.key:
            read_key(options.key)
        outline = outline_of(options, options.output)
        intake = collect(options.paths, ExpectedModule.of(outline), options.roster)
        suite = kept_suite(options, options.output, listener)
        how = run_options(options, suite)
        found = grade_intake(intake, suite, options.output, how, listener, fresh=options.fresh)
    if found.page and not options.quiet:
        left = next_steps(found.page, options.output, words_in(suite.language))
        lines = [summary_text(found.page), str(options.output / "index.html"), "", *left]
        say("\n".join(lines).rstrip())
    return GraderError.exit_status if found.faults else int(found.warnings > 0)
