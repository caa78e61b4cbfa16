"""The fork server: import numpy once, then fork a child for each request and reap it.

It is a fresh interpreter, never forked from the grader, so no memory of the grader is here to be
found.  It reads no submission, no case and no answer: for each child it receives the ends of pipes,
passes them on and closes its own.

    grader -> fork server   the setup, once                marshal; may come late (see ``prestart``)
    fork server -> grader   READY, Landlock's version,     descriptor of the fork server itself
                            modules that a probe found
    grader -> fork server   REQUEST: number, CPU seconds   sheet, request, reply, output
    fork server -> grader   CHILD, number                  descriptor of the child
    fork server -> grader   EXIT, number, status, microseconds of CPU

When the grader ends, in whatever manner, the socket hangs up and every process here ends.
"""

from __future__ import annotations

import fcntl
import gc
import importlib
import marshal
import os
import random
import select
import signal
import socket
import sys
import warnings
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Any, NoReturn

from . import own_folder
from .confinement import RESERVED, Confinement, harden
from .protocol import (
    CHILD,
    EXIT,
    LONGEST_MESSAGE,
    MISSING_MODULE_EXIT,
    READY,
    REPORT,
    REQUEST,
    FrameWriter,
    read_message,
)

ALSO_PRELOADED = ("array", "difflib", "numpy.random")
"""What this process and its children import themselves, when they happen to need it."""

FIRST_COLLECTION = 20_000
"""Objects until garbage is looked for: more than an honest submission makes."""

DISPENSABLE = ("_bz2", "_decimal", "_hashlib", "_lzma", "_statistics")
"""Libraries that the standard library does without: a fork copies the tables of each mapping."""


def main(*arguments: str) -> None:
    """Serve on a descriptor, the last argument.

    The folder of numpy comes before it where numpy is to be imported before the setup arrives.
    """
    control = _reserve(socket.socket(fileno=int(arguments[-1])))
    sys.modules.update(dict.fromkeys(DISPENSABLE))  # type: ignore[arg-type]  # None: no such module
    for folder in arguments[:-1]:
        sys.path.append(folder)
        importlib.import_module("numpy")
    setup = marshal.loads(control.recv(LONGEST_MESSAGE))
    sys.path[:] = setup["path"]
    from . import child  # imports numpy, which the path above leads to
    from .randomness import seed_random_numbers

    builtins, found = _prepare_imports(setup, child)
    seed_random_numbers()
    confinement = Confinement(setup)
    confinement.lock_a_first_child()
    harden(setup["megabytes"])
    gc.collect()
    gc.freeze()
    gc.set_threshold(FIRST_COLLECTION, 10, 10)
    ready = REPORT.pack(READY, confinement.landlock_version, 0, 0)
    socket.send_fds(control, [ready, found], [os.pidfd_open(os.getpid())])
    ForkServer(control, confinement, child, builtins).serve()


