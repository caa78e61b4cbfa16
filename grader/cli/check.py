"""``grader check``: what a student runs on their own file, with public cases only.

A kit's ``check.pyz`` is this command alone (see ``main``): what is imported here, at the top of
the file, is what a student's machine has to have.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from grader import __version__
from grader.cli import carried_out
from grader.cli.workers import OwnSandbox
from grader.errors import UsageError
from grader.suitefile import dumps, parsed, running, suite_of

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
"""


@dataclass(frozen=True)
class _Source:
    """A suite as text, and where it came from."""

    text: str
    place: str


def main(arguments: Sequence[str] | None = None, home: Path | None = None) -> int:
    """The command of a kit: its suite is inside, and files are looked for beside it too."""
    parser = argparse.ArgumentParser(
        prog="check.pyz",
        description="Check your own file against the public cases.",
        epilog=_EPILOG.format(command="python3 check.pyz"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_options(parser)
    parser.add_argument("--version", action="version", version=f"grader {__version__}")
    text = resources.files("kit").joinpath("public.json").read_text("utf-8")
    source = _Source(text, "check.pyz")
    places = [Path.cwd(), *([home] if home else [])]
    options = parser.parse_args(arguments)
    return carried_out(lambda: _check(options, source, places))


def add_to(verbs: Any) -> None:
    """Add the command."""
    verb = verbs.add_parser(
        "check",
        help="check your own file against the public cases",
        description="Check your own file against the public cases.",
        epilog=_EPILOG.format(command="grader check"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_options(verb)
    source = verb.add_mutually_exclusive_group()
    source.add_argument(
        "--suite", type=Path, metavar="FILE", help="the public suite you were given"
    )
    source.add_argument("--assignment", type=Path, default=Path("reference"), metavar="FOLDER")
    verb.set_defaults(command=_from_options)


def _add_options(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: found here")
    verb.add_argument("--watch", action="store_true", help="check again with every save")
    verb.add_argument("--all", dest="everything", action="store_true", help="explain everything")
    verb.add_argument("--hint", type=int, default=1, metavar="N", help="show N hints (default 1)")
    verb.add_argument("--seed", type=int, metavar="N", help="the same random inputs again")
    verb.add_argument("--html", type=Path, metavar="FILE", help="write the page as well")
    verb.add_argument("--json", action="store_true", help="for scripts and editors")
    verb.add_argument("--no-color", dest="colour", action="store_false")


def _from_options(options: argparse.Namespace) -> int:
    return _check(options, _source(options), [Path.cwd()])


def _source(options: argparse.Namespace) -> _Source:
    if options.suite:
        try:
            return _Source(options.suite.read_text("utf-8"), str(options.suite))
        except (OSError, UnicodeDecodeError) as reason:
            raise UsageError(f"the suite {options.suite} cannot be read: {reason}") from reason
    from grader.cli.suites import public_suite  # building one is not for a student's machine

    return _Source(dumps(public_suite(options.assignment)), str(options.assignment))


def _check(options: argparse.Namespace, source: _Source, places: Sequence[Path]) -> int:
    _refuse_nonsense(options)
    document = parsed(source.text, source.place)
    with contextlib.closing(OwnSandbox(*running(document, source.place))) as sandbox:
        # While it starts, in processes of its own, everything else is loaded and made ready.
        starting = threading.Thread(target=sandbox.start)
        starting.start()
        try:
            from grader.cli.session import Session

            suite = suite_of(document, source.place)
            suite_id = hashlib.sha256(source.text.encode()).hexdigest()
            session = Session.of(options, suite, suite_id, places, sandbox)
        finally:
            starting.join()
        return session.watch() if options.watch else session.once()


def _refuse_nonsense(options: argparse.Namespace) -> None:
    if options.watch and options.json:
        raise UsageError("--watch is for people and --json for programs; choose one")
    if options.hint < 0:
        raise UsageError("--hint takes a number of hints, 0 or more")
    if options.seed is not None and options.seed < 0:
        raise UsageError("--seed takes a number, 0 or more")
