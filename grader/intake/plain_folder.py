"""A folder or archive that no platform made: one sub-folder or file for each student.

Whatever a student may have meant to hand in is a submission, also if it holds no Python: then it
is ungraded, with the reason.  Only the instructor's own files are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.intake.download import Download, DownloadKind, FoundSubmission
from grader.intake.expected_module import ExpectedModule
from grader.intake.file_choice import CODE, COMPANIONS, NOT_TAKEN, source_of
from grader.intake.file_tree import (
    Entry,
    File,
    Folder,
    NothingToGradeError,
    folder_of,
    is_installed,
)
from grader.intake.zip_archive import SUFFIX as ZIP
from grader.model import Person

_TAKEN = frozenset((*CODE, ZIP, *NOT_TAKEN, *COMPANIONS))
_TABLES = frozenset((".csv", ".tsv", ".xls", ".xlsx", ".ods", ".db", ".sqlite", ".log"))
_INSTRUCTORS = frozenset(
    "readme license licence changelog makefile requirements pyproject roster grades gradebook"
    " students participants class classlist worksheet".split()
)
_PROSE = frozenset(("", ".md", ".rst", ".txt", ".toml", ".yaml", ".yml", *_TABLES))
_GRADEBOOK = "gradebook.sqlite"
_MOST_READ = 50


def download_of(top: Folder, kind: DownloadKind) -> Download:
    """Return one submission for each student; entries of one name are one student's."""
    by_student: dict[str, list[Entry]] = {}
    skipped, set_aside = [], []
    for entry in top.of_class():
        if is_instructors(entry):
            set_aside.append(entry.name)
        elif _is_submission(entry):
            by_student.setdefault(name_of(entry), []).append(entry)
        else:
            skipped.append(entry.name)
    found = tuple(_found(student, entries) for student, entries in by_student.items())
    return Download(kind, found, tuple(skipped), tuple(set_aside))


def is_one_submission(top: Folder, expected: ExpectedModule) -> bool:
    """Return whether the folder is one student's: it holds the module and nobody else's work."""
    return _holds_module(top, expected) and not is_class(top, expected)


def is_class(top: Folder, expected: ExpectedModule) -> bool:
    """Return whether several entries hold work of their own, beside the module itself."""
    work = _with_work(top.entries, expected)
    return next(work, None) is not None and next(work, None) is not None


def name_of(entry: Entry) -> str:
    """Return the student's key: a folder's name, or a file's name without its suffixes."""
    while isinstance(entry, File) and entry.suffix in _TAKEN:
        entry = replace(entry, name=entry.name[: -len(entry.suffix)])
    return entry.name


def is_instructors(entry: Entry) -> bool:
    """Return whether an entry of a class's folder is surely the instructor's, as a README is."""
    if isinstance(entry, Folder):
        return entry.name == "results" and any(file.name == _GRADEBOOK for file in entry.files)
    if entry.name in ("index.html", "suite.json"):
        return True
    words = set(re.findall(r"[a-z]+", entry.name.casefold()))
    whole = entry.name.casefold().partition(".")[0]
    known = not words.isdisjoint(_INSTRUCTORS) if entry.suffix in _TABLES else whole in _INSTRUCTORS
    return known and entry.suffix in _PROSE


def _found(student: str, entries: Sequence[Entry]) -> FoundSubmission:
    if len(entries) == 1:
        return FoundSubmission(Person(student), entries[0], place=entries[0].name)
    place = " and ".join(entry.name for entry in entries)
    return FoundSubmission(Person(student), folder_of(student, tuple(entries)), place=place)


def _is_submission(entry: Entry) -> bool:
    if entry.name.startswith((".", "__")):
        return False
    return (
        not is_installed(entry.name) if isinstance(entry, Folder) else entry.suffix not in _TABLES
    )


def _holds_module(folder: Folder, expected: ExpectedModule) -> bool:
    return any(file.name in expected.names for file in folder.files)


def _with_work(entries: Sequence[Entry], expected: ExpectedModule) -> Iterator[Entry]:
    """Yield the folders that hold the module, and files of other names that define the same."""
    for entry in entries:
        if isinstance(entry, Folder) and _holds_module(entry, expected):
            yield entry
    files = [entry for entry in entries if isinstance(entry, File) and entry.suffix in CODE]
    others = [file for file in files if not file.name.startswith(expected.stem)]
    for file in others[:_MOST_READ]:
        if _is_whole(file, expected):
            yield file


def _is_whole(file: File, expected: ExpectedModule) -> bool:
    try:
        return expected.defined_in(source_of(file, expected).content) == len(expected.functions)
    except NothingToGradeError:
        return False
