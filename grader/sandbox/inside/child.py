"""Load one student's module, call its functions, and write down what happened, frame by frame.

This file runs where student code runs: in a child of the warm process (``fork_server.py``), or,
for a student's own file, in a fresh interpreter (``plain_child.py``).  It knows the standard
library and numpy and nothing of the grader, so it can be shown to the sandbox alone.

What it is told is trusted (``marshal``: same interpreter on both ends): the arguments that may be
shown, known from the start; then one student's module and which questions; and, only when all that
may be shown has been answered, the hidden arguments.  What it answers is not trusted, since by then
student code has run beside it.  An answer is a run of frames,

    magic, kind, number, length of the body, bytes printed so far;  body

in an order that is fixed by the request: STARTED, LOADED, then for every question QUESTION and one
frame for each of its cases (or UNDEFINED alone), then END.  RAISED or MEMORY in place of LOADED
ends it.
"""

from __future__ import annotations

import ast
import builtins
import io
import json
import linecache
import marshal
import os
import random
import re
import struct
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np

MAGIC = b"\xf5Gr1"
HEADER = struct.Struct("<4sBIQQ")
STARTED, LOADED, QUESTION, UNDEFINED, VALUE, NOT_NUMERIC, RAISED, MEMORY, END = range(1, 10)
LOADING = 0xFFFFFFFF
"""The number of a frame that tells how loading the module failed."""

DTYPES = ("<f8", "<f4", "<f2", "<i8", "<i4", "<i2", "|i1", "<u8", "<u4", "<u2", "|u1", "|b1")
MOST_DIMENSIONS = 8
_TYPES = {code: np.dtype(code) for code in DTYPES}
_CODES = {dtype: number for number, dtype in enumerate(_TYPES.values())}
VALUES = tuple(struct.Struct(f"<BBBx4x{n}Q") for n in range(MOST_DIMENSIONS + 1))
"""How the body of a value begins: type, dimensions, length of a name, shape."""

LENGTH = struct.Struct("<Q")
"""What comes before everything that a child is told."""

BASICS = tuple(
    "__future__ abc argparse array ast bisect builtins calendar cmath collections contextlib copy"
    " csv dataclasses datetime decimal dis doctest enum fractions functools gc glob hashlib heapq"
    " html inspect io itertools json keyword linecache locale logging math numbers operator os"
    " pathlib pickle platform pprint random re secrets shutil signal statistics string struct sys"
    " tempfile textwrap threading time timeit tokenize traceback types typing unicodedata unittest"
    " warnings weakref zlib".split()
)
ALLOWED = frozenset((*BASICS, "numpy", "matplotlib", "typing_extensions"))

Arrays = tuple[tuple[str, tuple[int, ...], bytes, str], ...]
Asked = tuple[str, tuple[tuple[int, Arrays], ...]]
"""A question: function, and (number, arguments) of each case."""

Sheet = tuple[Asked, ...]
"""Questions by their numbers: those that may be shown first, then the hidden ones."""


class Tally(io.FileIO):
    """A descriptor that counts what is written to it."""

    written = 0

    def write(self, data: Any) -> int:
        count = super().write(data)
        self.written += count or 0
        return count or 0


class Reply:
    """Frames on a descriptor, each with the number of bytes printed before it.

    Made before the fork, with the builtins that the student's module gets.
    """

    def __init__(self, descriptor: int, printed: int, allowed: frozenset[str]) -> None:
        self.builtins = _guarded_builtins(allowed)
        self._descriptor = descriptor
        self._tally = Tally(printed, "w", closefd=False)
        buffer = io.BufferedWriter(self._tally)
        # By lines, so that what was printed before a hang or a crash is known.
        self._text = io.TextIOWrapper(
            buffer, encoding="utf-8", errors="backslashreplace", line_buffering=True
        )

    def take_prints(self) -> None:
        sys.stdout = sys.stderr = self._text

    def send(self, kind: int, number: int, body: bytes = b"") -> None:
        try:  # noqa: SIM105  with contextlib.suppress a frame would take twice as long
            self._text.flush()
        except (OSError, ValueError):  # the student closed it: only cosmetic
            pass
        frame = HEADER.pack(MAGIC, kind, number, len(body), self._tally.written) + body
        sent = os.write(self._descriptor, frame)
        while sent < len(frame):
            sent += os.write(self._descriptor, memoryview(frame)[sent:])

    def close(self) -> None:
        os.close(self._descriptor)


