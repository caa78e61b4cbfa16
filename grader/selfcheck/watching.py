"""Saves of a file, found by polling: works on every system, network drive and container.

A save is taken when the file has looked the same twice, so that none is read half-written.
Editors that put a new file in the place of the old one make it vanish for a moment: that is
waited out, and reported only when it lasts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

LOOK_SECONDS = 0.1
"""Pause between two looks at the file."""

GONE_LOOKS = 15
"""Looks in a row without a file until it is reported as gone."""

Stamp = tuple[int, ...]
"""Of each file: time of the last change in ns, size in bytes, inode."""


@dataclass(frozen=True)
class Saved:
    """The file is there, whole, and other than before."""


@dataclass(frozen=True)
class Gone:
    """The file has not been there for a while."""


def saves(
    path: Path | Sequence[Path],
    sleep: Callable[[float], object],
    stamp: Callable[[Path], Stamp | None] | None = None,
) -> Iterator[Saved | Gone]:
    """Yield the file as it is, then one event for each save, without end.

    Of several files the first has to be there; a save of any of them is one.
    """
    paths = [path] if isinstance(path, Path) else path
    look_at = stamp or stamp_of
    taken: Stamp | None = None
    seen: Stamp | None = None
    missed = 0
    while True:
        now = _stamp(paths, look_at)
        missed = 0 if now else missed + 1
        if now and now == seen and now != taken:
            taken = now
            yield Saved()
        elif missed == GONE_LOOKS:
            taken = None
            yield Gone()
        seen = now
        sleep(LOOK_SECONDS)


def _stamp(paths: Sequence[Path], look_at: Callable[[Path], Stamp | None]) -> Stamp | None:
    first, *others = [look_at(path) for path in paths]
    if first is None:
        return None
    return sum((one for one in others if one), first)


def stamp_of(path: Path) -> Stamp | None:
    """Return the stamp of a file; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)
