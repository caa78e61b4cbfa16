"""Moodle, "Download all submissions": a folder or file for each student, with the name in its name.

    Jane Doe_12345_assignsubmission_file/answer.py       since 4.1; before, the folder ends in "_"
    Jane Doe_12345_assignsubmission_file_answer.py       without folders
    Jane Doe_12345_assignsubmission_onlinetext/...       text typed into Moodle
    Participant_12345_assignsubmission_file/answer.py    blind marking

The number identifies the participant in this assignment.  Some sites put a student number before
the name, so file names are parsed from the right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.intake.download import Download, FoundSubmission
from grader.intake.file_tree import Entry, File, Folder, folder_of
from grader.model import Person

_NAME = re.compile(
    r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?P<plugin>file|onlinetext)_?(?:_?(?P<file>.+))?",
    re.DOTALL,
)
_STUDENT_NUMBER = re.compile(r"(?P<number>[A-Za-z]{0,3}\d{4,})[ _-]+(?P<name>\D.*)", re.DOTALL)
_BLIND = "Participant"


@dataclass(frozen=True)
class _Part:
    """One plugin's folder or file of one participant."""

    name: str
    id: str
    entries: tuple[Entry, ...]


def recognise(top: Folder) -> Download | None:
    """Return the submissions if an entry has one of Moodle's names, else None."""
    parsed = [(entry, _part(entry)) for entry in top.entries]
    parts = [part for _, part in parsed if part]
    if not parts:
        return None
    skipped = tuple(entry.name for entry, part in parsed if not part)
    return Download("moodle", tuple(_found(parts)), skipped)


def _part(entry: Entry) -> _Part | None:
    parts = _NAME.fullmatch(entry.name)
    if not parts:
        return None
    if isinstance(entry, File):
        name = parts["file"] or entry.name
        return _Part(parts["name"], parts["id"], (replace(entry, name=name),))
    return _Part(parts["name"], parts["id"], entry.entries)


def _found(parts: Iterable[_Part]) -> Iterable[FoundSubmission]:
    by_id: dict[str, list[_Part]] = {}
    for part in parts:
        by_id.setdefault(f"{part.name}_{part.id}", []).append(part)
    for student, of_one in by_id.items():
        name, id = of_one[0].name, of_one[0].id
        numbered = _STUDENT_NUMBER.fullmatch(name)
        shown = "" if name == _BLIND else numbered["name"] if numbered else name
        person = Person(student, name=shown, platform_id=id, id_kind="participant")
        entries = tuple(entry for part in of_one for entry in part.entries)
        numbers = (numbered["number"],) if numbered else ()
        yield FoundSubmission(person, folder_of(student, entries), numbers=numbers)
