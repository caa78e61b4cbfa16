"""The sandbox of a check: for the code of the person at the keyboard, and kept warm."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Sequence

from grader.errors import SandboxError
from grader.model import Execution, Isolation, Limits, Submission
from grader.sandbox import Plan, Worker, open_own
from grader.sandbox.inside.allowed import BASICS
from grader.sandbox.prestart import PrestartedProcess

_IMPORTS = re.compile(rb"^.*\bimport.*$", re.MULTILINE)
_WORD = re.compile(rb"[A-Za-z_]\w*")


def imported_by(*sources: bytes) -> tuple[str, ...]:
    """The basics of the standard library that these texts seem to import, and perhaps more.

    By words alone: what is missing here is met when it is imported.
    """
    lines = (line for source in sources for line in _IMPORTS.findall(source))
    words = {word.decode() for line in lines for word in _WORD.findall(line)}
    return tuple(sorted(words.intersection(BASICS)))


class OwnSandbox:
    """Isolated where that is possible, and opened again when it is lost.

    That happens when the machine slept, when a process was ended, and when a file imports
    something else than was expected; the sandbox that is opened then expects everything.
    """

    def __init__(
        self,
        limits: Limits,
        modules: tuple[str, ...],
        prestarted: PrestartedProcess | None = None,
        preloaded: Sequence[str] | None = None,
    ) -> None:
        """See ``open_own`` for ``prestarted`` and ``preloaded``."""
        self._limits, self._modules = limits, modules
        self._prestarted, self._preloaded = prestarted, preloaded
        self._worker: Worker | None = None
        self._fault: Exception | None = None
        self._expects_little = False

    def start(self) -> None:
        """Open it, in whatever thread; a fault is kept for the run that needs it."""
        try:
            self._worker = self._open()
        except Exception as fault:  # noqa: BLE001 - raised again where somebody listens
            self._fault = fault

    def run(self, submission: Submission, plan: Plan) -> Execution:
        """Run a submission.  Raise SandboxError where two runs say nothing about it."""
        try:
            return self._ready().run(submission, plan)
        except SandboxError:
            self.close()
            return self._ready().run(submission, plan)

    def make_ready(self, plan: Plan) -> None:
        """Prepare the next run to this plan, which comes when a person has thought.

        The imports of the file may change by then, so the next sandbox expects all of them.
        """
        with contextlib.suppress(SandboxError):  # it is lost: the run itself opens another
            if self._expects_little:
                self.close()
            self._ready().make_ready(plan)

    @property
    def isolation(self) -> Isolation:
        return self._ready().isolation

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _ready(self) -> Worker:
        if self._fault is not None:
            fault, self._fault = self._fault, None
            raise fault
        if self._worker is None:
            self._worker = self._open()
        return self._worker

    def _open(self) -> Worker:
        prestarted, preloaded = self._prestarted, self._preloaded
        self._prestarted = self._preloaded = None
        self._expects_little = preloaded is not None
        return open_own(self._limits, self._modules, prestarted, preloaded)
