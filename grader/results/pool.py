"""Many jobs: spread over desks, each done once, whatever dies on the way.

A desk is a process (see ``desk``), forked from this one where the system can fork, so that the
suite and what was made ready of it are there once.  A desk that ends is replaced, and what it was
at is done once more, each job alone; one that ends two desks alone is ungraded, never zero.  What
a job comes to does not depend on the number of desks or on their order.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import multiprocessing
import multiprocessing.connection
import warnings
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, Self

from grader.errors import GraderError, SandboxError
from grader.model import Isolation
from grader.results.worker import Done, Fault, Job, Order, Reply, lost, renderer, serve

_AHEAD = 2
"""Handfuls that a desk has: the one it is at, and one that it need not wait for."""

_HANDFUL, _TURNS = 8, 4
"""The most jobs in a handful, and how often each desk gets one at least where there are few."""

_MOST_DEATHS = 2
"""Desks that may end at one job, in no handful, before it is given up."""

_PATIENCE = 2.0
"""Seconds to wait for a desk that is no longer wanted."""

_LAST_WORDS = 0.2
"""Seconds to wait for what a desk is just about to say."""

_STARTING_SECONDS = 60.0

_FORK = "fork" in multiprocessing.get_all_start_methods()


class Desks:
    """Desks at work.  Close them, or use them in a ``with`` statement.

    ``isolation`` is how all of them hold what they run: that of the first.
    """

    def __init__(self, order: Order, workers: int, layers: Sequence[str] | None = None) -> None:
        """Raises SandboxError where no sandbox starts at all."""
        self._order = order
        self._deaths = Counter[int]()
        self._desks: list[_Seat] = []
        if _FORK:
            renderer()  # once, before there are several to make it
        gc.freeze()  # pages that no collection touches stay shared with the desks
        try:
            for _ in range(workers):
                self._seat(layers)
            self.isolation = self._desks[0].greeted()
            for desk in self._desks[1:]:
                if desk.greeted().layers != self.isolation.layers:
                    self._dismiss(desk)
                    self._start()
        except BaseException:
            self.close()
            raise

    def work(self, jobs: Iterable[Job], number: int = 1) -> Iterator[Done]:
        """Do every job, yielding what each came to as it is done; ``number`` is how many they are.

        Raises GraderError where something cannot be written, SandboxError where no desk is left.
        """
        size = min(max(number // (_TURNS * len(self._desks)), 1), _HANDFUL)
        waiting, alone = _handfuls(jobs, size), deque[Job]()
        self._feed(waiting, alone)
        while any(desk.at for desk in self._desks) or alone:
            for desk in self._ready():
                yield from self._hear(desk, alone)
            self._feed(waiting, alone)

    def rest(self) -> Iterator[Done]:
        """What is done by now: for whoever stops in the middle and loses nothing."""
        for desk in self._desks:
            with contextlib.suppress(EOFError, ConnectionError):
                while desk.at and not desk.cut_off and desk.connection.poll(_LAST_WORDS):
                    reply = desk.hear()
                    desk.at.popleft()
                    if isinstance(reply, list):
                        yield from (one for one in reply if isinstance(one, Done))

    def close(self) -> None:
        """End all desks: now where they wait, else after what they are at."""
        for desk in self._desks:
            desk.connection.close()
        for desk in self._desks:
            desk.end()
        self._desks.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _seat(self, layers: Sequence[str] | None) -> _Seat:
        desk = _Seat(self._order, layers, [other.connection for other in self._desks])
        self._desks.append(desk)
        return desk

    def _start(self) -> None:
        """One more desk, on the level of the first.  Raises SandboxError."""
        desk = self._seat(self.isolation.layers)
        try:
            desk.greeted()
        except SandboxError:
            self._dismiss(desk)
            raise

    def _dismiss(self, desk: _Seat) -> None:
        self._desks.remove(desk)
        desk.end()

    def _ready(self) -> list[_Seat]:
        waited_for = {desk.connection: desk for desk in self._desks if desk.at}
        ready = multiprocessing.connection.wait(list(waited_for))
        return [
            waited_for[connection] for connection in ready if isinstance(connection, Connection)
        ]

    def _hear(self, desk: _Seat, alone: deque[Job]) -> Iterator[Done]:
        try:
            reply = desk.hear()
        except (EOFError, ConnectionError):
            yield from self._replace(desk, alone)
            return
        assert isinstance(reply, list), "a desk says how it holds code once, in greeting"
        desk.at.popleft()
        desk.alone = False
        for one in reply:
            if isinstance(one, Fault):
                raise GraderError(one.reason)
            yield one

    def _replace(self, desk: _Seat, alone: deque[Job]) -> Iterator[Done]:
        """Another desk for one that ended; its jobs wait to be done alone."""
        self._dismiss(desk)
        left = deque(itertools.chain.from_iterable(desk.at))
        if len(desk.at[0]) == 1:  # in a handful it could be any of them
            self._deaths[left[0].attempt] += 1
            if self._deaths[left[0].attempt] == _MOST_DEATHS:
                yield lost(left.popleft())
        alone.extend(left)
        try:
            self._start()
        except SandboxError:
            # A host that is short of breath for a moment must not end what was going well.
            if not self._desks:
                raise

    def _feed(self, waiting: Iterator[tuple[Job, ...]], alone: deque[Job]) -> None:
        for desk in self._desks:
            if alone and not desk.at:
                desk.alone = True
                desk.give((alone.popleft(),))
            while not desk.alone and len(desk.at) < _AHEAD and not alone:
                handful = next(waiting, None)
                if handful is None:
                    break
                desk.give(handful)


def _handfuls(jobs: Iterable[Job], size: int) -> Iterator[tuple[Job, ...]]:
    left = iter(jobs)
    return iter(lambda: tuple(itertools.islice(left, size)), ())


class _Seat:
    """This end of one desk: its process, and the handfuls of jobs that it is at."""

    def __init__(
        self, order: Order, layers: Sequence[str] | None, others: Sequence[Connection]
    ) -> None:
        self.at: deque[tuple[Job, ...]] = deque()
        self.alone = False
        self.cut_off = False  # in the middle of a reply, so that what comes next is no beginning
        context: Any = multiprocessing.get_context("fork" if _FORK else "spawn")
        self.connection, theirs = context.Pipe()
        # A forked desk has copies of our ends; with them open no desk would hear us hang up.
        ours = (*others, self.connection) if _FORK else ()
        self._process: BaseProcess = context.Process(
            target=_serve, args=(theirs, order, layers, ours), daemon=True
        )
        with warnings.catch_warnings():
            # The other threads are idle ones of the linear algebra library, which outlive a fork.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process.start()
        theirs.close()

    def greeted(self) -> Isolation:
        """How it holds what it runs, once it is ready.  Raises SandboxError where it never is."""
        try:
            said = self.connection.recv() if self.connection.poll(_STARTING_SECONDS) else None
        except (EOFError, ConnectionError):
            said = None
        if isinstance(said, Isolation):
            return said
        reason = said.reason if isinstance(said, Fault) else "a grading process did not start"
        raise SandboxError(reason)

    def give(self, jobs: tuple[Job, ...]) -> None:
        self.at.append(jobs)
        with contextlib.suppress(ConnectionError):  # it ended: that is heard where it is read
            self.connection.send(jobs)

    def hear(self) -> Reply:
        """The next reply.  Raises EOFError or ConnectionError where it ended."""
        self.cut_off = True
        reply: Reply = self.connection.recv()
        self.cut_off = False
        return reply

    def end(self) -> None:
        self.connection.close()
        self._process.join(_PATIENCE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


def _serve(
    connection: Connection,
    order: Order,
    layers: Sequence[str] | None,
    ours: Sequence[Connection],
) -> None:
    for other in ours:
        other.close()
    serve(connection, order, layers)
