"""Writing files so that a crash, a full disk or Ctrl-C leaves the old one or the new one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from grader.errors import GraderError


def write_atomically(path: Path, content: Iterable[bytes], *, mode: int = 0o644) -> None:
    """Replace the file with this content, given in pieces.  Raises GraderError naming the file.

    The new content is complete beside the old file before it takes its name; the folder is made
    where it is missing.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(beside, content, mode)
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise GraderError(
            f"cannot write {path}: {error.strerror}; nothing that stood there was changed"
        ) from error


def _write(path: Path, content: Iterable[bytes], mode: int) -> None:
    path.unlink(missing_ok=True)  # what a crash may have left here
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.writelines(content)
