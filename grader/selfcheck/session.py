"""A session of checks of one file: the suite, the checker and a sandbox that is kept open."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader import __version__
from grader.errors import UsageError
from grader.intake import ExpectedModule, Unreadable, one_file
from grader.intake.file_tree import File, NothingToGradeError, on_disk
from grader.marking.properties import fresh_seed
from grader.model import CheckedDerivation, DerivationTask, Submission, Suite
from grader.sandbox.prestart import PrestartedProcess
from grader.selfcheck.checking import Checked, Checker
from grader.selfcheck.find import find
from grader.selfcheck.own_derivation import OwnDerivation, beside, is_derivation
from grader.selfcheck.sandbox import OwnSandbox, imported_by
from grader.selfcheck.versions import Versions
from grader.suite.file import digest_of, parse_document, run_settings, suite_from
from grader.suite.source import SuiteSource

_GLANCED = 1 << 20
"""Bytes that are looked at for imports, before the file is read."""


@dataclass(frozen=True)
class Session:
    """One file with everything that checking it needs."""

    suite: Suite
    path: Path
    checker: Checker
    sandbox: OwnSandbox
    derivation: OwnDerivation | None = None
    graded_with: Versions | None = None

    @classmethod
    @contextlib.contextmanager
    def opened(
        cls,
        source: SuiteSource,
        path: Path | None,
        places: Sequence[Path] = (),
        *,
        seed: int | None = None,
        prestarted: PrestartedProcess | None = None,
    ) -> Iterator[Session]:
        """Open a session; its sandbox becomes ready while the suite is read.

        Parameters
        ----------
        source
            Where the suite comes from.
        path, places
            The file; None looks for it in these folders.
        seed
            The seed of the random inputs; None takes a fresh one.
        prestarted
            The process for the sandbox, where one runs already.

        Raises
        ------
        UsageError
            No file is named and none is found.
        """
        text = source.read()
        document = parse_document(text, source.place)
        needed = run_settings(document, source.place)
        task = needed.derivation
        path = path or find(places, needed.module, task.file if task else "")
        preloaded = imported_by(_glance(path), needed.companion.encode())
        own = OwnSandbox(needed.limits, needed.modules, prestarted, preloaded)
        with contextlib.closing(own) as sandbox, _derivation(path, task) as derivation:
            starting = threading.Thread(target=sandbox.start)
            starting.start()
            try:
                suite = suite_from(document, source.place, lazy=True)
                suite_id = source.id or digest_of(text.encode())
                drawn = fresh_seed() if seed is None else seed
                checker = Checker(suite, suite_id, __version__, drawn, source.formulas)
            finally:
                starting.join()
            recorded = Versions.from_json(source.graded_with) if source.graded_with else None
            yield cls(suite, path, checker, sandbox, derivation, recorded)

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that are checked: the one that was named, and the derivation beside it."""
        text = self._text
        return (self.path, text) if text and text != self.path else (self.path,)

    def check(self) -> Checked:
        """Check the files as they are now.  Raise UsageError where the code cannot be read."""
        submission = self._read()
        if self.derivation is None or submission.derivation is None:
            return self._checked(submission)
        from concurrent.futures import ThreadPoolExecutor  # few checks need it

        # Both run in processes of their own, so they need not wait for one another.
        with ThreadPoolExecutor(1) as pool:
            found = pool.submit(self.derivation.check, submission.derivation)
            return self._checked(submission, found.result)

    def _checked(
        self, submission: Submission, found: Callable[[], CheckedDerivation] | None = None
    ) -> Checked:
        return self.checker.check(submission, self.sandbox.run, self.sandbox.isolation, found)

    @property
    def _text(self) -> Path | None:
        if self.derivation is None or is_derivation(self.path):
            return self.path if self.derivation else None
        return beside(self.path, self.derivation.task)

    def _read(self) -> Submission:
        """Return the code with the derivation beside it, or the other way round."""
        text, own = self._text, self.derivation
        code: Path | None = self.path
        if own and text == self.path:
            code = self.path.parent / self.suite.module
            code = code if code.is_file() else None
        submission = _read(code, self.suite) if code else Submission(self.path.stem, "", b"")
        if own and text and not submission.derivation:
            return replace(submission, derivation=own.read(text))
        return submission

    def make_ready(self) -> None:
        """Prepare the sandbox for the next check, which comes when a person has thought."""
        self.sandbox.make_ready(self.checker.plan)


@contextlib.contextmanager
def _derivation(path: Path, task: DerivationTask | None) -> Iterator[OwnDerivation | None]:
    """Open what checks the derivation, where one is asked for."""
    if task is None:
        yield None
        return
    with contextlib.closing(OwnDerivation(task)) as own:
        if is_derivation(path) or beside(path, task):
            own.start()
        yield own


def _glance(path: Path) -> bytes:
    """Return what can be read of it now; what is wrong with it is said when it is checked."""
    there = on_disk(path)
    try:
        return there.beginning(_GLANCED) if isinstance(there, File) else b""
    except NothingToGradeError:
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
