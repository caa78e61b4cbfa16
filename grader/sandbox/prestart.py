"""A warm process that has begun: an interpreter that will be told the rest.

Neither numpy nor anything that needs it is imported here, so a check begins the process before it
loads itself, and both import numpy at the same time, each on a processor of its own.
"""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from grader.sandbox.programs import program

ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",  # the same order of every set in every run
}


Parts = tuple[subprocess.Popen[bytes], socket.socket, int]
"""The process, our end of its control socket, a descriptor of the file of its errors."""


class Begun:
    """The process, until somebody takes it over."""

    def __init__(self, parts: Parts) -> None:
        self._parts: Parts | None = parts

    def taken(self) -> Parts:
        """Its parts, which are the caller's to close from now on."""
        assert self._parts is not None
        parts, self._parts = self._parts, None
        return parts

    def close(self) -> None:
        """End it, if nobody has taken it over."""
        if self._parts is not None:
            process, control, errors = self.taken()
            control.close()
            process.kill()
            process.wait()
            os.close(errors)


def begin(command: Sequence[str]) -> Begun:
    """Start a warm process with this command, to which the number of a descriptor is added."""
    with contextlib.ExitStack() as unless_it_starts:
        errors = os.memfd_create("errors", os.MFD_CLOEXEC)
        unless_it_starts.callback(os.close, errors)
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        unless_it_starts.enter_context(control)
        with theirs:
            process = _started(command, theirs, errors)
        unless_it_starts.pop_all()
    return Begun((process, control, errors))


def _started(
    command: Sequence[str], control: socket.socket, errors: int
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*command, str(control.fileno())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        env=ENVIRONMENT,
        cwd="/",
        pass_fds=(control.fileno(),),
        start_new_session=True,
    )


def begin_own() -> Begun | None:
    """One for the code of the person at the keyboard, which imports numpy without being told.

    None where there are no such processes.
    """
    numpy = find_spec("numpy") if sys.platform == "linux" else None
    if numpy is None or numpy.origin is None:
        return None
    return begin([*command(), str(Path(numpy.origin).parent.parent)])


def interpreter() -> str:
    """This very one, also where it runs in a virtual environment."""
    return str(Path(getattr(sys, "_base_executable", sys.executable)).resolve())


def command() -> tuple[str, ...]:
    """Isolated as by -I, but for PYTHONHASHSEED, which -I would ignore."""
    return (interpreter(), "-s", "-P", "-S", "-B", program("fork_server.py"))
