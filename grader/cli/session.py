"""Checking one file, once or with every save, and saying what was found."""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader import __version__
from grader.cli import screen
from grader.cli.say import colour, note, say
from grader.errors import UsageError
from grader.files import write_atomically
from grader.intake import ExpectedModule, Unreadable, one_file
from grader.marking.properties import fresh_seed
from grader.model import Submission, Suite
from grader.report import Style, check_text
from grader.report.words import words_in
from grader.sandbox.prestart import PrestartedProcess
from grader.selfcheck import (
    Checked,
    Checker,
    Gone,
    beside,
    changes,
    document,
    find,
    saves,
)
from grader.selfcheck.sandbox import OwnSandbox, imported_by
from grader.suite.file import digest_of, parsed, running, suite_of

if TYPE_CHECKING:
    from grader.cli.check import Source


@dataclass(frozen=True)
class Session:
    """One file with everything that checking it needs."""

    options: argparse.Namespace
    suite: Suite
    path: Path
    checker: Checker
    sandbox: OwnSandbox

    @classmethod
    @contextlib.contextmanager
    def opened(
        cls,
        options: argparse.Namespace,
        source: Source,
        places: Sequence[Path],
        prestarted: PrestartedProcess | None,
    ) -> Iterator[Session]:
        """Open a session whose sandbox becomes ready meanwhile, in a process that may run already.

        Raises UsageError where no file is named and none is found in these places.
        """
        text = source.read()
        document = parsed(text, source.place)
        needed = running(document, source.place)
        path = options.file or find(places, needed.module)
        preloaded = imported_by(_glance(path), needed.companion.encode())
        own = OwnSandbox(needed.limits, needed.modules, prestarted, preloaded)
        with contextlib.closing(own) as sandbox:
            starting = threading.Thread(target=sandbox.start)
            starting.start()
            try:
                suite = suite_of(document, source.place, later=True)
                suite_id = source.id or digest_of(text.encode())
                seed = fresh_seed() if options.seed is None else options.seed
                checker = Checker(suite, suite_id, __version__, seed)
            finally:
                starting.join()
            yield cls(options, suite, path, checker, sandbox)

    def once(self) -> int:
        checked = self._checked(_read(self.path, self.suite))
        try:
            if self.options.json:
                found = document(checked, __version__)
                say(json.dumps(found, allow_nan=False, ensure_ascii=False, indent=1))
            else:
                say(self._text(checked))
        finally:  # the page was asked for, also where nobody reads the text to its end
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
        self.sandbox.make_ready(self.checker.plan)
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
            from grader.report import Renderer  # only pages need it
            from grader.selfcheck.told import told_page

            page = Renderer().student_html(told_page(checked))
            write_atomically(self.options.html, [page.encode()])
            note(f"the page is in {self.options.html}")


def _glance(path: Path) -> bytes:
    """What may be read of it now; what is wrong with it is told when it is read in earnest."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _read(path: Path, suite: Suite) -> Submission:
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name the file, for example {path / suite.module}")
    if not path.exists():
        raise UsageError(f"there is no {path}")
    submission = one_file(path, ExpectedModule.of(suite)).read()
    if isinstance(submission, Unreadable):
        raise UsageError(submission.reason)
    return submission
