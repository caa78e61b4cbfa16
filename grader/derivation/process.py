"""Check derivations in a process of their own, which is replaced where a document ends it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from grader.derivation import child
from grader.errors import GraderError
from grader.model import CheckedDerivation, WrittenDerivation

_WALL_SECONDS = 60.0
"""Longest wall time of a document on a busy machine.

Its processor time ends before (see ``child``), but for waiting."""

_LONGEST_REPLY = 16 << 20
_TOO_SLOW = "checking it takes too long"
_ENDED = "checking it needs more memory or time than there is"
_TOO_MUCH = "it has more lines than can be shown"

_START = "import sys; sys.path[:0] = [{root!r}]; from grader.derivation.child import main; main()"


class _EndedError(Exception):
    """The process is gone, or has to go; the message says why, for the student."""


class DerivationChecker:
    """A process that checks documents one after the other.  Close it.

    It starts with the first document, or with ``start``.
    """

    def __init__(self, wall_seconds: float = _WALL_SECONDS) -> None:
        self._wall_seconds = wall_seconds
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> subprocess.Popen[bytes]:
        """Return the process, which loads what it needs while the caller does something else."""
        if self._process is None:
            self._process = _started()
        return self._process

    def check(self, written: WrittenDerivation, specification: str) -> CheckedDerivation:
        """Return what was found in a document; one that cannot be checked has a ``problem``.

        Raises
        ------
        GraderError
            The checker failed, which says nothing about the document.
        """
        if written.unreadable:
            return CheckedDerivation(problem=written.unreadable)
        request = child.Request(_plain_name(written.filename), specification, written.content)
        try:
            reply = self._answer(request)
        except _EndedError as ended:
            self.close()
            return CheckedDerivation(problem=str(ended))
        return _found(reply)

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            process, self._process = self._process, None
            process.kill()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    _close(stream)
            process.wait()

    def _answer(self, request: child.Request) -> bytes:
        process = self.start()
        assert process.stdin is not None
        try:
            request.write(process.stdin)
        except OSError as error:
            raise _EndedError(_why_ended(process)) from error
        reply = _line(process, self._wall_seconds)
        if not reply.endswith(b"\n"):
            raise _EndedError(_why_ended(process))
        return reply


def _started() -> subprocess.Popen[bytes]:
    root = str(Path(child.__file__).parents[2])
    environment = {"OPENBLAS_NUM_THREADS": "1", "PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
    try:
        return subprocess.Popen(
            # -P: a student's files may lie in the working folder, and are no modules of ours.
            [sys.executable, "-P", "-c", _START.format(root=root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | environment,
        )
    except OSError as error:
        raise GraderError(f"no process to check derivations in: {error}") from error


def _plain_name(filename: str) -> str:
    """Return a name that says what kind of document it is and nothing about whose it is.

    What is found can then be kept for everybody who hands in the same text.
    """
    return f"derivation{os.path.splitext(filename)[1].lower()}"  # noqa: PTH122 - it is no path


def _line(process: subprocess.Popen[bytes], seconds: float) -> bytes:
    """Return what comes up to a line's end, or less where the process is gone.

    A thread reads, because not every system can wait for a pipe with a limit of time.
    """
    stream, found = process.stdout, list[bytes]()
    assert stream is not None
    reader = threading.Thread(target=lambda: found.append(stream.readline(_LONGEST_REPLY)))
    reader.start()
    reader.join(seconds)
    if reader.is_alive():
        process.kill()
        reader.join()
        raise _EndedError(_TOO_SLOW)
    if len(found[0]) == _LONGEST_REPLY:
        raise _EndedError(_TOO_MUCH)
    return found[0]


def _why_ended(process: subprocess.Popen[bytes]) -> str:
    """Return what ended the process.  Raise GraderError where it was not the document."""
    status = process.wait()
    if status > 0:  # it left by itself: nothing could be loaded
        raise GraderError("the process that checks derivations does not start")
    used_up = status == -getattr(signal, "SIGXCPU", 0) != 0
    return _TOO_SLOW if used_up else _ENDED


def _found(reply: bytes) -> CheckedDerivation:
    from grader.suite.json_codec import typed

    said = json.loads(reply)
    if "fault" in said:
        raise GraderError(f"the derivation could not be checked: {said['fault']}")
    found: CheckedDerivation = typed(CheckedDerivation, said["found"])
    return found


def _close(stream: IO[bytes]) -> None:
    try:
        stream.close()
    except OSError:  # what was not sent yet has nowhere to go
        return
