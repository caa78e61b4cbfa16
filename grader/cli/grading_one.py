"""Grade one submission without a folder of results, as a platform does."""

from __future__ import annotations

import argparse
from pathlib import Path

from grader.bundle.outcome import OUTCOMES
from grader.cli.progress import Notes, explaining_no_sandbox
from grader.cli.say import say
from grader.cli.suites import hidden_suite
from grader.errors import GraderError, UsageError
from grader.export import why_unmarked
from grader.files import write_atomically
from grader.results.one import GradedSubmission, grade_one


def grade(options: argparse.Namespace) -> int:
    """Grade one path as one student, and print the grade or write it where the options say."""
    if len(options.paths) != 1:
        raise UsageError("--one takes one PATH: the file or the folder of one student")
    of_a_class = {"--per-student-seed": options.key, "--roster": options.roster}
    for option in (option for option, given in of_a_class.items() if given):
        raise UsageError(f"{option} is for a class; leave it or --one out")
    if options.platform and options.platform[0] not in OUTCOMES:
        raise UsageError(f"--for takes one of {', '.join(OUTCOMES)}")
    suite = hidden_suite(options, options.output, Notes())
    with explaining_no_sandbox():
        found = grade_one(options.paths[0], suite, trusted=options.trusted)
    if options.html:
        write_atomically(options.html, [found.html.encode()])
    if options.platform:
        return _for_platform(found, *options.platform)
    if options.json is None:
        say(str(found))
    elif str(options.json) == "-":
        say(found.json.rstrip())
    else:
        write_atomically(options.json, [found.json.encode()])
    return GraderError.exit_status if found.grade.is_our_fault else 0


def _for_platform(found: GradedSubmission, platform: str, place: str) -> int:
    """Write what a platform reads; nothing after a fault of the grader, which is no grade."""
    if found.grade.is_our_fault:
        raise GraderError(f"{why_unmarked(found.standing)}; nothing was written to {place}")
    for name, content in OUTCOMES[platform](found).items():
        write_atomically(Path(place) / name, [content])
    ran = f"isolation {found.isolation.level}" if found.isolation.level else "nothing was run"
    say(f"{place}: {ran}, suite {found.digest[:12]}")
    return 0
