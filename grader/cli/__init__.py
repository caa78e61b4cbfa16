"""The command line: parse, call, print, return a status.

  0  nothing to fix (check); everything was graded (grade); the assignment holds (verify)
  1  something to fix (check); the assignment does not hold (verify); look first (export)
  2  the command or the assignment is wrong
  3  a fault of ours: what it touched is ungraded, never zero
130  stopped by Ctrl-C; what was graded until then is kept (watching ends with 0)
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence

from grader import __version__
from grader.cli.say import error, hush
from grader.cli.verbs import VERBS, add_verb
from grader.errors import GraderError

_EXAMPLES = """\
examples:
  grader grade submissions              grade a folder; pages in results/index.html
  grader export canvas --into g.csv -o u.csv    grades for Canvas, Moodle and others
  grader check answer.py                what a student runs on their own file
  grader kit reference                  what an instructor hands out
  grader verify reference               is the assignment able to tell right from wrong?
  grader doctor                         how well does this machine hold hostile code?
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    options = _parser(given[0] if given else "").parse_args(given)
    return carried_out(lambda: options.command(options))


def carried_out(command: Callable[[], int]) -> int:
    """The command's status; where something stops it, that of what did, which is said."""
    try:
        return command()
    except GraderError as fault:
        error(str(fault))
        return fault.exit_status
    except KeyboardInterrupt:
        error("stopped")
        return 130
    except BrokenPipeError:
        hush()  # the reader went away (`grader ... | head`), which is no fault
        return 0


def run() -> None:
    """The ``grader`` script."""
    # Worker processes keep all cores busy; threads of the linear algebra would fight them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(main())


def _parser(asked: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="grader",
        description="Grades derivations handed in as code, and names the step that is wrong.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"grader {__version__}")
    verbs = parser.add_subparsers(metavar="COMMAND", required=True)
    # Only the module of the command that is asked for is loaded, and of the others none.
    if asked in VERBS:
        importlib.import_module(f"grader.cli.{VERBS[asked].module}").add_to(verbs)
    else:
        for name in VERBS:
            add_verb(verbs, name, "")
    return parser
