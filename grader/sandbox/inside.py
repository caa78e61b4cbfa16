"""The files that run where student code runs, as files: an interpreter is started with them.

They lie beside this one; in an archive (a student's ``check.pyz``) they do not, and are written
to a private folder that goes when this process ends.
"""

from __future__ import annotations

import atexit
import functools
from pathlib import Path

NAMES = ("child.py", "fresh.py", "shelf.py", "stubs.py", "zygote.py")


@functools.cache
def inside() -> Path:
    """The folder of these files."""
    here = Path(__file__).parent
    return here if (here / NAMES[0]).is_file() else _unpacked()


def _unpacked() -> Path:
    import shutil
    import tempfile
    from importlib import resources

    folder = Path(tempfile.mkdtemp(prefix="grader-"))  # nobody else may enter it
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for name in NAMES:
        source = resources.files("grader.sandbox").joinpath(name)
        (folder / name).write_bytes(source.read_bytes())
    return folder
