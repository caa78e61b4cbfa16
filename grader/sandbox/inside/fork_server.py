"""The warm process: numpy imported, it forks a child for each request and reaps it.

Executed from scratch as ``python -s -P -S -B fork_server.py <descriptor>``, never forked from the
grader, so nothing of the grader's memory is here to be found.  It reads no submission, no case and
no answer: for each child it gets the ends of pipes, hands them on, and closes its own.

    grader -> zygote   the setup, once             marshal; may come late (see ``begun``)
    zygote -> grader   READY, Landlock's version   descriptor of the zygote itself
    grader -> zygote   number, CPU seconds         sheet, request, reply, output
    zygote -> grader   CHILD, number               descriptor of the child
    zygote -> grader   EXIT, number, status, microseconds of CPU

When the grader goes away, in whatever manner, the socket hangs up and everything here ends.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import importlib
import marshal
import os
import resource
import select
import signal
import socket
import struct
import sys
import warnings
from collections.abc import Sequence
from typing import Any, NoReturn

REQUEST = struct.Struct("<II")
REPORT = struct.Struct("<BIiQ")
READY, CHILD, EXIT = 1, 2, 3
IN_WANT = 75
"""With this status a child ends that needs a module which is not in stock, where there is a stock.
"""

SOON = ("array", "difflib", "numpy.random")
"""What this process and its children import themselves, when they happen to need it."""

LONGEST_SETUP = 1 << 16
FIRST_COLLECTION = 20_000
"""Objects until garbage is looked for: more than an honest submission makes."""

DISPENSABLE = ("_bz2", "_decimal", "_hashlib", "_lzma", "_statistics")
"""Libraries that the standard library does without: a fork copies the tables of each mapping."""

_fork = ctypes.PyDLL(None, use_errno=True).fork
"""The system's own.  What Python does after ``os.fork`` is for processes that had threads, whose
locks need care and whose random numbers need a new seed; it costs each child a twentieth."""

RESERVED = 10
"""Descriptors below are the child's: null, output, output, request, reply, sheet."""

_BLOCK, _LARGEST_BLOCK, _POOL, _POOL_HEADER, _MOST_GAPS = 16, 512, 1 << 14, 48, 2000
"""CPython's allocator of small objects.  Where another has other sizes, some megabytes are lost."""
_kept: list[object] = []

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_SECCOMP_SET_MODE_FILTER, _SPEC_ALLOW = 1, 4
_CAPABILITIES_OF_THIS_PROCESS = (0x20080522, 0)
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446
_FILE_RIGHTS = ((1, 13), (2, 14), (3, 15), (5, 16))
"""Landlock's version, and how many kinds of access to files it knows from that one on."""


def main(descriptor: int, ahead: Sequence[str] = ()) -> None:
    """``ahead`` names the folder of numpy where that is to be imported before the setup comes."""
    control = _reserve(socket.socket(fileno=descriptor))
    sys.modules.update(dict.fromkeys(DISPENSABLE))  # type: ignore[arg-type]  # None: no such module
    for folder in ahead:
        sys.path.append(folder)
        importlib.import_module("numpy")
    setup = marshal.loads(control.recv(LONGEST_SETUP))
    sys.path[:] = setup["path"]
    child = _load(setup["folder"], "child")
    allowed = child.ALLOWED.union(setup["modules"])
    _make_ready(setup, child, allowed)
    child.settle()
    cage = Cage(setup)
    _try_out(cage)
    _harden(setup["megabytes"])
    gc.collect()
    _use_up_pools()
    gc.freeze()
    gc.set_threshold(FIRST_COLLECTION, 10, 10)
    _report(control, READY, cage.landlock_version, 0, 0, [os.pidfd_open(os.getpid())])
    Nursery(control, cage, child, allowed).serve()


