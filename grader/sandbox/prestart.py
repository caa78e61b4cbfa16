"""Start a fork server before it is known what it will be told.

Neither numpy nor anything that needs it is imported here, so a check starts the process before it
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

from grader.sandbox.programs import start_file

ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",  # the same order of every set in every run
}


Parts = tuple[subprocess.Popen[bytes], socket.socket, int]
"""The process, our end of its control socket, a descriptor of the file of its errors."""


class PrestartedProcess:
    """A fork server that waits for its setup, until a caller takes it over."""

    def __init__(self, parts: Parts) -> None:
        self._parts: Parts | None = parts

    def release(self) -> Parts:
        """Give its parts to the caller, who closes them from now on."""
        assert self._parts is not None
        parts, self._parts = self._parts, None
        return parts

    def close(self) -> None:
        """End the process, unless it was released."""
        if self._parts is not None:
            process, control, errors = self.release()
            control.close()
            process.kill()
            process.wait()
            os.close(errors)


def prestart(command: Sequence[str]) -> PrestartedProcess:
    """Start a fork server with this command, to which the number of a descriptor is added."""
    with contextlib.ExitStack() as unless_it_starts:
        errors = os.memfd_create("errors", os.MFD_CLOEXEC)
        unless_it_starts.callback(os.close, errors)
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        unless_it_starts.enter_context(control)
        with theirs:
            process = _started(command, theirs, errors)
        unless_it_starts.pop_all()
    return PrestartedProcess((process, control, errors))


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


def prestart_own() -> PrestartedProcess | None:
    """Start one for the code of the person at the keyboard, which imports numpy at once.

    Return None where this system has no fork server.
    """
    numpy = find_spec("numpy") if sys.platform == "linux" else None
    if numpy is None or numpy.origin is None:
        return None
    return prestart([*command(), str(Path(numpy.origin).parent.parent)])


def interpreter() -> str:
    """Return the path of this interpreter, also where it runs in a virtual environment."""
    return str(Path(getattr(sys, "_base_executable", sys.executable)).resolve())


def command() -> tuple[str, ...]:
    """Return what starts a fork server: isolated as by -I, which would ignore PYTHONHASHSEED."""
    return (interpreter(), "-s", "-P", "-S", "-B", start_file(), "fork_server")
