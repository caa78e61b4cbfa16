"""The grader's end of the fork server: start it, spawn children, lose none of them."""

from __future__ import annotations

import contextlib
import fcntl
import marshal
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from typing import Any

from grader.sandbox import cpu
from grader.sandbox.inherited import check_file_size
from grader.sandbox.inside import protocol
from grader.sandbox.prestart import PrestartedProcess
from grader.sandbox.supervisor import Chunk, WorkerLost

STARTING_SECONDS = 20.0
PIECE = 1 << 16
MUCH = PIECE // 2
"""Bytes that leave no time for more to gather, since a pipe holds no more than two times as many.
"""

_SEALS = 1 | 2 | 4 | 8
"""F_SEAL_SEAL, SHRINK, GROW and WRITE."""


def sealed(data: bytes) -> int:
    """Return the descriptor of a sealed file in memory.  Raises SandboxError."""
    check_file_size(len(data))
    descriptor = os.memfd_create("sheet", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _SEALS)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


class ForkServerProcess:
    """One fork server.

    Parameters
    ----------
    prestarted
        The process.
    setup
        What it is told.

    Attributes
    ----------
    landlock_version
        0 where there is no Landlock.
    found
        The modules that it keeps for its children (see ``inside.importer``), for a later setup.
    spawned
        The number of its children so far.
    spent
        The CPU seconds of those children that have ended.

    Raises
    ------
    WorkerLost
        The process does not start.
    """

    def __init__(self, prestarted: PrestartedProcess, setup: Mapping[str, Any]) -> None:
        self._children: dict[int, ForkedChild] = {}
        self.spawned = 0
        self._pidfd = -1
        self.spent = 0.0
        self.landlock_version = -1
        self.found = b""
        self._process, self.control, self._errors = prestarted.release()
        self._preloads = setup["preloaded"] is not None
        try:
            self._start(setup)
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int | None:
        """Its process id as this process numbers it, or None where that cannot be known."""
        return cpu.pid_of(self._pidfd) if self._pidfd >= 0 else None

    def spawn(self, sheet: int, cpu_seconds: int) -> ForkedChild:
        """Return a child that locks itself in and waits for its request.  Raises WorkerLost."""
        self.spawned += 1
        ours, theirs = _pipes()
        try:
            request = protocol.REQUEST.pack(self.spawned, cpu_seconds)
            socket.send_fds(self.control, [request], [sheet, *theirs])
        except OSError:
            for descriptor in ours:
                os.close(descriptor)
            raise WorkerLost("the fork server is gone") from None
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        child = self._children[self.spawned] = ForkedChild(self, self.spawned, ours)
        return child

    def pump(self, seconds: float = 0.0) -> None:
        """Take its reports, waiting at most ``seconds`` for the first of them."""
        self.control.settimeout(seconds)
        with contextlib.suppress(TimeoutError, BlockingIOError):
            while True:
                self._take(*self._receive())
                self.control.settimeout(0.0)

    def forget(self, number: int) -> None:
        """Drop a child whose pipes are closed."""
        self._children.pop(number, None)

    def close(self) -> None:
        """End the process and everything that it started."""
        for child in tuple(self._children.values()):
            child.close()
        self.control.close()
        if self._pidfd >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            os.close(self._pidfd)
            self._pidfd = -1
        self._wait()
        if self._errors >= 0:
            os.close(self._errors)
            self._errors = -1

    def _wait(self) -> None:
        try:
            self._process.wait(2.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _start(self, setup: Mapping[str, Any]) -> None:
        deadline = time.monotonic() + STARTING_SECONDS
        try:
            self.control.send(marshal.dumps(dict(setup)))
            while self.landlock_version < 0 and time.monotonic() < deadline:
                self.pump(STARTING_SECONDS)
        except (OSError, WorkerLost):
            raise WorkerLost(f"the fork server did not start: {self._last_words()}") from None
        if self.landlock_version < 0:
            raise WorkerLost(f"no fork server within {STARTING_SECONDS:g} s")

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2.0)
        said = os.pread(self._errors, PIECE, 0).decode("utf-8", "replace").strip()
        return said[-800:] or f"exit status {self._process.poll()}"

    def _receive(self) -> tuple[bytes, list[int]]:
        try:
            message, descriptors, _, _ = socket.recv_fds(self.control, protocol.LONGEST_MESSAGE, 4)
        except ConnectionError:
            raise WorkerLost("the fork server is gone") from None
        if not message:
            raise WorkerLost("the fork server is gone")
        return message, descriptors

    def _take(self, message: bytes, descriptors: list[int]) -> None:
        kind, number, status, microseconds = protocol.REPORT.unpack_from(message)
        self.spent += microseconds / 1e6
        child = self._children.get(number)
        if kind == protocol.READY:
            (self._pidfd,) = descriptors
            self.landlock_version = number
            self.found = message[protocol.REPORT.size :]
        elif kind == protocol.CHILD and child:
            (child.pidfd,) = descriptors
        elif kind == protocol.EXIT and child:
            child.status = os.waitstatus_to_exitcode(status)
            child.lacks_module = self._preloads and child.status == protocol.MISSING_MODULE_EXIT
        else:
            for descriptor in descriptors:
                os.close(descriptor)