def _make_ready(setup: dict[str, Any], child: Any, allowed: frozenset[str]) -> None:
    """What may be imported, and what everybody does; for a few submissions only what they need."""
    folder = setup["folder"]
    if setup["stock"] is None:
        shelf = _preload(folder, child.BASICS, setup["modules"])
        last_word = _load(folder, "importer").NothingElse(allowed, child.refusal)
        sys.meta_path[:] = [shelf, last_word]
        child.warm_up(allowed)
    else:
        last_word = _load(folder, "importer").NothingElse(allowed, child.refusal, _want)
        _import_at_once(folder, (*setup["stock"], *setup["modules"], *SOON))
        sys.meta_path[:] = [last_word]


def _want() -> NoReturn:
    os._exit(IN_WANT)


class Cage:
    """What a child locks itself into."""

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
        """From here on this process can compute, and write to its pipes."""
        if self._ruleset >= 0 and self._syscall(_LANDLOCK_RESTRICT, self._ruleset, 0):
            raise OSError(ctypes.get_errno(), "landlock")
        os.closerange(6, 1 << 16)
        if self._program is not None:
            self._own_pid.value = os.getpid()
            call = (self._load_number, _SECCOMP_SET_MODE_FILTER, _SPEC_ALLOW)
            if self._syscall(*call, ctypes.byref(self._program)):
                raise OSError(ctypes.get_errno(), "seccomp")

    def die_with_the_zygote(self) -> None:
        if self._libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0):
            raise OSError(ctypes.get_errno(), "parent death signal")

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


class Nursery:
    """Forks children and sees them out."""

    def __init__(self, control: socket.socket, cage: Cage, child: Any, allowed: Any) -> None:
        self._control = control
        self._cage = cage
        self._child = child
        self._null = os.open(os.devnull, os.O_RDWR)
        self._reply = child.Reply(4, 1, allowed)
        self._born: dict[int, tuple[int, int]] = {}
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)

    def serve(self) -> NoReturn:
        try:
            while True:
                for descriptor, _ in self._poll.poll():
                    if descriptor == self._control.fileno():
                        self._bear()
                    else:
                        self._bury(descriptor)
        finally:  # the grader has gone
            for pidfd in self._born:
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)
            os._exit(0)

    def _bear(self) -> None:
        message, descriptors, _, _ = socket.recv_fds(self._control, 64, 4)
        if not message:
            raise EOFError
        number, cpu_seconds = REQUEST.unpack(message)
        pid = _fork()
        if pid == 0:
            self._grow_up(descriptors, cpu_seconds)
        if pid < 0:
            raise OSError(ctypes.get_errno(), "fork")
        for descriptor in descriptors:
            os.close(descriptor)
        pidfd = os.pidfd_open(pid)
        self._born[pidfd] = number, pid
        self._poll.register(pidfd, select.POLLIN)
        _report(self._control, CHILD, number, 0, 0, [pidfd])

    def _bury(self, pidfd: int) -> None:
        number, pid = self._born.pop(pidfd)
        self._poll.unregister(pidfd)
        os.close(pidfd)
        _, status, usage = os.wait4(pid, 0)
        microseconds = int(1e6 * (usage.ru_utime + usage.ru_stime))
        _report(self._control, EXIT, number, status, microseconds, [])

    def _grow_up(self, descriptors: list[int], cpu_seconds: int) -> NoReturn:
        status = 70
        try:
            sheet, request, reply, output = descriptors
            for target, source in enumerate((self._null, output, output, request, reply, sheet)):
                os.dup2(source, target)
            self._cage.die_with_the_zygote()
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
            resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
            self._cage.lock()
            self._live()
            status = 0
        finally:
            os._exit(status)

    def _live(self) -> None:
        sheet = marshal.loads(_read_at_once(5))
        self._child.answer(self._reply, sheet, lambda: self._child.told(3))
        self._reply.close()


