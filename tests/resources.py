"""Nothing stays open: the very test that leaves a descriptor or a process behind fails.

Python itself warns of files, sockets and processes that are dropped without being closed, and a
warning is an error here.  It says nothing of descriptors (pidfd, pipe, file in memory), of what is
kept until a garbage collection, of forked processes, and before 3.13 of connections to databases.

A worker that many tests share (``shared``) opens and closes things while it runs for one of them;
those are the worker's own, and the fixture fails that leaves one open.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import os
import sqlite3
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.sandbox import Worker

_DESCRIPTORS = "/proc/self/fd"
_THREADS = "/proc/self/task"


Opened = set[tuple[str, str]]
_SHARED: dict[int, Opened] = {}
"""What each shared worker has open at present."""


class LeftOpenError(Exception):
    """Something is open that was not open before."""


class Connection(sqlite3.Connection):
    """Warns as that of Python 3.13 does."""

    def __del__(self) -> None:
        try:
            self.total_changes  # noqa: B018 - asks whether it is open
        except sqlite3.ProgrammingError:
            return
        warnings.warn(f"unclosed database in {self!r}", ResourceWarning, stacklevel=1, source=self)


def pytest_configure() -> None:
    """Where this module is a plugin by itself."""
    watch_connections()


def watch_connections() -> None:
    """Have every Python warn of connections that are dropped without being closed."""
    if sys.version_info < (3, 13):
        sqlite3.connect = functools.partial(sqlite3.connect, factory=Connection)


@pytest.fixture(autouse=True)
def _nothing_left_open() -> Iterator[None]:
    with nothing_left_open():
        yield


@contextlib.contextmanager
def nothing_left_open() -> Iterator[None]:
    """Raises LeftOpenError if the block leaves more open than it found, on Linux."""
    before = _open()
    yield
    _refuse(_open().difference(before, *_SHARED.values()))


@contextlib.contextmanager
def shared(open_worker: Callable[[], Worker]) -> Iterator[Worker]:
    """A worker for many tests.  Raises LeftOpenError if it leaves something open in the end."""
    own: Opened = set()
    worker = _owning(own, open_worker)()
    worker.run = _owning(own, worker.run)
    worker.make_ready = _owning(own, worker.make_ready)
    _SHARED[id(own)] = own
    try:
        yield worker
    finally:
        worker.close()
        del _SHARED[id(own)]
    _refuse(_open() & own)


def _owning(own: Opened, call: Callable[..., Any]) -> Callable[..., Any]:
    """The call, which notes what it opens and closes."""

    @functools.wraps(call)
    def noting(*arguments: Any, **named: Any) -> Any:
        before = _open()
        try:
            return call(*arguments, **named)
        finally:
            after = _open()
            own.update(after - before)
            own.intersection_update(after)

    return noting


def _refuse(left: Opened) -> None:
    if left:
        warned = _warnings_of_a_collection()
        raise LeftOpenError("; ".join(sorted(f"{name}: {what}" for name, what in left) + warned))


def _warnings_of_a_collection() -> list[str]:
    """What Python says of unclosed things in cycles, which pytest would say in the next test."""
    said: list[str] = []
    real, sys.unraisablehook = sys.unraisablehook, lambda raised: said.append(str(raised.exc_value))
    try:
        gc.collect()
    finally:
        sys.unraisablehook = real
    return said


def _open() -> Opened:
    """Descriptors with what they are open on, and child processes, dead ones included."""
    return {*_descriptors().items(), *_children().items()}


def _descriptors() -> dict[str, str]:
    found = {}
    for name in _listed(_DESCRIPTORS):
        with contextlib.suppress(FileNotFoundError):  # what the list itself was read from
            found[f"descriptor {name}"] = os.readlink(f"{_DESCRIPTORS}/{name}")
    return found


def _children() -> dict[str, str]:
    found = {}
    for thread in _listed(_THREADS):
        with (
            contextlib.suppress(FileNotFoundError),  # the thread has ended
            open(f"{_THREADS}/{thread}/children") as children,
        ):
            found |= {f"process {pid}": "a child" for pid in children.read().split()}
    return found


def _listed(folder: str) -> list[str]:
    return os.listdir(folder) if os.path.isdir(folder) else []
