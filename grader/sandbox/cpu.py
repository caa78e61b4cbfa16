"""The CPU clock of another process, where this system lets it be read."""

from __future__ import annotations

import os
import time


def seconds_of(pid: int) -> float | None:
    """Return the CPU seconds of a process, or None.  libc makes the clock's number so (Linux)."""
    try:
        return time.clock_gettime(((~pid) << 3) | 2)
    except (AttributeError, OSError, OverflowError):
        return None


def pid_of(pidfd: int) -> int | None:
    """Return the id of the process behind a descriptor as this process numbers it, or None."""
    try:
        descriptor = os.open(f"/proc/self/fdinfo/{pidfd}", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        lines = os.read(descriptor, 4096).splitlines()
    finally:
        os.close(descriptor)
    pid = next((int(line[4:]) for line in lines if line.startswith(b"Pid:")), -1)
    return pid if pid > 0 else None
