"""A folder or archive that no platform made: one sub-folder or one file a student."""

from __future__ import annotations

from grader.intake import archive
from grader.intake.choose import NOT_TAKEN, PYTHON
from grader.intake.found import Found
from grader.intake.tree import Entry, Folder
from grader.intake.wanted import Wanted
from grader.model import Person
from grader.text import cells

_TAKEN = frozenset((PYTHON, cells.SUFFIX, archive.SUFFIX, *NOT_TAKEN)) - {".html"}


def students_of(top: Folder) -> tuple[Found, ...]:
    """One submission an entry; what is no submission is passed over."""
    return tuple(
        Found(Person(name_of(entry)), entry, place=entry.name)
        for entry in top.entries
        if _is_submission(entry)
    )


def is_one_submission(top: Folder, wanted: Wanted) -> bool:
    """Whether the folder holds the module itself and is no class."""
    return any(entry.name in wanted.files for entry in top.entries)


def name_of(entry: Entry) -> str:
    """The student's: the folder's name, or the file's without what says what kind it is."""
    if isinstance(entry, Folder) or entry.suffix not in _TAKEN:
        return entry.name
    return entry.name[: -len(entry.suffix)]


def _is_submission(entry: Entry) -> bool:
    if entry.name.startswith("__"):
        return False
    if isinstance(entry, Folder) or entry.suffix in _TAKEN:
        return True
    return bool(entry.refused) and not entry.suffix  # a link, perhaps to a folder
