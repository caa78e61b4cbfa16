"""Open a worker: for the code of others, or for one's own."""

from __future__ import annotations

from collections.abc import Sequence

from grader.errors import SandboxError
from grader.model import Limits
from grader.sandbox.levels import ISOLATION_LEVELS, PLAIN, best_backend, level, prefork_backend
from grader.sandbox.plain import PlainBackend
from grader.sandbox.prestart import PrestartedProcess
from grader.sandbox.worker import Isolate, Worker

_RUNS_OF_A_CHECK = 2
"""Public cases, then properties: a plain process is ready for each."""

_OWN_LEVELS = tuple(layers for layers in ISOLATION_LEVELS if "bwrap" not in layers)


def open_sandbox(
    limits: Limits,
    modules: Sequence[str] = (),
    layers: Sequence[str] | None = None,
    isolate: Isolate = "submission",
) -> Worker:
    """Open a worker for the code of others.

    Parameters
    ----------
    limits
        What one question may cost.
    modules
        Top-level modules that students may import beyond numpy and the basics.
    layers
        The layers of isolation; None takes the best level of this host, ``PLAIN`` isolates
        nothing.  A batch opens its first worker with None and the others with
        ``isolation.layers`` of the first, so that all have the same level.
    isolate
        What gets a child of its own.

    Raises
    ------
    SandboxError
        This host has no such layers.
    """
    if layers is None:
        return Worker(best_backend(limits, modules), limits, isolate)
    if tuple(layers) == PLAIN:
        return Worker(PlainBackend(limits, modules, level(PLAIN)), limits, isolate)
    return Worker(prefork_backend(limits, modules, layers), limits, isolate)


def open_own(
    limits: Limits,
    modules: Sequence[str] = (),
    prestarted: PrestartedProcess | None = None,
    preloaded: Sequence[str] | None = None,
) -> Worker:
    """Open a worker for the code of the person at the keyboard, isolated where that is possible.

    It never uses ``bwrap``.  seccomp decides what a child may do, so the outcomes are the same; the
    namespaces add a second wall against code that breaks the first, which people do not write
    against themselves.  They would cost a tenth of a second that a person waits, and need the paths
    of numpy's libraries, which are known only once numpy is imported.

    It forks no child ahead until ``make_ready`` is called: a single check needs only one.

    Parameters
    ----------
    limits, modules
        As of ``open_sandbox``.
    prestarted
        The process to use, where one was started already.
    preloaded
        Those of the basics that the submissions will import, which saves loading all of them; a
        submission that imports another one loses the worker.  A plain process loads on demand.
    """
    for layers in _OWN_LEVELS:
        try:
            backend = prefork_backend(limits, modules, layers, prestarted, preloaded)
        except SandboxError:
            if prestarted is not None:
                prestarted.close()  # unless it was taken over, and ended, already
            prestarted = None
        else:
            return Worker(backend, limits, "submission", prefork=False)
    plain = PlainBackend(limits, modules, level(PLAIN), _RUNS_OF_A_CHECK)
    return Worker(plain, limits, "submission", prefork=False)
