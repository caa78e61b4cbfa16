"""Files and folders as handed in, on disk or in an archive, read only on demand.

Names come from strangers.  They are text (undecodable bytes become escapes), and no path to write
to is ever made of them.
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

_JUNK = frozenset(("__macosx", "__pycache__", "thumbs.db", "desktop.ini"))
_HIDDEN_JUNK = frozenset(
    ".ds_store .trashes .directory .git .gitignore .gitattributes .github .idea .vscode .venv"
    " .ipynb_checkpoints .mypy_cache .pytest_cache .ruff_cache".split()
)
_INSTALLED = frozenset(("venv", "env", "site-packages", "node_modules"))
_DEEPEST = 8
_MOST_FILES = 1000


class NothingToGradeError(Exception):
    """Why there is nothing to grade, as a sentence or the end of one."""


@dataclass(frozen=True, eq=False)
class File:
    """A file that is read on demand.

    Attributes
    ----------
    name : str
    load : callable
        ``load(n)`` returns the first n bytes.
    refused : str
        Why the file is never read, or empty.
    """

    name: str
    load: Callable[[int], bytes] = field(repr=False)
    refused: str = ""

    @property
    def display_name(self) -> str:
        """The name, cleaned for a message."""
        return one_line(self.name, characters=100)

    @property
    def suffix(self) -> str:
        """The suffix in lower case, with its dot."""
        return os.path.splitext(self.name)[1].lower()  # noqa: PTH122 - the name is no path

    def read(self, most: int) -> bytes:
        """Return all bytes.

        Raises
        ------
        NothingToGradeError
            The file is refused, unreadable or larger than ``most`` bytes.
        """
        content = self.beginning(most + 1)
        if len(content) > most:
            raise NothingToGradeError(f"{self.display_name} is larger than {_size(most)}")
        return content

    def beginning(self, count: int) -> bytes:
        """Return the first bytes.

        Raises
        ------
        NothingToGradeError
            The file is refused or unreadable.
        """
        if self.refused:
            raise NothingToGradeError(f"{self.display_name} {self.refused}")
        try:
            return self.load(count)
        except OSError as error:
            raise NothingToGradeError(
                f"{self.display_name} cannot be read: {error.strerror}"
            ) from error


@dataclass(frozen=True, eq=False)
class Folder:
    """A folder; ``listing()`` returns its entries."""

    name: str
    listing: Callable[[], tuple[Entry, ...]] = field(repr=False)

    def listed(self) -> tuple[Entry, ...]:
        """Return the entries without files that systems and editors leave behind.

        Raises
        ------
        NothingToGradeError
            The folder cannot be listed.
        """
        return tuple(entry for entry in self._all() if not is_junk(entry.name))

    def _all(self) -> tuple[Entry, ...]:
        try:
            return self.listing()
        except OSError as error:
            shown = one_line(self.name, characters=100)
            raise NothingToGradeError(f"{shown} cannot be read: {error.strerror}") from error

    def of_class(self) -> tuple[Entry, ...]:
        """Return the entries of a class's folder, hidden ones included, without a system's own.

        A student's name may begin with a point.

        Raises
        ------
        NothingToGradeError
            The folder cannot be listed.
        """
        return tuple(entry for entry in self._all() if not _is_a_system_s(entry))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The entries; empty if the folder cannot be listed."""
        try:
            return self.listed()
        except NothingToGradeError:
            return ()

    @property
    def files(self) -> tuple[File, ...]:
        """The files among the entries."""
        return tuple(entry for entry in self.entries if isinstance(entry, File))

    @property
    def folders(self) -> tuple[Folder, ...]:
        """The folders among the entries."""
        return tuple(entry for entry in self.entries if isinstance(entry, Folder))


Entry = File | Folder


def folder_of(name: str, entries: tuple[Entry, ...]) -> Folder:
    """Return a folder with known entries."""
    return Folder(name, lambda: entries)


def is_junk(name: str) -> bool:
    """Return whether a system, not a student, made a file or folder of this name."""
    return name.startswith(".") or name.lower() in _JUNK


def _is_a_system_s(entry: Entry) -> bool:
    name = entry.name.lower()
    return name in _JUNK | _HIDDEN_JUNK or (isinstance(entry, File) and name.startswith("._"))


def is_installed(name: str) -> bool:
    """Return whether a folder of this name holds installed packages."""
    return name in _INSTALLED


def files_under(folder: Folder) -> tuple[tuple[str, File], ...]:
    """Return all files below a folder with their paths, breadth first.

    The list is cut at 1,000 files, which no homework has.

    Raises
    ------
    NothingToGradeError
        A folder cannot be listed.
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
    """Return the file or folder at a path; links are not followed."""
    return _entry(path, path.is_symlink(), path.is_dir())


def text(name: str) -> str:
    """Return a file's name as text; undecodable bytes become escapes."""
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
    """Return the first bytes of an ordinary file; never block on a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
    with file_of(handle, "rb") as file:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            shown = one_line(text(path.name), characters=100)
            raise NothingToGradeError(f"{shown} is not an ordinary file")
        return file.read(min(most, about.st_size + 1))  # read() allocates this much at once


def _size(count: int) -> str:
    return f"{count >> 20} MiB" if count >= 1 << 20 else f"{count >> 10} KiB"
