"""Pool of worker processes: every job is done once, whatever dies on the way.

A worker (see ``worker``) is forked from the coordinator where the system can fork, so that the
suite and what was made ready of it are in memory once.  A worker that ends is replaced, and the
jobs that it had are done once more, each alone; a job that ends two workers alone is ungraded,
never zero.  What a job comes to does not depend on the number of workers or on their order.
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
from grader.results.job import BatchConfig, Job, JobResult, NeedsRun, WorkerFailure, lost
from grader.results.worker import Reply, renderer, serve

Chunk = tuple[Job, ...]

_PREFETCH = 2
"""Chunks that a worker has: the one it is at, and one that it need not wait for."""

_MAX_CHUNK, _MIN_ROUNDS = 8, 4
"""The most jobs in a chunk, and how many chunks each worker gets at least where jobs are few."""

_MAX_DEATHS = 2
"""Workers that may end at one job, in a chunk of its own, before it is given up."""

_EXIT_SECONDS = 2.0
"""How long to wait for a worker that is no longer needed."""

_LAST_REPLY_SECONDS = 0.2
"""How long to wait for a reply that a worker is just about to send."""

_START_SECONDS = 60.0

_FORK = "fork" in multiprocessing.get_all_start_methods()


class NoSandboxError(SandboxError):
    """No sandbox can be opened on this host, so nobody's code is run."""


