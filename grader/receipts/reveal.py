"""What is published after the last deadline: a zip file with the opening, and the suite or key.

opening.json   what the seal commits to
suite.json     the suite with the hidden cases, or
key            the key of the students' own numbers
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass

from grader.errors import UsageError
from grader.receipts.commitment import Opening, key_hash

_OPENING, _SUITE, _KEY = "opening.json", "suite.json", "key"
_LONGEST = 256 << 20
_DATE = (2020, 1, 1, 0, 0, 0)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Reveal:
    """What is published; ``suite`` or ``key`` is empty."""

    opening: Opening
    suite: bytes = b""
    key: bytes = b""

    @property
    def is_what_was_sealed(self) -> bool:
        """Whether the suite and the key are those of the opening."""
        suite = hashlib.sha256(self.suite).hexdigest() if self.suite else ""
        key = key_hash(self.key) if self.key else ""
        return (suite, key) == (self.opening.suite, self.opening.key)

    def to_zip(self) -> bytes:
        """Return the zip file, the same bytes for the same content."""
        files = {_OPENING: self.opening.to_json(), _SUITE: self.suite, _KEY: self.key}
        memory = io.BytesIO()
        with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in files.items():
                if content:
                    entry = zipfile.ZipInfo(name, _DATE)
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    entry.external_attr = 0o644 << 16
                    packed.writestr(entry, content)
        return memory.getvalue()

    @classmethod
    def from_zip(cls, content: bytes, place: str) -> Reveal:
        """Read what ``to_zip`` wrote.  Raise UsageError that names ``place``."""
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                files = _files(packed)
        except _BROKEN as error:
            raise UsageError(f"{place} is not what was revealed: {error}") from error
        opening = Opening.from_json(files[_OPENING], f"{place}: {_OPENING}")
        return cls(opening, files.get(_SUITE, b""), files.get(_KEY, b""))


def _files(packed: zipfile.ZipFile) -> dict[str, bytes]:
    """Return the files.  Raise ValueError where others are in it, or one twice."""
    names = packed.namelist()
    if sorted(names) not in (sorted((_OPENING, _SUITE)), sorted((_OPENING, _KEY))):
        raise ValueError(f"it holds {_OPENING} and {_SUITE} or {_KEY}, nothing else")
    return {name: _content(packed, name) for name in names}


def _content(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as file:
        content = file.read(_LONGEST + 1)
    if len(content) > _LONGEST:
        raise ValueError(f"{name} is longer than {_LONGEST >> 20} MiB")
    return content