def _read_at_once(descriptor: int) -> bytes:
    """A whole file from its start: the position is shared with other children, so it is unused."""
    pieces = []
    at = 0
    while piece := os.pread(descriptor, 1 << 20, at):
        pieces.append(piece)
        at += len(piece)
    os.close(descriptor)
    return b"".join(pieces)


# --- before the first child ---------------------------------------------------------------------


def _reserve(control: socket.socket) -> socket.socket:
    """Keep the child's descriptors free of everything else."""
    moved = fcntl.fcntl(control.fileno(), fcntl.F_DUPFD_CLOEXEC, RESERVED)
    control.close()
    null = os.open(os.devnull, os.O_RDWR)
    for target in range(3, RESERVED):
        if target != null:
            os.dup2(null, target, inheritable=False)
    return socket.socket(fileno=moved)


def _load(folder: str, name: str) -> Any:
    """A file that lies beside this one, which is on no path where a student's import looks."""
    if name not in sys.modules:
        sys.path.insert(0, folder)
        importlib.import_module(name)
        del sys.path[0]
    return sys.modules[name]


def _preload(folder: str, basics: tuple[str, ...], modules: tuple[str, ...]) -> Any:
    """Have at hand what may be imported later, when no file can be opened."""
    scout = _load(folder, "importer").Scout(basics)
    _import_at_once(folder, modules)
    return scout.shelf()


def _import_at_once(folder: str, modules: tuple[str, ...]) -> None:
    warnings.simplefilter("ignore")
    for name in modules:
        extra = importlib.import_module(name)
        for attribute in dir(extra):
            getattr(extra, attribute, None)
    _load(folder, "stubs").install_stubs()


def _use_up_pools() -> None:
    """Fill the gaps in Python's memory, so that what a child makes lies together in new pages.

    Otherwise it lies in gaps all over the old ones, and each page written to is copied first.
    Python keeps blocks of one size in a pool; two neighbours at its start tell that it is new.
    """
    for size in range(_BLOCK, _LARGEST_BLOCK + 1, _BLOCK):
        first = False
        for _ in range(_MOST_GAPS):
            block = _block(size)
            _kept.append(block)
            at = id(block) % _POOL
            if first and at == _POOL_HEADER + size:
                break
            first = at == _POOL_HEADER


def _block(size: int) -> object:
    if size < 2 * _BLOCK:
        return object()
    return bytes(size - sys.getsizeof(b"")) if size > 2 * _BLOCK else float(len(_kept))


def _harden(megabytes: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    _renounce_capabilities(libc)
    memory = megabytes << 20
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_STACK, 8 << 20),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_NOFILE, 128),
    ):
        highest = resource.getrlimit(what)[1]
        limit = most if highest == resource.RLIM_INFINITY else min(most, highest)
        resource.setrlimit(what, (limit, limit))


def _try_out(cage: Cage) -> None:
    """Lock a first child in: that this host lacks a layer must be known before a submission is."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            cage.lock()
            status = 0
        except OSError as error:
            layer, why = error.strerror, os.strerror(error.errno or 0)
            os.write(2, f"a child cannot lock itself in ({layer}: {why})".encode())
        finally:
            os._exit(status)
    if os.waitpid(pid, 0)[1]:
        os._exit(1)


def _renounce_capabilities(libc: ctypes.CDLL) -> None:
    """Root's children too: even calls that compute (madvise) do more for who has capabilities."""
    header = (ctypes.c_uint32 * 2)(*_CAPABILITIES_OF_THIS_PROCESS)
    none = (ctypes.c_uint32 * 6)()
    if libc.capset(header, none):
        raise OSError(ctypes.get_errno(), "capabilities")


def _report(
    control: socket.socket, kind: int, number: int, status: int, cpu: int, descriptors: list[int]
) -> None:
    socket.send_fds(control, [REPORT.pack(kind, number, status, cpu)], descriptors)


if __name__ == "__main__":
    main(int(sys.argv[-1]), sys.argv[1:-1])
