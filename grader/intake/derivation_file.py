"""Find the written derivation among the files that a student handed in.

The file with the expected name wins, whatever kind of text it is; else the only text that can be a
derivation; else the notebook with the code, if formulas stand between its cells.  If several files
qualify nothing is guessed: the reason is recorded, and a person looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.intake import notebook, zip_archive
from grader.intake.file_tree import Entry, File, NothingToGradeError, files_under, folder_of
from grader.model import WrittenDerivation
from grader.text import cells

LARGEST = 512 << 10
"""Bytes; the derivation of a whole course is a tenth of it."""

TEXTS = (".md", ".markdown", ".rmd", ".qmd", ".tex")
"""Suffixes of files that are hardly anything but a derivation."""

_BY_NAME = (*TEXTS, ".txt", cells.SUFFIX)
_NOT_ONE = re.compile(r"readme|licen[sc]e|changelog|requirements|.*instructions?", re.IGNORECASE)
_COPY = re.compile(r"(?P<stem>.+?)(?:-\d{1,4}| ?\(\d{1,4}\))?")
_FORMULA = re.compile(r"\$[^$]*=[^$]*\$|\\\(|\\\[|\\begin\s*\{")


@dataclass(frozen=True)
class FoundDerivation:
    """A derivation, and remarks for the instructor on how it was found."""

    written: WrittenDerivation
    remarks: tuple[str, ...] = ()


def find_derivation(
    handed_in: Entry, expected: str, module: File | None = None
) -> FoundDerivation | None:
    """Return the derivation that was handed in, or None if there is none.

    Parameters
    ----------
    handed_in : Entry
        A file, or a folder or archive of files.
    expected : str
        The name of the file that is asked for.
    module : File, optional
        The file with the code, which may be a notebook with the derivation in it.
    """
    try:
        files = _files(handed_in)
    except NothingToGradeError:
        files = ()
    named = [file for file in files if _is_named(file, expected)]
    found = _newest(_best(named, expected) or [file for file in files if _is_text(file)])
    if len(found) > 1:
        names = ", ".join(file.display_name for file in found[:5])
        reason = f"there are {names}: hand in only one derivation"
        return FoundDerivation(WrittenDerivation(found[0].name, unreadable=reason), (reason,))
    if found:
        return FoundDerivation(read_derivation(found[0]), _misnamed(found[0], expected, named))
    if module is not None and module.suffix == cells.SUFFIX and _has_formulas(module):
        return FoundDerivation(read_derivation(module))
    return None


def _files(handed_in: Entry) -> tuple[File, ...]:
    """Return all files, also those in archives beside which there is no text."""
    top = folder_of("", (handed_in,)) if isinstance(handed_in, File) else handed_in
    files = [file for _, file in files_under(top)]
    if not any(_is_text(file) for file in files):
        archives = [file for file in files if file.suffix == zip_archive.SUFFIX]
        files += [file for one in archives for file in _unpacked(one)]
    return tuple(files)


def _unpacked(archive: File) -> Iterable[File]:
    try:
        return [file for _, file in files_under(zip_archive.unpack(archive))]
    except (NothingToGradeError, OSError):
        return ()  # whoever looks for the module says what is wrong with it


def _is_named(file: File, expected: str) -> bool:
    stem = expected.rpartition(".")[0].casefold()
    return file.suffix in _BY_NAME and _stem(file).casefold() == stem


def _best(named: Sequence[File], expected: str) -> Sequence[File]:
    """Return the files of the kind that was asked for, if there are any, else all."""
    suffix = f".{expected.rpartition('.')[2].lower()}"
    return [file for file in named if file.suffix == suffix] or named


def _is_text(file: File) -> bool:
    return file.suffix in TEXTS and not _NOT_ONE.fullmatch(_stem(file))


def _stem(file: File) -> str:
    """Return the name without suffix and number of a copy: "answer-2" and "answer (1)" are two."""
    stem = file.name[: -len(file.suffix)].replace("\n", " ")
    copy = _COPY.fullmatch(stem)
    return copy["stem"] if copy else stem


def _newest(files: Sequence[File]) -> list[File]:
    """Return the last of files that are copies of one another by name, else all of them."""
    alike = len({(_stem(file).casefold(), file.suffix) for file in files}) == 1
    return [max(files, key=lambda file: (len(file.name), file.name))] if alike else list(files)


def _misnamed(file: File, expected: str, named: Sequence[File]) -> tuple[str, ...]:
    if named or file.name == expected:
        return ()
    return (f"the derivation was called {file.display_name}",)


def read_derivation(file: File) -> WrittenDerivation:
    """Return what stands in a file, or why that cannot be read."""
    try:
        content = _content(file)
    except NothingToGradeError as error:
        return WrittenDerivation(file.name, unreadable=str(error))
    if b"\0" in content:
        reason = f"{file.display_name} is not a text file"
        return WrittenDerivation(file.name, unreadable=reason)
    return WrittenDerivation(file.name, content)


def _content(file: File) -> bytes:
    if file.suffix == cells.SUFFIX:
        whole = file.read(notebook.LARGEST_NOTEBOOK)
        return notebook.within(file.display_name, whole, LARGEST)
    return file.read(LARGEST)


def _has_formulas(file: File) -> bool:
    try:
        content = file.read(notebook.LARGEST_NOTEBOOK)
        texts = notebook.markdown_texts(file.display_name, content)
    except NothingToGradeError:
        return False
    return any(_FORMULA.search(text) for text in texts)
