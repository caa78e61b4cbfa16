"""The limits that this process has been started with, which its children cannot exceed."""

from __future__ import annotations

import resource

from grader.errors import SandboxError
from grader.model import Limits

LEAST_MEGABYTES = 256
"""Of address space: the fork server itself takes 150."""

_CHILDREN_A_SECOND = 100
"""So many children cost the fork server less than a second of CPU time."""


def check_inherited(limits: Limits) -> None:
    """Raise SandboxError, with its value, for a limit that is too low for any submission."""
    seconds, size = _highest(resource.RLIMIT_CPU), _highest(resource.RLIMIT_AS)
    if seconds is not None and seconds <= limits.cpu_seconds:
        raise SandboxError(
            f"RLIMIT_CPU is {seconds} s here, and a question may take {limits.cpu_seconds:g} s"
            " (limits.cpu_seconds of the assignment); start the grader with a higher limit"
        )
    if size is not None and size < LEAST_MEGABYTES << 20:
        raise SandboxError(
            f"RLIMIT_AS is {size >> 20} MB here, and the sandbox needs {LEAST_MEGABYTES} MB;"
            " start the grader with a higher limit"
        )


def check_file_size(size: int) -> None:
    """Raise SandboxError, with its value, where no file of so many bytes can be written."""
    most = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    if most != resource.RLIM_INFINITY and most < size:
        raise SandboxError(
            f"RLIMIT_FSIZE is {most} bytes here, and the arguments of all cases take {size};"
            " start the grader with a higher limit"
        )


def children_of_a_server(most: int) -> int:
    """Return after how many children a fork server is replaced, at most ``most``."""
    seconds = _highest(resource.RLIMIT_CPU)
    return most if seconds is None else min(most, _CHILDREN_A_SECOND * seconds)


def _highest(what: int) -> int | None:
    highest = resource.getrlimit(what)[1]
    return None if highest == resource.RLIM_INFINITY else highest
