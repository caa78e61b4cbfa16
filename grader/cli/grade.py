"""``grader grade``: grade submissions; write pages and tables."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from grader.cli.options import (
    add_assignment,
    add_cluster,
    add_language,
    add_options,
    add_per_student,
    add_suite,
    require_assignment,
    require_one_machine,
)
from grader.cli.verbs import add_verb
from grader.errors import UsageError
from grader.files import require

_EPILOG = """\
A PATH is what was downloaded: a folder or zip of submissions (one sub-folder or one file a
student), the bulk download of Canvas, Moodle, Blackboard, Brightspace or Gradescope (zip or
folder), nbgrader's folder `submitted`, or a single file.  Nothing is extracted.
Without --suite, the hidden cases are made on the first run, from a secret seed, and kept in
results/suite.json for the next one.

What was graded before is not graded again: a second run takes what is new or changed, and one
that was stopped goes on where it was.

Exit status 0 where everything was understood, 1 where a sentence that begins with "look:" says
what was not (everything else is graded), 2 for a wrong command or assignment, 3 where something is
ungraded through a fault of ours.

examples:
  grader grade submissions
  grader grade submissions -o results --workers 4
  grader grade submissions.zip --roster class.csv
  grader grade alice.py bob.py --suite suite.json
  grader grade submissions --per-student-seed secret.key
  grader grade submissions --cluster tcp://scheduler:8786
  grader grade --one ada --suite suite.json --json -
"""


def add_to(verbs: Any) -> None:
    """Add the command."""
    verb = add_verb(verbs, "grade", _EPILOG)
    verb.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="PATH",
        help="a folder, zip or file of submissions, as it was downloaded",
    )
    verb.add_argument(
        "--roster", type=Path, metavar="FILE", help="the class as CSV: finds who is missing"
    )
    verb.add_argument(
        "-o",
        dest="output",
        type=Path,
        default=Path("results"),
        metavar="FOLDER",
        help="where pages and grades go",
    )
    source = verb.add_mutually_exclusive_group()
    add_assignment(source)
    add_suite(source)
    add_language(verb)
    verb.add_argument(
        "--fresh", action="store_true", help="run everything again, also what was graded before"
    )
    verb.add_argument(
        "--one",
        action="store_true",
        help="PATH is one student; print the grade and keep nothing in a folder of results",
    )
    verb.add_argument(
        "--json", type=Path, metavar="FILE", help="with --one: the grade as JSON (-: print it)"
    )
    verb.add_argument(
        "--student", default="", metavar="NAME", help="with --one: whose submission it is"
    )
    verb.add_argument("--html", type=Path, metavar="FILE", help="with --one: the page")
    verb.add_argument(
        "--for",
        dest="platform",
        nargs=2,
        metavar=("PLATFORM", "PATH"),
        help="with --one: what a platform reads, as the scripts of `grader bundle` do",
    )
    add_per_student(verb)
    add_options(verb)
    add_cluster(verb)
    verb.set_defaults(command=_grade)


def _grade(options: argparse.Namespace) -> int:
    require(options.paths)
    require_one_machine(options)
    if not options.one and (options.json or options.html or options.platform or options.student):
        raise UsageError(
            "--json, --html, --student and --for go with --one; a class has them in its folder"
        )
    if not options.suite:
        require_assignment(options.assignment)
    # Imported late, because a wrong option or path should be reported at once.
    if options.one:
        from grader.cli.grading_one import grade
    else:
        from grader.cli.grading import grade

    return grade(options)
