"""Files: written so that a crash, a full disk or Ctrl-C leaves the old one or the new one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from grader.errors import GraderError, UsageError

OWNER_ONLY = 0o600
"""The mode of files with grades: nobody else on the machine reads them."""

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


def write_atomically(path: Path, content: Iterable[bytes], *, mode: int = 0o644) -> None:
    """Replace the file with this content, given in pieces.  Raises GraderError naming the file.

    The new content is complete beside the old file before it takes its name; the folder is made
    where it is missing.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = _new(beside, mode)
        try:
            with file_of(handle, "wb") as file:
                file.writelines(content)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)  # it may have got its name just before a Ctrl-C
            raise
    except OSError as error:
        raise GraderError(
            f"cannot write {path}: {error.strerror}; nothing that stood there was changed"
        ) from error


def file_of(handle: int, mode: str) -> IO[bytes]:
    """The file object of a descriptor, which is closed where there can be none."""
    try:
        return os.fdopen(handle, mode)
    except BaseException:
        os.close(handle)
        raise


def require(paths: Iterable[Path]) -> None:
    """Raises UsageError for a path that does not exist, before anything costly is done."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"there is no {path}")


def require_grades(folder: Path, files: Iterable[str] = ()) -> None:
    """Raises UsageError for a folder that does not exist, or has not got these files."""
    if not all((folder / name).exists() for name in ("", *files)):
        raise UsageError(f"there are no grades in {folder}; `grader grade` makes them")


def source_digest(folder: Path) -> str:
    """A SHA-256 of the files that a suite is made from; other files do not count."""
    import hashlib  # loads a large library: only where it is needed

    digest = hashlib.sha256()
    found = [*folder.glob("*.yaml"), *folder.glob("*.py")]
    for path in sorted(path for path in found if path.is_file()):
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def assignment_files(folder: Path) -> dict[str, bytes]:
    """Return the YAML and Python files of an assignment, by their paths within its folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in (".yaml", ".py")
    }


def _new(path: Path, mode: int) -> int:
    """A descriptor of a file that was not there, in a folder that may not have been."""
    # Thousands of pages are written one by one: what is nearly always so is not asked before.
    try:
        return os.open(path, _NEW, mode)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        path.unlink()  # what a crash left here
    return os.open(path, _NEW, mode)
