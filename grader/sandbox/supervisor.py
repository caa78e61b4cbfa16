"""Supervise one child by the grader's own clock until it has answered or reached a limit."""

from __future__ import annotations

import math
import signal
import time
from dataclasses import dataclass
from typing import Protocol

from grader.errors import SandboxError
from grader.model import Died, Flooded, Limits, Outcome, Tampered, TimedOut
from grader.sandbox.frames import ProtocolViolation, TooLong
from grader.sandbox.reply import ReplyParser

LOADING_SHARE = 1.25
"""The clock of loading runs longer than the limit, at which the child itself stops a statement."""

FLOOD_NET = 4 << 20
"""Bytes that a stage may print beyond its limit before it is cut without regard to frames: more
than can be on their way."""

STARTING_SECONDS = 20.0
"""The most that a child may take before it turns to the student's file."""

LEAVING_SECONDS = 5.0
PRINTS_SECONDS = 0.5
"""How long what was printed may take to arrive after the answer that it came before."""

SHORTEST_LOOK = 0.01
GATHER_SOON, GATHER_WHOLE = 0.0004, 0.002
"""Seconds for which replies may gather, as each look at them costs something: while a child comes
to where it waits for the hidden cases, and when all it will still say can be said at once."""

_SIGNALS = {known.name: known.value for known in signal.Signals}


class WorkerLost(SandboxError):
    """The process that runs student code ended or does not answer: try again in another one."""


@dataclass(frozen=True)
class Chunk:
    """Bytes that a child wrote since the last chunk; ``closed`` if no more replies can come."""

    reply: bytes = b""
    output: bytes = b""
    closed: bool = False


class Child(Protocol):
    """A process that has its request."""

    def send(self, data: bytes) -> None:
        """Send one more message."""

    def receive(self, seconds: float, gather: float) -> Chunk:
        """Return what the child wrote, waiting at most ``seconds``.  Raises WorkerLost.

        Once the first bytes are there, more may gather for ``gather`` seconds, or to the end.
        """

    def cpu_seconds(self) -> float | None:
        """Return the CPU seconds it has used, or None where they cannot be known."""

    def kill(self) -> None:
        """Kill it now."""

    def exit_status(self, seconds: float) -> int | None:
        """Return minus a signal's number, or its exit status; None if it is still there."""

    def close(self) -> None:
        """Close our ends of its pipes."""


