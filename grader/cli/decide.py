"""``grader override``, ``label`` and ``forget``: record a person's decision, with name and time."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from grader.cli.options import add_assignment, add_per_student
from grader.cli.verbs import add_verb
from grader.files import require_grades

_OVERRIDE = """\
Gives a student points for a question in place of the grader's.  They stay through every regrade,
and the page and the exports show them.  STUDENT is the name in the tables, or an unambiguous
name, login, email or id of the platform.

examples:
  grader override ada grad_w1 20 --why "the transpose was our misprint"
  grader override ada grad_w1 --undo
"""

_LABEL = """\
Students whose wrong answers are the same numbers, and are unexplained, form a group.  You can name
the group: its title and hint then appear on the pages of all its members.  Without GROUP the
groups are listed, the largest first.

examples:
  grader label
  grader label grad_w1-3f9a1c "The bias was left out" --hint "What multiplies the first column?"
  grader label grad_w1-3f9a1c --undo
"""


_FORGET = """\
Takes students out of the class: out of the pages, the tables, the means and the exports.  What they
handed in and their grades stay on record, and --undo takes them back.  STUDENT is the name in the
tables, or an unambiguous name, login, email or id of the platform.

examples:
  grader forget ada "Bob Roe"
  grader forget ada --undo
"""


def add_to(verbs: Any) -> None:
    """Add the commands."""
    overriding = _verb(verbs, "override", _OVERRIDE)
    overriding.add_argument("student", metavar="STUDENT", help="name, login, email or id")
    overriding.add_argument("question", metavar="QUESTION", help="the id, as in the tables")
    overriding.add_argument(
        "points", nargs="?", type=float, metavar="POINTS", help="what the question is worth now"
    )
    overriding.add_argument("--why", metavar="TEXT", help="the reason, which the student reads")
    overriding.set_defaults(command=_override)
    labelling = _verb(verbs, "label", _LABEL)
    labelling.add_argument("group", nargs="?", metavar="GROUP", help="as the list shows it")
    labelling.add_argument("title", nargs="?", metavar="TITLE", help="what it is, in a few words")
    labelling.add_argument("--hint", metavar="TEXT", help="what the students of the group read")
    labelling.set_defaults(command=_label)
    forgetting = _verb(verbs, "forget", _FORGET)
    forgetting.add_argument(
        "students", nargs="+", metavar="STUDENT", help="name, login, email or id"
    )
    forgetting.set_defaults(command=_forget)


def _verb(verbs: Any, name: str, epilog: str) -> argparse.ArgumentParser:
    verb = add_verb(verbs, name, epilog)
    verb.add_argument(
        "--results",
        type=Path,
        default=Path("results"),
        metavar="FOLDER",
        help="the folder that `grader grade` wrote",
    )
    verb.add_argument("--author", default=None, metavar="NAME", help="who decides (default: you)")
    add_assignment(verb)
    add_per_student(verb)
    verb.add_argument("--undo", action="store_true", help="take the decision back")
    return verb


def _override(options: argparse.Namespace) -> int:
    require_grades(options.results)
    # Imported late, because a wrong option or folder should be reported at once.
    from grader.cli.deciding import override

    return override(options)


def _label(options: argparse.Namespace) -> int:
    require_grades(options.results)
    from grader.cli.deciding import label

    return label(options)


def _forget(options: argparse.Namespace) -> int:
    require_grades(options.results)
    from grader.cli.deciding import forget

    return forget(options)
