"""The grader's end of the warm process: start it, have children made, lose none of them."""

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
from grader.sandbox.inside import fork_server
from grader.sandbox.inside.child import LENGTH
from grader.sandbox.prestart import Begun
from grader.sandbox.supervisor import Heard, WorkerLost

STARTING_SECONDS = 20.0
PIECE = 1 << 16
MUCH = PIECE // 2
"""Bytes that leave no time for more to gather, since a pipe holds no more than two times as many.
"""

_SEALS = 1 | 2 | 4 | 8
"""F_SEAL_SEAL, SHRINK, GROW and WRITE."""


def sealed(data: bytes) -> int:
    """A descriptor of a file in memory that nobody can change any more."""
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


class WarmProcess:
    """One zygote.

    ``landlock_version`` is 0 where there is none; ``born`` is the number of its children so far,
    ``spent`` the CPU seconds of those that have ended.
    """

    def __init__(self, begun: Begun, setup: Mapping[str, Any]) -> None:
        """Raises WorkerLost if it does not come up."""
        self._children: dict[int, WarmChild] = {}
        self.born = 0
        self._pidfd = -1
        self.spent = 0.0
        self.landlock_version = -1
        self._process, self.control, self._errors = begun.taken()
        self._stocked = setup["stock"] is not None
        try:
            self._start(setup)
        except BaseException:
            self.close()
            raise

    def bear(self, sheet: int, cpu_seconds: int) -> WarmChild:
        """A child that has locked itself in and waits for its request."""
        self.born += 1
        ours, theirs = _pipes()
        try:
            request = fork_server.REQUEST.pack(self.born, cpu_seconds)
            socket.send_fds(self.control, [request], [sheet, *theirs])
        except OSError:
            for descriptor in ours:
                os.close(descriptor)
            raise WorkerLost("the warm process is gone") from None
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        child = self._children[self.born] = WarmChild(self, self.born, ours)
        return child

    def pump(self, seconds: float = 0.0) -> None:
        """Take what the zygote reports, waiting at most so long for the first of it."""
        self.control.settimeout(seconds)
        with contextlib.suppress(TimeoutError, BlockingIOError):
            while True:
                self._take(*self._receive())
                self.control.settimeout(0.0)

    def forget(self, number: int) -> None:
        self._children.pop(number, None)

    def close(self) -> None:
        """End it and everything that it started."""
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
            raise WorkerLost(f"the warm process did not start: {self._last_words()}") from None
        if self.landlock_version < 0:
            raise WorkerLost(f"no warm process within {STARTING_SECONDS:g} s")

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(2.0)
        said = os.pread(self._errors, PIECE, 0).decode("utf-8", "replace").strip()
        return said[-800:] or f"exit status {self._process.poll()}"

    def _receive(self) -> tuple[bytes, list[int]]:
        try:
            message, descriptors, _, _ = socket.recv_fds(self.control, 64, 4)
        except ConnectionError:
            raise WorkerLost("the warm process is gone") from None
        if not message:
            raise WorkerLost("the warm process is gone")
        return message, descriptors

    def _take(self, message: bytes, descriptors: list[int]) -> None:
        kind, number, status, microseconds = fork_server.REPORT.unpack(message)
        self.spent += microseconds / 1e6
        child = self._children.get(number)
        if kind == fork_server.READY:
            (self._pidfd,) = descriptors
            self.landlock_version = number
        elif kind == fork_server.CHILD and child:
            (child.pidfd,) = descriptors
        elif kind == fork_server.EXIT and child:
            child.status = os.waitstatus_to_exitcode(status)
            child.in_want = self._stocked and child.status == fork_server.IN_WANT
        else:
            for descriptor in descriptors:
                os.close(descriptor)


class WarmChild:
    """A child of the zygote, by its pipes."""

    def __init__(self, warm: WarmProcess, number: int, pipes: tuple[int, int, int]) -> None:
        self.pidfd = -1
        self.status: int | None = None
        self.in_want = False
        self._warm = warm
        self._number = number
        self._request, self._reply, self._output = pipes
        self._unsent = memoryview(b"")
        self._pid: int | None = None
        self._poll = select.poll()
        for descriptor in (self._reply, self._output, warm.control.fileno()):
            self._poll.register(descriptor, select.POLLIN)
        self._end = select.poll()
        self._end.register(self._reply, 0)  # its end is told in any case
        self._hurries = False

    def tell(self, data: bytes) -> None:
        self._unsent = memoryview(LENGTH.pack(len(data)) + data)
        self._send()
        if self._unsent:
            self._poll.register(self._request, select.POLLOUT)

    def hear(self, seconds: float, gather: float) -> Heard:
        ready = {descriptor for descriptor, _ in self._poll.poll(seconds * 1000 + 0.5)}
        if self._request in ready:
            self._send()
            if not self._unsent:
                self._poll.unregister(self._request)
        if self._warm.control.fileno() in ready:
            self._warm.pump()
        if ready & {self._reply, self._output} and not self._hurries:
            self._let_gather(gather)
        reply, closed = _drain(self._reply)
        output, ended = _drain(self._output)
        self._hurries = max(len(reply), len(output)) > MUCH
        if ended and not closed and self._output in ready:
            self._poll.unregister(self._output)
        return Heard(reply, output, closed)

    def _let_gather(self, seconds: float) -> None:
        """To the end of the reply at most: that, unlike more of it, ends this wait."""
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
            self._warm.pump(0.1)
            if time.monotonic() > deadline:
                raise WorkerLost("the warm process does not answer")
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def exit_status(self, seconds: float) -> int | None:
        deadline = time.monotonic() + seconds
        while self.status is None and (left := deadline - time.monotonic()) > 0:
            self._warm.pump(left)
        if self.in_want:
            raise WorkerLost("a module was imported that is not in stock")
        return self.status

    def close(self) -> None:
        self._warm.forget(self._number)
        for descriptor in (self._request, self._reply, self._output, self.pidfd):
            if descriptor >= 0:
                os.close(descriptor)
        self._request = self._reply = self._output = self.pidfd = -1

    def _send(self) -> None:
        """What the pipe takes now."""
        try:
            while self._unsent:
                self._unsent = self._unsent[os.write(self._request, self._unsent) :]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._unsent = memoryview(b"")


def _pipes() -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Our ends and theirs of the request, the reply and the output."""
    ends: list[int] = []
    try:
        for _ in range(3):
            ends += os.pipe2(os.O_CLOEXEC)
    except OSError:
        for descriptor in ends:
            os.close(descriptor)
        raise
    request, ask, hear, reply, read, output = ends
    for descriptor in (ask, hear, read):
        os.set_blocking(descriptor, False)
    return (ask, hear, read), (request, reply, output)


def _drain(descriptor: int) -> tuple[bytes, bool]:
    """Up to sixteen pieces that are there, and whether that was the end."""
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
