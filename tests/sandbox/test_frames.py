"""The reader of frames takes what the harness writes, and for anything else has one exception."""

from __future__ import annotations

import json
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.model import Limits, Returned
from grader.sandbox import frames
from grader.sandbox.frames import FrameReader, ProtocolViolation, TooLong
from grader.sandbox.inside import protocol, values
from grader.sandbox.plan import PlannedQuestion
from grader.sandbox.reply import ReplyParser

QUESTION = PlannedQuestion(0, "f", "f", (0, 1), 24)
KINDS = st.integers(protocol.STARTED, protocol.LIMIT)


def frame(kind: int, number: int = 0, body: bytes = b"", printed: int = 0) -> bytes:
    return protocol.HEADER.pack(protocol.MAGIC, kind, number, len(body), printed) + body


def value(array: object) -> bytes:
    return values.encode_answer(array)[1]


def told(**fields: object) -> bytes:
    return json.dumps(fields).encode()


BEGINNING = frame(protocol.STARTED) + frame(protocol.LOADED) + frame(protocol.QUESTION)


def heard(*pieces: bytes) -> ReplyParser:
    parser = ReplyParser((QUESTION,), Limits())
    for piece in pieces:
        parser.feed(piece)
    return parser


ARRAYS = hnp.arrays(
    st.sampled_from([np.dtype(code) for code in protocol.DTYPES]),
    hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=5),
)


@given(ARRAYS)
def test_an_array_comes_back_as_it_was(array):
    back = frames.returned(value(array)).value

    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    assert back.tobytes() == array.tobytes()
    assert back.flags.aligned and not back.flags.writeable


@given(st.lists(st.binary(max_size=40), max_size=6), st.integers(1, 7))
def test_it_does_not_matter_how_the_stream_is_cut(bodies, step):
    stream = b"".join(frame(protocol.RAISED, i, body) for i, body in enumerate(bodies))
    reader = FrameReader(100, len(bodies))

    cut = [f for i in range(0, len(stream), step) for f in reader.feed(stream[i : i + step])]

    assert [f.body for f in cut] == bodies
    assert reader.pending == 0


@given(st.binary(max_size=400))
def test_arbitrary_bytes_are_a_violation_or_nothing(data):
    try:
        heard(data)
    except (ProtocolViolation, TooLong):
        return
    assert len(data) < protocol.HEADER.size


@given(st.lists(st.tuples(KINDS, st.integers(0, 3), st.binary(max_size=60)), max_size=8))
def test_arbitrary_frames_are_a_violation_or_in_order(sent):
    try:
        parser = heard(BEGINNING, *(frame(*each) for each in sent))
    except (ProtocolViolation, TooLong):
        return
    assert list(parser.outcomes) == [0, 1][: len(parser.outcomes)]


@given(st.binary(max_size=200))
def test_arbitrary_bodies_are_a_violation_or_an_outcome(body):
    for read in (frames.returned, frames.not_numeric, lambda b: frames.raised(b, loading=False)):
        try:
            read(body)
        except ProtocolViolation:
            continue


def head(code: int = 0, dimensions: int = 1, named: int = 0, *shape: int) -> bytes:
    return struct.pack("<BBBx4x", code, dimensions, named) + struct.pack(f"<{len(shape)}Q", *shape)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        head(12, 0) + bytes(8),
        head(0, 9, 0, *[1] * 9) + bytes(8),
        head(0, 1, 0),
        head(0, 1, 0, 2) + bytes(8),
        head(0, 1, 0, 1) + bytes(9),
        head(0, 1, 0, 2**63),
        head(0, 2, 0, 2**31, 2**31) + bytes(8),
        head(0, 4, 0, 0, 2**31, 2**31, 2**31),
        head(0, 1, 255, 1) + bytes(8),
    ],
    ids=[
        "empty",
        "dtype",
        "dimensions",
        "no shape",
        "short",
        "long",
        "bomb",
        "product",
        "zero",
        "name",
    ],
)
def test_an_array_that_lies_is_a_violation(body):
    with pytest.raises(ProtocolViolation):
        frames.returned(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[" * 9000,
        b'{"error": ' + b"9" * 5000 + b"}",
        told(error="E", message="m", trace=[], column=1, more=1),
        told(error="E", message="m", trace=[], column=True),
        told(error="E", message="m", trace=[["1", "f", ""]], column=0),
        told(error="E", message="m", trace=[[-1, "f", ""]], column=0),
        told(error=None, message="m", trace=[], column=0),
        b"\xff\xfe\x00",
    ],
)
def test_an_exception_that_lies_is_a_violation(body):
    with pytest.raises(ProtocolViolation):
        frames.raised(body, loading=False)


def test_texts_are_cut_and_hold_no_lone_surrogate():
    body = told(error="E" * 999, message="\ud800" + "m" * 9999, trace=[], column=-5)

    raised = frames.raised(body, loading=False)

    assert len(raised.error) == 80
    assert len(raised.message) == 500
    assert raised.message.encode()
    assert raised.column == 0


FORGERIES = {
    "no magic": b"x" * 40,
    "unknown kind": frame(0),
    "another case": frame(protocol.VALUE, 1, value(1)),
    "an unknown case": frame(protocol.VALUE, 7, value(1)),
    "the end too early": frame(protocol.END),
    "a second beginning": frame(protocol.STARTED),
    "a second question": frame(protocol.QUESTION),
    "a failure to load, after loading": frame(protocol.RAISED, protocol.LOADING, told()),
    "twice the same case": frame(protocol.VALUE, 0, value(1)) * 2,
    "a long text": frame(protocol.RAISED, 0, b"x" * 40_000),
    "a flood of frames": b"".join(frame(protocol.VALUE, i, value(1)) for i in range(9)),
    "more after the end": frame(protocol.VALUE, 0, value(1))
    + frame(protocol.VALUE, 1, value(1))
    + frame(protocol.END)
    + b"x",
}


@pytest.mark.parametrize("forged", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_frame_is_a_violation(forged):
    with pytest.raises(ProtocolViolation):
        heard(BEGINNING, forged)


def test_what_was_answered_before_a_violation_stands():
    parser = heard(BEGINNING, frame(protocol.VALUE, 0, value(5.0)))

    with pytest.raises(ProtocolViolation):
        parser.feed(frame(protocol.VALUE, 0, value(6.0)))

    assert isinstance(parser.outcomes[0], Returned)
    assert parser.outcomes[0].value == 5.0
    assert parser.missing == (1,)


def test_an_announced_length_is_refused_before_a_byte_of_it_is_kept():
    header = protocol.HEADER.pack(protocol.MAGIC, protocol.VALUE, 0, 1 << 60, 0)

    with pytest.raises(TooLong):
        heard(BEGINNING, header)
