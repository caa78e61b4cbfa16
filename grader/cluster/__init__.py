"""Grade on the workers of a Dask cluster, which may be other machines.

    Cluster(address)  ->  ClusterPool, in place of the pool of local processes

The client sends the suite once, as a plugin that opens a sandbox on each worker, then chunks of
submissions, and writes to the gradebook what comes back, as it does with local workers.  Needs
the extra ``cluster``; nothing of Dask is imported before a cluster is asked for.

Messages between client, scheduler and workers are pickles: whoever reaches the scheduler's port
runs code as the grader.  Let it listen on a private network only, or use TLS (`Cluster`).
"""

from grader.cluster.address import Cluster
from grader.cluster.connect import open_cluster_pool

__all__ = ["Cluster", "open_cluster_pool"]
