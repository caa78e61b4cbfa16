"""``python -m tests.benchmarks.fuzz_frames [SECONDS]``: the reader of frames, fed anything.

Whatever bytes come, the transcript of a child must end in outcomes or in the protocol's own two
exceptions, quickly and in little memory.  Guided by coverage where ``atheris`` is installed, and
otherwise by seeded mutation of an honest child's reply.  One input is used in two ways: as the
bytes of the pipe, and as the kinds and bodies of frames whose headers are right, which come
further.  Exit status 1 where another exception was seen.
"""

from __future__ import annotations

import os
import random
import resource
import struct
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path

try:
    import atheris
except ImportError:
    atheris = None

with atheris.instrument_imports(include=["grader.sandbox"]) if atheris else nullcontext():
    from grader.model import Limits
    from grader.sandbox import frames, reply
    from grader.sandbox.inside import protocol
    from grader.sandbox.plan import PlannedQuestion

LIMITS = Limits(output_kb=64)
QUESTIONS = (
    PlannedQuestion(1, "one", "one", (3, 0), 64),
    PlannedQuestion(0, "two", "two", (1,), 64),
    PlannedQuestion(2, "two", "two", (2,), 64, hidden=True),
)
ANSWERS = (protocol.VALUE, protocol.NOT_NUMERIC, protocol.RAISED, protocol.MEMORY)
PIECE = 19
"""Bytes that arrive at once: less than a header, so that no two frames end in one piece, and the
hidden cases are told before the first answer to them."""

_TEXT = b'{"error": "E", "message": "", "trace": [[1, "f", "x"]], "column": 0}'
_LIST = b'{"kind": "list", "detail": "", "lacks": ""}'


class Tally:
    """What has been seen so far."""

    def __init__(self, seconds: float) -> None:
        self.seen: Counter[str] = Counter()
        self.executions = 0
        self.slowest = 0.0
        self.strange: dict[str, str] = {}
        self._began = time.monotonic()
        self._seconds = seconds

    def execute(self, data: bytes) -> None:
        began = time.perf_counter()
        for stream in (data, b"".join(_framed(data))):
            self._read(stream)
        self.executions += 1
        self.slowest = max(self.slowest, time.perf_counter() - began)
        if self.executions % 256 == 0 and time.monotonic() - self._began > self._seconds:
            self.report()
            os._exit(1 if self.strange else 0)

    def _read(self, stream: bytes) -> None:
        heard = reply.ReplyParser(QUESTIONS, LIMITS)
        try:
            for start in range(0, len(stream), PIECE):
                heard.feed(stream[start : start + PIECE])
                if (
                    heard.awaits_hidden and self.executions % 8
                ):  # or its answer comes before the question
                    heard.release(start)
            self.seen["complete" if heard.complete else "cut short"] += 1
        except frames.ProtocolViolation as violation:
            self.seen[f"violation: {violation}"] += 1
        except frames.TooLong:
            self.seen["too long"] += 1
        except Exception as error:  # noqa: BLE001  this is what is looked for
            self.strange.setdefault(f"{type(error).__name__}: {error}", traceback.format_exc())

    def report(self) -> None:
        seconds = time.monotonic() - self._began
        how = "guided by coverage (atheris)" if atheris else "seeded mutation"
        megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{how}, {seconds:.0f} s: {self.executions:,} inputs, each as bytes and as frames")
        print(f"{self.executions / seconds:,.0f} inputs/s, slowest {1000 * self.slowest:.1f} ms")
        print(f"peak memory {megabytes:.0f} MB")
        for what, times in sorted(self.seen.items()):
            print(f"  {times:>12,}  {what}")
        print(f"exceptions other than the protocol's own: {len(self.strange)}")
        for trace in self.strange.values():
            print(trace)
        sys.stdout.flush()


def _framed(data: bytes) -> Iterator[bytes]:
    """Frames in the right order, whose kinds and bodies are made of the data."""
    honest = [kind_and_number for kind_and_number, _ in _honest()]
    for kind, number in honest:
        choice, size = data[:1], data[1] if len(data) > 1 else 0
        body, data = data[2 : 2 + size], data[2 + size :]
        if kind == protocol.VALUE and choice and choice[0] % 5:
            kind = (protocol.VALUE, protocol.NOT_NUMERIC, protocol.RAISED, protocol.MEMORY)[
                choice[0] % 4
            ]
        yield protocol.HEADER.pack(protocol.MAGIC, kind, number, len(body), len(data)) + body


def _honest() -> list[tuple[tuple[int, int], bytes]]:
    array = struct.pack("<BBBx4xQdd7s", 0, 1, 7, 2, 1.0, -2.0, b"ndarray")
    return [
        ((protocol.STARTED, 0), b""),
        ((protocol.LOADED, 0), b""),
        ((protocol.QUESTION, 1), b""),
        ((protocol.VALUE, 3), array),
        ((protocol.VALUE, 0), array),
        ((protocol.QUESTION, 0), b""),
        ((protocol.VALUE, 1), array),
        ((protocol.QUESTION, 2), b""),
        ((protocol.VALUE, 2), array),
        ((protocol.END, 0), b""),
    ]


def _seeds() -> list[bytes]:
    """Replies of honest children, in both uses."""
    pieces = _honest()
    header = protocol.HEADER
    stream = b"".join(header.pack(protocol.MAGIC, *kn, len(b), 0) + b for kn, b in pieces)
    bodies = [pieces[3][1], _TEXT, _LIST]
    used = [b"".join(bytes((i, len(b))) + b for _, b in pieces) for i in range(5)]
    mixed = b"\0\0\0\0\0\0" + b"".join(
        bytes((i, len(b))) + b for i, b in zip((1, 2, 1), bodies, strict=True)
    )
    return [stream, *used, mixed]


def _guided(tally: Tally) -> None:
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(_seeds()):
            (Path(corpus) / str(number)).write_bytes(seed)
        options = ["-seed=1", "-max_len=4096", "-verbosity=0", "-rss_limit_mb=1024", corpus]
        atheris.Setup([sys.argv[0], *options], tally.execute)
        atheris.Fuzz()


def _mutating(tally: Tally) -> None:
    chance = random.Random(1)
    pool = _seeds()
    while True:
        data = bytearray(chance.choice(pool))
        for _ in range(chance.randrange(1, 8)):
            _mutate(data, chance)
        tally.execute(bytes(data[:4096]))
        if chance.random() < 0.01:
            pool.append(bytes(data[:4096]))
            pool = pool[-500:] + _seeds()


def _mutate(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    match chance.randrange(4):
        case 0:
            data[at:at] = chance.randbytes(chance.randrange(1, 9))
        case 1:
            del data[at : at + chance.randrange(1, 16)]
        case 2:
            data[at : at + 1] = bytes([chance.choice((0, 1, 9, 127, 128, 255))])
        case 3:
            data[at:at] = data[at : at + chance.randrange(1, 64)]


def main(arguments: Sequence[str]) -> None:
    tally = Tally(float(arguments[0]) if arguments else 60.0)
    _guided(tally) if atheris else _mutating(tally)


if __name__ == "__main__":
    main(sys.argv[1:])
