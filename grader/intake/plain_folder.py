"""A folder or archive that no platform made: one sub-folder or file for each student."""

from __future__ import annotations

from grader.intake import zip_archive
from grader.intake.download import FoundSubmission
from grader.intake.expected_module import ExpectedModule
from grader.intake.file_choice import NOT_TAKEN, PYTHON
from grader.intake.file_tree import Entry, Folder
from grader.model import Person
from grader.text import cells

_TAKEN = frozenset((PYTHON, cells.SUFFIX, zip_archive.SUFFIX, *NOT_TAKEN)) - {".html"}


def students_of(top: Folder) -> tuple[FoundSubmission, ...]:
    """Return one submission for each entry; skip entries that are no submission."""
    return tuple(
        FoundSubmission(Person(name_of(entry)), entry, place=entry.name)
        for entry in top.entries
        if _is_submission(entry)
    )


def is_one_submission(top: Folder, expected: ExpectedModule) -> bool:
    """Return whether the folder is one student's: it holds the module itself."""
    return any(entry.name in expected.files for entry in top.entries)


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
