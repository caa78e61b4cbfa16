"""Fooling the verdict: wrong answers that ask to be called right."""

from __future__ import annotations

from tests.attacks.attack import Attack, at_load, family, in_call, whole

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
if not {"encode_answer", "FrameWriter"} <= names.keys(): raise NameError("no such names")
names["encode_answer"] = lambda returned: (5, b"")
names["FrameWriter"].send = lambda *a, **k: None
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
if not {"encode_answer", "encode_error"} <= names.keys(): raise NameError("no such names")
names["encode_answer"] = names["encode_error"] = broken
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
    *family("verdict", _HARNESS, undeserved=_ALL, ends_in=("KeyError",)),
]
