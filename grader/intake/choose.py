"""The one file to grade among those that a student handed in.

By its name; else the only one that is Python; else the only one that defines what is asked for.
Two that could be meant are a question to the student and no guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.intake import archive, notebook
from grader.intake.tree import Entry, File, NothingToGradeError, files_under, folder_of
from grader.intake.wanted import Wanted
from grader.text import cells
from grader.text.clean import one_line

LARGEST_SOURCE = 256 << 10
"""Bytes; a page of derivations is 3 KiB, and compiling a huge file is an attack."""

PYTHON = ".py"
_CODE = (PYTHON, cells.SUFFIX)

NOT_TAKEN = {
    ".tar": "an archive of a kind that is not read here; hand in the file itself",
    ".gz": "an archive of a kind that is not read here; hand in the file itself",
    ".rar": "an archive of a kind that is not read here; hand in the file itself",
    ".7z": "an archive of a kind that is not read here; hand in the file itself",
    ".html": "text that was typed in or a saved page, not a Python file",
    ".pdf": "a PDF; hand in the Python file",
}
"""What somebody surely meant to hand in: said to be ungraded, not passed over."""

_NUMBER = re.compile(r"(?P<stem>.+?)(?:-(?P<dash>\d{1,4})| ?\((?P<brackets>\d{1,4})\))?")
_MOST_READ = 20


@dataclass(frozen=True)
class Chosen:
    """A file, and sentences for the instructor on how it was found."""

    file: File
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Candidate:
    """A file of code.  ``number`` is that of a file handed in again (``answer-2.py``)."""

    path: str
    file: File
    stem: str
    number: int

    @property
    def shown(self) -> str:
        return one_line(self.path, characters=100)

    @property
    def rank(self) -> tuple[int, int, bool]:
        return (-self.path.count("/"), self.number, self.file.suffix == PYTHON)


def choose(handed_in: Entry, wanted: Wanted) -> Chosen:
    """The file to grade.  Raises NothingToGradeError where there is none, or more than one."""
    if isinstance(handed_in, File):
        if handed_in.suffix in _CODE or handed_in.refused:
            return Chosen(handed_in)
        if handed_in.suffix in NOT_TAKEN:
            raise NothingToGradeError(f"{handed_in.shown} is {NOT_TAKEN[handed_in.suffix]}")
        handed_in = folder_of("", (handed_in,))
    files = files_under(handed_in)
    candidates = _candidates(files)
    named = _named(candidates, wanted)
    if not named:
        packed = _unpacked(files)
        files, candidates = (*files, *packed), candidates + _candidates(packed)
        named = _named(candidates, wanted)
    if named:
        return _best_named(named, wanted)
    return _other(candidates, files, wanted)


def source_of(file: File) -> bytes:
    """The file's Python source.  Raises NothingToGradeError with the reason why there is none."""
    if file.suffix != cells.SUFFIX:
        return file.read(LARGEST_SOURCE)
    source = notebook.python_source(file.shown, file.read(notebook.LARGEST_NOTEBOOK))
    if len(source) > LARGEST_SOURCE:
        size = LARGEST_SOURCE >> 10
        raise NothingToGradeError(f"{file.shown} holds more than {size} KiB of code")
    return source


def _candidates(files: Iterable[tuple[str, File]]) -> list[_Candidate]:
    return [_candidate(path, file) for path, file in files if file.suffix in _CODE]


def _candidate(path: str, file: File) -> _Candidate:
    stem = file.name[: -len(file.suffix)]
    parts = _NUMBER.fullmatch(stem.replace("\n", " "))
    number = (parts["dash"] or parts["brackets"]) if parts else None
    return _Candidate(path, file, parts["stem"] if parts else stem, int(number or 0))


def _named(candidates: Iterable[_Candidate], wanted: Wanted) -> list[_Candidate]:
    """Those of the module's name, with a number or without, the best last."""
    stem = wanted.stem.casefold()
    whole = [c for c in candidates if c.path.rpartition("/")[2].casefold() == f"{stem}{PYTHON}"]
    same = [c for c in candidates if c.stem.casefold() == stem]
    return sorted({id(c): c for c in (*whole, *same)}.values(), key=lambda c: c.rank)


def _best_named(named: Sequence[_Candidate], wanted: Wanted) -> Chosen:
    best = named[-1]
    if len(named) > 1 and named[-2].rank == best.rank:
        raise NothingToGradeError(_two_could_be_meant(named[-2:]))
    if len(named) == 1:
        return Chosen(best.file, _misnamed(best, wanted))
    others = ", ".join(other.shown for other in named[:-1][:5])
    return Chosen(best.file, (f"of several files {best.shown} was taken, not {others}",))


def _other(
    candidates: Sequence[_Candidate], files: Sequence[tuple[str, File]], wanted: Wanted
) -> Chosen:
    """The only file of code, or the only one that defines the functions."""
    if not candidates:
        raise NothingToGradeError(_nothing_there(files, wanted))
    found = [candidates[0]] if len(candidates) == 1 else _defining(candidates, wanted)
    if len(found) == 1:
        return Chosen(found[0].file, _misnamed(found[0], wanted))
    raise NothingToGradeError(
        f"no file {wanted.module}; {_two_could_be_meant(found or candidates)}"
    )


def _defining(candidates: Sequence[_Candidate], wanted: Wanted) -> list[_Candidate]:
    """Those that define all functions, else those that define some; of the same name the last."""
    counts = [(_count(candidate, wanted), candidate) for candidate in candidates[:_MOST_READ]]
    whole = [candidate for count, candidate in counts if count == len(wanted.functions)]
    found = whole or [candidate for count, candidate in counts if count]
    if len({(candidate.stem, candidate.file.suffix) for candidate in found}) == 1:
        return [max(found, key=lambda candidate: candidate.rank)]
    return found


def _count(candidate: _Candidate, wanted: Wanted) -> int:
    try:
        return wanted.defined_in(source_of(candidate.file))
    except NothingToGradeError:
        return 0


def _unpacked(files: Iterable[tuple[str, File]]) -> tuple[tuple[str, File], ...]:
    """What is in the archives among these files; archives in those stay closed."""
    found: list[tuple[str, File]] = []
    for path, file in files:
        if file.suffix == archive.SUFFIX:
            inside = files_under(archive.unpack(file))
            found += [(f"{path}/{inner}", one) for inner, one in inside]
    return tuple(found)


def _misnamed(candidate: _Candidate, wanted: Wanted) -> tuple[str, ...]:
    if candidate.file.name == wanted.module:
        return ()
    return (f"the file was called {candidate.shown}",)


def _two_could_be_meant(candidates: Sequence[_Candidate]) -> str:
    found = ", ".join(candidate.shown for candidate in candidates[:5])
    return f"there is {found}: hand in the one that is meant"


def _nothing_there(files: Sequence[tuple[str, File]], wanted: Wanted) -> str:
    for _, file in files:
        if file.suffix in NOT_TAKEN:
            return f"no file {wanted.module}; {file.shown} is {NOT_TAKEN[file.suffix]}"
    if any(path.count(archive.SUFFIX) > 1 for path, _ in files):
        return f"no file {wanted.module}; there is an archive in an archive, which is not opened"
    return f"no file {wanted.module}; there is no Python file"
