"""Forging what the child says: frames on the reply pipe, none of which the harness wrote."""

from __future__ import annotations

from tests.attacks.attack import Attack, family, in_call

_FRAMES = """
import struct
def frame(kind, number, body=b"", length=None):
    size = len(body) if length is None else length
    os.write(4, struct.pack("<4sBIQQ", b"\\xf5Gr1", kind, number, size, 0) + body)

def value(numbers, code=0, shape=None):
    body = np.asarray(numbers, "<f8")
    shape = body.shape if shape is None else shape
    head = struct.pack(f"<BBBx4x{len(shape)}Q", code, len(shape), 0, *shape)
    return head + body.tobytes()
"""


def _forged(code: str) -> bytes:
    """Writes to the reply pipe while ``double`` runs, and answers wrong."""
    return in_call(_FRAMES + code + "\nreturn wrong(a)\n")


_ROWS = [
    (
        "forge all answers and leave",
        "writes frames for all cases and for the end, then ends the process",
        _forged(
            """
for number in range(4): frame(5, number, value(2 * a))
frame(9, 0)
os._exit(0)
"""
        ),
    ),
    (
        "answer twice",
        "answers a case twice, the second time otherwise",
        _forged("frame(5, 0, value(wrong(a))); frame(5, 0, value(2 * a))"),
    ),
    (
        "an unknown case",
        "answers a case that does not exist",
        _forged("frame(5, 4_000_000, value(a))"),
    ),
    (
        "a frame of unknown kind",
        "sends a frame of a kind that the protocol does not have",
        _forged("frame(77, 0)"),
    ),
    (
        "an impossible dtype",
        "announces a kind of number that is none",
        _forged("frame(5, 0, value(a, code=200))"),
    ),
    (
        "a shape bomb",
        "announces a shape of 2**124 numbers",
        _forged("frame(5, 0, value(a, shape=(2**31, 2**31, 2**31, 2**31)))"),
    ),
    (
        "a negative shape",
        "announces a shape whose product overflows into the length of the body",
        _forged("frame(5, 0, value(a, shape=(2**64 - 3,)))"),
    ),
    (
        "sixty-four dimensions",
        "announces more dimensions than numpy has",
        _forged("frame(5, 0, value(a, shape=(1,) * 64))"),
    ),
    (
        "a body of 2**60 bytes",
        "announces a body that would not fit into any memory",
        _forged("frame(5, 0, b'', length=2**60)"),
    ),
    (
        "deep JSON",
        "sends a text of 15,000 nested brackets, to exhaust the grader's stack",
        _forged("frame(7, 0, b'[' * 15_000 + b']' * 15_000)"),
    ),
    (
        "a huge integer",
        "sends a number of 30,000 digits, which takes long to read",
        _forged(
            """
start = b'{"error": "E", "message": "", "trace": [], "column": '
frame(7, 0, start + b'9' * 30_000 + b'}')
"""
        ),
    ),
    (
        "lone surrogates in a frame",
        "sends texts that no file can hold",
        _forged(
            """
text = b'{"error": "\\\\ud800", "message": "\\\\udfff\\\\u0000", "trace": [], "column": 1e400}'
frame(7, 0, text)
"""
        ),
    ),
    (
        "a flood of tiny frames",
        "sends frames without end, each of which costs the grader more than the sender",
        _forged("for _ in range(100_000): frame(6, 0, b'{}')"),
    ),
    (
        "garbage on the reply pipe",
        "sends bytes that are no frames",
        _forged("os.write(4, bytes(range(256)) * 40)"),
    ),
    (
        "half a frame",
        "sends half a header and leaves",
        _forged('os.write(4, b"\\xf5Gr1\\x05"); os._exit(0)'),
    ),
    (
        "a forged frame on standard output",
        "prints what would be a right answer on the reply pipe",
        in_call(
            _FRAMES.replace("os.write(4,", "os.write(1,")
            + "\nfor number in range(4): frame(5, number, value(2 * a))\nreturn wrong(a)\n"
        ),
    ),
    (
        "count prints backwards",
        "sends frames whose count of printed bytes goes backwards and beyond everything",
        in_call(
            """
import struct
print("x" * 100)
os.write(4, struct.pack("<4sBIQQ", b"\\xf5Gr1", 5, 0, 24, 2**64 - 1)
         + struct.pack("<BBBx4xQ8s", 0, 1, 0, 1, b"12345678"))
return wrong(a)
"""
        ),
    ),
]

ATTACKS: list[Attack] = family("forgery", _ROWS, undeserved=("secret", "double"))
