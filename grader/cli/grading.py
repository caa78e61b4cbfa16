"""Grade a class, and print a summary."""

from __future__ import annotations

import argparse

from grader.cli.progress import listening
from grader.cli.say import say
from grader.cli.suites import kept_suite, run_options
from grader.errors import GraderError
from grader.intake import ExpectedModule, collect
from grader.report import summary_text
from grader.results.grading import grade_intake


def grade(options: argparse.Namespace) -> int:
    """Read the submissions, grade what is new or changed, and print a summary."""
    with listening(options) as listener:
        suite = kept_suite(options, options.output, listener)
        intake = collect(options.paths, ExpectedModule.of(suite), options.roster)
        how = run_options(options, suite)
        found = grade_intake(intake, suite, options.output, how, listener, fresh=options.fresh)
    if found.page and not options.quiet:
        say(f"{summary_text(found.page)}\n{options.output / 'index.html'}")
    return GraderError.exit_status if found.faults else int(found.warnings > 0)
