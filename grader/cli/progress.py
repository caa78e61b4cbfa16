"""Show progress on the terminal, and log events for programs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from grader.cli.options import TRUST
from grader.cli.say import note
from grader.errors import GraderError, SandboxError
from grader.results.job import JobResult
from grader.results.pool import NoSandboxError
from grader.results.update import Listener, Progress
from grader.text.clean import clean

_NO_SANDBOX = f"""\
{{reason}}
  Without isolation, student code could read files of this account, the hidden cases among them,
  and use the network.  Run the grader in a Linux container (that gives level B; `grader doctor`
  says more), or pass {TRUST} to grade without isolation."""


@contextmanager
def listening(options: argparse.Namespace) -> Iterator[Listener]:
    """Show progress on the terminal and write the log that the options name.

    Raises
    ------
    SandboxError
        No sandbox can be opened on this machine; the message says what to do.
    GraderError
        The log cannot be opened.
    """
    with ExitStack() as stack:
        log = stack.enter_context(_opened(options.json_log)) if options.json_log else None
        listener = _Terminal(stack, log, quiet=options.quiet)
        with explaining_no_sandbox():
            yield listener


@contextmanager
def explaining_no_sandbox() -> Iterator[None]:
    """Say what to do if no sandbox can be opened on this machine.  Raise SandboxError."""
    try:
        yield
    except NoSandboxError as reason:
        raise SandboxError(_NO_SANDBOX.format(reason=reason)) from reason


class Notes(Listener):
    """Prints notes and warnings to standard error."""

    def note(self, sentence: str) -> None:
        note(sentence)

    def warn(self, sentence: str) -> None:
        note(sentence)


class _Terminal(Notes):
    """Prints notes and a progress line; logs each event as a line of JSON."""

    def __init__(self, stack: ExitStack, log: TextIO | None, *, quiet: bool) -> None:
        self._stack, self._log, self._quiet = stack, log, quiet
        self._bar: Any = None

    def note(self, sentence: str) -> None:
        if not self._quiet:
            note(sentence)

    def started(self, submissions: int, folder: Path) -> None:
        if not self._quiet and sys.stderr.isatty():
            from tqdm import tqdm  # slow to load, and useless without a terminal

            bar = tqdm(total=submissions, unit=" submissions", leave=False)
            self._bar = self._stack.enter_context(bar)
        self._write("started", submissions=submissions, folder=str(folder))

    def graded(self, result: JobResult, progress: Progress) -> None:
        student, why = result.job.student, str(result.ungraded or "")
        self._write("graded", student=student, earned=result.earned, ungraded=why)
        fault = f"{clean(student)}: {result.ungraded}" if result.our_fault else ""
        if self._bar is not None:
            self._bar.set_postfix_str(f"mean {progress.mean}", refresh=False)
            self._bar.update()
            if fault:
                self._bar.write(fault, sys.stderr)
        elif fault:
            note(fault)

    def finished(self, progress: Progress) -> None:
        self._write("finished", graded=progress.done, faults=progress.faults)
        if self._bar is not None:
            self._bar.close()

    def _write(self, event: str, **facts: Any) -> None:
        if self._log is None:
            return
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._log.write(json.dumps({"time": now, "event": event, **facts}) + "\n")
        self._log.flush()


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    try:
        file = path.open("a", encoding="utf-8")
    except OSError as error:
        raise GraderError(f"cannot write {path}: {error.strerror}") from error
    with file:
        yield file
