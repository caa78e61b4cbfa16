"""Grade one submission without a folder of results, as a platform does."""

from __future__ import annotations

import argparse

from grader.cli.progress import Notes, explaining_no_sandbox
from grader.cli.say import say
from grader.cli.suites import hidden_suite
from grader.errors import GraderError, UsageError
from grader.files import write_atomically
from grader.results.one import grade_one


def grade(options: argparse.Namespace) -> int:
    """Grade one path as one student, and print the grade or write it where the options say."""
    if len(options.paths) != 1:
        raise UsageError("--one takes one PATH: the file or the folder of one student")
    of_a_class = {"--per-student-seed": options.key, "--roster": options.roster}
    for option in (option for option, given in of_a_class.items() if given):
        raise UsageError(f"{option} is for a class; leave it or --one out")
    suite = hidden_suite(options, options.output, Notes())
    with explaining_no_sandbox():
        found = grade_one(options.paths[0], suite, trusted=options.trusted)
    if options.html:
        write_atomically(options.html, [found.html.encode()])
    if options.json is None:
        say(str(found))
    elif str(options.json) == "-":
        say(found.json.rstrip())
    else:
        write_atomically(options.json, [found.json.encode()])
    return GraderError.exit_status if found.grade.is_our_fault else 0
