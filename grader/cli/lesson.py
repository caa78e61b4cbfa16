"""``grader lesson``: the class's commonest mistakes, a slide each and without any name."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from grader.cli.options import add_results
from grader.cli.verbs import add_verb
from grader.errors import UsageError
from grader.files import require_grades

_EPILOG = """\
Each slide has a question to ask and the wrong step that students wrote; the answer unfolds.
Arrow keys go on and back, `a` shows the answer.  The file needs no network and prints a slide a
page.

examples:
  grader lesson
  grader lesson results -o lesson.html --slides 5
"""


def add_to(verbs: Any) -> None:
    """Add the command."""
    verb = add_verb(verbs, "lesson", _EPILOG)
    add_results(verb)
    verb.add_argument(
        "-o",
        dest="output",
        type=Path,
        default=Path("lesson.html"),
        metavar="FILE",
        help="the page to write",
    )
    verb.add_argument("--slides", type=int, default=3, metavar="N", help="at most N mistakes")
    verb.set_defaults(command=_lesson)


def _lesson(options: argparse.Namespace) -> int:
    if options.slides < 1:
        raise UsageError("--slides takes a number, 1 or more")
    require_grades(options.folder)
    # What it needs takes longer to load than a wrong option or folder takes to find.
    from grader.cli.progress import Notes
    from grader.cli.say import announce
    from grader.files import write_atomically
    from grader.report import Renderer, lesson_page
    from grader.results.update import opened

    with opened(options.folder, listener=Notes()) as results:
        page = lesson_page(results.suite, results.standings, options.slides)
    write_atomically(options.output, [Renderer().lesson_html(page).encode()])
    announce(f"{options.output}: {len(page.slides)} slide(s)")
    return 0