class Pool:
    """Worker processes.  Close the pool, or use it in a ``with`` statement.

    ``isolation`` is how all of them hold what they run: that of the first.
    """

    def __init__(
        self, config: BatchConfig, workers: int, layers: Sequence[str] | None = None
    ) -> None:
        """Start the workers.  Raise NoSandboxError where the first opens no sandbox."""
        self._config, self._layers = config, layers
        self._deaths = Counter[int]()
        self._members: list[PoolMember] = []
        if _FORK:
            renderer()  # once, before there are several to make it
        gc.freeze()  # pages that no collection touches stay shared with the workers
        try:
            for _ in range(workers):
                self._add(layers)
            self.isolation = self._members[0].greeting()
            if config.open_sandbox and config.starts_sandbox:
                self._layers = self.isolation.layers
            for member in self._members[1:]:
                if member.greeting().layers != self.isolation.layers:
                    self._dismiss(member)
                    self._start()
        except BaseException:
            self.close()
            raise

    def work(self, jobs: Iterable[Job], number: int = 1) -> Iterator[JobResult | NeedsRun]:
        """Do every job, yielding each outcome as it comes; ``number`` is how many jobs there are.

        Raise GraderError where something cannot be written, SandboxError where no worker is left.
        """
        size = min(max(number // (_MIN_ROUNDS * len(self._members)), 1), _MAX_CHUNK)
        waiting, alone = _chunks(jobs, size), deque[Job]()
        self._feed(waiting, alone)
        while any(member.chunks for member in self._members) or alone:
            for member in self._ready():
                yield from self._receive(member, alone)
            self._feed(waiting, alone)

    def finished(self) -> Iterator[JobResult | NeedsRun]:
        """Yield what is done by now, so that a caller who stops in the middle loses nothing."""
        for member in self._members:
            with contextlib.suppress(EOFError, ConnectionError):
                while member.has_reply(_LAST_REPLY_SECONDS):
                    reply = member.receive()
                    member.chunks.popleft()
                    if isinstance(reply, list):
                        yield from (one for one in reply if not isinstance(one, WorkerFailure))

    def close(self) -> None:
        """End all workers: now where they wait, else after the chunk that they are at."""
        for member in self._members:
            member.connection.close()
        for member in self._members:
            member.end()
        self._members.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _add(self, layers: Sequence[str] | None) -> PoolMember:
        others = [other.connection for other in self._members]
        member = PoolMember(self._config, layers, others)
        self._members.append(member)
        return member

    def _start(self) -> None:
        """Start one more worker, with the isolation of the first.  Raise SandboxError."""
        member = self._add(self._layers)
        try:
            member.greeting()
        except SandboxError:
            self._dismiss(member)
            raise

    def _dismiss(self, member: PoolMember) -> None:
        self._members.remove(member)
        member.end()

    def _ready(self) -> list[PoolMember]:
        busy = {member.connection: member for member in self._members if member.chunks}
        ready = multiprocessing.connection.wait(list(busy))
        return [busy[connection] for connection in ready if isinstance(connection, Connection)]

    def _receive(self, member: PoolMember, alone: deque[Job]) -> Iterator[JobResult | NeedsRun]:
        try:
            reply = member.receive()
        except (EOFError, ConnectionError):
            yield from self._replace(member, alone)
            return
        assert isinstance(reply, list), "a worker sends its isolation once, in greeting"
        member.chunks.popleft()
        member.is_alone = False
        for one in reply:
            if isinstance(one, WorkerFailure):
                raise _error(one)
            yield one

    def _replace(self, member: PoolMember, alone: deque[Job]) -> Iterator[JobResult]:
        """Start another worker for one that ended, whose jobs wait to be done alone."""
        self._dismiss(member)
        left = deque(itertools.chain.from_iterable(member.chunks))
        if len(member.chunks[0]) == 1:  # in a longer chunk it could be any of them
            self._deaths[left[0].attempt] += 1
            if self._deaths[left[0].attempt] == _MAX_DEATHS:
                yield lost(left.popleft())
        alone.extend(left)
        try:
            self._start()
        except SandboxError:
            # A host that is short of memory for a moment must not end what was going well.
            if not self._members:
                raise

    def _feed(self, waiting: Iterator[Chunk], alone: deque[Job]) -> None:
        for member in self._members:
            if alone and not member.chunks:
                member.is_alone = True
                member.send((alone.popleft(),))
            while not member.is_alone and len(member.chunks) < _PREFETCH and not alone:
                chunk = next(waiting, None)
                if chunk is None:
                    break
                member.send(chunk)


def _chunks(jobs: Iterable[Job], size: int) -> Iterator[Chunk]:
    left = iter(jobs)
    return iter(lambda: tuple(itertools.islice(left, size)), ())


def _error(failure: WorkerFailure) -> GraderError:
    return (NoSandboxError if failure.no_sandbox else GraderError)(failure.reason)


class PoolMember:
    """The coordinator's end of one worker: its process, and the chunks of jobs that it has."""

    def __init__(
        self, config: BatchConfig, layers: Sequence[str] | None, others: Sequence[Connection]
    ) -> None:
        self.chunks: deque[Chunk] = deque()
        self.is_alone = False
        self._is_cut_off = False  # within a reply, so that what comes next is not the start of one
        context: Any = multiprocessing.get_context("fork" if _FORK else "spawn")
        self.connection, theirs = context.Pipe()
        # A forked worker has copies of our ends; with them open no worker would see us hang up.
        ours = (*others, self.connection) if _FORK else ()
        self._process: BaseProcess = context.Process(
            target=_serve, args=(theirs, config, layers, ours), daemon=True
        )
        with warnings.catch_warnings():
            # The other threads are idle ones of the linear algebra library, which outlive a fork.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process.start()
        theirs.close()

    def greeting(self) -> Isolation:
        """Return how the worker isolates code, once it is ready.

        Raise SandboxError where it never is, NoSandboxError where it opens no sandbox.
        """
        try:
            said = self.connection.recv() if self.connection.poll(_START_SECONDS) else None
        except (EOFError, ConnectionError):
            said = None
        if isinstance(said, Isolation):
            return said
        if isinstance(said, WorkerFailure):
            raise _error(said)
        raise SandboxError("a worker process did not start")

    def send(self, chunk: Chunk) -> None:
        self.chunks.append(chunk)
        with contextlib.suppress(ConnectionError):  # it ended, which is noticed when it is read
            self.connection.send(chunk)

    def has_reply(self, seconds: float) -> bool:
        """Return whether a whole reply comes within this time."""
        return bool(self.chunks) and not self._is_cut_off and self.connection.poll(seconds)

    def receive(self) -> Reply:
        """Return the next reply.  Raise EOFError or ConnectionError where the worker ended."""
        self._is_cut_off = True
        reply: Reply = self.connection.recv()
        self._is_cut_off = False
        return reply

    def end(self) -> None:
        self.connection.close()
        self._process.join(_EXIT_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


def _serve(
    connection: Connection,
    config: BatchConfig,
    layers: Sequence[str] | None,
    ours: Sequence[Connection],
) -> None:
    for other in ours:
        other.close()
    serve(connection, config, layers)
