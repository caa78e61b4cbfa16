"""Zip archives as file trees, read in memory.  Nothing is extracted, and no header is believed.

The download of a class comes from a platform: a bad entry costs only its own student.  An archive
that a student made is refused as a whole.
"""

from __future__ import annotations

import io
import os
import re
import stat
import struct
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

from grader.intake.file_tree import (
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
"""Bytes of the central directory of a class's archive: some 300,000 entries."""

_LARGEST_OWN_DIRECTORY = 1 << 20
_PIECE = 256 << 10
_UNSUSPECTED = 4 << 10
_TIGHTEST = 100
"""The highest compression ratio of source text.  Outputs and data repeat themselves and may exceed
it, because reading them is bounded."""

_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x41
_SAID_TO_BE_UTF8 = 0x800
_UNICODE_PATH = 0x7075
_EXTRA_HEAD = struct.Struct("<HH")
_UNICODE_HEAD = struct.Struct("<BI")
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # what zipfile raises for a compression that it does not know
    RuntimeError,
    OverflowError,
    ValueError,
)
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True)
class OpenedArchive:
    """The tree of an archive, the names of the entries that have no place in it, and warnings."""

    folder: Folder
    skipped: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def open_archive(path: Path) -> OpenedArchive:
    """Open a class's archive on disk; it stays open while its files are in use.

    Raises
    ------
    NothingToGradeError
        The file is no zip archive.
    OSError
    """
    source = _Bounded(path.open("rb"), _LARGEST_DIRECTORY)
    archive = _Archive(source, path.name)
    members = archive.members()
    skipped = tuple(member.display_name for member in members if member.has_no_place)
    return OpenedArchive(_tree(text(path.name), members), skipped, archive.warnings())


def unpack(file: File) -> Folder:
    """Return the tree of an archive that a student made.

    Raises
    ------
    NothingToGradeError
        The archive is damaged, unsafe or too large; the message gives the reason.
    """
    content = file.read(LARGEST_ARCHIVE)
    archive = _Archive(_Bounded(io.BytesIO(content), _LARGEST_OWN_DIRECTORY), file.name)
    members = [member for member in archive.members() if not member.is_ignored]
    folded = Counter("/".join(member.parts).casefold() for member in members)
    for member in members:
        refused = member.refused
        if not refused and folded["/".join(member.parts).casefold()] > 1:
            refused = "has another file's name but for upper and lower case"
        if refused:
            raise NothingToGradeError(f"{file.display_name}: {member.display_name} {refused}")
    if len(members) > _MOST_MEMBERS:
        raise NothingToGradeError(f"{file.display_name} holds more than {_MOST_MEMBERS} files")
    return _tree(file.name, members)


@dataclass(frozen=True)
class _ZipEntry:
    """An entry: its path in parts, why it is refused, and whether its path leads nowhere."""

    parts: tuple[str, ...]
    display_name: str
    folder: bool
    refused: str
    has_no_place: bool
    load: Callable[[int], bytes]

    @property
    def is_ignored(self) -> bool:
        return not self.has_no_place and any(
            is_junk(part) or is_installed(part) for part in self.parts
        )

    def file(self) -> File:
        return File(self.parts[-1], self.load, self.refused)


