"""Zip archives as trees, read in memory.  Nothing is ever extracted, and no header is believed.

The download of a class comes from a platform: an entry that is not as it should be costs its own
student and nobody else.  An archive that a student made is refused as a whole.
"""

from __future__ import annotations

import io
import os
import re
import stat
import threading
import weakref
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from grader.intake.tree import (
    Entry,
    File,
    Folder,
    NothingToGradeError,
    folder_of,
    is_installed,
    is_junk,
    text,
)
from grader.text.clean import one_line

SUFFIX = ".zip"
LARGEST_ARCHIVE = 32 << 20
"""Bytes of an archive that a student made."""

_MOST_MEMBERS = 200
_DEEPEST = 16
_LARGEST_DIRECTORY = 32 << 20
"""Bytes of a class's table of contents: some 300,000 entries."""

_LARGEST_OWN_DIRECTORY = 1 << 20
_PIECE = 256 << 10
_UNSUSPECTED = 4 << 10
_TIGHTEST = 100
"""How many to one source text may be packed.  Outputs and data repeat themselves and may be packed
tighter; what is read of them is bounded."""

_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x41
_SAID_TO_BE_UTF8 = 0x800
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    ValueError,
)
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class Unpacked:
    """What is in an archive, and the entries that have no place in any tree."""

    folder: Folder
    passed_over: tuple[str, ...]


def open_archive(path: Path) -> Unpacked:
    """A class's archive on the disk, kept open as long as its files are in use.

    Raises NothingToGradeError where it is no zip archive, and OSError.
    """
    source = _Bounded(path.open("rb"), _LARGEST_DIRECTORY)
    archive = _Archive(source, path.name)
    members = archive.members()
    return Unpacked(_tree(text(path.name), members), tuple(m.shown for m in members if m.lost))


def unpack(file: File) -> Folder:
    """What is in an archive that a student made.  Raises NothingToGradeError with the reason."""
    content = file.read(LARGEST_ARCHIVE)
    archive = _Archive(_Bounded(io.BytesIO(content), _LARGEST_OWN_DIRECTORY), file.name)
    members = [member for member in archive.members() if not member.is_beside_the_point]
    for member in members:
        if member.refused:
            raise NothingToGradeError(f"{file.shown}: {member.shown} {member.refused}")
    if len(members) > _MOST_MEMBERS:
        raise NothingToGradeError(f"{file.shown} holds more than {_MOST_MEMBERS} files")
    return _tree(file.name, members)


@dataclass(frozen=True)
class _Member:
    """One entry: its path in parts, why it is not read, and whether it has a place at all."""

    parts: tuple[str, ...]
    shown: str
    folder: bool
    refused: str
    lost: bool
    load: Callable[[int], bytes]

    @property
    def is_beside_the_point(self) -> bool:
        return not self.lost and any(is_junk(part) or is_installed(part) for part in self.parts)

    def file(self) -> File:
        return File(self.parts[-1], self.load, self.refused)


class _Archive:
    """An open zip file that several threads may read from."""

    def __init__(self, source: _Bounded, name: str) -> None:
        try:
            # The reader asks for no more of a file object than this.
            self._zip = zipfile.ZipFile(source)
        except _DAMAGED as error:
            shown = one_line(text(name), characters=100)
            raise NothingToGradeError(f"{shown} is no zip archive, or a damaged one") from error
        self._lock = threading.Lock()

    def members(self) -> list[_Member]:
        entries = self._zip.infolist()
        names = Counter(_parts(_path(entry)) for entry in entries)
        folded = Counter("/".join(parts).casefold() for parts in names)
        overlapping = _overlapping(entries)
        return [self._member(entry, names, folded, overlapping) for entry in entries]

    def _member(
        self,
        entry: zipfile.ZipInfo,
        names: Counter[tuple[str, ...]],
        folded: Counter[str],
        overlapping: frozenset[int],
    ) -> _Member:
        parts = _parts(_path(entry))
        lost = _leads_astray(entry, parts)
        refused = lost or _refusal(entry)
        if not refused and names[parts] > 1:
            refused = "is in the archive twice"
        if not refused and folded["/".join(parts).casefold()] > 1:
            refused = "has a name that differs from another one in capitals only"
        if not refused and entry.header_offset in overlapping:
            refused = "lies over another file of the archive"
        shown = one_line(text(_path(entry)), characters=100)
        load = partial(self._load, entry)
        return _Member(parts, shown, entry.is_dir(), refused, bool(lost), load)

    def _load(self, entry: zipfile.ZipInfo, most: int) -> bytes:
        """The first bytes of an entry, whatever its header says of its size."""
        pieces: list[bytes] = []
        try:
            with self._lock, self._zip.open(entry) as file:
                while most and (piece := file.read(min(most, _PIECE))):
                    pieces.append(piece)
                    most -= len(piece)
        except _DAMAGED as error:
            shown = one_line(text(entry.filename), characters=100)
            raise NothingToGradeError(f"{shown} is damaged in its archive") from error
        return b"".join(pieces)


