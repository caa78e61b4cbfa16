"""Moodle, "Download all submissions": a folder or file for each student, with the name in its name.

    Jane Doe_12345_assignsubmission_file/answer.py       since 4.1; before, the folder ends in "_"
    Jane Doe_12345_assignsubmission_file_answer.py       without folders
    Jane Doe_12345_assignsubmission_onlinetext/...       text typed into Moodle
    Participant_12345_assignsubmission_file/answer.py    blind marking
    Lab 1-Jane Doe_12345_assignsubmission_file/...       a group's work, once for each member
    Team 3_678_assignsubmission_file/...                 a team's work, with the team's number
    Default group_assignsubmission_file/...              the work of those without a team

The number identifies the participant in this assignment.  Some sites put a student number before
the name.  A folder's name ends in Moodle's part, whatever the student is called; in a file's name
the first such part is Moodle's, because the student's own file name follows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from grader.intake.download import FoundSubmission, numbered_name
from grader.intake.file_tree import Entry, File, Folder, folder_of
from grader.model import IdKind, Person

_AUTHOR = r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_[a-z]+"
_FOLDER = re.compile(rf"{_AUTHOR}_?", re.DOTALL)
_FILE = re.compile(rf"{_AUTHOR}_{{0,2}}(?P<file>.*)", re.DOTALL)
PARTICIPANT = frozenset(
    "participant participante partecipante teilnehmer/in teilnehmer teilnehmerin deelnemer"
    " deltagare uczestnik участник 参与者 参加者".split()
)
"""What Moodle calls a student without a name, in several languages."""


@dataclass(frozen=True)
class _Part:
    """One plugin's folder or file of one participant."""

    name: str
    id: str
    entries: tuple[Entry, ...]


def id_position(entry: Entry) -> int | None:
    """Return where Moodle's part begins in the name; None if the name is not Moodle's."""
    found = _parsed(entry)
    return found.end("name") if found else None


def submissions(entries: Sequence[Entry]) -> tuple[FoundSubmission, ...]:
    """Return the submissions of entries that all have Moodle's names."""
    return tuple(_found(map(_part, entries)))


def _parsed(entry: Entry) -> re.Match[str] | None:
    return (_FOLDER if isinstance(entry, Folder) else _FILE).fullmatch(entry.name)


def _part(entry: Entry) -> _Part:
    parts = _parsed(entry)
    assert parts, f"{entry.name} is not one of Moodle's names"
    if isinstance(entry, File):
        entries: tuple[Entry, ...] = (replace(entry, name=parts["file"] or entry.name),)
        return _Part(parts["name"], parts["id"] or "", entries)
    return _Part(parts["name"], parts["id"] or "", entry.entries)


def _found(parts: Iterable[_Part]) -> Iterator[FoundSubmission]:
    by_student: dict[str, list[_Part]] = {}
    for part in parts:
        key = f"{part.name}_{part.id}" if part.id else part.name
        by_student.setdefault(key, []).append(part)
    for student, of_one in by_student.items():
        name, id = of_one[0].name, of_one[0].id
        numbers, shown = numbered_name("" if name.casefold() in PARTICIPANT else name)
        kind: IdKind | None = "participant" if id else None
        person = Person(student, name=shown, platform_id=id, id_kind=kind)
        entries = tuple(entry for part in of_one for entry in part.entries)
        yield FoundSubmission(person, folder_of(student, entries), numbers=numbers)
