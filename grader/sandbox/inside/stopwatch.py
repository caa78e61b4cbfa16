"""Stop a student's statement that runs too long, from within its own process.

This is for the student's sake: what was defined before can then be kept.  The grader's own clock
is what keeps the limits.
"""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any

_AGAIN = 0.005
"""Seconds until code that has swallowed the exception gets another one: a loop around a ``try`` is
stopped by one that comes between two rounds."""


class LimitReached(BaseException):
    """A top-level statement reached a limit: "cpu", "wall" or "output"."""

    def __init__(self, limit: str, words: str) -> None:
        super().__init__(words)
        self.limit = limit


class Stopwatch:
    """Raise LimitReached in the code of one file that runs within a ``with`` statement.

    Where the system has no such timers nothing is raised.
    """

    def __init__(self, filename: str, cpu_seconds: float, wall_seconds: float) -> None:
        self._filename = filename
        self._seconds = {"cpu": cpu_seconds, "wall": wall_seconds}
        self._clocks: tuple[tuple[str, int, int], ...] = ()
        if hasattr(signal, "setitimer"):
            self._clocks = (
                ("cpu", signal.ITIMER_PROF, signal.SIGPROF),
                ("wall", signal.ITIMER_REAL, signal.SIGALRM),
            )

    def __enter__(self) -> None:
        for clock, timer, number in self._clocks:
            signal.signal(number, self._handler(clock))
            signal.setitimer(timer, self._seconds[clock], _AGAIN)

    def __exit__(self, *error: Any) -> None:
        for _, timer, number in self._clocks:
            signal.setitimer(timer, 0)
            signal.signal(number, signal.SIG_DFL)

    def _handler(self, clock: str) -> Any:
        def interrupt(number: int, frame: FrameType | None) -> None:
            while frame is not None:
                if frame.f_code.co_filename == self._filename:
                    raise LimitReached(clock, f"stopped after {self._seconds[clock]:.3g} seconds")
                frame = frame.f_back

        return interrupt
