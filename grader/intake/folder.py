"""Submissions in a folder: one sub-folder or one file a student."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.model import Delivery, Person, Submission

LARGEST_SOURCE = 256 << 10
"""Bytes; a page of derivations is 3 KiB, and compiling a huge file is an attack."""

_SUFFIX = ".py"

_NOT_TAKEN = {
    ".ipynb": "a notebook; hand in a Python file",
    ".zip": "an archive; unpack it, one folder a student",
    ".tar": "an archive; unpack it, one folder a student",
    ".gz": "an archive; unpack it, one folder a student",
    ".rar": "an archive; unpack it, one folder a student",
    ".7z": "an archive; unpack it, one folder a student",
}
"""What somebody surely meant to hand in: said to be ungraded, not passed over."""


@dataclass(frozen=True)
class Unreadable:
    """Something was handed in that holds nothing to grade, and why."""

    student: str
    reason: str


@dataclass(frozen=True)
class HandedIn:
    """One student's folder or file.  Reading is put off until its turn comes."""

    student: str
    path: Path
    module: str

    @property
    def delivery(self) -> Delivery:
        return Delivery(Person(self.student))

    def read(self) -> Submission | Unreadable:
        """The file's bytes, or the reason why there are none."""
        try:
            path = self._file()
            return Submission(self.student, path.name, read_source(path))
        except _NothingToGradeError as error:
            return Unreadable(self.student, str(error))
        except OSError as error:
            return Unreadable(self.student, f"cannot be read: {error.strerror}")

    def _file(self) -> Path:
        if self.path.is_symlink():
            raise _NothingToGradeError(f"{self.path.name} is a link")
        if not self.path.is_dir():
            return self.path
        wanted = self.path / self.module
        if os.path.lexists(wanted):
            return wanted
        others = [path for path in sorted(self.path.iterdir()) if _is_module(path)]
        if len(others) == 1:
            return others[0]
        found = ", ".join(path.name for path in others[:5]) or "no Python file"
        raise _NothingToGradeError(f"no file {self.module}; there is {found}")


class _NothingToGradeError(Exception):
    pass


def require(paths: Iterable[Path]) -> None:
    """Raises UsageError for a path that does not exist, before anything costly is done."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no {path}")


def collect(paths: Iterable[Path], module: str) -> tuple[HandedIn, ...]:
    """Every submission under these paths, by student, in the order of their names.

    A path that is a file, or a folder that holds the module itself, is one submission; any other
    folder holds one submission an entry.  Raises UsageError for a path that does not exist, for
    one that holds nothing, and for two submissions of one name.
    """
    found = [handed for path in paths for handed in _under(path, module)]
    for name, times in Counter(handed.student for handed in found).items():
        if times > 1:
            raise UsageError(f"{times} submissions are called {name!r}; rename all but one")
    return tuple(sorted(found, key=lambda handed: handed.student))


def read_source(path: Path) -> bytes:
    """The bytes of a regular file of ordinary size, never through a link.

    Raises OSError, or the reason why the file is not graded.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    if path.is_symlink():
        raise _NothingToGradeError(f"{path.name} is a link, not a file")
    if path.suffix.lower() in _NOT_TAKEN:
        raise _NothingToGradeError(f"{path.name} is {_NOT_TAKEN[path.suffix.lower()]}")
    handle = os.open(path, flags | getattr(os, "O_CLOEXEC", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise _NothingToGradeError(f"{path.name} is not an ordinary file")
        source = file.read(LARGEST_SOURCE + 1)
    if len(source) > LARGEST_SOURCE:
        raise _NothingToGradeError(f"{path.name} is larger than {LARGEST_SOURCE >> 10} KiB")
    return source


def _under(path: Path, module: str) -> list[HandedIn]:
    require([path])
    if not path.is_dir() or (path / module).exists():
        place = path.resolve() if path.is_dir() else path  # who runs the command may use links
        return [HandedIn(_student(path.absolute(), module), place, module)]
    entries = [entry for entry in sorted(path.iterdir()) if _is_submission(entry)]
    if not entries:
        raise UsageError(f"{path} holds no submission: no sub-folder and no {_SUFFIX} file")
    return [HandedIn(_student(entry, module), entry, module) for entry in entries]


def _student(path: Path, module: str) -> str:
    """The folder's name; of a file its own, or its folder's where all files are called alike.

    A name whose bytes are no text is told as an escape, since no table could hold it.
    """
    name = path.parent.name if path.name == module else path.name.removesuffix(_SUFFIX)
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _is_submission(entry: Path) -> bool:
    if entry.name.startswith((".", "__")):
        return False
    meant = entry.suffix.lower() in _NOT_TAKEN
    return entry.is_symlink() or entry.is_dir() or _is_module(entry) or meant


def _is_module(path: Path) -> bool:
    return path.suffix == _SUFFIX and not path.name.startswith(".")