class _Bounded:
    """A file that gives only so much at once, so that no table of contents fills the memory.

    It is closed when nobody reads from it any more.
    """

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file = file
        self._most = most
        weakref.finalize(self, file.close)

    def read(self, count: int | None = -1) -> bytes:
        if count is None or count < 0:
            here = self.tell()
            count = self.seek(0, os.SEEK_END) - here
            self.seek(here)
        if count > self._most:
            raise zipfile.BadZipFile("its table of contents is too large")
        return self._file.read(count)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


def _path(entry: zipfile.ZipInfo) -> str:
    """The entry's path.  One that does not say that it is UTF-8 often is all the same."""
    if entry.flag_bits & _SAID_TO_BE_UTF8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _parts(name: str) -> tuple[str, ...]:
    """The path's parts; some systems write backslashes between them."""
    return tuple(text(part) for part in name.replace("\\", "/").split("/") if part not in ("", "."))


def _leads_astray(entry: zipfile.ZipInfo, parts: tuple[str, ...]) -> str:
    """Why an entry's path has no place in a tree, or nothing."""
    name = entry.orig_filename.replace("\\", "/")
    if not parts or "\0" in name:
        return "has no name that a file can have"
    if name.startswith("/") or ".." in parts or _DRIVE.match(name):
        return "has a path that leads out of the archive"
    return f"lies more than {_DEEPEST} folders deep" if len(parts) > _DEEPEST else ""


def _refusal(entry: zipfile.ZipInfo) -> str:
    """Why an entry is not read, or nothing."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "is a link, not a file"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is not an ordinary file"
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if entry.compress_type not in _PACKED:
        return "is packed in a way that is not read here"
    if _is_bomb(entry):
        return f"is packed more than {_TIGHTEST} to one, as no text is"
    return ""


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    if entry.file_size <= _UNSUSPECTED or not entry.filename.lower().endswith(".py"):
        return False
    return entry.file_size > _TIGHTEST * max(entry.compress_size, 1)


def _overlapping(entries: Iterable[zipfile.ZipInfo]) -> frozenset[int]:
    """Where entries begin that share bytes with another one."""
    found = set()
    end, last = 0, -1
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if last >= 0 and entry.header_offset < end:
            found |= {entry.header_offset, last}
        if entry.header_offset + entry.compress_size >= end:
            end = entry.header_offset + zipfile.sizeFileHeader + entry.compress_size  # type: ignore[attr-defined]  # zipfile has it, its types do not
            last = entry.header_offset
    return frozenset(found)


_Branch = dict[str, "File | _Branch"]


def _tree(name: str, members: Iterable[_Member]) -> Folder:
    root: _Branch = {}
    for member in members:
        if not member.lost:
            _plant(root, member)
    return _as_folder(name, root)


def _plant(root: _Branch, member: _Member) -> None:
    at = root
    for part in member.parts[:-1]:
        below = at.get(part)
        if not isinstance(below, dict):
            below = at[part] = {}
        at = below
    last = member.parts[-1]
    if member.folder:
        at.setdefault(last, {})
    else:
        at.setdefault(last, member.file())


def _as_folder(name: str, branch: _Branch) -> Folder:
    entries: list[Entry] = [
        _as_folder(key, entry) if isinstance(entry, dict) else entry
        for key, entry in sorted(branch.items())
    ]
    return folder_of(name, tuple(entries))
