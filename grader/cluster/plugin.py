"""What runs on a worker of the cluster: a plugin that holds a warm sandbox and the suite."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from distributed import WorkerPlugin, get_worker

from grader.cluster.facts import Facts
from grader.errors import SandboxError
from grader.model import Label
from grader.results.job import BatchConfig, Job, WorkerFailure
from grader.results.update import open_suite_sandbox, same_task
from grader.results.worker import JobOutcome, WorkerProcess
from grader.sandbox import Isolate
from grader.suite.file import loads


@dataclass(frozen=True)
class RemoteBatch:
    """A batch as it is sent: the suite as the text of its file."""

    suite: str
    isolate: Isolate
    runs: bool
    digest: str
    version: str
    labels: Mapping[str, Label]
    starts_sandbox: bool
    layers: Sequence[str] | None

    def config(self) -> BatchConfig:
        """Return the batch for a worker that writes no pages, because its disk is another."""
        suite = loads(self.suite)

        def opening(layers: Sequence[str] | None) -> Any:
            return open_suite_sandbox(suite, self.isolate, layers)

        return BatchConfig(
            open_sandbox=opening if self.runs else None,
            task_of=same_task(suite),
            folder=None,
            digest=self.digest,
            version=self.version,
            labels=self.labels,
            starts_sandbox=self.starts_sandbox,
        )


class GraderPlugin(WorkerPlugin):
    """Opens a sandbox when the worker starts, and closes it when the worker stops."""

    def __init__(self, name: str, batch: RemoteBatch) -> None:
        self.name = name
        self._batch = batch

    def setup(self, worker: Any) -> None:
        # An exception here would stop the client at workers of now and be lost at later ones.
        self._one_at_a_time = threading.Lock()
        self._process: WorkerProcess | WorkerFailure
        try:
            self._process = WorkerProcess(self._batch.config(), self._batch.layers)
        except SandboxError as error:
            self._process = WorkerFailure(str(error), no_sandbox=True)

    def teardown(self, worker: Any) -> None:
        if isinstance(self._process, WorkerProcess):
            self._process.close()

    def facts(self) -> Facts | WorkerFailure:
        """Return what this worker grades with, or why it grades nothing."""
        if isinstance(self._process, WorkerFailure):
            return self._process
        return Facts.here(self._process.isolation)

    def do(self, jobs: Sequence[Job]) -> list[JobOutcome]:
        """Do the jobs of a chunk, up to the first that ends in a failure of the worker."""
        if isinstance(self._process, WorkerFailure):
            return [self._process]
        outcomes: list[JobOutcome] = []
        with self._one_at_a_time:
            for job in jobs:
                outcomes.append(self._process.do(job))
                if isinstance(outcomes[-1], WorkerFailure):
                    break
        return outcomes


@dataclass(frozen=True)
class RemoteReply:
    """The outcomes of a chunk, with the worker that they come from."""

    address: str
    facts: Facts | WorkerFailure
    outcomes: list[JobOutcome]


def do_chunk(name: str, jobs: Sequence[Job]) -> RemoteReply:
    """Do a chunk on the worker that this is called on."""
    worker = get_worker()
    plugin = worker.plugins.get(name)
    if plugin is None:
        missing = WorkerFailure("it did not get the suite")
        return RemoteReply(worker.address, missing, [missing])
    return RemoteReply(worker.address, plugin.facts(), plugin.do(jobs))


def facts_of(name: str, dask_worker: Any = None) -> Facts | WorkerFailure:
    """Return what a worker grades with; Dask passes the worker."""
    found: Facts | WorkerFailure = dask_worker.plugins[name].facts()
    return found
