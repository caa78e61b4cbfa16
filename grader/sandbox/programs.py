"""The files that run where student code runs, as files: an interpreter is started with them.

They lie in ``inside/``; in an archive (a student's ``check.pyz``) they do not, and are written
to a private folder that goes when this process ends: as code that this Python has compiled before,
if it is in the archive, or else as source.
"""

from __future__ import annotations

import atexit
import functools
import importlib.util
from pathlib import Path

NAMES = ("child.py", "fork_server.py", "importer.py", "plain_child.py", "stubs.py")


@functools.cache
def inside() -> Path:
    """The folder of these files."""
    here = Path(__file__).parent / "inside"
    return here if (here / NAMES[0]).is_file() else _unpacked()


def program(name: str) -> str:
    """The path of one of them, to start an interpreter with."""
    source = inside() / name
    return str(source if source.is_file() else source.with_suffix(".pyc"))


def _unpacked() -> Path:
    import shutil
    import tempfile
    from importlib import resources

    folder = Path(tempfile.mkdtemp(prefix="grader-"))  # nobody else may enter it
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    packed = resources.files("grader.sandbox.inside")
    for name in NAMES:
        compiled = packed.joinpath(f"{name}c")
        code = compiled.read_bytes() if compiled.is_file() else b""
        if code.startswith(importlib.util.MAGIC_NUMBER):
            (folder / f"{name}c").write_bytes(code)
        else:
            (folder / name).write_bytes(packed.joinpath(name).read_bytes())
    return folder
