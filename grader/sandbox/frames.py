"""Read the frames that a child wrote to its reply pipe.  Pure.

Every byte is hostile.  Nothing is executed, unpickled or believed: a length is checked before it is
used, a number must lie in the range that was agreed, a text is cut.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from grader.model import (
    Array,
    Flooded,
    Frame,
    Limits,
    NotNumeric,
    Raised,
    Returned,
    SkippedStatement,
    TimedOut,
)
from grader.sandbox.inside import protocol

LONGEST_TEXT_BODY = 1 << 15
LONGEST_DIMENSION = 1 << 31
_SHORT = 1 << 10
"""The largest answer, in bytes, that is worth caching."""

_DTYPES = tuple(map(np.dtype, protocol.DTYPES))


class ProtocolViolation(Exception):
    """The bytes are not what the harness would have written."""


class TooLong(Exception):
    """A frame announces more than the child may send."""


class ReplyFrame(NamedTuple):
    """One frame: its kind and number, and how many bytes had been printed before it."""

    kind: int
    number: int
    printed: int
    body: bytes


class FrameReader:
    """Cut a stream into frames as it arrives.

    Parameters
    ----------
    longest
        The greatest body, in bytes.
    most
        The greatest number of frames.
    """

    def __init__(self, longest: int, most: int) -> None:
        self._longest = longest
        self._left = most
        self._pieces: list[bytes] = []
        self._needed = protocol.HEADER.size
        self.pending = 0
        """Bytes of a frame that is not complete."""

    def feed(self, data: bytes) -> Iterator[ReplyFrame]:
        """Return the frames that ``data`` completes.  Raises ProtocolViolation or TooLong."""
        self._pieces.append(data)
        self.pending += len(data)
        if self.pending < self._needed:  # joining would take ever longer for tiny pieces
            return iter(())
        return self._cut(b"".join(self._pieces))

    def _cut(self, data: bytes) -> Iterator[ReplyFrame]:
        start, stop, size = 0, len(data), protocol.HEADER.size
        self._needed = size
        try:
            while stop - start >= size:
                kind, number, length, printed = self._header(data, start)
                self._needed = size + length
                if stop - start < self._needed:
                    break
                self._left -= 1
                if self._left < 0:
                    raise ProtocolViolation("too many frames")
                body, start = start + size, start + self._needed
                self._needed = size
                yield ReplyFrame(kind, number, printed, data[body:start])
        finally:
            self._pieces, self.pending = [data[start:]], stop - start

    def _header(self, data: bytes, start: int) -> tuple[int, int, int, int]:
        magic, kind, number, length, printed = protocol.HEADER.unpack_from(data, start)
        if magic != protocol.MAGIC:
            raise ProtocolViolation("bytes that are no frame")
        if not protocol.STARTED <= kind <= protocol.LIMIT:
            raise ProtocolViolation("a frame of no known kind")
        if kind != protocol.VALUE and length > LONGEST_TEXT_BODY:
            raise ProtocolViolation("a text that is too long")
        if length > self._longest:
            raise TooLong
        return kind, number, length, printed


def returned(body: bytes) -> Returned:
    """Return the array in the body of a VALUE frame, read-only.  Raises ProtocolViolation."""
    return _cached(body) if len(body) <= _SHORT else _returned(body)


def _returned(body: bytes) -> Returned:
    code, dimensions, named = body[:3] if len(body) > 2 else (0, 0, 0)
    if code >= len(_DTYPES) or dimensions > protocol.MOST_DIMENSIONS:
        raise ProtocolViolation("an array of no known kind")
    head, dtype = protocol.VALUES[dimensions], _DTYPES[code]
    if len(body) < head.size:
        raise ProtocolViolation("an array that is cut short")
    shape = head.unpack_from(body)[3:]
    if max(shape, default=0) > LONGEST_DIMENSION:
        raise ProtocolViolation("an array of impossible shape")
    stop = head.size + math.prod(shape) * dtype.itemsize
    if stop + named != len(body):
        raise ProtocolViolation("an array whose length is not that of its shape")
    kind = body[stop:].decode("utf-8", "replace") if body[stop:] != b"ndarray" else "ndarray"
    try:
        return Returned(_array(body, head.size, stop, dtype, shape), kind)
    except ValueError:  # a product that overflows behind a dimension of zero
        raise ProtocolViolation("an array of impossible shape") from None


_cached = functools.lru_cache(1 << 13)(_returned)
"""Most answers of a class equal those of another student, to the last bit."""


def not_numeric(body: bytes) -> NotNumeric:
    """Return the outcome in the body of a NOT_NUMERIC frame.  Raises ProtocolViolation."""
    fields = _fields(body, {"kind": str, "detail": str, "lacks": str})
    if fields["lacks"] not in ("", "key", "value", "container"):
        raise ProtocolViolation("a lack of no known kind")
    return NotNumeric(_text(fields["kind"], 80), _text(fields["detail"], 200), fields["lacks"])


def raised(body: bytes, loading: bool) -> Raised:
    """Return the exception in the body of a RAISED frame.  Raises ProtocolViolation."""
    fields = _fields(body, {"error": str, "message": str, "trace": list, "column": int})
    trace = tuple(_place(place) for place in fields["trace"][-8:])
    column = min(max(fields["column"], 0), LONGEST_DIMENSION)
    error, message = _text(fields["error"], 80), _text(fields["message"], 500)
    return Raised(error, message, trace, loading, column)


def skipped(body: bytes, limits: Limits) -> SkippedStatement:
    """Return the statement in the body of a SKIPPED frame.  Raises ProtocolViolation."""
    kinds = {"line": int, "text": str, "error": str, "message": str, "limit": str}
    fields = _fields(body, kinds)
    line, text = min(max(fields["line"], 0), LONGEST_DIMENSION), _text(fields["text"], 200)
    if not fields["limit"]:
        error, message = _text(fields["error"], 80), _text(fields["message"], 500)
        return SkippedStatement(line, text, error or "Exception", message)
    match limit_reached(fields["limit"].encode("utf-8", "replace"), limits):
        case TimedOut(seconds=seconds):
            return SkippedStatement(line, text, seconds=seconds)
        case Flooded(kilobytes=kilobytes):
            return SkippedStatement(line, text, kilobytes=kilobytes)


def limit_reached(body: bytes, limits: Limits) -> TimedOut | Flooded:
    """Return the outcome in the body of a LIMIT frame.  Raises ProtocolViolation."""
    match body:
        case b"cpu":
            return TimedOut(limits.cpu_seconds, loading=True)
        case b"wall":
            return TimedOut(limits.wall_seconds, loading=True)
        case b"output":
            return Flooded(limits.output_kb, loading=True)
    raise ProtocolViolation("a limit of no known kind")


def name(body: bytes) -> str:
    """Return the body of an UNDEFINED frame as a short text."""
    return body[:80].decode("utf-8", "replace")


def _array(
    body: bytes, start: int, stop: int, dtype: np.dtype[Any], shape: tuple[int, ...]
) -> Array:
    """Return a read-only view of the bytes; of truth values a copy, in which no byte is 2."""
    if start < stop and dtype.kind != "b":
        return np.ndarray(shape, dtype, body, start)
    array: Array = np.empty(shape, dtype)
    if start < stop:
        array = np.ndarray(shape, np.uint8, body, start) != 0
    array.setflags(write=False)
    return array


def _fields(body: bytes, kinds: dict[str, type]) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        raise ProtocolViolation("a text that is not JSON") from None
    if not isinstance(fields, dict) or fields.keys() != kinds.keys():
        raise ProtocolViolation("a text without the agreed fields")
    if any(type(fields[name]) is not kind for name, kind in kinds.items()):
        raise ProtocolViolation("a field of another type than agreed")
    return fields


def _place(place: Any) -> Frame:
    match place:
        case [int(line), str(function), str(text)] if 0 <= line <= LONGEST_DIMENSION:
            return Frame(line, _text(function, 80), _text(text, 200))
    raise ProtocolViolation("a line of a traceback that is none")


def _text(text: str, longest: int) -> str:
    """Return the text without lone surrogates, which JSON lets through and no file can hold."""
    return text[:longest].encode("utf-8", "replace").decode("utf-8")
