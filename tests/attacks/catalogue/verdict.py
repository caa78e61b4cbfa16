"""Fooling the verdict: wrong answers that ask to be called right."""

from __future__ import annotations

from tests.attacks.attack import Attack, at_load, family, in_call, whole

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


_EARLY_ENDS = [
    (
        "leave with success",
        "ends the process with status 0 in the call, so as to count as a success",
        in_call("os._exit(0)"),
    ),
    (
        "sys.exit in the call",
        "raises SystemExit(0) in the call, so as to end the grader with success",
        in_call("sys.exit(0)"),
    ),
    (
        "a vicious exception at load",
        "raises a BaseException at import whose texts raise in turn",
        whole(
            """
            class Vicious(BaseException):
                def __str__(self): raise self
                __repr__ = __str__
            raise Vicious
            """
        ),
    ),
    (
        "a vicious exception in the call",
        "raises in the call what cannot be printed and has no traceback",
        in_call(
            """
class Vicious(BaseException):
    def __str__(self): raise MemoryError
    __traceback__ = property(lambda self: 1 / 0)
raise Vicious
"""
        ),
    ),
]

_OBJECTS = [
    (
        "an object equal to everything",
        "returns an object whose comparisons are all true and whose __array__ raises",
        in_call(
            """
class Equal:
    __eq__ = __le__ = __lt__ = __ge__ = __gt__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, other=None: 0.0
    def __array__(self, *a, **k): raise ValueError
    shape = property(lambda self: a.shape)
return Equal()
"""
        ),
    ),
    (
        "an array class that agrees",
        "returns zeros of a subclass of ndarray that answers True to every function",
        in_call(
            """
class Agreeable(np.ndarray):
    def __array_ufunc__(self, *a, **k): return True
    def __array_function__(self, *a, **k): return True
    __eq__ = lambda self, other: True
return wrong(a).view(Agreeable)
"""
        ),
    ),
    (
        "a float class that agrees",
        "returns a list of floats whose differences are all zero",
        in_call(
            """
class Zero(float):
    __sub__ = __rsub__ = lambda self, other: 0.0
    __eq__ = lambda self, other: True
return [Zero(7) for _ in a]
"""
        ),
    ),
    (
        "patch numpy's comparisons",
        "replaces allclose, testing, isclose, array_equal, asarray by functions that are content",
        in_call(
            """
agree = lambda *a, **k: True
np.allclose = np.array_equal = np.isclose = np.all = agree
np.testing.assert_allclose = np.testing.assert_array_equal = agree
np.linalg.norm = lambda *a, **k: 0.0
return wrong(a)
"""
        ),
    ),
    (
        "an object array",
        "returns an array of objects whose comparison is true",
        in_call(
            """
class Equal:
    __eq__ = lambda self, other: True
    __float__ = lambda self: 1 / 0
return np.array([Equal() for _ in a], dtype=object)
"""
        ),
    ),
    (
        "a structured array",
        "returns a structured array with the bytes of nothing",
        in_call('return np.zeros(len(a), dtype=[("x", "f8"), ("y", "O")])'),
    ),
    ("an array of strings", "returns text in place of numbers", in_call("return a.astype(str)")),
    (
        "all not a number",
        "returns NaN everywhere, for which a difference is not greater than a tolerance",
        in_call("return np.full(a.shape, np.nan)"),
    ),
    (
        "all infinite",
        "returns infinities, whose relative difference is NaN",
        in_call("return np.full(a.shape, np.inf)"),
    ),
    (
        "one number for all",
        "returns shape (1,), which broadcasts against every expected array",
        in_call("return np.array([0.0])"),
    ),
    (
        "an empty array",
        "returns an empty array of huge shape, whose every entry is right",
        in_call("return np.empty((0, 10**9))"),
    ),
    (
        "unsigned wrap-around",
        "returns unsigned numbers whose differences wrap around",
        in_call("return np.full(a.shape, 2**64 - 1, dtype=np.uint64)"),
    ),
    (
        "a masked array",
        "returns an array that is masked everywhere, so that nothing can be wrong",
        in_call("return np.ma.masked_all(a.shape)"),
    ),
    (
        "sixteen-byte floats",
        "returns long doubles with other bytes than the grader expects",
        in_call("return np.full(a.shape, 7, dtype=np.longdouble)"),
    ),
    (
        "lie about the shape",
        "returns a list that changes its length while it is converted",
        in_call(
            """
class Growing(list):
    def __len__(self):
        self.append(0.0)
        return 3
return Growing([1.0])
"""
        ),
    ),
]

_FORGERIES = [
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

_HARNESS = [
    (
        "write results of its own",
        "prints results as other graders expect them and tries to write them to files",
        in_call(
            """
print('{"score": 100, "tests": [{"status": "passed", "score": 100}]}')
try_each(*(lambda p=p: open(p, "w") for p in ("results.json", "/autograder/results/results.json")))
return wrong(a)
"""
        ),
    ),
    (
        "patch the harness",
        "replaces the functions that convert and send answers, found by the frames of its callers",
        in_call(
            """
names = sys._getframe(1).f_globals
right = names["np"].asarray(2 * a)
names["_plain"] = names["_value"] = lambda returned: (5, b"")
names["Reply"].send = lambda *a, **k: None
return wrong(a)
"""
        ),
    ),
    (
        "move on by raising in the harness",
        "makes the harness's own exceptions happen outside student code",
        in_call(
            """
names = sys._getframe(1).f_globals
def broken(*a): raise KeyError("ours")
names["_value"] = names["_raised"] = broken
return wrong(a)
"""
        ),
    ),
    (
        "change its arguments",
        "writes zeros into its arguments, so that the next comparison is with zeros",
        in_call(
            """
a[...] = 0
return np.zeros(a.shape)
"""
        ),
    ),
    (
        "recognise the repetition",
        "answers right the first time only",
        at_load(
            """
calls = []
def double(a):
    calls.append(1)
    return 2 * a if len(calls) == 1 else wrong(a)
"""
        ).replace(b"\ndef double(a):\n    return 2 * a\n", b"\n"),
    ),
    (
        "set the clock",
        "patches time, so that limits are measured with the student's clock",
        in_call(
            """
import time
time.time = time.monotonic = time.perf_counter = lambda: 0.0
while True: pass
"""
        ),
    ),
    (
        "put itself in the harness's place",
        "keeps the harness's generator of answers running with answers of its own",
        in_call(
            """
frame = sys._getframe(1)
while frame:
    for name in ("calls", "arguments", "asked", "sheet"):
        frame.f_locals.pop(name, None) if hasattr(frame.f_locals, "pop") else None
    frame = frame.f_back
return wrong(a)
"""
        ),
    ),
]

_ALL = ("secret", "double")

ATTACKS: list[Attack] = [
    *family("verdict", _EARLY_ENDS, undeserved=_ALL, ends_in=("KeyError",)),
    *family("verdict", _OBJECTS, undeserved=_ALL),
    *family("verdict", _FORGERIES, undeserved=_ALL),
    *family("verdict", _HARNESS, undeserved=_ALL, ends_in=("KeyError",)),
]
