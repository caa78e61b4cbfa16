"""Somebody whose functions can be called: a file in a process of its own, or functions at hand."""

from __future__ import annotations

import os
import pickle
import resource
import select
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from tests.oracle.inputs import presented

_ROOT = Path(__file__).parents[2]
_CPU_SECONDS = 15
"""Of a child: what takes longer hangs, however busy the machine is."""

_WALL_SECONDS = 300.0
"""For what hangs and computes nothing."""


@dataclass(frozen=True, eq=False)
class Answer:
    """What a call came to.

    ``value`` is None where it is no array of numbers; then ``kind`` is the type that came instead,
    "raised", "hangs" or "undefined".  ``within`` are the asked functions that an exception came
    out of, innermost first.
    """

    kind: str
    value: Any = None
    message: str = ""
    within: tuple[str, ...] = ()


class Student(Protocol):
    """``whole`` says that the module was loaded without an exception."""

    whole: bool

    def ask(self, question: str, arguments: Sequence[Any], presentation: str) -> Answer:
        """Return the answer to one call."""


class Functions:
    """Functions of this process, which are trusted to end."""

    whole = True

    def __init__(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        self._functions = functions

    def ask(self, question: str, arguments: Sequence[Any], presentation: str) -> Answer:
        try:
            with np.errstate(all="ignore"):
                value = self._functions[question](*(presented(a, presentation) for a in arguments))
                return Answer(type(value).__name__, np.array(value, float))
        except Exception as error:  # noqa: BLE001 - a wrong line may fail in any way
            return Answer("raised", message=f"{type(error).__name__}: {error}")


class Module:
    """A file in a child process, which is ended when it takes too long.  Use it as a context."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._hanging: set[str] = set()
        self._start()

    def __enter__(self) -> Module:
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def ask(self, question: str, arguments: Sequence[Any], presentation: str) -> Answer:
        if question in self._hanging:
            return Answer("hangs")
        request = pickle.dumps((question, tuple(arguments), presentation))
        assert self._child.stdin
        try:
            self._child.stdin.write(struct.pack("<I", len(request)) + request)
            self._child.stdin.flush()
            reply = self._reply()
        except (TimeoutError, OSError):
            self._hanging.add(question)
            self._end()
            self._start()
            return Answer("hangs")
        return _answer(reply)

    def _start(self) -> None:
        command = [sys.executable, "-m", "tests.oracle.child", str(self._path)]
        environment = {**os.environ, "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1"}
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env=environment,
            preexec_fn=_limit_cpu,
        )
        try:
            self.whole = self._reply()
        except (TimeoutError, OSError):
            self.whole = False

    def _end(self) -> None:
        self._child.kill()
        self._child.communicate()

    def _reply(self) -> Any:
        deadline = time.monotonic() + _WALL_SECONDS
        (length,) = struct.unpack("<I", self._read(4, deadline))
        return pickle.loads(self._read(length, deadline))

    def _read(self, length: int, deadline: float) -> bytes:
        """Raises TimeoutError, and OSError where the child has ended."""
        assert self._child.stdout
        data = b""
        while len(data) < length:
            ready, _, _ = select.select(
                [self._child.stdout], [], [], max(0.0, deadline - time.monotonic())
            )
            if not ready:
                raise TimeoutError
            piece = os.read(self._child.stdout.fileno(), length - len(data))
            if not piece:
                raise BrokenPipeError
            data += piece
        return data


def _limit_cpu() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))


def _answer(reply: tuple[Any, ...]) -> Answer:
    match reply:
        case ("returned", kind, value):
            return Answer(kind, value)
        case ("raised", error, message, within):
            return Answer("raised", message=f"{error}: {message}", within=within)
        case ("undefined",):
            return Answer("undefined")
        case ("other", kind):
            return Answer(kind)
    raise ValueError(reply)
