"""Grade one's own file again with the sealed suite, on any machine that a kit runs on."""

from __future__ import annotations

import contextlib
import platform
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from grader import __version__
from grader.errors import UsageError
from grader.intake import ExpectedModule, Unreadable, one_file
from grader.intake.pending import one_file_derivation
from grader.marking.marker import Marker, no_module
from grader.model import Execution, Submission, Suite
from grader.receipts.receipt import submission_hashes
from grader.receipts.replay import Replay
from grader.sandbox import Plan
from grader.selfcheck.sandbox import OwnSandbox


def handed_in(code: Path | None, derivation: Path | None) -> Submission:
    """Return one's own files.  Raise UsageError where one cannot be read."""
    for path in (code, derivation):
        if path and not path.is_file():
            raise UsageError(f"there is no file {path}")
    submission = _read(code) if code else Submission("", "", b"")
    if derivation is None:
        return submission
    return replace(submission, derivation=one_file_derivation(derivation))


def hashes_of(submission: Submission) -> dict[str, str]:
    """Return what a receipt says of this submission."""
    written = submission.derivation
    code = submission.source if submission.has_module else None
    return submission_hashes(code, written.content if written else None)


def replaying(submission: Submission) -> Callable[[Suite], Replay]:
    """Return what grades a submission as a student's own machine can.

    Nothing of the suite but its companion is run, and that in the sandbox: its right formulas are
    not used.  Without them it is not found what follows from earlier answers.
    """

    def replay(suite: Suite) -> Replay:
        plain = replace(suite, program=None)
        grade = Marker(plain).mark("", _run(plain, submission))
        return Replay(grade, suite.program is None, versions_here())

    return replay


def versions_here() -> dict[str, str]:
    """Return the versions of this machine."""
    return {
        "grader": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def _run(suite: Suite, submission: Submission) -> Execution:
    if not submission.has_module:
        return no_module(suite)
    with contextlib.closing(OwnSandbox(suite.limits, suite.modules)) as sandbox:
        return sandbox.run(submission, Plan.of(suite))


def _read(path: Path) -> Submission:
    found = one_file(path, ExpectedModule(f"{path.stem}.py")).read()
    if isinstance(found, Unreadable):
        raise UsageError(found.reason)
    return found
