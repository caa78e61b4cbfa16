"""Workers, opened: for the code of others, and for one's own."""

from __future__ import annotations

from collections.abc import Sequence

from grader.errors import SandboxError
from grader.model import Limits
from grader.sandbox.levels import PLAIN, RUNGS, best_house, level, warm_house
from grader.sandbox.plain import PlainHouse
from grader.sandbox.prestart import Begun
from grader.sandbox.worker import Isolate, Worker

_RUNS_OF_A_CHECK = 2
"""Public cases, then properties: a plain process is ready for each."""

_OWN_RUNGS = tuple(layers for layers in RUNGS if "bwrap" not in layers)


def open_sandbox(
    limits: Limits,
    modules: Sequence[str] = (),
    layers: Sequence[str] | None = None,
    isolate: Isolate = "submission",
) -> Worker:
    """A worker within the layers that are named, or the best ones that this host has.

    ``modules`` are top-level modules that students may import beyond numpy and the basics.  A
    batch opens its first worker without ``layers`` and the others with ``isolation.layers`` of
    the first, so that all of them stand on the same rung.  ``PLAIN`` isolates nothing.

    Raises SandboxError where there are no such layers.
    """
    if layers is None:
        return Worker(best_house(limits, modules), limits, isolate)
    if tuple(layers) == PLAIN:
        return Worker(PlainHouse(limits, modules, level(PLAIN)), limits, isolate)
    return Worker(warm_house(limits, modules, layers), limits, isolate)


def open_own(
    limits: Limits,
    modules: Sequence[str] = (),
    begun: Begun | None = None,
    stock: Sequence[str] | None = None,
) -> Worker:
    """A worker for the code of the person at the keyboard: isolated where that is possible.

    Never within ``bwrap``.  seccomp decides what a child may do, so the outcomes are the same; what
    the namespaces add is a second wall against code that breaks through the first, which nobody
    writes against himself.  They would take a tenth of a second that a person waits, and the paths
    of numpy's libraries, which are known only once numpy is imported.

    ``begun`` is the process to use, where there is one already.  ``stock`` names those of the
    basics that the submissions will import, which saves making all of them ready; the worker is
    lost by a submission that imports another.  A plain process has all in any case.

    It makes nothing ready for a next time until it is told to: a single check has none.
    """
    for layers in _OWN_RUNGS:
        try:
            house = warm_house(limits, modules, layers, begun, stock)
        except SandboxError:
            if begun is not None:
                begun.close()  # unless it was taken over, and ended, already
            begun = None
        else:
            return Worker(house, limits, "submission", hurried=False)
    plain = PlainHouse(limits, modules, level(PLAIN), _RUNS_OF_A_CHECK)
    return Worker(plain, limits, "submission", hurried=False)