class _Archive:
    """An open zip file that several threads may read."""

    def __init__(self, source: _Bounded, name: str) -> None:
        try:
            # zipfile needs no more methods than _Bounded has.
            self._zip = zipfile.ZipFile(source)
        except _DAMAGED as error:
            shown = one_line(text(name), characters=100)
            raise NothingToGradeError(f"{shown} is not a zip archive, or it is damaged") from error
        self._lock = threading.Lock()

    def members(self) -> list[_ZipEntry]:
        entries = self._zip.infolist()
        names = Counter(_parts(_path(entry)) for entry in entries)
        overlapping = _overlapping(entries)
        return [self._member(entry, names, overlapping) for entry in entries]

    def warnings(self) -> tuple[str, ...]:
        """Return a sentence if the encoding of some names is unknown."""
        guessed = [_path(entry) for entry in self._zip.infolist() if _is_guess(entry)]
        if not guessed:
            return ()
        shown = ", ".join(one_line(text(name), characters=60) for name in guessed[:3])
        names = f"{len(guessed)} names are" if len(guessed) > 1 else "one name is"
        return (
            f"{names} in an unknown encoding and may be misread ({shown}); zip the folder again"
            " with names in UTF-8, or name the unpacked folder",
        )

    def _member(
        self,
        entry: zipfile.ZipInfo,
        names: Counter[tuple[str, ...]],
        overlapping: frozenset[int],
    ) -> _ZipEntry:
        parts = _parts(_path(entry))
        problem = _path_problem(entry, parts)
        refused = problem or _refusal(entry)
        if not refused and names[parts] > 1:
            refused = "is in the archive twice"
        if not refused and entry.header_offset in overlapping:
            refused = "overlaps another file of the archive"
        shown = one_line(text(_path(entry)), characters=100)
        load = partial(self._load, entry)
        return _ZipEntry(parts, shown, entry.is_dir(), refused, bool(problem), load)

    def _load(self, entry: zipfile.ZipInfo, most: int) -> bytes:
        """Return the first ``most`` bytes of an entry, whatever size its header claims."""
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
    """A file that limits each read, so that no central directory fills the memory.

    The file closes when nothing refers to it any more.
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
    """Return the entry's path; many tools write UTF-8 without setting its flag."""
    return entry.filename if entry.flag_bits & _SAID_TO_BE_UTF8 else _utf8_path(entry)


def _utf8_path(entry: zipfile.ZipInfo) -> str:
    """Return the path that an extra field gives, or that is UTF-8 without its flag."""
    if path := _path_in_extra(entry):
        return path
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _path_in_extra(entry: zipfile.ZipInfo) -> str:
    """Return the path in the extra field for UTF-8 names, if it is of this name."""
    extra = entry.extra
    while len(extra) >= _EXTRA_HEAD.size:
        kind, size = _EXTRA_HEAD.unpack_from(extra)
        body, extra = extra[_EXTRA_HEAD.size :][:size], extra[_EXTRA_HEAD.size + size :]
        if kind == _UNICODE_PATH and len(body) > _UNICODE_HEAD.size:
            _, checksum = _UNICODE_HEAD.unpack_from(body)
            if checksum == zlib.crc32(entry.orig_filename.encode("cp437", "replace")):
                return body[_UNICODE_HEAD.size :].decode("utf-8", "replace")
    return ""


def _is_guess(entry: zipfile.ZipInfo) -> bool:
    """Return whether nothing tells the encoding of a name that is not ASCII."""
    unmarked = not entry.flag_bits & _SAID_TO_BE_UTF8 and not _path_in_extra(entry)
    if not unmarked or entry.filename.isascii():
        return False
    return _utf8_path(entry) == entry.filename


def _parts(name: str) -> tuple[str, ...]:
    """Split a path at slashes and, as some systems write them, backslashes."""
    return tuple(text(part) for part in name.replace("\\", "/").split("/") if part not in ("", "."))


def _path_problem(entry: zipfile.ZipInfo, parts: tuple[str, ...]) -> str:
    """Return why a path has no place in a tree, or an empty string."""
    names = [name.replace("\\", "/") for name in (entry.orig_filename, _path(entry))]
    if not parts or any("\0" in name for name in names):
        return "has no name that a file can have"
    if any(name.startswith("/") or _DRIVE.match(name) for name in names) or ".." in parts:
        return "has a path that leads out of the archive"
    return f"lies more than {_DEEPEST} folders deep" if len(parts) > _DEEPEST else ""


def _refusal(entry: zipfile.ZipInfo) -> str:
    """Return why an entry is not read, or an empty string."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return "is a link, not a file"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is not an ordinary file"
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if entry.compress_type not in _PACKED:
        return "is compressed in an unsupported way"
    if _is_bomb(entry):
        return f"is packed more than {_TIGHTEST} to one, which source text never is"
    return ""


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    if entry.file_size <= _UNSUSPECTED or not entry.filename.lower().endswith(".py"):
        return False
    return entry.file_size > _TIGHTEST * max(entry.compress_size, 1)


def _overlapping(entries: Iterable[zipfile.ZipInfo]) -> frozenset[int]:
    """Return the header offsets of entries that share bytes with another entry."""
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


def _tree(name: str, members: Iterable[_ZipEntry]) -> Folder:
    root: _Branch = {}
    for member in members:
        if not member.has_no_place:
            _plant(root, member)
    return _as_folder(name, root)


def _plant(root: _Branch, member: _ZipEntry) -> None:
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