def answer(reply: Reply, sheet: Sheet, tell: Callable[[], bytes]) -> None:
    """Load the module of the request and ask it the questions of the request, in their order.

    ``tell`` is asked for the request and then, once, for the sheet of the hidden questions.
    """
    questions, filename, source, companion = marshal.loads(tell())
    reply.take_prints()
    reply.send(STARTED, 0)
    namespace = _load(reply, filename, source)
    if namespace is not None:
        if companion is not None:
            namespace = {**namespace, **_companion(reply, *companion)}
        reply.send(LOADED, 0)
        for question in questions:
            if question >= len(sheet):
                sheet += marshal.loads(tell())
            _ask(reply, namespace, question, sheet[question], filename)
        reply.send(END, 0)


def told(descriptor: int) -> bytes:
    """One thing that is told: a length and so many bytes.  Raises EOFError."""
    (left,) = LENGTH.unpack(_read(descriptor, LENGTH.size))
    return _read(descriptor, left)


def settle() -> None:
    """Before a child is forked: the same random numbers for every submission."""
    random.seed(0)
    np.random.seed(0)


def warm_up(allowed: frozenset[str]) -> None:
    """Touch once what every submission will touch: code paths, caches and pages."""
    source = (
        b"import math\nimport numpy as np\n\n\ndef f(a, b):\n"
        b'    """Some text."""\n    c = np.exp(a - np.max(a))\n    c = c / np.sum(c)\n'
        b"    for i in range(2):\n        c[i] += math.sqrt(i) * (b @ c)[i]\n"
        b"    return np.outer(c, 1.0 - c**2) * np.ones((2, 2)) + np.diag(b.T @ c)\n"
        b"\n\ndef g(a, b):\n    return [x for x in undefined]\n"
    )
    entry = ("<f8", (2,), np.zeros(2).tobytes(), "plain")
    square = ("<f8", (2, 2), np.zeros(4).tobytes(), "read-only")
    calls = ((0, (entry, square)),)
    reply = Reply(os.open(os.devnull, os.O_WRONLY), 1, allowed)
    for _ in range(2):
        request, hidden = ((0, 1, 2), "warm.py", source, None), (("f", calls), ("h", calls))
        answer(reply, (("g", calls),), map(marshal.dumps, (request, hidden)).__next__)
    reply.close()


def _read(descriptor: int, left: int) -> bytes:
    pieces = []
    while left:
        piece = os.read(descriptor, left)
        if not piece:
            raise EOFError
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


# --- the module ---------------------------------------------------------------------------------


CELL = re.compile(r"^# %% cell \d+\n", re.MULTILINE)
"""What stands before each cell of a notebook that was made one text."""

NAMED = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)", re.MULTILINE)


def _load(reply: Reply, filename: str, source: bytes) -> dict[str, Any] | None:
    module = types.ModuleType("submission")
    module.__file__ = filename
    module.__builtins__ = reply.builtins  # type: ignore[attr-defined]  # Python reads it
    sys.modules["submission"] = module
    lines = source.decode("utf-8", "replace").splitlines(keepends=True)
    linecache.cache[filename] = (len(source), None, lines, filename)
    try:
        if filename.endswith(".ipynb"):
            _run_cells(source.decode("utf-8", "replace"), filename, vars(module))
        else:
            exec(compile(source, filename, "exec", dont_inherit=True), vars(module))
    except MemoryError:
        reply.send(MEMORY, LOADING)
    except BaseException as error:  # noqa: BLE001  student code may raise anything
        reply.send(RAISED, LOADING, _raised(error, filename))
    else:
        return vars(module)
    return None


