"""Canvas, "Download Submissions": files in one folder, whose names tell the students.

doejane_LATE_1234_56789_answer.py      name, late mark, user id, attachment id, file
doejane_1234_text.html                 text typed into Canvas
doejane_1234_link.html                 a web address
LATE_anon_a1B2c_56789_answer.py        anonymous marking: every file of the download is so called
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from grader.intake.download import FoundSubmission
from grader.intake.file_tree import Entry, File, folder_of
from grader.model import Person

_ANONYMOUS = re.compile(
    r"(?:(?P<late>LATE)_)?anon_(?P<id>[^_]+)_(?:(?P<attachment>\d+)_(?P<file>.+)"
    r"|(?P<typed>(?:text|link)\.html))",
    re.DOTALL,
)
_NAMED = re.compile(
    r"(?P<name>.*?)(?P<late>_LATE|_late)?_(?P<id>\d+)_(?:(?P<attachment>\d+)_(?P<file>.+)"
    r"|(?P<typed>(?:text|link)\.html))",
    re.DOTALL,
)
_NUMBERED = re.compile(r"(?P<attachment>\d+)_(?P<file>.+)", re.DOTALL)
_TYPED = ("text.html", "link.html")


@dataclass(frozen=True)
class _Reading:
    """One way to read a name; ``attachment`` is empty for text that was typed in."""

    name: str
    late: bool
    id: str
    attachment: str
    upload: str


@dataclass(frozen=True)
class _Attachment:
    person: Person
    late: bool
    number: int
    file: File
    remarks: tuple[str, ...] = ()


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
    if all(_ANONYMOUS.fullmatch(file.name) for file in files):
        return tuple(_found(map(_anonymous, files)))
    readings = [_readings(file.name) for file in files]
    # Ids of attachments are far larger than those of users.
    lengths = {len(several[0].attachment) for several in readings if len(several) == 1} - {0}
    return tuple(_found(_named(f, r, lengths) for f, r in zip(files, readings, strict=True)))


def _anonymous(file: File) -> _Attachment:
    parts = _ANONYMOUS.fullmatch(file.name)
    assert parts, f"{file.name} is not one of Canvas's anonymous names"
    person = Person(f"anon_{parts['id']}")  # an anonymous id is no user id
    renamed = replace(file, name=parts["file"] or parts["typed"])
    return _Attachment(person, bool(parts["late"]), int(parts["attachment"] or 0), renamed)


def _readings(name: str) -> tuple[_Reading, ...]:
    """Return the ways to read a name: a student's name may end, or a file's begin, in a number.

    Canvas takes numbers out of the middle of names only.
    """
    parts = _NAMED.fullmatch(name) or _ANONYMOUS.fullmatch(name)
    assert parts, f"{name} is not one of Canvas's names"
    # One anonymous name among others is of a student who is called Anon.
    person = parts.groupdict().get("name", "anon")
    late, id = bool(parts["late"]), parts["id"]
    attachment, upload = parts["attachment"] or "", parts["file"] or parts["typed"]
    first = _Reading(person, late, id, attachment, upload)
    if late or not attachment:
        return (first,)
    if second := _NUMBERED.fullmatch(upload):
        number, rest = second["attachment"], second["file"]
        return first, _Reading(f"{person}_{id}", late, attachment, number, rest)
    if upload in _TYPED:
        return first, _Reading(f"{person}_{id}", late, attachment, "", upload)
    return (first,)


def _named(file: File, readings: Sequence[_Reading], lengths: Collection[int]) -> _Attachment:
    """Return the attachment by the only reading that fits the others, else without an id."""
    fitting = [one for one in readings if len(one.attachment) in lengths]
    if len(readings) > 1 and not fitting:
        fitting = [one for one in readings if not one.attachment]
    is_sure = len(readings) == 1 or len(fitting) == 1
    one = fitting[0] if len(fitting) == 1 else readings[0]
    person = Person(f"{one.name}_{one.id}", name=one.name)
    if is_sure:
        person = replace(person, platform_id=one.id, id_kind="user")
    remark = f"{file.display_name} can be read as of two users, so its id is not used"
    renamed = replace(file, name=one.upload)
    number = int(one.attachment or 0)
    return _Attachment(person, one.late, number, renamed, () if is_sure else (remark,))


def _found(attachments: Iterable[_Attachment]) -> Iterator[FoundSubmission]:
    by_student: dict[str, list[_Attachment]] = {}
    for attachment in attachments:
        by_student.setdefault(attachment.person.student, []).append(attachment)
    for of_one in by_student.values():
        files = tuple(one.file for one in sorted(of_one, key=lambda one: one.number))
        # An id that one file proves is proved for all.
        person = max((one.person for one in of_one), key=lambda person: len(person.platform_id))
        late = any(one.late for one in of_one)
        remarks = () if person.platform_id else tuple(r for one in of_one for r in one.remarks)
        entry = folder_of(person.student, files)
        yield FoundSubmission(person, entry, late=late, remarks=remarks)
