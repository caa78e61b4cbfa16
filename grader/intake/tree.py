"""Files and folders as they were handed in, on a disk or in an archive; read only when asked for.

Names are a stranger's.  They are text here (bytes that are none become escapes) and are never
used to find a place to write to.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from grader.files import file_of
from grader.text.clean import one_line

_JUNK = frozenset(("__MACOSX", "__pycache__"))
_INSTALLED = frozenset(("venv", "env", "site-packages", "node_modules"))
_DEEPEST = 8
_MOST_FILES = 1000


class NothingToGradeError(Exception):
    """Why there is nothing to grade, as a sentence's end or a sentence."""


@dataclass(frozen=True, eq=False)
class File:
    """One file.  ``load(n)`` gives its first n bytes; one that is ``refused`` is never read."""

    name: str
    load: Callable[[int], bytes] = field(repr=False)
    refused: str = ""

    @property
    def shown(self) -> str:
        """The name as a person may read it."""
        return one_line(self.name, characters=100)

    @property
    def suffix(self) -> str:
        return os.path.splitext(self.name)[1].lower()  # noqa: PTH122 - the name is no path

    def read(self, most: int) -> bytes:
        """All bytes.  Raises NothingToGradeError where there are more than ``most``."""
        if self.refused:
            raise NothingToGradeError(f"{self.shown} {self.refused}")
        try:
            content = self.load(most + 1)
        except OSError as error:
            raise NothingToGradeError(f"{self.shown} cannot be read: {error.strerror}") from error
        if len(content) > most:
            raise NothingToGradeError(f"{self.shown} is larger than {_size(most)}")
        return content


@dataclass(frozen=True, eq=False)
class Folder:
    """A folder.  ``listing()`` gives what is in it, by name."""

    name: str
    listing: Callable[[], tuple[Entry, ...]] = field(repr=False)

    def listed(self) -> tuple[Entry, ...]:
        """What is in it, without what systems and editors leave behind.

        Raises NothingToGradeError where it cannot be listed.
        """
        try:
            return tuple(entry for entry in self.listing() if not is_junk(entry.name))
        except OSError as error:
            shown = one_line(self.name, characters=100)
            raise NothingToGradeError(f"{shown} cannot be read: {error.strerror}") from error

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The same for a look from far: nothing where it cannot be listed."""
        try:
            return self.listed()
        except NothingToGradeError:
            return ()

    @property
    def files(self) -> tuple[File, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, File))

    @property
    def folders(self) -> tuple[Folder, ...]:
        return tuple(entry for entry in self.entries if isinstance(entry, Folder))


Entry = File | Folder


def folder_of(name: str, entries: tuple[Entry, ...]) -> Folder:
    """A folder of what is known already."""
    return Folder(name, lambda: entries)


def is_junk(name: str) -> bool:
    """Whether a file or folder of this name was made by a system and not by a student."""
    return name.startswith(".") or name in _JUNK


def is_installed(name: str) -> bool:
    """Whether a folder of this name among a student's files holds other people's code."""
    return name in _INSTALLED


def files_under(folder: Folder) -> tuple[tuple[str, File], ...]:
    """The files in a folder and below it with their paths, the outermost first.

    Cut off after a number that no homework has: what is wanted lies on top.  Raises
    NothingToGradeError where a folder cannot be listed.
    """
    found: list[tuple[str, File]] = []
    level = [("", folder)]
    for _ in range(_DEEPEST):
        below = []
        for path, at in level:
            for entry in at.listed():
                if isinstance(entry, File):
                    found.append((path + entry.name, entry))
                elif not is_installed(entry.name):
                    below.append((f"{path}{entry.name}/", entry))
            if len(found) + len(below) >= _MOST_FILES:
                return tuple(found[:_MOST_FILES])
        level = below
    return tuple(found)


def on_disk(path: Path) -> Entry:
    """What is at this path.  No link is followed."""
    return _entry(path, path.is_symlink(), path.is_dir())


def text(name: str) -> str:
    """A file's name as text: bytes that are none become escapes, since no table could hold them."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _listed(path: Path) -> tuple[Entry, ...]:
    with os.scandir(path) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    return tuple(
        _entry(path / entry.name, entry.is_symlink(), _is_folder(entry)) for entry in found
    )


def _is_folder(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir(follow_symlinks=False)


def _entry(path: Path, is_link: bool, is_folder: bool) -> Entry:
    name = text(path.name)
    if is_link:
        return File(name, partial(_bytes_of, path), refused="is a link, not a file")
    if is_folder:
        return Folder(name, partial(_listed, path))
    return File(name, partial(_bytes_of, path))


def _bytes_of(path: Path, most: int) -> bytes:
    """The first bytes of an ordinary file, without waiting for one that never speaks."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
    with file_of(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            shown = one_line(text(path.name), characters=100)
            raise NothingToGradeError(f"{shown} is not an ordinary file")
        return file.read(min(most, about.st_size + 1))  # so much memory is set aside at once


def _size(count: int) -> str:
    return f"{count >> 20} MiB" if count >= 1 << 20 else f"{count >> 10} KiB"
