"""Answer a request: load one student's module and call its functions, frame by frame.

This runs where student code runs: in a child of the fork server (``fork_server.py``) or, for a
student's own file, in a fresh interpreter (``plain_child.py``).  The files of this folder know the
standard library and numpy and nothing of the grader, so the sandbox needs to show only them.

The arguments that may be shown are known from the start.  A child reads one student's module and
the numbers of the questions, and it reads the hidden arguments only when all that may be shown has
been answered.
"""

from __future__ import annotations

import contextlib
import functools
import marshal
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from .arguments import formed
from .loading import LoadOptions, load_companion, load_submission
from .protocol import (
    END,
    LOADED,
    MEMORY,
    QUESTION,
    RAISED,
    STARTED,
    UNDEFINED,
    Arrays,
    AskedQuestion,
    Form,
    FrameWriter,
    Keys,
    Script,
    Sheet,
)
from .recording import Recorder
from .scripts import ScriptRun, missing_name
from .values import argument_array, encode_answer, encode_error, encode_parts, lacking


def answer(
    writer: FrameWriter,
    builtins: Mapping[str, Any],
    sheet: Sheet,
    next_message: Callable[[], bytes],
) -> None:
    """Load the module of the request and ask it the questions of the request, in their order.

    Parameters
    ----------
    writer
        Takes the frames.
    builtins
        What the student's module gets as its builtins.
    sheet
        The questions that may be shown.
    next_message
        Returns the request and then, if it is called again, the sheet of the hidden questions.
    """
    questions, filename, source, companion, options = marshal.loads(next_message())
    writer.capture_prints()
    writer.send(STARTED, 0)
    loading = LoadOptions(*options)
    recorder = Recorder() if loading.recorded else None
    namespace = load_submission(writer, builtins, filename, source, loading, recorder)
    if namespace is not None:
        if companion is not None:
            namespace = {**namespace, **load_companion(builtins, *companion)}
        writer.send(LOADED, 0)
        for question in questions:
            if question >= len(sheet):
                sheet += marshal.loads(next_message())
            _ask(writer, namespace, question, sheet[question], filename, recorder)
        writer.send(END, 0)


def warm_up(builtins: Mapping[str, Any]) -> None:
    """Use once what every submission will use, so that code, caches and pages are there."""
    source = (
        b"import math\nimport numpy as np\n\n\ndef f(a, b):\n"
        b'    """Some text."""\n    c = np.exp(a - np.max(a))\n    c = c / np.sum(c)\n'
        b"    for i in range(2):\n        c[i] += math.sqrt(i) * (b @ c)[i]\n"
        b"    return np.outer(c, 1.0 - c**2) * np.ones((2, 2)) + np.diag(b.T @ c)\n"
        b"\n\ndef g(a, b):\n    return [x for x in undefined]\n"
    )
    entry = ("<f8", (2,), np.zeros(2).tobytes(), "plain")
    square = ("<f8", (2, 2), np.zeros(4).tobytes(), "read-only")
    calls = (((0,), (entry, square)),)
    writer = FrameWriter(os.open(os.devnull, os.O_WRONLY), 1)
    for _ in range(2):
        request = (0, 1, 2), "warm.py", source, None, ()
        hidden = ("f", (), (), calls), ("h", (), (), calls)
        messages = map(marshal.dumps, (request, hidden))
        answer(writer, builtins, (("g", (), (), calls),), messages.__next__)
    writer.close()


def _ask(
    writer: FrameWriter,
    namespace: dict[str, Any],
    question: int,
    asked: AskedQuestion,
    filename: str,
    recorder: Recorder | None,
) -> None:
    target, keys, forms, calls = asked
    needs = (target,) if isinstance(target, str) else target[2]
    missing = missing_name(needs, namespace)
    if missing is not None:
        similar = _similar_name(needs[missing], namespace).encode("utf-8", "replace")
        writer.send(UNDEFINED, question, bytes([missing]) + similar[:80])
        return
    writer.send(QUESTION, question)
    for numbers, arrays in calls:
        call = _Call(target, namespace, arrays, forms, keys)
        replies = _recorded_call(call, recorder) if recorder else _call(call, filename)
        for number, (kind, body) in zip(numbers, replies, strict=True):
            writer.send(kind, number, body)


def _similar_name(function: str, namespace: dict[str, Any]) -> str:
    """Return the name of what may be meant: a method of this name, or a name that is near."""
    import difflib

    for name, value in islice(namespace.items(), 200):
        if isinstance(value, type) and function in vars(value) and len(name) <= 40:
            return f"{name}.{function}"
    names = [n for n, v in namespace.items() if callable(v) and n[0] != "_" and len(n) <= 40]
    by_lower = {name.lower(): name for name in names[:200]}
    near = difflib.get_close_matches(function.lower(), by_lower, n=1)
    return by_lower[near[0]] if near else ""


class _Call(NamedTuple):
    """A call that is to be made, or a script, and the keys of the parts that are asked of it."""

    target: str | Script
    namespace: dict[str, Any]
    arrays: Arrays
    forms: tuple[Form, ...]
    keys: Keys

    def arguments(self) -> list[Any]:
        return formed([argument_array(*given) for given in self.arrays], self.forms)

    def values(self, arguments: Sequence[Any]) -> Iterator[Callable[[], Any]]:
        """Yield what gives each value that is asked for.  Raises whatever the call raises."""
        if isinstance(self.target, str):
            returned = self.namespace[self.target](*arguments)
            yield lambda: returned
            return
        code, names, _, results = self.target
        run = ScriptRun.of(code, self.namespace, names, arguments)
        for result in results:
            yield functools.partial(run.value, result)

    @property
    def size(self) -> int:
        """The number of answers."""
        results = 1 if isinstance(self.target, str) else len(self.target[3])
        return max(len(self.keys), results)


def _call(call: _Call, filename: str) -> Sequence[tuple[int, bytes]]:
    """Return an answer for each part; where the call fails, they are all the same."""
    answers: list[tuple[int, bytes]] = []
    try:
        for value in call.values(call.arguments()):
            answers += _answers(value, call.keys, filename)
    except MemoryError:
        return [(MEMORY, b"")] * call.size
    except BaseException as error:  # noqa: BLE001  student code may raise anything
        return [(RAISED, encode_error(error, filename))] * call.size
    return answers


def _answers(value: Callable[[], Any], keys: Keys, filename: str) -> Sequence[tuple[int, bytes]]:
    try:
        return encode_parts(value(), keys)
    except MemoryError:
        answer = MEMORY, b""
    except BaseException as error:  # noqa: BLE001  student code may raise anything
        answer = RAISED, encode_error(error, filename)
    return [answer] * max(len(keys), 1)


def _recorded_call(call: _Call, recorder: Recorder) -> Sequence[tuple[int, bytes]]:
    """Answer with the records of a call, in place of the one part that it is asked for."""
    given = call.arguments()
    recorder.start(given)
    returned: Any = None
    with contextlib.suppress(BaseException):
        (value,) = call.values(given)
        returned = value()
        for key in call.keys:
            returned = None if lacking(returned, key) else returned[key]
    return [encode_answer(recorder.finish(returned))]
