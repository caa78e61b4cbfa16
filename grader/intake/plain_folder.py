"""A folder or archive that no platform made: one sub-folder or file for each student."""

from __future__ import annotations

from dataclasses import replace

from grader.intake import zip_archive
from grader.intake.derivation_file import is_derivation, stem_of
from grader.intake.download import FoundSubmission
from grader.intake.expected_module import ExpectedModule
from grader.intake.file_choice import NOT_TAKEN, PYTHON
from grader.intake.file_tree import Entry, File, Folder, folder_of
from grader.model import Person
from grader.text import cells

_TAKEN = frozenset((PYTHON, cells.SUFFIX, zip_archive.SUFFIX, *NOT_TAKEN)) - {".html"}


def students_of(top: Folder, expected: ExpectedModule) -> tuple[FoundSubmission, ...]:
    """Return one submission for each entry; skip entries that are no submission.

    Where a derivation is asked for, files of the same stem are one student's.
    """
    entries = _together(top, expected) if expected.derivation else top.entries
    return tuple(
        FoundSubmission(Person(name_of(entry)), entry, place=entry.name)
        for entry in entries
        if _is_submission(entry)
    )


def _together(top: Folder, expected: ExpectedModule) -> tuple[Entry, ...]:
    """Return the entries, the texts among them in a folder with the code of the same stem."""
    texts = [file for file in top.files if is_derivation(file)]
    stems = {stem_of(file) for file in texts}
    parts = [file for file in top.files if stem_of(file) in stems and _is_part(file)]
    folders = (
        folder_of(stem, tuple(_renamed(one, expected) for one in parts if stem_of(one) == stem))
        for stem in sorted(stems)
    )
    return (*(entry for entry in top.entries if entry not in parts), *folders)


def _is_part(file: File) -> bool:
    return file.suffix in (PYTHON, cells.SUFFIX) or is_derivation(file)


def _renamed(file: File, expected: ExpectedModule) -> File:
    """Return a file that is called by its student's name as one that is called as was asked."""
    stem = expected.derivation.rpartition(".")[0] if is_derivation(file) else expected.stem
    return replace(file, name=f"{stem}{file.suffix}")


def is_one_submission(top: Folder, expected: ExpectedModule) -> bool:
    """Return whether the folder is one student's: it holds the module itself."""
    return any(entry.name in expected.names for entry in top.entries)


def name_of(entry: Entry) -> str:
    """Return the student's key: a folder's name, or a file's name without its suffix."""
    if isinstance(entry, Folder) or entry.suffix not in _TAKEN:
        return entry.name
    return entry.name[: -len(entry.suffix)]


def _is_submission(entry: Entry) -> bool:
    if entry.name.startswith("__"):
        return False
    if isinstance(entry, Folder) or entry.suffix in _TAKEN:
        return True
    return bool(entry.refused) and not entry.suffix  # a link, perhaps to a folder