class ChildSupervisor:
    """Watch one child.

    Parameters
    ----------
    child
        The process.
    parser
        Takes its reply.
    limits
        What one question may cost.
    hidden
        The sheet that the child gets when it has answered all that may be shown.
    seconds_left
        What is left of the submission's seconds in sum.

    Attributes
    ----------
    output
        All that the child printed.
    """

    def __init__(
        self,
        child: Child,
        parser: ReplyParser,
        limits: Limits,
        hidden: bytes = b"",
        seconds_left: float = math.inf,
    ) -> None:
        self.output = bytearray()
        self._parser = parser
        self._child = child
        self._limits = limits
        self._hidden = hidden
        self._seconds_left = seconds_left
        self._started: float | None = None
        self._overprints = False
        self._stage = -1
        self._set_clock()

    @property
    def seconds(self) -> float:
        """The seconds since the student's file was begun; how soon that was is not its fault."""
        return 0.0 if self._started is None else time.monotonic() - self._started

    def watch(self) -> Outcome | None:
        """Return the outcome that cut the child short, or None if it said all.

        Raises
        ------
        WorkerLost
            The child did not come to the student's file.
        """
        try:
            return self._listen() or self._wait_for_exit()
        except ProtocolViolation as violation:
            self._child.kill()
            return Tampered(str(violation))
        except TooLong:
            self._child.kill()
            return self._flooded()

    def _listen(self) -> Outcome | None:
        """Read until the reply is closed, or a limit is reached."""
        while True:
            gather = GATHER_WHOLE if self._parser.released else GATHER_SOON
            chunk = self._child.receive(self._patience(), gather)
            settled = len(self.output)  # the frames that came before are in this chunk
            self.output += chunk.output
            self._printed += len(chunk.output)
            if chunk.reply:
                self._parser.feed(chunk.reply)
            if self._parser.stage != self._stage:
                self._set_clock()
            if self._parser.awaits_hidden:
                self._release()
            reached = self._flood(len(self.output) if chunk.closed else settled) or self._limit()
            if reached:
                self._child.kill()
                return reached
            if chunk.closed:
                return None

    def _release(self) -> None:
        """Send the hidden cases, once all that was printed before has arrived."""
        late = time.monotonic() > self._began + PRINTS_SECONDS
        if late or len(self.output) >= self._parser.printed:
            self._parser.release(len(self.output))
            self._child.send(self._hidden)
            self._set_clock()

    def _wait_for_exit(self) -> Outcome | None:
        if self._parser.complete:
            return None
        status = self._child.exit_status(min(LEAVING_SECONDS, self._limits.wall_seconds))
        self._check_started()
        if status is None:
            self._child.kill()
            return TimedOut(self._limits.wall_seconds, self._loading)
        return self._death(-status if status < 0 else 0)

    def _death(self, number: int) -> Outcome:
        if number == _SIGNALS.get("SIGSYS"):
            return Tampered("a system call that no answer needs")
        if number == _SIGNALS.get("SIGXCPU"):
            return TimedOut(self._limits.cpu_seconds, self._loading)
        return Died(number, self._loading)

    # --- limits ---------------------------------------------------------------------------------

    @property
    def _loading(self) -> bool:
        return not self._parser.loaded

    def _set_clock(self) -> None:
        self._stage = self._parser.stage
        self._began = time.monotonic()
        if self._parser.started and self._started is None:
            self._started = self._began
        self._cpu_began = self._child.cpu_seconds() or 0.0
        self._look = self._began + self._limits.cpu_seconds
        self._printed = 0

    def _patience(self) -> float:
        if self._overprints:
            return 0.0
        if not self._parser.started:
            return max(self._began + STARTING_SECONDS - time.monotonic(), 0.0)
        wall = PRINTS_SECONDS if self._parser.awaits_hidden else self._wall_seconds
        until = min(self._began + wall, self._look, self._deadline)
        return max(until - time.monotonic(), 0.0)

    @property
    def _deadline(self) -> float:
        return math.inf if self._started is None else self._started + self._seconds_left

    @property
    def _wall_seconds(self) -> float:
        return self._limits.wall_seconds * (LOADING_SHARE if self._loading else 1.0)

    @property
    def _cpu_seconds(self) -> float:
        return self._limits.cpu_seconds * (LOADING_SHARE if self._loading else 1.0)

    def _flood(self, settled: int) -> Outcome | None:
        arrived, most = len(self.output), self._limits.output_kb * 1024
        self._overprints = arrived > max(settled, most)
        if self._parser.flooded(arrived, settled) or self._printed > most + FLOOD_NET:
            return self._flooded()
        return None

    def _limit(self) -> Outcome | None:
        now = time.monotonic()
        if not self._parser.started:
            self._look = now + STARTING_SECONDS
            if now >= self._began + STARTING_SECONDS:
                raise WorkerLost("a child did not come to the student's file")
            return None
        if now >= self._began + self._wall_seconds:
            return TimedOut(self._limits.wall_seconds, self._loading)
        if now >= self._deadline:
            return TimedOut(self._limits.submission_seconds, self._loading, in_sum=True)
        return self._cpu_limit(now) if now >= self._look else None

    def _cpu_limit(self, now: float) -> Outcome | None:
        """One process uses no more seconds than pass: look next when it could be over."""
        used = self._child.cpu_seconds()
        if used is None:
            self._look = float("inf")
            return None
        left = self._cpu_seconds - (used - self._cpu_began)
        if left <= 0:
            return TimedOut(self._limits.cpu_seconds, self._loading)
        self._look = now + max(left, SHORTEST_LOOK)
        return None

    def _flooded(self) -> Outcome:
        return Flooded(self._limits.output_kb, self._loading)

    def _check_started(self) -> None:
        """Until then nothing of the student's has run, so what is printed is ours to tell."""
        if not self._parser.started:
            said = self.output[-800:].decode("utf-8", "replace").strip()
            raise WorkerLost(f"a child ended before it came to the student's file {said}".strip())
