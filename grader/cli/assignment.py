"""``grader verify``, ``suggest`` and ``build``: check an assignment, add to it, build its suite."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from grader.cli.options import add_assignment_folder, add_language, require_language
from grader.cli.verbs import add_verb
from grader.files import require

_VERIFY = """\
Where a written derivation is asked for, your own one in the same folder is checked, too: nothing in
it may break or be misunderstood, and slips that are planted in it have to be caught.

Exit status 0 where the assignment holds; 1 with the list of what does not; 2 where it cannot be
read.

examples:
  grader verify reference
  grader verify reference --explain
"""

_SUGGEST = """\
An automatic mistake is an edit of one step that nobody described.  With --from only those are
listed that fit the unexplained answers of these students, the most frequent first.  The text to
paste works as it is; a better hint only you can write.

examples:
  grader suggest reference --from results
  grader suggest reference
"""

_BUILD = """\
Without --seed the suite gets a fresh secret one.  The file holds the hidden answers and is made
readable by its owner alone.

examples:
  grader build reference -o suite.json
  grader build reference -o suite.json --seed 7
"""


def add_to(verbs: Any) -> None:
    """Add the commands."""
    verifying = _verb(verbs, "verify", _VERIFY)
    verifying.add_argument(
        "--explain", action="store_true", help="say what each problem means, and what to do"
    )
    verifying.set_defaults(command=_verify)
    suggesting = _verb(verbs, "suggest", _SUGGEST)
    suggesting.add_argument(
        "--from", dest="results", type=Path, metavar="RESULTS", help="those that students made"
    )
    suggesting.add_argument(
        "--all", action="store_true", help="every possible one, not the simplest alone"
    )
    suggesting.set_defaults(command=_suggest)
    building = _verb(verbs, "build", _BUILD)
    building.add_argument(
        "-o",
        dest="output",
        type=Path,
        default=Path("suite.json"),
        metavar="FILE",
        help="the suite to write",
    )
    building.add_argument(
        "--seed",
        type=int,
        metavar="N",
        help="build the same suite each time (default: a fresh secret one)",
    )
    add_language(building)
    building.set_defaults(command=_build)


def _verb(verbs: Any, name: str, epilog: str) -> argparse.ArgumentParser:
    verb = add_verb(verbs, name, epilog)
    add_assignment_folder(verb)
    return verb


def _build(options: argparse.Namespace) -> int:
    require([options.folder / "assignment.yaml"])
    require_language(options.language, options.folder)
    # Imported late, because a wrong option or folder should be reported at once.
    from grader.cli.verifying import make_suite

    return make_suite(options)


def _verify(options: argparse.Namespace) -> int:
    require([options.folder / "assignment.yaml"])
    from grader.cli.verifying import check_assignment

    return check_assignment(options)


def _suggest(options: argparse.Namespace) -> int:
    require([options.folder / "assignment.yaml"])
    from grader.cli.verifying import suggest

    return suggest(options)
