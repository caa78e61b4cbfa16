"""The client's end of a cluster: chunks go out, outcomes come back, nothing is done twice.

At most `_PREFETCH` chunks a worker are on their way, so that a class is never in the memory of the
scheduler.  A worker that dies is restarted by its nanny.  The chunk that it had is then done one
job at a time with nothing beside it, so that a job that ends a worker is known: after two such
deaths it is ungraded, never zero, as in the local pool.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import time
import uuid
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

import dask
from distributed import Client, Future, KilledWorker, LocalCluster, Security, wait

from grader import __version__
from grader.cluster.address import Cluster
from grader.cluster.facts import Facts, differences
from grader.cluster.plugin import GraderPlugin, RemoteBatch, RemoteReply, do_chunk, facts_of
from grader.errors import GraderError, SandboxError
from grader.files import write_atomically
from grader.model import Suite
from grader.results.job import BatchConfig, Job, JobResult, NeedsRun, WorkerFailure, lost
from grader.results.pool import NoSandboxError
from grader.results.worker import page_path
from grader.sandbox import Isolate
from grader.suite.file import dumps

Chunk = tuple[Job, ...]

_PREFETCH = 2
_MAX_CHUNK, _MIN_ROUNDS = 50, 4
_MAX_DEATHS = 2
_LOOK_SECONDS = 2.0
"""How often to see whether there are workers at all."""
_NO_WORKER_SECONDS = 60.0

_LOCAL_SETTINGS = {
    "distributed.scheduler.allowed-failures": 0,
    "distributed.scheduler.worker-saturation": 1.0,  # a death concerns one chunk
    "distributed.scheduler.work-stealing": False,
    "distributed.admin.log-length": 0,
}


class ClusterPool:
    """Workers of a Dask cluster, each with a warm sandbox.  Close it, or use ``with``.

    Attributes
    ----------
    facts : Facts
        What every worker grades with.
    """

    def __init__(
        self,
        cluster: Cluster,
        suite: Suite,
        isolate: Isolate,
        config: BatchConfig,
        layers: Sequence[str] | None,
    ) -> None:
        """Connect and open the sandboxes, see `open_cluster_pool`."""
        self._folder, self._address = config.folder, cluster.address
        self._name = f"grader-{uuid.uuid4().hex}"
        self._deaths = Counter[int]()
        self._running: dict[Future, Chunk] = {}
        self._seen = time.monotonic()
        with contextlib.ExitStack() as stack:
            self._client = stack.enter_context(_client(cluster))
            batch = RemoteBatch(
                suite=dumps(suite),
                isolate=isolate,
                runs=config.open_sandbox is not None,
                digest=config.digest,
                version=config.version,
                labels=config.labels,
                starts_sandbox=config.starts_sandbox,
                layers=layers,
            )
            self._client.register_plugin(GraderPlugin(self._name, batch))
            stack.callback(self._unregister)
            self.facts = self._agreed(self._client.run(facts_of, self._name))
            self._stack = stack.pop_all()

    def work(self, jobs: Iterable[Job], number: int = 1) -> Iterator[JobResult | NeedsRun]:
        """Do every job, yielding each outcome as it comes; ``number`` is how many jobs there are.

        Raise GraderError where the cluster cannot go on; what came back until then stands.
        """
        workers = len(self._client.nthreads())
        size = min(max(number // (_MIN_ROUNDS * workers), 1), _MAX_CHUNK)
        left, alone = iter(jobs), deque[Job]()
        waiting = iter(lambda: tuple(itertools.islice(left, size)), ())
        while True:
            self._feed(waiting, alone)
            if not self._running:
                return
            for future in self._done():
                yield from self._outcomes(future, self._running.pop(future), alone)

    def finished(self) -> Iterator[JobResult | NeedsRun]:
        """Yield what is done by now, so that a caller who stops in the middle loses nothing."""
        for future in [one for one in self._running if one.status == "finished"]:
            yield from self._outcomes(future, self._running.pop(future), deque())

    def close(self) -> None:
        """Give up what is on its way, and leave the cluster as it was."""
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _unregister(self) -> None:
        with contextlib.suppress(Exception):  # a cluster that is gone has nothing to leave behind
            self._client.cancel(list(self._running), force=True)
            self._client.unregister_worker_plugin(self._name)

    def _feed(self, waiting: Iterator[Chunk], alone: deque[Job]) -> None:
        if alone:
            if not self._running:
                self._submit((alone.popleft(),))
            return
        window = _PREFETCH * max(len(self._client.nthreads()), 1)
        for chunk in itertools.islice(waiting, max(window - len(self._running), 0)):
            self._submit(chunk)

    def _submit(self, chunk: Chunk) -> None:
        future = self._client.submit(do_chunk, self._name, chunk, pure=False, retries=0)
        self._running[future] = chunk

    def _done(self) -> Sequence[Future]:
        """Return at least one future that ended.  Raise GraderError where none ever will."""
        while True:
            try:
                done = wait(list(self._running), _LOOK_SECONDS, "FIRST_COMPLETED").done
                self._seen = time.monotonic()
                return list(done)
            except TimeoutError:
                self._look()

    def _look(self) -> None:
        if self._client.status != "running":
            raise GraderError(f"the connection to {self._address} was lost; run again to go on")
        if self._client.nthreads():
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > _NO_WORKER_SECONDS:
            raise GraderError(
                f"{self._address} has had no worker for {_NO_WORKER_SECONDS:.0f} s; start some and"
                " run again to go on"
            )

    def _outcomes(
        self, future: Future, chunk: Chunk, alone: deque[Job]
    ) -> Iterator[JobResult | NeedsRun]:
        error = future.exception() if future.status in ("error", "finished") else None
        if isinstance(error, KilledWorker):
            yield from self._died(chunk, alone)
        elif error is not None or future.status != "finished":
            raise GraderError(
                f"{self._address} gave up a chunk of {len(chunk)} submissions:"
                f" {error or 'it was cancelled'}; run again to go on"
            )
        else:
            reply: RemoteReply = future.result()
            future.release()
            yield from self._kept(reply)

    def _kept(self, reply: RemoteReply) -> Iterator[JobResult | NeedsRun]:
        self._agreed({"the first worker": self.facts, reply.address: reply.facts})
        for one in reply.outcomes:
            if isinstance(one, WorkerFailure):
                raise _error(reply.address, one)
            yield self._written(one) if isinstance(one, JobResult) else one

    def _written(self, result: JobResult) -> JobResult:
        """Write the page, which a worker cannot."""
        if result.page and self._folder:
            path: Path = page_path(self._folder, result.job.student)
            write_atomically(path, [result.page])
        return replace(result, page=b"")

    def _died(self, chunk: Chunk, alone: deque[Job]) -> Iterator[JobResult]:
        if len(chunk) > 1:  # it could be any of them
            alone.extend(chunk)
            return
        self._deaths[chunk[0].attempt] += 1
        if self._deaths[chunk[0].attempt] == _MAX_DEATHS:
            yield lost(chunk[0])
        else:
            alone.append(chunk[0])

    def _agreed(self, workers: dict[str, Facts | WorkerFailure]) -> Facts:
        """Return what all workers grade with.  Raise GraderError where they differ."""
        good: dict[str, Facts] = {}
        for address, facts in workers.items():
            if isinstance(facts, WorkerFailure):
                raise _error(address, facts)
            good[address] = facts
        if not good:
            raise GraderError(f"{self._address} has no worker; start some with `dask worker`")
        differing = "\n  ".join(differences(good))
        if differing:
            raise GraderError(
                f"the workers of {self._address} differ, so marks could:\n  {differing}"
            )
        found = next(iter(good.values()))
        if found.grader != __version__:  # the gradebook would say that this one had graded
            raise GraderError(
                f"the workers of {self._address} have the grader {found.grader}, and this is"
                f" {__version__}; install the same on both"
            )
        return found


def _error(address: str, failure: WorkerFailure) -> SandboxError | GraderError:
    kind = NoSandboxError if failure.no_sandbox else GraderError
    return kind(f"the worker at {address}: {failure.reason}")


@contextlib.contextmanager
def _client(cluster: Cluster) -> Iterator[Any]:
    """Connect to a cluster, or start one on this machine.  Raise GraderError."""
    with contextlib.ExitStack() as stack:
        if cluster.local_workers:
            stack.enter_context(dask.config.set(_LOCAL_SETTINGS))
            here = LocalCluster(
                n_workers=cluster.local_workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                host="127.0.0.1",
                memory_limit=0,
                silence_logs=logging.CRITICAL,
            )
            yield stack.enter_context(Client(stack.enter_context(here)))
            return
        try:
            client = Client(cluster.address, security=_security(cluster), timeout=10)
        except (OSError, ValueError) as error:
            raise GraderError(f"cannot reach {cluster.address}: {error}") from error
        yield stack.enter_context(client)


def _security(cluster: Cluster) -> Security | None:
    if not cluster.ca:
        return None
    return Security(
        tls_ca_file=str(cluster.ca),
        tls_client_cert=str(cluster.certificate),
        tls_client_key=str(cluster.key),
        require_encryption=True,
    )
