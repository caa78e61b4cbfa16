"""Canvas, "Download Submissions": files in one folder, whose names tell the students.

doejane_LATE_1234_56789_answer.py      name, late mark, user id, attachment id, file
doejane_1234_text.html                 text typed into Canvas
doejane_1234_link.html                 a web address
LATE_anon_a1B2c_56789_answer.py        anonymous marking: every file of the download is so called
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from grader.intake.download import FoundSubmission
from grader.intake.file_tree import Entry, File, folder_of
from grader.model import Person

_ANONYMOUS = re.compile(
    r"(?:(?P<late>LATE)_)?anon_(?P<id>[^_]+)_(?:(?P<attachment>\d+)_(?P<file>.+)"
    r"|(?P<typed>(?:text|link)\.html))",
    re.DOTALL,
)
# Names are in lower case and hold no `_digits_`, so the first ids are Canvas's own.
_NAMED = re.compile(
    r"(?P<name>.*?)(?P<late>_LATE|_late)?_(?P<id>\d+)_(?:(?P<attachment>\d+)_(?P<file>.+)"
    r"|(?P<typed>(?:text|link)\.html))",
    re.DOTALL,
)


@dataclass(frozen=True)
class _Attachment:
    person: Person
    late: bool
    number: int
    file: File


def id_position(entry: Entry) -> int | None:
    """Return where Canvas's ids begin in the name; None if the name is not Canvas's."""
    if not isinstance(entry, File):
        return None
    found = _ANONYMOUS.fullmatch(entry.name) or _NAMED.fullmatch(entry.name)
    return found.start("id") if found else None


def submissions(entries: Sequence[Entry]) -> tuple[FoundSubmission, ...]:
    """Return the submissions of files that all have Canvas's names."""
    files = [entry for entry in entries if isinstance(entry, File)]
    # An anonymous id may be digits alone, and a student may be called Anon.
    anonymous = all(_ANONYMOUS.fullmatch(file.name) for file in files)
    return tuple(_found(_attachment(file, anonymous=anonymous) for file in files))


def _attachment(file: File, *, anonymous: bool) -> _Attachment:
    named = None if anonymous else _NAMED.fullmatch(file.name)
    parts = named or _ANONYMOUS.fullmatch(file.name)
    assert parts, f"{file.name} is not one of Canvas's names"
    late, number = bool(parts["late"]), int(parts["attachment"] or 0)
    renamed = replace(file, name=parts["file"] or parts["typed"])
    return _Attachment(_person(parts, anonymous=not named), late, number, renamed)


def _person(parts: re.Match[str], *, anonymous: bool) -> Person:
    if anonymous:
        return Person(f"anon_{parts['id']}")  # an anonymous id is no user id
    name, id = parts["name"], parts["id"]
    return Person(f"{name}_{id}", name=name, platform_id=id, id_kind="user")


def _found(attachments: Iterable[_Attachment]) -> Iterator[FoundSubmission]:
    by_student: dict[str, list[_Attachment]] = {}
    for attachment in attachments:
        by_student.setdefault(attachment.person.student, []).append(attachment)
    for of_one in by_student.values():
        files = tuple(one.file for one in sorted(of_one, key=lambda one: one.number))
        person = of_one[0].person
        late = any(one.late for one in of_one)
        yield FoundSubmission(person, folder_of(person.student, files), late=late)
