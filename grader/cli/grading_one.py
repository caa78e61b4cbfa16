"""Grade one submission without a folder of results, as a platform does."""

from __future__ import annotations

import argparse
from pathlib import Path

from grader.bundle.outcome import OUTCOMES
from grader.cli.progress import Notes, explaining_no_sandbox
from grader.cli.say import announce, say
from grader.cli.suites import hidden_suite, per_student
from grader.errors import GraderError, UsageError
from grader.export import why_unmarked
from grader.files import write_atomically
from grader.model import Suite
from grader.results.job import StudentTask
from grader.results.one import GradedSubmission, grade_task
from grader.results.update import own_task, same_task


def grade(options: argparse.Namespace) -> int:
    """Grade one path as one student, and print the grade or write it where the options say."""
    _check(options)
    suite = hidden_suite(options, options.output, Notes())
    with explaining_no_sandbox():
        task = _task(options, suite)
        found = grade_task(options.paths[0], task, student=options.student, trusted=options.trusted)
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


def _check(options: argparse.Namespace) -> None:
    """Raise UsageError for options that do not go with one student."""
    if len(options.paths) != 1:
        raise UsageError("--one takes one PATH: the file or the folder of one student")
    if options.roster:
        raise UsageError("--roster is for a class; leave it or --one out")
    if options.key and not options.student:
        raise UsageError("--per-student-seed draws the numbers of somebody: say whose, --student")
    if options.platform and options.platform[0] not in OUTCOMES:
        raise UsageError(f"--for takes one of {', '.join(OUTCOMES)}")


def _task(options: argparse.Namespace, suite: Suite) -> StudentTask:
    """Return what is asked: of this student alone where there is a key."""
    own = per_student(options, suite)
    return same_task(suite)("") if own is None else own_task(own, options.student)


def _for_platform(found: GradedSubmission, platform: str, place: str) -> int:
    """Write what a platform reads; nothing after a fault of the grader, which is no grade."""
    if found.grade.is_our_fault:
        raise GraderError(f"{why_unmarked(found.standing)}; nothing was written to {place}")
    for name, content in OUTCOMES[platform](found).items():
        write_atomically(Path(place) / name, [content])
    ran = f"isolation {found.isolation.level}" if found.isolation.level else "nothing was run"
    announce(f"{place}: {ran}, suite {found.digest[:12]}")
    return 0
