"""Writing files so that a crash, a full disk or Ctrl-C leaves the old one or the new one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from grader.errors import GraderError


def write_atomically(path: Path, content: bytes, *, mode: int = 0o644) -> None:
    """Replace the file with this content.  Raises GraderError naming the file.

    The new content is complete beside the old file before it takes its name; the folder is made
    where it is missing.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).chmod(mode)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise GraderError(
            f"cannot write {path}: {error.strerror}; nothing that stood there was changed"
        ) from error
