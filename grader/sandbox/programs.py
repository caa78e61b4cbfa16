"""The files that run where student code runs: an interpreter is started with one of them.

They lie in the folder ``inside``.  Where the grader itself lies in an archive (a student's
``check.pyz``), they are written to a private folder that is removed when this process ends: as
compiled code if the archive holds the code of this Python, or else as source.
"""

from __future__ import annotations

import atexit
import functools
import importlib.util
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

PACKAGE = "grader.sandbox.inside"
_START = "start.py"


@functools.cache
def inside_folder() -> Path:
    """Return the folder of these files."""
    here = Path(__file__).parent / "inside"
    return here if (here / _START).is_file() else _unpacked()


def start_file() -> str:
    """Return the path of the file that starts each of the programs (see ``inside/start.py``)."""
    source = inside_folder() / _START
    return str(source if source.is_file() else source.with_suffix(".pyc"))


def source_names() -> tuple[str, ...]:
    """Return the names of all source files that run inside."""
    names = (file.name for file in _packed().iterdir())
    return tuple(sorted(name for name in names if name.endswith(".py")))


def _packed() -> Traversable:
    return resources.files(PACKAGE)


def _unpacked() -> Path:
    import shutil
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="grader-"))  # nobody else may enter it
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    packed = _packed()
    for name in source_names():
        compiled = packed.joinpath(f"{name}c")
        code = compiled.read_bytes() if compiled.is_file() else b""
        if code.startswith(importlib.util.MAGIC_NUMBER):
            (folder / f"{name}c").write_bytes(code)
        else:
            (folder / name).write_bytes(packed.joinpath(name).read_bytes())
    return folder