def _run_cells(text: str, filename: str, namespace: dict[str, Any]) -> None:
    """Run a notebook statement by statement: one that fails costs what it would have defined.

    Whoever uses that later meets the error that it failed with.
    """
    starts = [mark.end() for mark in CELL.finditer(text)]
    ends = [mark.start() for mark in CELL.finditer(text)][1:]
    for start, end in zip(starts, [*ends, len(text)], strict=True):
        above = "\n" * text.count("\n", 0, start)  # so that lines count in the whole text
        try:
            statements = ast.parse(above + text[start:end], filename).body
        except BaseException as error:  # noqa: BLE001  hostile text may do anything to the parser
            namespace.update(dict.fromkeys(NAMED.findall(text, start, end), Failed(error)))
            continue
        for statement in statements:
            _run_statement(statement, filename, namespace)


def _run_statement(statement: ast.stmt, filename: str, namespace: dict[str, Any]) -> None:
    try:
        alone = ast.Module([statement], [])
        exec(compile(alone, filename, "exec", dont_inherit=True), namespace)
    except BaseException as error:  # noqa: BLE001  student code may raise anything
        failed = Failed(error)
        match statement:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                namespace[name] = failed
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                for alias in names:
                    namespace[(alias.asname or alias.name).partition(".")[0]] = failed
            case ast.Assign(targets=targets):
                for target in targets:
                    if isinstance(target, ast.Name):
                        namespace.setdefault(target.id, failed)


class Failed:
    """Stands for what a notebook failed to define, and raises why as soon as it is used."""

    def __init__(self, error: BaseException) -> None:
        self._error = error, error.__traceback__

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        error, trace = self._error
        raise error.with_traceback(trace)

    def __getattr__(self, name: str) -> Any:
        if name[:2] == "__":
            raise AttributeError(name)
        return self()


for used in "add radd sub rsub mul rmul truediv rtruediv matmul rmatmul pow rpow neg".split():
    setattr(Failed, f"__{used}__", Failed.__call__)
for used in "array getitem len iter bool float int lt le gt ge".split():
    setattr(Failed, f"__{used}__", Failed.__call__)


def _companion(reply: Reply, filename: str, source: str) -> dict[str, Any]:
    """The functions of the instructor's module that runs beside the student's."""
    module = types.ModuleType("companion")
    module.__builtins__ = reply.builtins  # type: ignore[attr-defined]  # Python reads it
    exec(compile(source, filename, "exec", dont_inherit=True), vars(module))
    return {name: value for name, value in vars(module).items() if callable(value)}


def _guarded_builtins(allowed: frozenset[str]) -> dict[str, Any]:
    """Builtins whose ``import`` knows what the assignment allows.  Manners, not protection."""
    import_anything = builtins.__import__

    def __import__(
        name: str, globals: Any = None, locals: Any = None, fromlist: Any = (), level: int = 0
    ) -> Any:
        top = name.partition(".")[0]
        if level == 0 and top not in allowed and top != "submission":
            raise ModuleNotFoundError(refusal(name, allowed), name=name)
        return import_anything(name, globals, locals, fromlist, level)

    return {**vars(builtins), "__import__": __import__}


def refusal(name: str, allowed: frozenset[str]) -> str:
    extra = sorted(allowed - ALLOWED)
    names = ", ".join(["numpy", *extra])
    return (
        f"this assignment allows only {names} and the basics of the standard library, not '{name}'"
    )


# --- the questions ------------------------------------------------------------------------------


def _ask(
    reply: Reply,
    namespace: dict[str, Any],
    question: int,
    asked: Asked,
    filename: str,
) -> None:
    function, calls = asked
    if function not in namespace:
        similar = _similar(function, namespace)
        reply.send(UNDEFINED, question, similar.encode("utf-8", "replace")[:80])
        return
    reply.send(QUESTION, question)
    for number, arguments in calls:
        kind, body = _call(namespace[function], arguments, filename)
        reply.send(kind, number, body)


