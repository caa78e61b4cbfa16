"""Autolab: a makefile, the archive that it unpacks, and the image in which Tango runs both."""

from __future__ import annotations

import io
import tarfile

from grader.bundle.parts import Parts, fixed
from grader.export import autolab_problems, autolab_ungraded
from grader.suite.file import dumps

_SCRIPT = "run.sh"
_INSIDE = "grader-files"


def autolab_files(parts: Parts) -> dict[str, bytes]:
    """Return the two files to upload, the image, and the problems that the assessment needs."""
    files = fixed("autolab", Dockerfile="image/Dockerfile")
    packed = {
        _SCRIPT: files.pop(_SCRIPT),
        "suite.json": dumps(parts.suite).encode(),
        "ungraded.json": f"{autolab_ungraded(parts.suite)}\n".encode(),
    }
    problems = autolab_problems(parts.suite).items()
    return {
        **files,
        "autograde.tar": _tar({f"{_INSIDE}/{name}": data for name, data in packed.items()}),
        f"image/wheels/{parts.wheel.name}": parts.wheel.content,
        "problems.txt": "".join(f"{name}\t{points:g}\n" for name, points in problems).encode(),
    }


def _tar(files: dict[str, bytes]) -> bytes:
    memory = io.BytesIO()
    with tarfile.open(fileobj=memory, mode="w", format=tarfile.USTAR_FORMAT) as packed:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o600
            packed.addfile(entry, io.BytesIO(content))
    return memory.getvalue()
