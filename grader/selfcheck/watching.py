"""A file's saves, seen by looking: works on every system, on network drives and in containers.

A save is taken when the file has looked the same twice, so that none is read half-written.
Editors that put a new file in the place of the old one make it vanish for a moment: that is
waited out, and told only when it lasts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

LOOK_SECONDS = 0.1
GONE_LOOKS = 15

Stamp = tuple[int, int, int]
"""When it was changed, how large it is, which file it is."""


@dataclass(frozen=True)
class Saved:
    """The file is there, whole, and other than before."""


@dataclass(frozen=True)
class Gone:
    """The file has not been there for a while."""


def saves(
    path: Path,
    sleep: Callable[[float], object],
    stamp: Callable[[Path], Stamp | None] | None = None,
) -> Iterator[Saved | Gone]:
    """Endless: first the file as it is, then one for each save."""
    look = stamp or stamp_of
    taken: Stamp | None = None
    seen: Stamp | None = None
    missed = 0
    while True:
        now = look(path)
        missed = 0 if now else missed + 1
        if now and now == seen and now != taken:
            taken = now
            yield Saved()
        elif missed == GONE_LOOKS:
            taken = None
            yield Gone()
        seen = now
        sleep(LOOK_SECONDS)


def stamp_of(path: Path) -> Stamp | None:
    """None where there is no such file now."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)
