"""Many submissions: spread over workers, each graded once, whatever dies on the way.

Each worker is a thread that drives one sandbox of its own; the student's code runs in the
sandbox's processes, so threads are enough.  A sandbox that is lost is replaced and the submission
is run once more, alone in the fresh one; if that is lost too the submission is ungraded, never
zero.  What a submission comes to does not depend on the number of workers or on their order.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from grader.errors import GraderError, SandboxError
from grader.grade import Marker, ungraded
from grader.intake import HandedIn, Unreadable
from grader.model import Execution, Grade, Submission


class Worker(Protocol):
    """What runs a submission's cases and reports what happened."""

    def run(self, submission: Submission) -> Execution:
        """Raises SandboxError where the run says nothing about the submission."""


_PATIENCE = 1.0
"""Seconds to wait for a worker that is no longer wanted."""

OpenWorker = Callable[[], AbstractContextManager[Worker]]


@dataclass(frozen=True)
class Graded:
    """One submission and its grade.  ``submission`` is None where there was nothing to read."""

    grade: Grade
    submission: Submission | None
    our_fault: bool = False


def grade_batch(
    handed_in: Sequence[HandedIn], marker: Marker, open_worker: OpenWorker, *, workers: int = 1
) -> Iterator[Graded]:
    """Grade everything, yielding each as it is done.

    Raises SandboxError where no sandbox starts at all.  Closing the iterator (or Ctrl-C in its
    consumer) ends the workers after the submission that each is at, or leaves one that takes long
    to the end of the process: its sandbox notices and ends with it.
    """
    line = _Line(handed_in)
    threads = [
        threading.Thread(target=_work, args=(line, marker, open_worker), daemon=True)
        for _ in range(max(1, min(workers, len(handed_in))))
    ]
    for thread in threads:
        thread.start()
    try:
        yield from line.finished(len(threads))
    finally:
        line.stop()
        for thread in threads:
            thread.join(_PATIENCE)


class _Line:
    """The submissions waiting for a worker, and the grades waiting for the caller."""

    def __init__(self, handed_in: Sequence[HandedIn]) -> None:
        self._waiting = iter(handed_in)
        self._lock = threading.Lock()
        # Bounded, so that grades do not pile up where the caller is slower than the workers.
        self._done: queue.Queue[Graded | BaseException | None] = queue.Queue(maxsize=64)
        self._stopped = threading.Event()

    def take(self) -> HandedIn | None:
        with self._lock:
            return None if self._stopped.is_set() else next(self._waiting, None)

    def put(self, item: Graded | BaseException | None) -> None:
        while not self._stopped.is_set():
            try:
                return self._done.put(item, timeout=0.1)
            except queue.Full:
                continue
        return None

    def finished(self, workers: int) -> Iterator[Graded]:
        while workers:
            item = self._done.get()
            if item is None:
                workers -= 1
            elif isinstance(item, BaseException):
                raise item
            else:
                yield item

    def stop(self) -> None:
        self._stopped.set()


def _work(line: _Line, marker: Marker, open_worker: OpenWorker) -> None:
    try:
        _Bench(marker, open_worker).work(line)
    except BaseException as error:  # noqa: BLE001 - the caller's thread raises it
        line.put(error)
    line.put(None)


class _Bench:
    """One worker thread's place: its sandbox, replaced when it is lost."""

    def __init__(self, marker: Marker, open_worker: OpenWorker) -> None:
        self._marker = marker
        self._open_worker = open_worker
        self._opened = False

    def work(self, line: _Line) -> None:
        """Raises SandboxError where not even the first sandbox starts."""
        handed = line.take()
        while handed:
            lost = self._in_one_sandbox(line, handed)
            if lost:
                line.put(self._alone(lost))
            handed = line.take()

    def _in_one_sandbox(self, line: _Line, first: HandedIn) -> HandedIn | None:
        """Grade until the line is empty; the submission that the sandbox was lost with, if any."""
        try:
            with self._open_worker() as worker:
                self._opened = True
                return self._until_lost(line, worker, first)
        except SandboxError:
            # A host that is short of breath for a moment must not end a batch that was going well.
            if not self._opened:
                raise
            return first

    def _until_lost(self, line: _Line, worker: Worker, first: HandedIn) -> HandedIn | None:
        """Grade until the line is empty; the submission during which the sandbox was lost."""
        handed: HandedIn | None = first
        while handed:
            try:
                line.put(self._grade(worker, handed))
            except SandboxError:
                return handed
            handed = line.take()
        return None

    def _alone(self, handed: HandedIn) -> Graded:
        try:
            with self._open_worker() as worker:
                return self._grade(worker, handed)
        except SandboxError as error:
            return Graded(ungraded(handed.student, f"our fault: {error}"), None, our_fault=True)

    def _grade(self, worker: Worker, handed: HandedIn) -> Graded:
        submission = handed.read()
        if isinstance(submission, Unreadable):
            return Graded(ungraded(submission.student, submission.reason), None)
        try:
            execution = worker.run(submission)
            return Graded(self._marker.mark(handed.student, execution), submission)
        except SandboxError:
            raise
        except GraderError as error:
            return Graded(ungraded(handed.student, f"our fault: {error}"), submission, True)
