"""``grader kit``: write the zip file that an instructor hands out."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from grader.cli.options import (
    add_assignment_folder,
    add_language,
    require_assignment_folder,
    require_language,
)
from grader.cli.say import announce
from grader.cli.verbs import add_verb
from grader.files import write_atomically

_EPILOG = """\
The zip file holds the task sheet, what to begin with, the public cases and check.pyz, which needs
Python 3.11 or newer and numpy.  It holds no hidden case, no seed and no line of the reference.

examples:
  grader kit
  grader kit reference -o kit.zip --seal seal.json
"""


def add_to(verbs: Any) -> None:
    """Add the command."""
    verb = add_verb(verbs, "kit", _EPILOG)
    add_assignment_folder(verb)
    add_language(verb)
    verb.add_argument(
        "-o",
        dest="output",
        type=Path,
        default=Path("kit.zip"),
        metavar="FILE",
        help="the zip file to write",
    )
    verb.add_argument(
        "--seal",
        type=Path,
        metavar="FILE",
        help="the file of `grader seal`, whose seal the kit shows",
    )
    verb.set_defaults(command=_kit)


def _kit(options: argparse.Namespace) -> int:
    require_assignment_folder(options.folder)
    require_language(options.language, options.folder)
    # Imported late, because a wrong option should be reported at once.
    from grader.assignment.folder import load_assignment
    from grader.cli.receipt_files import read_opening
    from grader.kit.contents import kit

    seal = read_opening(options.seal).commitment if options.seal else ""
    content = kit(load_assignment(options.folder, options.language), seal)
    write_atomically(options.output, [content])
    size = len(content) >> 10
    announce(f"{options.output}: {size} KiB; unzip it, and run python3 check.pyz in it")
    return 0
