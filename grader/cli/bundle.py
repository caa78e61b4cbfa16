"""``grader bundle``: write the zip file that is uploaded to a platform."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from grader.cli.options import add_per_student, add_suite, require_assignment_folder
from grader.cli.say import announce
from grader.cli.verbs import add_verb
from grader.files import OWNER_ONLY, write_atomically

_EPILOG = """\
The zip file is complete: the platform's scripts, the suite, the wheel of this grader, and a
README of five lines.  Without --suite it has new hidden cases, made from a secret seed; `actions`,
`gitlab` and `classroom50` take the public ones, because students can read what is uploaded there.

A submission that holds nothing to grade gets a page that says so.  A fault of the grader is a
failure of the platform's job, and never a zero.

With --per-student-seed each student has hidden numbers of their own on PrairieLearn, drawn from the
key and the seed of the question's variant.

examples:
  grader bundle gradescope reference --suite suite.json -o gradescope.zip
  grader bundle prairielearn reference --image school/grader:1 -o prairielearn.zip
  grader bundle actions reference -o actions.zip
"""

_NAMES = (
    *("gradescope", "prairielearn", "autolab", "submitty"),
    *("actions", "gitlab", "classroom50"),
)


def add_to(verbs: Any) -> None:
    """Add the command."""
    verb = add_verb(verbs, "bundle", _EPILOG)
    verb.add_argument("platform", choices=_NAMES, metavar="PLATFORM", help=", ".join(_NAMES))
    verb.add_argument(
        "folder", type=Path, metavar="ASSIGNMENT", help="the folder of assignment.yaml"
    )
    add_suite(verb)
    add_per_student(verb)
    verb.add_argument("--image", default="", help="the container image (prairielearn, submitty)")
    verb.add_argument(
        "-o",
        dest="output",
        type=Path,
        required=True,
        metavar="FILE",
        help="the zip file; only its owner can read it",
    )
    verb.set_defaults(command=_bundle)


def _bundle(options: argparse.Namespace) -> int:
    require_assignment_folder(options.folder)
    # Imported late, because a wrong option should be reported at once.
    from grader.assignment.folder import load_assignment
    from grader.assignment.per_student import read_key
    from grader.bundle.contents import PLATFORMS, bundle
    from grader.suite.file import load

    suite = load(options.suite) if options.suite else None
    key = read_key(options.key) if options.key else None
    assignment = load_assignment(options.folder, suite.language if suite else "")
    content = bundle(options.platform, assignment, suite, options.image, key)
    write_atomically(options.output, [content], mode=OWNER_ONLY)
    secret = "" if PLATFORMS[options.platform].public_only else "; it holds hidden cases"
    announce(
        f"{options.output}: {len(content) >> 10} KiB for {PLATFORMS[options.platform].name}{secret}"
    )
    return 0
