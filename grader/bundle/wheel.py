"""The wheel of the running grader, made from its installed files: no network, no build tool.

An editable installation has the metadata of the project and, elsewhere, its sources; both are
taken from where they are.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.metadata import Distribution
from importlib.resources.abc import Traversable
from typing import NamedTuple

from grader.authoring.templates import files_in_wheel
from grader.errors import GraderError
from grader.kit.archive import archive, own_distributions

_WHEEL = """\
Wheel-Version: 1.0
Generator: grader
Root-Is-Purelib: true
Tag: py3-none-any
"""
_KEPT = ("METADATA", "entry_points.txt")


class Wheel(NamedTuple):
    """A wheel: the name of its file, which pip reads, and its content."""

    name: str
    content: bytes


def own_wheel() -> Wheel:
    """Return the wheel of the grader that runs; the same bytes for the same sources.

    Raises
    ------
    GraderError
        The grader runs from sources that are not installed, so its dependencies are not known.
    """
    own = next(own_distributions(), None)
    if own is None:
        raise GraderError("the grader is not installed; `pip install -e .` in its folder does it")
    stem = f"{re.sub(r'[-_.]+', '_', own.name)}-{own.version}"
    info = f"{stem}.dist-info"
    files = dict(_files("grader", resources.files("grader")))
    files |= dict(files_in_wheel())
    files |= {f"{info}/{name}": data for name, data in _metadata(own)}
    files[f"{info}/WHEEL"] = _WHEEL.encode()
    files[f"{info}/RECORD"] = _record(files, f"{info}/RECORD")
    return Wheel(f"{stem}-py3-none-any.whl", archive(files))


def _files(path: str, folder: Traversable) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _files(f"{path}/{entry.name}", entry)
        elif entry.is_file() and not entry.name.endswith(".pyc"):
            yield f"{path}/{entry.name}", entry.read_bytes()


def _metadata(own: Distribution) -> Iterator[tuple[str, bytes]]:
    """Yield the metadata that an installation does not change, and the licences."""
    for path in own.files or ():
        inside = path.parts[0].endswith(".dist-info")
        if inside and (path.name in _KEPT or "licenses" in path.parts):
            yield "/".join(path.parts[1:]), path.read_binary()


def _record(files: Mapping[str, bytes], own_name: str) -> bytes:
    lines = [f"{name},sha256={_hash(data)},{len(data)}" for name, data in sorted(files.items())]
    return "\n".join([*lines, f"{own_name},,", ""]).encode()


def _hash(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