class ForkedChild:
    """A child of the fork server, by its pipes."""

    def __init__(self, server: ForkServerProcess, number: int, pipes: tuple[int, int, int]) -> None:
        self.pidfd = -1
        self.status: int | None = None
        self.lacks_module = False
        self._server = server
        self._number = number
        self._request, self._reply, self._output = pipes
        self._unsent = memoryview(b"")
        self._pid: int | None = None
        self._poll = select.poll()
        for descriptor in (self._reply, self._output, server.control.fileno()):
            self._poll.register(descriptor, select.POLLIN)
        self._end = select.poll()
        self._end.register(self._reply, 0)  # its end is told in any case
        self._skips_gathering = False

    def send(self, data: bytes) -> None:
        self._unsent = memoryview(protocol.LENGTH.pack(len(data)) + data)
        self._send()
        if self._unsent:
            self._poll.register(self._request, select.POLLOUT)

    def receive(self, seconds: float, gather: float) -> Chunk:
        ready = {descriptor for descriptor, _ in self._poll.poll(seconds * 1000 + 0.5)}
        if self._request in ready:
            self._send()
            if not self._unsent:
                self._poll.unregister(self._request)
        if self._server.control.fileno() in ready:
            self._server.pump()
        if ready & {self._reply, self._output} and not self._skips_gathering:
            self._let_gather(gather)
        reply, closed = _drain(self._reply)
        output, ended = _drain(self._output)
        self._skips_gathering = max(len(reply), len(output)) > MUCH
        if ended and not closed and self._output in ready:
            self._poll.unregister(self._output)
        return Chunk(reply, output, closed)

    def _let_gather(self, seconds: float) -> None:
        """Wait, but not beyond the end of the reply: that, unlike more of it, ends this wait."""
        if seconds < 0.001:  # too short for ``poll``
            time.sleep(seconds)
        else:
            self._end.poll(seconds * 1000)

    def cpu_seconds(self) -> float | None:
        if self._pid is None and self.pidfd >= 0:
            self._pid = cpu.pid_of(self.pidfd)
        return None if self._pid is None else cpu.seconds_of(self._pid)

    def kill(self) -> None:
        deadline = time.monotonic() + 5.0
        while self.pidfd < 0 and self.status is None:
            self._server.pump(0.1)
            if time.monotonic() > deadline:
                raise WorkerLost("the fork server does not answer")
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def exit_status(self, seconds: float) -> int | None:
        deadline = time.monotonic() + seconds
        while self.status is None and (left := deadline - time.monotonic()) > 0:
            self._server.pump(left)
        if self.lacks_module:
            raise WorkerLost("a module was imported that is not preloaded")
        return self.status

    def close(self) -> None:
        self._server.forget(self._number)
        for descriptor in (self._request, self._reply, self._output, self.pidfd):
            if descriptor >= 0:
                os.close(descriptor)
        self._request = self._reply = self._output = self.pidfd = -1

    def _send(self) -> None:
        """Write what the pipe takes now."""
        try:
            while self._unsent:
                self._unsent = self._unsent[os.write(self._request, self._unsent) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._unsent = memoryview(b"")


def _pipes() -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Return our ends and theirs of the request, the reply and the output."""
    ends: list[int] = []
    try:
        for _ in range(3):
            ends += os.pipe2(os.O_CLOEXEC)
    except OSError:
        for descriptor in ends:
            os.close(descriptor)
        raise
    request, ask, read_reply, reply, read_output, output = ends
    for descriptor in (ask, read_reply, read_output):
        os.set_blocking(descriptor, False)
    return (ask, read_reply, read_output), (request, reply, output)


def _drain(descriptor: int) -> tuple[bytes, bool]:
    """Return up to sixteen pieces that are there, and whether that was the end."""
    pieces: list[bytes] = []
    try:
        for _ in range(16):
            piece = os.read(descriptor, PIECE)
            if not piece:
                return b"".join(pieces), True
            pieces.append(piece)
            if len(piece) < PIECE // 2:
                break
    except BlockingIOError:
        pass
    return b"".join(pieces), False
