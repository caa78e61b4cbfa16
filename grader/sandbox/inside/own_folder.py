"""A stand-in for ``os.chdir`` where no folder can be entered.

Many files begin with a change to the folder that they lie in.  A child stays where it is, and no
file is there to be found, so that is what such a change comes to.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path


def install() -> None:
    """Put it in the place of ``os.chdir``."""
    os.chdir = chdir


def chdir(path: str | bytes | os.PathLike[str] | os.PathLike[bytes] | int) -> None:
    """Do nothing for the folder that this process is in; any other one is not there."""
    if isinstance(path, int) or Path(os.fsdecode(path)).absolute() != Path.cwd():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
