"""Canvas, "Download Submissions": files in one folder, whose names tell the students.

doejane_LATE_1234_56789_answer.py      name, late mark, user id, attachment id, file
doejane_1234_text.html                 text typed into Canvas
doejane_1234_link.html                 a web address
LATE_anon_a1B2c_56789_answer.py        anonymous marking
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.intake.download import Download, FoundSubmission
from grader.intake.file_tree import File, Folder, folder_of
from grader.model import Person

# The order matters: an anonymous id of digits alone also matches the second pattern.
_ANONYMOUS = re.compile(r"(?:(?P<late>LATE)_)?anon_(?P<id>[^_]+)_(?P<attachment>\d+)_(?P<file>.+)")
_FILE = re.compile(
    r"(?P<name>.*?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<attachment>\d+)_(?P<file>.+)", re.DOTALL
)
_TYPED = re.compile(r"(?P<name>.*?)(?P<late>_LATE)?_(?P<id>\d+)_(?P<file>(?:text|link)\.html)")


@dataclass(frozen=True)
class _Attachment:
    person: Person
    late: bool
    number: int
    file: File


def recognise(top: Folder) -> Download | None:
    """Return the submissions if most files have Canvas's names, else None."""
    parsed = [(file, _attachment(file)) for file in top.files]
    attachments = [attachment for _, attachment in parsed if attachment]
    others = [file for file, attachment in parsed if not attachment]
    if not attachments or len(attachments) < len(others) + len(top.folders):
        return None
    skipped = (*(file.name for file in others), *(folder.name for folder in top.folders))
    return Download("canvas", tuple(_found(attachments)), skipped)


def _attachment(file: File) -> _Attachment | None:
    if anonymous := _ANONYMOUS.fullmatch(file.name):
        person = Person(f"anon_{anonymous['id']}")  # an anonymous id is no user id
        return _made(person, anonymous, file, int(anonymous["attachment"]))
    if named := _FILE.fullmatch(file.name):
        return _made(_person(named), named, file, int(named["attachment"]))
    if typed := _TYPED.fullmatch(file.name):
        return _made(_person(typed), typed, file, 0)
    return None


def _person(parts: re.Match[str]) -> Person:
    name, id = parts["name"], parts["id"]
    return Person(f"{name}_{id}", name=name, platform_id=id, id_kind="user")


def _made(person: Person, parts: re.Match[str], file: File, number: int) -> _Attachment:
    return _Attachment(person, bool(parts["late"]), number, replace(file, name=parts["file"]))


def _found(attachments: Iterable[_Attachment]) -> Iterable[FoundSubmission]:
    by_id: dict[str, list[_Attachment]] = {}
    for attachment in attachments:
        by_id.setdefault(attachment.person.student, []).append(attachment)
    for of_one in by_id.values():
        files = tuple(one.file for one in sorted(of_one, key=lambda one: one.number))
        person = of_one[0].person
        late = any(one.late for one in of_one)
        yield FoundSubmission(person, folder_of(person.student, files), late=late)
