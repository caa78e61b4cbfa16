"""Pool of worker processes: every job is done once, whatever dies or waits on the way.

A worker (see ``worker``) is forked from the coordinator where the system can fork, so that the
suite and what was made ready of it are in memory once.  Each worker has one job at a time, so
nobody's result waits for another's.  A worker that ends is replaced, and the job that it had is
done once more; a job that ends two workers is ungraded, never zero.  A worker that is at one job
for long is taken to be waiting, for a child that sleeps for one, and a spare worker takes its
place meanwhile.  What a job comes to does not depend on the number of workers or on their order.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import multiprocessing.connection
import time
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

_STALL_SECONDS = 2.0
"""How long a worker may be at one job before a spare one takes its place.  A child that computes
has used up its processor time by then, as a rule, and a child that sleeps uses no processor."""

_MAX_DEATHS = 2
"""Workers that may end at one job before it is given up."""

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
        self._config, self._workers, self._layers = config, workers, layers
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
        waiting = _Queue(jobs)
        self._feed(waiting)
        while any(member.job for member in self._members):
            for member in self._ready():
                yield from self._receive(member, waiting)
            self._feed(waiting)  # a worker may have stalled, or been replaced

    def finished(self) -> Iterator[JobResult | NeedsRun]:
        """Yield what is done by now, so that a caller who stops in the middle loses nothing."""
        for member in self._members:
            with contextlib.suppress(EOFError, ConnectionError):
                if member.has_reply(_LAST_REPLY_SECONDS):
                    outcome = member.receive()
                    if isinstance(outcome, JobResult | NeedsRun):
                        yield outcome

    def close(self) -> None:
        """End all workers: now where they wait, else after the job that they are at."""
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
        """Return the members that have replied, or none after a while in which one may stall."""
        busy = {member.connection: member for member in self._members if member.job}
        ready = multiprocessing.connection.wait(list(busy), _STALL_SECONDS)
        return [busy[connection] for connection in ready if isinstance(connection, Connection)]

    def _receive(self, member: PoolMember, waiting: _Queue) -> Iterator[JobResult | NeedsRun]:
        try:
            reply = member.receive()
        except (EOFError, ConnectionError):
            yield from self._replace(member, waiting)
            return
        if isinstance(reply, WorkerFailure):
            raise _error(reply)
        assert not isinstance(reply, Isolation)  # which it sends once, in greeting
        self._feed(waiting)  # before the outcome is recorded, so that the worker goes on
        yield reply

    def _replace(self, member: PoolMember, waiting: _Queue) -> Iterator[JobResult]:
        """Start another worker for one that ended, whose job is done by the next that is free."""
        self._dismiss(member)
        assert member.job
        self._deaths[member.job.attempt] += 1
        if self._deaths[member.job.attempt] == _MAX_DEATHS:
            yield lost(member.job)
        else:
            waiting.put_first(member.job)
        try:
            self._start()
        except SandboxError:
            # A host that is short of memory for a moment must not end what was going well.
            if not self._members:
                raise

    def _feed(self, waiting: _Queue) -> None:
        """Give jobs to free workers, as many as there are to be at work beside those that wait."""
        stalled = sum(member.is_stalled for member in self._members)
        room = self._workers + stalled - sum(member.job is not None for member in self._members)
        for _ in range(room):
            job = waiting.next()
            if job is None:
                return
            if not (free := self._free_member()):
                waiting.put_first(job)
                return
            free.send(job)

    def _free_member(self) -> PoolMember | None:
        """Return a worker without a job: a spare one, at need, of which there are as many."""
        free = next((member for member in self._members if not member.job), None)
        if free is None and len(self._members) < 2 * self._workers:
            with contextlib.suppress(SandboxError):  # the host has no room for it: they wait
                self._start()
                return self._members[-1]
        return free


class _Queue:
    """Jobs that are waiting."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._first, self._jobs = deque[Job](), iter(jobs)

    def next(self) -> Job | None:
        return self._first.popleft() if self._first else next(self._jobs, None)

    def put_first(self, job: Job) -> None:
        self._first.appendleft(job)


def _error(failure: WorkerFailure) -> GraderError:
    return (NoSandboxError if failure.no_sandbox else GraderError)(failure.reason)


class PoolMember:
    """The coordinator's end of one worker: its process, and the job that it has."""

    def __init__(
        self, config: BatchConfig, layers: Sequence[str] | None, others: Sequence[Connection]
    ) -> None:
        self.job: Job | None = None
        self._since = 0.0
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

    @property
    def is_stalled(self) -> bool:
        """Whether it has been at its job for long."""
        return self.job is not None and time.monotonic() - self._since >= _STALL_SECONDS

    def send(self, job: Job) -> None:
        self.job, self._since = job, time.monotonic()
        with contextlib.suppress(ConnectionError):  # it ended, which is noticed when it is read
            self.connection.send(job)

    def has_reply(self, seconds: float) -> bool:
        """Return whether a whole reply comes within this time."""
        return bool(self.job) and not self._is_cut_off and self.connection.poll(seconds)

    def receive(self) -> Reply:
        """Return the reply.  Raise EOFError or ConnectionError where the worker ended."""
        self._is_cut_off = True
        reply: Reply = self.connection.recv()
        self._is_cut_off = False
        self.job = None
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
