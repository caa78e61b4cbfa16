"""Encode and decode an execution, so that no submission has to be run twice.

The format is a compressed JSON text followed by the bytes of all arrays.  Returned values,
exceptions and printed text stay as hostile as they came; nothing here is ever executed.
"""

from __future__ import annotations

import dataclasses
import json
import zlib
from collections.abc import Sequence
from typing import Any, get_args

import numpy as np

from grader.errors import GraderError
from grader.model import (
    Array,
    Died,
    Execution,
    Flooded,
    Frame,
    NoModule,
    NotNumeric,
    Observation,
    Outcome,
    OutOfMemory,
    Raised,
    Returned,
    SkippedStatement,
    Tampered,
    TimedOut,
    Undefined,
    frozen,
)

_LEVEL = 1
"""The compression level: numbers hardly shrink at any level, texts do at the first."""

_Plain = NotNumeric | Undefined | TimedOut | OutOfMemory | Died | Flooded | Tampered | NoModule
"""The outcomes whose fields are plain JSON."""

_PLAIN: dict[str, type[_Plain]] = {kind.__name__: kind for kind in get_args(_Plain)}


def packed(execution: Execution) -> bytes:
    """Return the execution as bytes; equal executions give equal bytes."""
    arrays: list[bytes] = []
    rows = [
        [seen.case, seen.printed, *_outcome(seen.outcome, arrays)]
        for seen in execution.observations
    ]
    skipped = [dataclasses.astuple(one) for one in execution.skipped]
    own = [[key, *_outcome(one, arrays)] for key, one in execution.own_answers.items()]
    fields = [list(execution.flags), rows, skipped, own]
    text = json.dumps(fields, separators=(",", ":")).encode()
    body = b"".join((len(text).to_bytes(8, "little"), text, *arrays))
    return zlib.compress(body, _LEVEL)


def unpacked(data: bytes) -> Execution:
    """Return the execution that ``packed`` encoded.  Raise GraderError."""
    try:
        body = memoryview(zlib.decompress(data))
        start = 8 + int.from_bytes(body[:8], "little")
        flags, rows, skipped, own = json.loads(bytes(body[8:start]))
        arrays = _Arrays(body[start:])
        observations = [
            Observation(case, _restored(kind, fields, arrays), printed)
            for case, printed, kind, fields in rows
        ]
        own_answers = {key: _restored(kind, fields, arrays) for key, kind, fields in own}
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise GraderError(f"the gradebook holds a run that cannot be read: {error}") from error
    left_out = tuple(SkippedStatement(*fields) for fields in skipped)
    return Execution(tuple(observations), tuple(flags), left_out, own_answers)


class _Arrays:
    """Reads arrays from a buffer, one after the other."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._at = 0

    def next(self, dtype: str, shape: Sequence[int]) -> Array:
        kind = np.dtype(dtype)
        size = int(np.prod(shape, dtype=np.int64)) * kind.itemsize
        piece = self._data[self._at : self._at + size]
        self._at += size
        return frozen(np.frombuffer(piece, kind).reshape(shape))


def _outcome(outcome: Outcome, arrays: list[bytes]) -> tuple[str, Any]:
    match outcome:
        case Returned(value=value, kind=kind):
            arrays.append(value.tobytes())
            return "Returned", [value.dtype.str, value.shape, kind]
        case Raised():
            return "Raised", dataclasses.asdict(outcome)
        case _:
            return _plain(outcome)


def _plain(outcome: _Plain) -> tuple[str, Any]:
    return type(outcome).__name__, vars(outcome)


def _restored(kind: str, fields: Any, arrays: _Arrays) -> Outcome:
    if kind == "Returned":
        dtype, shape, name = fields
        return Returned(arrays.next(dtype, shape), name)
    if kind == "Raised":
        trace = tuple(Frame(**frame) for frame in fields["trace"])
        return Raised(**(fields | {"trace": trace}))
    return _PLAIN[kind](**fields)
