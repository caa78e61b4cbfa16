"""``python -m tests.attacks.nobody MODULE ...``: become an unprivileged user, and run a module.

Root is not like everybody: it owns files, and some limits are not its own.  So the attacks run a
second time as nobody (65534), who owns nothing.  An interpreter below a home folder with mode 0700
cannot be reached by nobody; then this process takes a mount namespace of its own and lays an
open, empty folder over the closed one, with the interpreter, the packages and the tests bound
read-only to where they were.  User, paths and rights are nobody's real ones, in the first user
namespace, without a capability: a fair test of what an unprivileged account gets.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path

NOBODY = 65534
ROOT = Path(__file__).parents[2]

_CLONE_NEWNS = 0x00020000
_MS_RDONLY, _MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = 1, 32, 4096, 16384, 1 << 18
_libc = ctypes.CDLL(None, use_errno=True)


def main(arguments: Sequence[str]) -> None:
    """Does not return: what it becomes is ``python -m`` with these arguments."""
    needed = tuple(dict.fromkeys(Path(p).resolve() for p in (sys.base_prefix, sys.prefix, ROOT)))
    closed = _closed(needed)
    if closed:
        _open_up(closed, needed)
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    os.environ.update(HOME="/nonexistent", TMPDIR="/tmp", PYTHONDONTWRITEBYTECODE="1")
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", *arguments])


def _closed(needed: Sequence[Path]) -> list[Path]:
    """The topmost folders on the way that others may not enter."""
    ways = [[*reversed(path.parents), path] for path in needed]
    first = (next((p for p in way if not p.stat().st_mode & 1), None) for way in ways)
    return list(dict.fromkeys(path for path in first if path))


def _open_up(closed: Sequence[Path], needed: Sequence[Path]) -> None:
    """Raises OSError where this process may not mount."""
    _check(_libc.unshare(_CLONE_NEWNS))
    _mount("none", Path("/"), flags=_MS_REC | _MS_PRIVATE)
    kept = [path for path in needed if any(path.is_relative_to(folder) for folder in closed)]
    held = {path: os.open(path, os.O_PATH) for path in kept}
    for folder in closed:
        _mount("none", folder, "tmpfs", data="mode=0755")
    for path, descriptor in held.items():
        path.mkdir(parents=True, exist_ok=True)
        _mount(f"/proc/self/fd/{descriptor}", path, flags=_MS_BIND)
        _mount("none", path, flags=_MS_REMOUNT | _MS_BIND | _MS_RDONLY)
        os.close(descriptor)


def _mount(source: str, target: Path, kind: str = "", flags: int = 0, data: str = "") -> None:
    texts = (source, str(target), kind or None)
    encoded = [text.encode() if text else None for text in texts]
    _check(_libc.mount(*encoded, ctypes.c_ulong(flags), data.encode() or None))


def _check(returned: int) -> None:
    if returned:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    main(sys.argv[1:])
