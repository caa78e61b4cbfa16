"""``grader check``: check a student's own file on their machine, with public cases only.

A kit's ``check.pyz`` is this command alone (see ``main``).  A student's machine must have every
library that this module, or a module it imports, imports at its top.

The student waits for the first line, so the process for the file starts before anything large is
imported: this module imports neither numpy nor a module that needs it at its top.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import functools
import gc
import os
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from grader import __version__
from grader.cli import run_command
from grader.cli.language import language_of, speaking
from grader.cli.parser import CommandParser
from grader.errors import UsageError
from grader.sandbox.prestart import prestart_own
from grader.suite.source import SuiteSource

if TYPE_CHECKING:
    from grader.assignment.folder import Assignment

_EPILOG = """\
Only public cases and random inputs are asked: a file without a remark here can still lose points
in hidden cases.

Exit status 0: nothing to fix; 1: something to fix; 2: wrong use; 3: a fault of ours.  Watching
ends with Ctrl-C, and then with 0.

examples:
  {command}                     your file in this folder
  {command} answer.py --hint 2  one more hint
  {command} answer.py --watch   again with every save
  {command} answer.py --html page.html
  {command} --format sarif      for editors and code hosts
"""

_FORMATS = ("text", "json", "gcc", "github", "sarif")
_HEAD = 1000
"""Bytes of a suite that hold its language."""

_VERIFY = """
After grading, `python3 check.pyz verify --help` tells how to verify a receipt.
"""


def main(arguments: Sequence[str] | None = None, home: Path | None = None) -> int:
    """Run the command of a kit.

    The suite is inside the kit; a file is also looked for in the folder ``home`` of the kit.
    With ``verify`` as its first word it verifies a receipt instead.
    """
    given = sys.argv[1:] if arguments is None else arguments
    inside = resources.files("kit")
    with inside.joinpath("public.json").open("rb") as suite:
        language = language_of(given, of_suite=suite.read(_HEAD))
    with speaking(language):
        if given[:1] == ["verify"]:
            from grader.cli.receipt_check import main as verify

            return verify(given[1:], inside.joinpath("seal.txt").read_text("utf-8"))
        options = _kit_parser().parse_args(given)
        source = SuiteSource(
            lambda: inside.joinpath("public.json").read_text("utf-8"),
            "check.pyz",
            inside.joinpath("public.sha256").read_text("utf-8"),
            inside.joinpath("graded_with.json").read_text("utf-8"),
        )
        places = [Path.cwd(), *([home] if home else [])]
        return run_command(lambda: _check(options, source, places))


def _kit_parser() -> CommandParser:
    parser = CommandParser(
        prog="check.pyz",
        description="Check your own file against the public cases.",
        epilog=_EPILOG.format(command="python3 check.pyz") + _VERIFY,
    )
    _add_options(parser)
    parser.add_argument("--version", action="version", version=f"grader {__version__}")
    return parser


def leave(status: int) -> NoReturn:
    """End this process at once: the regular teardown of numpy takes a tenth of a second."""
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # the reader has ended
            stream.flush()
    os._exit(status)


def add_to(verbs: Any) -> None:
    """Add the command."""
    from grader.cli.options import add_language  # a kit has one suite, in one language

    verb = verbs.add_parser(
        "check",
        help="check your own file against the public cases",
        description="Check your own file against the public cases.",
        epilog=_EPILOG.format(command="grader check"),
    )
    _add_options(verb)
    source = verb.add_mutually_exclusive_group()
    source.add_argument(
        "--suite", type=Path, metavar="FILE", help="the public suite you were given"
    )
    source.add_argument(
        "--assignment",
        type=Path,
        default=Path("reference"),
        metavar="FOLDER",
        help="the folder of assignment.yaml (default: reference)",
    )
    add_language(verb)
    verb.set_defaults(command=_from_options)


def _add_options(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="your file (default: found here)"
    )
    verb.add_argument("--watch", action="store_true", help="check again with every save")
    verb.add_argument("--all", dest="everything", action="store_true", help="explain everything")
    verb.add_argument("--hint", type=int, default=1, metavar="N", help="show N hints (default: 1)")
    verb.add_argument(
        "--seed", type=int, metavar="N", help="the same random inputs again (default: fresh ones)"
    )
    verb.add_argument("--html", type=Path, metavar="FILE", help="write the page as well")
    verb.add_argument(
        "--format",
        choices=_FORMATS,
        default="text",
        help="text, json (the same as --json), or the lines to mark: gcc (as compilers print them),"
        " github (workflow commands), sarif (SARIF 2.1.0)",
    )
    verb.add_argument(
        "--json", dest="format", action="store_const", const="json", help="for scripts and editors"
    )
    verb.add_argument(
        "--no-color", dest="colour", action="store_false", help="plain text, also in a terminal"
    )


def _from_options(options: argparse.Namespace) -> int:
    if options.file and not options.file.exists():
        raise UsageError(f"there is no {options.file}")
    if not options.suite and not (options.assignment / "assignment.yaml").exists():
        raise UsageError(
            f"there is no assignment in {options.assignment}; name it with --assignment FOLDER"
        )
    return _check(options, _source(options), [Path.cwd()])


def _source(options: argparse.Namespace) -> SuiteSource:
    if options.suite:
        return SuiteSource.of_file(options.suite)
    from grader.cli.options import require_language

    require_language(options.language, options.assignment)
    return _built(options.assignment, options.language)


def _built(folder: Path, language: str) -> SuiteSource:
    """Return the public suite of an assignment, which is built when it is read."""

    @functools.cache
    def assignment() -> Assignment:
        from grader.assignment.folder import load_assignment  # a student's machine has no folder

        return load_assignment(folder, language)

    def read() -> str:
        from grader.assignment.build import build_public
        from grader.suite.file import dumps

        return dumps(build_public(assignment(), with_pairs=False))

    return SuiteSource(read, str(folder), formulas=lambda: assignment().formulas)


def _check(options: argparse.Namespace, source: SuiteSource, places: Sequence[Path]) -> int:
    _refuse_nonsense(options)
    # The arrays are too small for threads to help, and starting threads takes time.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with contextlib.ExitStack() as closing:
        # Objects made here live until the end, so there is no garbage to collect.
        gc.disable()
        closing.callback(gc.enable)
        prestarted = prestart_own()
        if prestarted:
            closing.callback(prestarted.close)
        from grader.cli.checking import note_other_versions, once, watch
        from grader.selfcheck.session import Session

        opening = Session.opened(
            source, options.file, places, seed=options.seed, prestarted=prestarted
        )
        session = closing.enter_context(opening)
        if session.graded_with and options.format == "text":
            note_other_versions(session.graded_with, session.suite.language)
        if not options.watch:
            return once(session, options)
        gc.freeze()
        gc.enable()
        return watch(session, options)


def _refuse_nonsense(options: argparse.Namespace) -> None:
    if options.watch and options.format != "text":
        raise UsageError("--watch is for people and --format for programs; choose one")
    if options.hint < 0:
        raise UsageError("--hint takes a number of hints, 0 or more")
    if options.seed is not None and options.seed < 0:
        raise UsageError("--seed takes a number, 0 or more")