class ForkServer:
    """Spawns children and reaps them."""

    def __init__(
        self,
        control: socket.socket,
        confinement: Confinement,
        child: ModuleType,
        builtins: Mapping[str, Any],
    ) -> None:
        self._control = control
        self._confinement = confinement
        self._child = child
        self._builtins = builtins
        self._null = os.open(os.devnull, os.O_RDWR)
        self._writer = FrameWriter(4, 1)
        self._spawned: dict[int, tuple[int, int]] = {}
        self._poll = select.poll()
        self._poll.register(control, select.POLLIN)

    def serve(self) -> NoReturn:
        """Do what the grader asks until it has gone."""
        try:
            while True:
                for descriptor, _ in self._poll.poll():
                    if descriptor == self._control.fileno():
                        self._spawn()
                    else:
                        self._reap(descriptor)
        finally:  # the grader has gone
            for pidfd in self._spawned:
                signal.pidfd_send_signal(pidfd, signal.SIGKILL)
            os._exit(0)

    def _spawn(self) -> None:
        message, descriptors, _, _ = socket.recv_fds(self._control, 64, 4)
        if not message:
            raise EOFError
        number, cpu_seconds = REQUEST.unpack(message)
        pid = os.fork()
        if pid == 0:
            self._child_main(descriptors, cpu_seconds)
        for descriptor in descriptors:
            os.close(descriptor)
        pidfd = os.pidfd_open(pid)
        self._spawned[pidfd] = number, pid
        self._poll.register(pidfd, select.POLLIN)
        _report(self._control, CHILD, number, 0, 0, [pidfd])

    def _reap(self, pidfd: int) -> None:
        number, pid = self._spawned.pop(pidfd)
        self._poll.unregister(pidfd)
        os.close(pidfd)
        _, status, usage = os.wait4(pid, 0)
        microseconds = int(1e6 * (usage.ru_utime + usage.ru_stime))
        _report(self._control, EXIT, number, status, microseconds, [])

    def _child_main(self, descriptors: list[int], cpu_seconds: int) -> NoReturn:
        status = 70
        try:
            sheet, request, reply, output = descriptors
            for target, source in enumerate((self._null, output, output, request, reply, sheet)):
                os.dup2(source, target)
            self._confinement.limit_child(cpu_seconds)
            self._confinement.lock()
            own_folder.install()
            self._answer()
            status = 0
        finally:
            os._exit(status)

    def _answer(self) -> None:
        random.seed(0)  # a fork gives this generator a new seed
        sheet = marshal.loads(_read_at_once(5))
        self._child.answer(self._writer, self._builtins, sheet, lambda: read_message(3))
        self._writer.close()


def _read_at_once(descriptor: int) -> bytes:
    """Read a whole file from its start.  Its position is shared by all children: leave it alone."""
    pieces = []
    at = 0
    while piece := os.pread(descriptor, 1 << 20, at):
        pieces.append(piece)
        at += len(piece)
    os.close(descriptor)
    return b"".join(pieces)


def _report(
    control: socket.socket, kind: int, number: int, status: int, cpu: int, descriptors: list[int]
) -> None:
    socket.send_fds(control, [REPORT.pack(kind, number, status, cpu)], descriptors)


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


def _prepare_imports(setup: Mapping[str, Any], child: ModuleType) -> tuple[dict[str, Any], bytes]:
    """Load what students may import, and refuse the rest.

    With ``preloaded`` only the modules named there are loaded, for a few submissions that need no
    others; a child that imports another one ends with MISSING_MODULE_EXIT.

    Returns
    -------
    dict[str, Any]
        The builtins of a student.
    bytes
        What a probe found, which the next fork server may be told as ``found``.
    """
    from . import allowed, importer, matplotlib_stub

    names = allowed.ALLOWED.union(setup["modules"])
    builtins = allowed.guarded_builtins(names)
    found = b""
    if setup["preloaded"] is None:
        probe = None if setup["found"] else importer.ImportProbe(allowed.BASICS)
        _import_at_once(setup["modules"])
        matplotlib_stub.install()
        last = importer.DenyImporter(names, allowed.refusal)
        found = probe.found() if probe else setup["found"]
        kept = importer.importer_of(found)
        sys.meta_path[:] = [kept, matplotlib_stub.StubImporter(), last]
        child.warm_up(builtins)
    else:
        _import_at_once((*setup["preloaded"], *setup["modules"], *ALSO_PRELOADED))
        matplotlib_stub.install()
        last = importer.DenyImporter(names, allowed.refusal, _exit_for_more)
        sys.meta_path[:] = [matplotlib_stub.StubImporter(), last]
    return builtins, found


def _exit_for_more() -> NoReturn:
    os._exit(MISSING_MODULE_EXIT)


def _import_at_once(modules: Sequence[str]) -> None:
    warnings.simplefilter("ignore")
    for name in modules:
        extra = importlib.import_module(name)
        for attribute in dir(extra):
            getattr(extra, attribute, None)
