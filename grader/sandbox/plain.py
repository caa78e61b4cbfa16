"""The plain backend: a fresh interpreter for each child, with limits and without isolation.

It serves a student's own file on the student's own machine, whatever the system, and shows what
the layers are for.  Frames, limits and outcomes are those of the sandbox; the reply goes over
standard output and prints over standard error.  Code that runs here can do whatever its author can
do.  Nothing of this has been tried on macOS or Windows.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import IO

from grader.model import Isolation, Limits
from grader.sandbox import cpu
from grader.sandbox.inside.allowed import ALLOWED
from grader.sandbox.inside.protocol import LENGTH, MOST_SLOW
from grader.sandbox.plan import Plan
from grader.sandbox.programs import start_file
from grader.sandbox.supervisor import Chunk

PIECE = 1 << 16
PIECES_AHEAD = 16
MUCH = PIECE // 2
CATCHING_UP = (0.03, 0.03)
"""Seconds to wait, twice: the first time a full queue may still hold a reply up."""

_Piece = tuple[str, bytes]


class PlainBackend:
    """Start an interpreter for each request, ``ahead`` of them beforehand: they wait with numpy."""

    def __init__(self, limits: Limits, modules: Sequence[str], level: str, ahead: int = 1) -> None:
        self.isolation = Isolation(level, (), {"platform": sys.platform})
        self._limits = limits
        self._allowed = tuple(ALLOWED.union(modules))
        self._ahead = ahead
        self._ready: list[PlainChild] = []
        self._fill()

    @property
    def pid(self) -> None:
        """There is no fork server."""
        return None

    def ask(self, plan: Plan, request: bytes) -> PlainChild:
        seconds = int(self._limits.cpu_seconds * (len(plan.questions) + 2 + MOST_SLOW)) + 2
        setup = (plan.sheet, self._allowed, seconds, self._limits.memory_mb)
        child = self._ready.pop(0) if self._ready else PlainChild()
        child.send(marshal.dumps(setup))
        child.send(request)
        return child

    def prefork(self, plan: Plan) -> None:
        self._fill()

    def renew(self) -> None:
        """Do nothing: no process outlives its request."""

    def close(self) -> None:
        for child_ahead in self._ready:
            child_ahead.close()
        self._ready.clear()

    def _fill(self) -> None:
        while len(self._ready) < self._ahead:
            self._ready.append(PlainChild())


class PlainChild:
    """One interpreter, with a thread for each of its pipes: not all systems can poll them."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-B", start_file(), "plain_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment(),
            start_new_session=True,
        )
        self._pieces: queue.Queue[_Piece] = queue.Queue(PIECES_AHEAD)
        self._listeners = [
            self._listen("reply", self._process.stdout),
            self._listen("output", self._process.stderr),
        ]
        self._unsent: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._speaker = _thread(self._speak)

    def send(self, data: bytes) -> None:
        self._unsent.put(LENGTH.pack(len(data)) + data)

    def receive(self, seconds: float, gather: float) -> Chunk:
        pieces: list[_Piece] = []
        with contextlib.suppress(queue.Empty):
            pieces.append(self._pieces.get(timeout=max(seconds, 0.001)))
            while len(pieces) < PIECES_AHEAD:
                pieces.append(self._pieces.get_nowait())
        if len(_joined(pieces, "output")) > MUCH and not _joined(pieces, "reply"):
            pieces += self._earlier_replies()
        closed = ("reply", b"") in pieces
        if closed:
            pieces += self._last_output()
        return Chunk(_joined(pieces, "reply"), _joined(pieces, "output"), closed)

    def cpu_seconds(self) -> float | None:
        return cpu.seconds_of(self._process.pid)

    def kill(self) -> None:
        self._process.kill()

    def exit_status(self, seconds: float) -> int | None:
        try:
            return self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None

    def close(self) -> None:
        self._process.kill()
        while any(listener.is_alive() for listener in self._listeners):
            with contextlib.suppress(queue.Empty):
                self._pieces.get(timeout=0.01)
        self._unsent.put(b"")
        self._speaker.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):
                pipe.close()  # type: ignore[union-attr]  # all three are pipes
        self._process.wait()

    def _listen(self, name: str, pipe: IO[bytes] | None) -> threading.Thread:
        assert pipe is not None
        descriptor = pipe.fileno()

        def listen() -> None:
            while piece := os.read(descriptor, PIECE):
                self._pieces.put((name, piece))
            self._pieces.put((name, b""))

        return _thread(listen)

    def _speak(self) -> None:
        """The pipe stays open: when it closes, the interpreter ends itself."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it has ended, and that will be heard
            while data := self._unsent.get():
                self._process.stdin.write(data)
                self._process.stdin.flush()

    def _earlier_replies(self) -> list[_Piece]:
        """Wait for replies that are older than these prints: they come through another thread."""
        pieces: list[_Piece] = []
        for seconds in CATCHING_UP:
            time.sleep(seconds)
            with contextlib.suppress(queue.Empty):
                for _ in range(PIECES_AHEAD):
                    pieces.append(self._pieces.get_nowait())
        return pieces

    def _last_output(self) -> list[_Piece]:
        """Wait for what was printed before the reply was closed."""
        pieces: list[_Piece] = []
        with contextlib.suppress(queue.Empty):
            while len(pieces) < PIECES_AHEAD and ("output", b"") not in pieces:
                pieces.append(self._pieces.get(timeout=0.5))
        return pieces


def _thread(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def _joined(pieces: Sequence[_Piece], name: str) -> bytes:
    return b"".join(piece for source, piece in pieces if source == name)


def _environment() -> dict[str, str]:
    """Return the environment of this process, without what changes how Python works."""
    kept = {k: v for k, v in os.environ.items() if not k.upper().startswith("PYTHON")}
    one = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**kept, **one, "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