def _similar(function: str, namespace: dict[str, Any]) -> str:
    import difflib

    names = [n for n, v in namespace.items() if callable(v) and n[0] != "_" and len(n) <= 40]
    by_lower = {name.lower(): name for name in names[:200]}
    near = difflib.get_close_matches(function.lower(), by_lower, n=1)
    return by_lower[near[0]] if near else ""


def _call(function: Any, arguments: Arrays, filename: str) -> tuple[int, bytes]:
    try:
        return _value(function(*[_argument(*given) for given in arguments]))
    except MemoryError:
        return MEMORY, b""
    except BaseException as error:  # noqa: BLE001  student code may raise anything
        return RAISED, _raised(error, filename)


def _argument(code: str, shape: tuple[int, ...], data: bytes, presentation: str) -> Any:
    """An array as the case presents it; a read-only one lies in immutable bytes, for good."""
    dtype = _TYPES.get(code, code)
    array: Any = np.ndarray(shape, dtype, data) if data else np.empty(shape, dtype)
    if presentation == "plain":
        return array.copy()
    if presentation == "strided" and shape:
        wide = np.zeros((*shape[:-1], 2 * shape[-1]), dtype)
        wide[..., ::2] = array
        return wide[..., ::2]
    return array


# --- what came back -----------------------------------------------------------------------------


def _value(returned: Any) -> tuple[int, bytes]:
    array = returned
    code = _CODES.get(returned.dtype) if type(returned) is np.ndarray else None
    if code is None or array.ndim > MOST_DIMENSIONS:
        array = _plain(returned)
        if isinstance(array, str):
            kind = type(returned).__name__[:80]
            return NOT_NUMERIC, _json({"kind": kind, "detail": array[:200]})
        code = DTYPES.index(_code(array.dtype))
    name = type(returned).__name__[:80].encode("utf-8", "replace")[:80]
    head = VALUES[array.ndim].pack(code, array.ndim, len(name), *array.shape)
    return VALUE, head + array.tobytes() + name


def _plain(returned: Any) -> Any:
    """The returned thing as an array of numbers, or the reason why it is none."""
    if not isinstance(returned, np.ndarray | np.generic | int | float | complex | list | tuple):
        return ""
    try:
        array = np.asarray(returned)
    except ValueError:
        return "its rows are not of the same length"
    if array.dtype.kind not in "biuf":
        return f"dtype {array.dtype.name}"
    if array.ndim > MOST_DIMENSIONS:
        return f"{array.ndim} dimensions"
    return array if _code(array.dtype) in DTYPES else array.astype("<f8")


def _code(dtype: Any) -> str:
    code: str = dtype.str
    return code


def _raised(error: BaseException, filename: str) -> bytes:
    column = 0
    trace = _trace(error, filename)
    message = _text(error)
    if isinstance(error, SyntaxError) and error.filename == filename:
        message = str(error.msg)[:500]
        column = int(error.offset or 0)
        text = str(error.text or "").strip()[:200]
        trace = [(int(error.lineno or 0), "<module>", text)]
    name = type(error).__name__
    return _json({"error": name[:80], "message": message, "trace": trace, "column": column})


def _trace(error: BaseException, filename: str) -> list[tuple[int, str, str]]:
    """The last eight places in the student's own file, innermost last."""
    places = []
    at = error.__traceback__
    while at is not None:
        code = at.tb_frame.f_code
        if code.co_filename == filename:
            text = linecache.getline(filename, at.tb_lineno).strip()
            places.append((at.tb_lineno or 0, code.co_name[:80], text[:200]))
            places = places[-8:]
        at = at.tb_next
    return places


def _text(error: BaseException) -> str:
    try:
        return str(error)[:500]
    except BaseException:  # noqa: BLE001  their __str__ may raise anything
        return ""


def _json(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields).encode("ascii")
