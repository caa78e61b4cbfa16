"""The command line: parse arguments, call the library, print, return an exit status.

  0  nothing to fix (check); everything was graded (grade); the assignment holds (verify)
  1  something to fix (check); the assignment does not hold (verify); look first (export);
     something differs (verify-receipt)
  2  the command or the assignment is wrong
  3  the grader failed: the submissions concerned are ungraded, never zero
130  stopped by Ctrl-C; grades made until then are kept (``check --watch`` ends with 0)
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence

from grader import __version__
from grader.cli.language import language_of, speaking
from grader.cli.parser import CommandParser
from grader.cli.say import announce, discard_output, error
from grader.cli.verbs import VERBS, add_verb
from grader.errors import GraderError

_USES = """\
An instructor grades a class:        grader grade submissions
A student checks a file:             grader check answer.py
An instructor checks an assignment:  grader verify reference

All commands: grader --help
"""

_EXAMPLES = """\
examples:
  grader grade submissions              grade a folder; pages in results/index.html
  grader export canvas --into g.csv -o u.csv    grades for Canvas, Moodle and others
  grader check answer.py                what a student runs on their own file
  grader kit reference                  what an instructor hands out
  grader bundle gradescope reference -o g.zip   what a platform grades with
  grader verify reference               is the assignment able to tell right from wrong?
  grader doctor                         how well does this machine hold hostile code?
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``grader``; by default those of this process.
    """
    given = sys.argv[1:] if arguments is None else arguments
    with speaking(language_of(given)):
        if not given:
            announce(_USES)
            return 2
        options = _parser(next((word for word in given if word in VERBS), "")).parse_args(given)
    with speaking(language_of(given, options)):
        return run_command(lambda: options.command(options))


def run_command(command: Callable[[], int]) -> int:
    """Return the status of a command; print the error that stops it and return its status."""
    try:
        return command()
    except GraderError as fault:
        error(str(fault))
        return fault.exit_status
    except KeyboardInterrupt:
        error("stopped")
        return 130
    except BrokenPipeError:
        discard_output()  # the reader ended (`grader ... | head`), which is no fault
        return 0


def run() -> None:
    """Run the ``grader`` script and exit."""
    # Worker processes keep all cores busy; threads of the linear algebra would fight them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    sys.exit(main())


def _parser(verb: str) -> argparse.ArgumentParser:
    parser = CommandParser(
        prog="grader",
        description="Grades derivations handed in as code, and names the step that is wrong.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("--version", action="version", version=f"grader {__version__}")
    parser.add_argument(
        "--language",
        dest="spoken",
        metavar="CODE",
        help="the language of help and messages, such as zh (default: GRADER_LANGUAGE, then the"
        " assignment's, then the system's)",
    )
    verbs = parser.add_subparsers(metavar="COMMAND", required=True)
    # Loading the module of every command would slow each of them down.
    if verb in VERBS:
        importlib.import_module(f"grader.cli.{VERBS[verb].module}").add_to(verbs)
    else:
        for name in VERBS:
            add_verb(verbs, name, "")
    return parser
