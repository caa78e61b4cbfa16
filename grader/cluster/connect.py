"""Open a pool on a cluster; nothing of Dask is imported before that."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager

from grader.cluster.address import Cluster
from grader.errors import UsageError
from grader.model import Suite
from grader.results.job import BatchConfig
from grader.results.update import JobPool
from grader.sandbox import Isolate


def open_cluster_pool(
    cluster: Cluster,
    suite: Suite,
    isolate: Isolate,
    config: BatchConfig,
    layers: Sequence[str] | None,
) -> AbstractContextManager[JobPool]:
    """Connect to a cluster, and open a sandbox on every worker.

    Raises
    ------
    UsageError
        Dask is not installed.
    GraderError
        The cluster cannot be reached, or its workers differ.
    NoSandboxError
        A worker opens no sandbox.
    """
    try:
        from grader.cluster.pool import ClusterPool  # takes 0.5 s
    except ImportError as error:
        raise UsageError(
            f"--cluster takes Dask ({error.name} is missing): install the grader with its extra"
            " `cluster`, here and on every worker"
        ) from error
    return ClusterPool(cluster, suite, isolate, config, layers)
