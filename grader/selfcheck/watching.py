"""A file's saves, seen by looking: works on every system, on network drives and in containers.

A save is taken when the file has looked the same twice, so that none is read half-written.
Editors that put a new file in the place of the old one make it vanish for a moment: that is
waited out, and told only when it lasts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

LOOK_SECONDS = 0.1
GONE_LOOKS = 15

Stamp = tuple[int, ...]
"""Of each file: when it was changed, how large it is, which file it is."""


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
    """Endless: first the file as it is, then one for each save.

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
    """None where there is no such file now."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)
