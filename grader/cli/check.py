"""``grader check``: what a student runs on their own file, with public cases only."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import Any

from grader import __version__
from grader.cli.assignment import REFERENCE
from grader.cli.say import colour, note, say
from grader.cli.suites import public_suite
from grader.cli.workers import for_own_code
from grader.errors import GraderError, UsageError
from grader.files import write_atomically
from grader.grade import Marker
from grader.intake import Unreadable, Wanted, one_file
from grader.model import Grade, Submission, Suite
from grader.report import Renderer, check_text, student_page
from grader.suitefile import digest, load

_EPILOG = """\
Only public cases are run: a file without a remark here can still lose points in hidden ones.

Exit status 0: nothing to fix; 1: something to fix; 2: wrong use; 3: a fault of ours.

examples:
  grader check answer.py
  grader check answer.py --suite public.json --html page.html
"""


def add_to(verbs: Any) -> None:
    """Add the command."""
    verb = verbs.add_parser(
        "check",
        help="check your own file against the public cases",
        description="Check your own file against the public cases.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verb.add_argument("file", type=Path, metavar="FILE")
    source = verb.add_mutually_exclusive_group()
    source.add_argument(
        "--suite", type=Path, metavar="FILE", help="the public suite you were given"
    )
    source.add_argument("--assignment", type=Path, default=REFERENCE, metavar="FOLDER")
    verb.add_argument("--html", type=Path, metavar="FILE", help="write the page as well")
    verb.add_argument("--no-color", dest="colour", action="store_false")
    verb.set_defaults(command=_check)


def _check(options: argparse.Namespace) -> int:
    suite = load(options.suite) if options.suite else public_suite(options.assignment)
    submission = _read(options.file, suite)
    with for_own_code(suite) as workshop, workshop.open() as worker:
        grade = Marker(suite).mark(submission.student, worker.run(submission))
    page = student_page(
        suite,
        submission,
        grade,
        isolation=workshop.isolation,
        version=__version__,
        suite_id=digest(suite),
    )
    width = min(shutil.get_terminal_size().columns, 100)
    say(check_text(page, colour=colour(sys.stdout, wanted=options.colour), width=width))
    if options.html:
        write_atomically(options.html, [Renderer().student_html(page).encode()])
        note(f"the page is in {options.html}")
    return 1 if _something_to_fix(suite, grade) else 0


def _read(path: Path, suite: Suite) -> Submission:
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name the file, for example {path / suite.module}")
    if not path.exists():
        raise UsageError(f"there is no {path}")
    submission = one_file(path, Wanted.of(suite)).read()
    if isinstance(submission, Unreadable):
        raise UsageError(submission.reason)
    return submission


def _something_to_fix(suite: Suite, grade: Grade) -> bool:
    if grade.ungraded:
        raise GraderError(grade.ungraded)
    return grade.earned < suite.possible or any(q.diagnosis for q in grade.questions)
