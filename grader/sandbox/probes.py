"""Probes: what a submission must not be able to do, each as a submission that tries it.

A probe prints ``MARK`` when it got through and swallows every exception; a killed probe counts as
stopped.  With the layers off each probe gets through (the tests show it), so it is the sandbox that
stops it.  Probes do no damage: they ask for a right and do not use it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MARK = "got through"

_FRAME = """
import os, sys

load = sys.modules["importlib"].import_module  # as an attacker would: past the polite import


def attempt():
{body}


def probe(a):
    try:
        through = attempt()
    except BaseException:
        through = False
    if through:
        print({mark!r})
    return a
"""


@dataclass(frozen=True)
class Probe:
    """One deed, in words and as the source of a submission that tries it."""

    id: str
    tries: str
    source: bytes


def probes(files: Sequence[str], folder: str) -> tuple[Probe, ...]:
    """Return all probes: ``files`` exist and should be out of reach, ``folder`` is writable."""
    return tuple(
        Probe(id, tries, _source(body.format(files=list(files), folder=folder)))
        for id, tries, body in _ATTEMPTS
    )


def _source(body: str) -> bytes:
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return _FRAME.format(body=lines, mark=MARK).encode()


_ATTEMPTS = (
    (
        "read_home_or_etc",
        "read a file of this account, of the system or of the grader",
        """
for path in {files!r}:
    try:
        with open(path, "rb") as file:
            return bool(file.read(1))
    except OSError:
        pass
""",
    ),
    (
        "write_tmp",
        "create a file in the folder for temporary files",
        """
path = os.path.join({folder!r}, f"probe-{{os.getpid()}}")
os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
os.unlink(path)
return True
""",
    ),
    (
        "tcp_socket",
        "make a network socket",
        """
load("socket").socket().close()
return True
""",
    ),
    (
        "fork",
        "start a second process",
        """
pid = os.fork()
if pid == 0:
    os._exit(0)
os.waitpid(pid, 0)
return True
""",
    ),
    (
        "thread",
        "start a thread",
        """
thread = load("threading").Thread(target=int)
thread.start()
thread.join()
return True
""",
    ),
    (
        "exec",
        "run a program",
        """
return load("subprocess").run(["/bin/true"]).returncode == 0
""",
    ),
    (
        "signal_parent",
        "signal the process it came from",
        """
os.kill(os.getppid(), 0)
return True
""",
    ),
    (
        "prlimit_parent",
        "read, and so could change, the limits of the process it came from",
        """
resource = load("resource")
return bool(resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE))
""",
    ),
    (
        "sigio_parent",
        "have a pipe signal the process it came from",
        """
read, write = os.pipe() if hasattr(os, "pipe") else (0, 1)
fcntl = load("fcntl")
fcntl.fcntl(write, fcntl.F_SETOWN, os.getppid())
return True
""",
    ),
    (
        "proc_mem",
        "open the memory of the process it came from",
        """
os.close(os.open(f"/proc/{{os.getppid()}}/mem", os.O_RDONLY))
return True
""",
    ),
    (
        "ptrace",
        "trace the process it came from",
        """
SEIZE = 0x4206  # asks for the same right as ATTACH and does not stop anybody
libc = load("ctypes").CDLL(None, use_errno=True)
return libc.ptrace(SEIZE, os.getppid(), 0, 0) == 0
""",
    ),
    (
        "unshare_userns",
        "become root of a namespace of its own",
        """
libc = load("ctypes").CDLL(None, use_errno=True)
if libc.unshare(0x10000000) == 0:
    return True
pid = os.fork()  # beside a second thread it needs a process of its own
if pid == 0:
    os._exit(libc.unshare(0x10000000) != 0)
return os.waitpid(pid, 0)[1] == 0
""",
    ),
    (
        "memory_2GB",
        "take two gigabytes of memory",
        """
return load("numpy").empty(2 << 30, "u1") is not None
""",
    ),
)
