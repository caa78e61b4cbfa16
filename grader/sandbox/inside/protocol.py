"""The messages between the grader and a child, and the writer of the child's side.

The grader sends messages: a length and so many bytes of ``marshal``.  It is the same interpreter on
both ends, and what the grader says is trusted.

A child replies with frames, which are not trusted, since student code runs beside it:

    magic, kind, number, length of the body, bytes printed so far;  body

The request fixes their order: STARTED, LOADED, then for each question QUESTION and one frame for
each of its cases (or UNDEFINED alone, with the place of the missing name among those that are
needed), then END.  A call that answers several cases is followed by
the frames of all of them.  Before LOADED stands a SKIPPED for each top-level
statement that was left out.  RAISED, MEMORY or LIMIT in place of LOADED ends it.

The fork server is told REQUEST for each child and answers with REPORT (see ``fork_server.py``).
"""

from __future__ import annotations

import io
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from .stopwatch import LimitReached

MAGIC = b"\xf5Gr1"
HEADER = struct.Struct("<4sBIQQ")
STARTED, LOADED, QUESTION, UNDEFINED, VALUE, NOT_NUMERIC, RAISED, MEMORY, END = range(1, 10)
SKIPPED, LIMIT = 10, 11
LOADING = 0xFFFFFFFF
"""The number of a frame that says why the module, or a statement of it, could not be loaded."""

MOST_SKIPPED, MOST_SLOW = 20, 4
"""The most SKIPPED frames of one load; the most of them that say that a limit was reached."""

DTYPES = ("<f8", "<f4", "<f2", "<i8", "<i4", "<i2", "|i1", "<u8", "<u4", "<u2", "|u1", "|b1")
MOST_DIMENSIONS = 8
VALUES = tuple(struct.Struct(f"<BBBx4x{n}Q") for n in range(MOST_DIMENSIONS + 1))
"""How the body of a VALUE begins: type, dimensions, length of a name, shape."""

LENGTH = struct.Struct("<Q")
"""What comes before every message to a child."""

REQUEST = struct.Struct("<II")
"""To the fork server: number of the child, CPU seconds."""

REPORT = struct.Struct("<BIiQ")
"""From the fork server: kind, number, status, microseconds of CPU."""

READY, CHILD, EXIT = 1, 2, 3
"""Kinds of a report."""

LONGEST_MESSAGE = 1 << 16
"""Bytes of the longest message between the grader and the fork server."""

MISSING_MODULE_EXIT = 75
"""The exit status of a child that imports a module which the fork server did not preload."""

Arrays = tuple[tuple[str, tuple[int, ...], bytes, str], ...]
"""Arguments of a call: dtype, shape, bytes and presentation of each."""

Keys = tuple[str | int, ...]
"""Where the parts of an answer lie: keys of a dict or indices; none if it is asked as a whole."""

Asked = tuple[tuple[int, ...], Arrays]
"""A call: the numbers of the cases that it answers, one for each part, and its arguments."""

Form = tuple[str, tuple[str, ...], tuple[str, ...]]
"""An argument: its kind, the key of each value in it, and their kinds (see ``arguments``)."""

Script = tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""Statements in place of a call: code, names of the arguments, names that the module has to define,
and the expressions of the answers."""

AskedQuestion = tuple[str | Script, Keys, tuple[Form, ...], tuple[Asked, ...]]
"""A question: function, where the parts of its answers lie, what its arguments are, its calls."""

Sheet = tuple[AskedQuestion, ...]
"""Questions by their numbers: first those that may be shown, then the hidden ones."""


def read_message(descriptor: int) -> bytes:
    """Read one message.  Raises EOFError."""
    (length,) = LENGTH.unpack(_read(descriptor, LENGTH.size))
    return _read(descriptor, length)


def _read(descriptor: int, left: int) -> bytes:
    pieces = []
    while left:
        piece = os.read(descriptor, left)
        if not piece:
            raise EOFError
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


class CountingFile(io.FileIO):
    """A descriptor that counts the bytes written to it.

    When they would be more than ``most`` it raises, once, and then drops what is written.
    """

    written = 0
    most: int | None = None
    _raised = False

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        if self.most is not None and self.written + size > self.most:
            return self._drop(size)
        count = super().write(data)
        self.written += count or 0
        return count or 0

    def _drop(self, size: int) -> int:
        if not self._raised:
            self._raised = True
            raise LimitReached("output", "stopped because too much was printed")
        return size


class FrameWriter:
    """Write frames to a descriptor, each with the number of bytes printed before it."""

    def __init__(self, descriptor: int, printed: int) -> None:
        self._descriptor = descriptor
        self._counter = CountingFile(printed, "w", closefd=False)
        buffer = io.BufferedWriter(self._counter)
        # By lines, so that what was printed before a hang or a crash is known.
        self._text = io.TextIOWrapper(
            buffer, encoding="utf-8", errors="backslashreplace", line_buffering=True
        )

    def capture_prints(self) -> None:
        """Let ``print`` write where the bytes are counted."""
        sys.stdout = sys.stderr = self._text

    @contextmanager
    def limited(self, most: int) -> Iterator[None]:
        """Let no more than so many bytes be printed in all until the end of the ``with``."""
        self._counter.most = most
        try:
            yield
        finally:
            with suppress(OSError, ValueError, LimitReached):
                self._text.flush()  # what is beyond the limit is dropped
            self._counter.most = None

    def send(self, kind: int, number: int, body: bytes = b"") -> None:
        try:  # noqa: SIM105  with contextlib.suppress a frame would take twice as long
            self._text.flush()
        except (OSError, ValueError):  # the student closed it: only cosmetic
            pass
        frame = HEADER.pack(MAGIC, kind, number, len(body), self._counter.written) + body
        sent = os.write(self._descriptor, frame)
        while sent < len(frame):
            sent += os.write(self._descriptor, memoryview(frame)[sent:])

    def close(self) -> None:
        os.close(self._descriptor)
