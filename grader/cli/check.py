"""``grader check``: what a student runs on their own file, with public cases only.

A kit's ``check.pyz`` is this command alone (see ``main``): what is imported here, at the top of
the file, is what a student's machine has to have.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import shutil
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from grader import __version__
from grader.cli import screen
from grader.cli.say import colour, error, note, say
from grader.cli.workers import OwnSandbox
from grader.errors import GraderError, UsageError
from grader.files import write_atomically
from grader.intake import HandedIn, Unreadable
from grader.model import Submission, Suite
from grader.properties import fresh_seed
from grader.report import Renderer, Style, check_text
from grader.report.words import words_in
from grader.selfcheck import (
    Checked,
    Checker,
    Gone,
    beside,
    changes,
    document,
    find,
    saves,
    told_page,
)
from grader.suitefile import dumps, loads

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
    try:
        return _check(parser.parse_args(arguments), source, places)
    except GraderError as fault:
        error(str(fault))
        return fault.exit_status
    except KeyboardInterrupt:
        error("stopped")
        return 130


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
    suite = loads(source.text, source.place)
    path = options.file or find(places, suite.module)
    with contextlib.closing(OwnSandbox(suite)) as sandbox:
        # While the sandbox starts, in processes of its own, everything else is made ready.
        starting = threading.Thread(target=sandbox.start)
        starting.start()
        try:
            seed = fresh_seed() if options.seed is None else options.seed
            suite_id = hashlib.sha256(source.text.encode()).hexdigest()
            checker = Checker(suite, suite_id, __version__, seed)
        finally:
            starting.join()
        desk = _Desk(options, suite, path, checker, sandbox)
        return desk.watch() if options.watch else desk.once()


def _refuse_nonsense(options: argparse.Namespace) -> None:
    if options.watch and options.json:
        raise UsageError("--watch is for people and --json for programs; choose one")
    if options.hint < 0:
        raise UsageError("--hint takes a number of hints, 0 or more")
    if options.seed is not None and options.seed < 0:
        raise UsageError("--seed takes a number, 0 or more")


@dataclass(frozen=True)
class _Desk:
    """One file with everything that checking it needs."""

    options: argparse.Namespace
    suite: Suite
    path: Path
    checker: Checker
    sandbox: OwnSandbox

    def once(self) -> int:
        checked = self._checked(_read(self.path, self.suite))
        if self.options.json:
            found = document(checked, __version__)
            say(json.dumps(found, allow_nan=False, ensure_ascii=False, indent=1))
        else:
            say(self._text(checked))
        self._write_page(checked)
        return 1 if checked.something_to_fix else 0

    def watch(self) -> int:
        """Until Ctrl-C, which is how it ends."""
        before: Checked | None = None
        words = words_in(self.suite.language)
        try:
            for event in saves(self.path, time.sleep):
                if isinstance(event, Gone):
                    note(words("selfcheck.gone", file=self.path.name))
                    continue
                before = self._redraw(before) or before
        except KeyboardInterrupt:
            note("")
        return 0

    def _redraw(self, before: Checked | None) -> Checked | None:
        words = words_in(self.suite.language)
        try:
            checked = self._checked(_read(self.path, self.suite))
        except UsageError as reason:
            note(words("selfcheck.unreadable", file=self.path.name, reason=reason))
            return None
        screen.clear(sys.stdout)
        blocks = [self._text(checked)]
        if before:
            lines = changes(before, checked)
            title = words("selfcheck.changed" if lines else "selfcheck.unchanged")
            blocks.insert(0, "\n".join([title, *(f"  {line}" for line in lines)]))
        blocks.append(words("selfcheck.watching", file=self.path.name))
        say("\n\n".join(blocks))
        sys.stdout.flush()
        self._write_page(checked)
        return checked

    def _checked(self, submission: Submission) -> Checked:
        return self.checker.check(submission, self.sandbox.run, self.sandbox.isolation)

    def _text(self, checked: Checked) -> str:
        style = Style(
            width=min(shutil.get_terminal_size().columns, 100),
            colour=colour(sys.stdout, wanted=self.options.colour) and screen.understands_colour(),
            hints=self.options.hint,
            everything=self.options.everything,
        )
        more = beside(checked, everything=self.options.everything)
        return check_text(checked.page, style, more)

    def _write_page(self, checked: Checked) -> None:
        if self.options.html:
            page = Renderer().student_html(told_page(checked))
            write_atomically(self.options.html, [page.encode()])
            note(f"the page is in {self.options.html}")


def _read(path: Path, suite: Suite) -> Submission:
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name the file, for example {path / suite.module}")
    if not path.exists():
        raise UsageError(f"there is no {path}")
    submission = HandedIn(path.stem, path, suite.module).read()
    if isinstance(submission, Unreadable):
        raise UsageError(submission.reason)
    return submission
