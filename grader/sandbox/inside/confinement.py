"""Confine a process: limits and no capabilities for the fork server, a lock for each child.

Runs inside the sandbox: standard library only.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from typing import Any

from .limits import limit

RESERVED = 10
"""Descriptors below are the child's: null, output, output, request, reply, sheet."""

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_SECCOMP_SET_MODE_FILTER, _SPEC_ALLOW = 1, 4
_CAPABILITIES_OF_THIS_PROCESS = (0x20080522, 0)
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446
_FILE_RIGHTS = ((1, 13), (2, 14), (3, 15), (5, 16))
"""Landlock's version, and how many kinds of access to files it knows from that one on."""


class Confinement:
    """The Landlock rules and the seccomp filter that a child locks itself into.

    ``landlock_version`` is 0 where Landlock is not asked for or not there.
    """

    def __init__(self, setup: dict[str, Any]) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._syscall = self._libc.syscall
        self._syscall.restype = ctypes.c_long
        if self._libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "no_new_privs")
        self.landlock_version = 0
        self._ruleset = -1
        if setup["landlock"]:
            self._make_ruleset()
        self._program: Any = None
        if setup["filter"]:
            self._prepare_filter(setup["filter"], setup["own_pid_at"], setup["load_number"])

    def lock(self) -> None:
        """Leave this process nothing but to compute, and to write to its pipes."""
        if self._ruleset >= 0 and self._syscall(_LANDLOCK_RESTRICT, self._ruleset, 0):
            raise OSError(ctypes.get_errno(), "landlock")
        os.closerange(6, 1 << 16)
        if self._program is not None:
            self._own_pid.value = os.getpid()
            call = (self._load_number, _SECCOMP_SET_MODE_FILTER, _SPEC_ALLOW)
            if self._syscall(*call, ctypes.byref(self._program)):
                raise OSError(ctypes.get_errno(), "seccomp")

    def lock_a_first_child(self) -> None:
        """End this process if a child of it cannot lock itself in.

        That this host lacks a layer must be known before a submission is.
        """
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                self.lock()
                status = 0
            except OSError as error:
                layer, why = error.strerror, os.strerror(error.errno or 0)
                os.write(2, f"a child cannot lock itself in ({layer}: {why})".encode())
            finally:
                os._exit(status)
        if os.waitpid(pid, 0)[1]:
            os._exit(1)

    def limit_child(self, cpu_seconds: int) -> None:
        """Give this child its limits, and have it die with the fork server."""
        if self._libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0):
            raise OSError(ctypes.get_errno(), "parent death signal")
        limit(resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1)
        limit(resource.RLIMIT_NPROC, 0)

    def _make_ruleset(self) -> None:
        """No rule at all: nothing below any directory, no port, no signal out, no socket."""
        version = self._syscall(_LANDLOCK_CREATE, None, 0, 1)
        if version < 1:
            return
        files = max(rights for since, rights in _FILE_RIGHTS if since <= version)
        handled = ((1 << files) - 1, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
        words = 1 if version < 4 else 2 if version < 6 else 3
        attributes = (ctypes.c_uint64 * words)(*handled[:words])
        ruleset = self._syscall(_LANDLOCK_CREATE, attributes, ctypes.sizeof(attributes), 0)
        if ruleset >= 0:
            self._ruleset, self.landlock_version = ruleset, version

    def _prepare_filter(self, program: bytes, own_pid_at: int, load_number: int) -> None:
        self._instructions = ctypes.create_string_buffer(program, len(program))
        self._own_pid = ctypes.c_uint32.from_buffer(self._instructions, own_pid_at)
        self._program = _Program(len(program) // 8, ctypes.addressof(self._instructions))
        self._load_number = load_number


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def harden(megabytes: int) -> None:
    """Limit this process and its children: memory, files, core dumps, capabilities."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    _renounce_capabilities(libc)
    memory = megabytes << 20
    processor_time = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (processor_time, processor_time))
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_STACK, 8 << 20),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_NOFILE, 128),
    ):
        limit(what, most)


def _renounce_capabilities(libc: ctypes.CDLL) -> None:
    """Root's children too: even calls that compute (madvise) do more for who has capabilities."""
    header = (ctypes.c_uint32 * 2)(*_CAPABILITIES_OF_THIS_PROCESS)
    none = (ctypes.c_uint32 * 6)()
    if libc.capset(header, none):
        raise OSError(ctypes.get_errno(), "capabilities")
