"""Answer one request in an interpreter of its own, without isolation (see ``plain.py``).

Messages come on standard input: the sheet and the limits, then the request, then the hidden sheet.
Frames go to standard output, prints to standard error.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import queue
import sys
import threading
import warnings

from . import matplotlib_stub
from .allowed import guarded_builtins
from .child import answer
from .protocol import FrameWriter, read_message
from .randomness import seed_random_numbers


def main() -> None:
    """Does not return."""
    matplotlib_stub.install()
    sys.meta_path.insert(0, matplotlib_stub.StubImporter())
    reply = os.dup(1)
    os.dup2(2, 1)
    messages = _listen(os.dup(0))
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    sheet, allowed, cpu_seconds, megabytes = marshal.loads(messages.get())
    warnings.simplefilter("ignore")
    _limit(cpu_seconds, megabytes)
    writer = FrameWriter(reply, 1)
    seed_random_numbers()
    builtins = guarded_builtins(frozenset(allowed))
    answer(writer, builtins, marshal.loads(sheet), messages.get)
    writer.close()
    os._exit(0)


def _listen(descriptor: int) -> queue.SimpleQueue[bytes]:
    """Read the messages from now on; when they end, so does this process."""
    messages: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        try:
            while True:
                messages.put(read_message(descriptor))
        finally:
            os._exit(1)

    threading.Thread(target=listen, daemon=True).start()
    return messages


def _limit(cpu_seconds: int, megabytes: int) -> None:
    """As far as this system has such limits."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        from .limits import limit

        limit(resource.RLIMIT_CORE, 0)
        limit(resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1)
        limit(resource.RLIMIT_AS, megabytes << 20)
