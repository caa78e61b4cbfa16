"""One child, watched by the grader's own clock until it has answered or reached a limit."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass
from typing import Protocol

from grader.errors import SandboxError
from grader.model import Died, Flooded, Limits, Outcome, Tampered, TimedOut
from grader.sandbox.frames import ProtocolViolation, TooLong
from grader.sandbox.reply import Transcript, reply_limit

STARTING_SECONDS = 20.0
"""The most that a child may take before it turns to the student's file."""

LEAVING_SECONDS = 5.0
PRINTS_SECONDS = 0.5
"""How long what was printed may take to arrive after the answer that it came before."""

SHORTEST_LOOK = 0.01
WAITS_SOON, ON_ITS_WAY = 0.0004, 0.002
"""Seconds for which replies may gather, as each look at them costs something: while a child comes
to where it waits for the hidden cases, and when all it will still say can be said at once."""

_SIGNALS = {known.name: known.value for known in signal.Signals}


class WorkerLost(SandboxError):
    """The process that runs student code ended or does not answer: try again in another one."""


@dataclass(frozen=True)
class Heard:
    """What came since the last time; ``closed`` where no more replies can come."""

    reply: bytes = b""
    output: bytes = b""
    closed: bool = False


class Child(Protocol):
    """A process that has been told its request."""

    def tell(self, data: bytes) -> None:
        """One thing more, when it asks for it."""

    def hear(self, seconds: float, gather: float) -> Heard:
        """What it says, waiting at most so long.  Raises WorkerLost.

        Once it says something, more of it may gather for ``gather`` seconds, or to its end.
        """

    def cpu_seconds(self) -> float | None:
        """What it has used, or None where that cannot be known."""

    def kill(self) -> None:
        """Now, and without asking it."""

    def exit_status(self, seconds: float) -> int | None:
        """Minus a signal's number, or what it exited with; None if it is still there."""

    def close(self) -> None:
        """Forget it."""


class Sitting:
    """The transcript of a child, what it printed, and the outcome that cut it short, or None."""

    def __init__(
        self, child: Child, transcript: Transcript, limits: Limits, hidden: bytes = b""
    ) -> None:
        """``hidden`` is the sheet that the child gets when all that may be shown is answered."""
        self.transcript = transcript
        self.output = bytearray()
        self._child = child
        self._limits = limits
        self._hidden = hidden
        self._turns = -1
        self._set_clock()

    def watch(self) -> Outcome | None:
        """Raises WorkerLost."""
        try:
            return self._listen() or self._farewell()
        except ProtocolViolation as violation:
            self._child.kill()
            return Tampered(str(violation))
        except TooLong:
            self._child.kill()
            return self._flooded()

    def _listen(self) -> Outcome | None:
        """Until the reply is closed, or a limit is reached."""
        while True:
            gather = ON_ITS_WAY if self.transcript.released else WAITS_SOON
            heard = self._child.hear(self._patience(), gather)
            self.output += heard.output
            self._printed += len(heard.output)
            self._replied += len(heard.reply)
            if heard.reply:
                self.transcript.hear(heard.reply)
            if self.transcript.turns != self._turns:
                self._set_clock()
            if self.transcript.waits:
                self._release()
            reached = self._limit()
            if reached:
                self._child.kill()
                return reached
            if heard.closed:
                return None

    def _release(self) -> None:
        """Tell the hidden cases, once all that was printed before can be told from what comes."""
        late = time.monotonic() > self._began + PRINTS_SECONDS
        if late or len(self.output) >= self.transcript.printed:
            self.transcript.release(len(self.output))
            self._child.tell(self._hidden)
            self._set_clock()

    def _farewell(self) -> Outcome | None:
        if self.transcript.complete:
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
        return not self.transcript.loaded

    def _set_clock(self) -> None:
        self._turns = self.transcript.turns
        self._began = time.monotonic()
        self._cpu_began = self._child.cpu_seconds() or 0.0
        self._look = self._began + self._limits.cpu_seconds
        self._printed = self._replied = 0

    def _patience(self) -> float:
        wall = self._limits.wall_seconds if self.transcript.started else STARTING_SECONDS
        wall = PRINTS_SECONDS if self.transcript.waits else wall
        until = min(self._began + wall, self._look)
        return max(until - time.monotonic(), 0.0)

    def _limit(self) -> Outcome | None:
        if self._printed > self._limits.output_kb * 1024:
            return self._flooded()
        if self._replied > reply_limit(self.transcript.current, self._limits) + (1 << 16):
            return self._flooded()
        now = time.monotonic()
        if not self.transcript.started:
            self._look = now + STARTING_SECONDS
            if now >= self._began + STARTING_SECONDS:
                raise WorkerLost("a child did not come to the student's file")
            return None
        if now >= self._began + self._limits.wall_seconds:
            return TimedOut(self._limits.wall_seconds, self._loading)
        return self._cpu_limit(now) if now >= self._look else None

    def _cpu_limit(self, now: float) -> Outcome | None:
        """One process uses no more seconds than pass: the next look is when it could be over."""
        used = self._child.cpu_seconds()
        if used is None:
            self._look = float("inf")
            return None
        left = self._limits.cpu_seconds - (used - self._cpu_began)
        if left <= 0:
            return TimedOut(self._limits.cpu_seconds, self._loading)
        self._look = now + max(left, SHORTEST_LOOK)
        return None

    def _flooded(self) -> Outcome:
        return Flooded(self._limits.output_kb, self._loading)

    def _check_started(self) -> None:
        """Until then nothing of the student's has run, so what is printed is ours to tell."""
        if not self.transcript.started:
            said = self.output[-800:].decode("utf-8", "replace").strip()
            raise WorkerLost(f"a child ended before it came to the student's file {said}".strip())
