"""What ``plain.py`` starts: one submission in an interpreter of its own, without isolation.

What it is told comes on standard input: the sheet and the limits, then the request, then the hidden
sheet.  The reply goes to standard output, prints to standard error.
"""

from __future__ import annotations

import contextlib
import importlib
import marshal
import os
import queue
import sys
import threading
import warnings
from pathlib import Path
from typing import Any


def main() -> None:
    sys.path.insert(0, str(Path(__file__).parent))
    child = importlib.import_module("child")
    importlib.import_module("stubs").install_stubs()
    del sys.path[0]
    reply_to = os.dup(1)
    os.dup2(2, 1)
    told = _listen(child, os.dup(0))
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    sheet, allowed, cpu_seconds, megabytes = marshal.loads(told.get())
    warnings.simplefilter("ignore")
    _limit(cpu_seconds, megabytes)
    reply = child.Reply(reply_to, 1, frozenset(allowed))
    child.settle()
    child.answer(reply, marshal.loads(sheet), told.get)
    reply.close()
    os._exit(0)


def _listen(child: Any, descriptor: int) -> queue.SimpleQueue[bytes]:
    """What comes on standard input, from now on; when it ends, so does this process."""
    told: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def listen() -> None:
        try:
            while True:
                told.put(child.told(descriptor))
        finally:
            os._exit(1)

    threading.Thread(target=listen, daemon=True).start()
    return told


def _limit(cpu_seconds: int, megabytes: int) -> None:
    """As far as this system has such limits."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


if __name__ == "__main__":
    main()
