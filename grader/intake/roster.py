"""Who is in the class: a table from any system."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.intake import table
from grader.intake.found import Kind
from grader.intake.tree import text
from grader.model import IdKind
from grader.people.names import folded, words
from grader.text.clean import one_line

_LARGEST = 16 << 20

_ID: Mapping[str, tuple[IdKind, ...]] = {
    "id": ("user", "student"),
    "canvas id": ("user",),
    "user id": ("user",),
    "identifier": ("participant", "student"),
    "participant": ("participant",),
    "student id": ("student",),
    "sis id": ("student",),
    "sis user id": ("student",),
    "sid": ("student",),
    "id number": ("student",),
    "student number": ("student",),
    "matriculation number": ("student",),
    "matrikelnummer": ("student",),
}
"""Columns of ids and what they number: the same number means somebody else in each kind."""

_ID_OF: Mapping[Kind, IdKind] = {"canvas": "user", "moodle": "participant"}
_LOGIN = (
    *("login", "login id", "sis login id", "username", "user name", "netid", "andrew id", "user"),
    "github username",
)
_EMAIL = ("email", "email address", "e mail", "e mail adresse", "mail")
_SECTION = ("section", "sections", "group", "groups")
_STUDENT = "student"
_PARTICIPANT = re.compile(
    r"(?:participante?|teilnehmer\W?in|partecipante|deelnemer|deltagare|uczestnik|участник|参与者)"
    r"\s*(\d+)",
    re.IGNORECASE,
)
"""How Moodle calls somebody in its worksheets."""

_NO_PERSON = ("points possible", "student, test", "test student")


@dataclass(frozen=True)
class Member:
    """One line of the roster."""

    line: int
    key: str
    ids: tuple[tuple[IdKind, str], ...]
    login: str
    email: str
    name: str
    section: str

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes two lines the same person."""
        numbers = (id for _, id in self.ids)
        return (*map(folded, (*numbers, self.login, self.email)), "".join(words(self.name)))

    def id(self, kind: Kind) -> tuple[str, IdKind | None]:
        """The id by which a platform of this kind knows the person, else any that there is; and
        what it numbers, where the column says so."""
        id = self.own_id(kind) or next((id for _, id in self.ids), "")
        kinds = [id_kind for id_kind, other in self.ids if other == id]
        return id, kinds[0] if len(kinds) == 1 else None

    def own_id(self, kind: Kind) -> str:
        """The id by which a platform of this kind knows the person, or nothing."""
        return next(iter(self.ids_of(_ID_OF.get(kind, "student"))), "")

    def ids_of(self, kind: IdKind) -> tuple[str, ...]:
        return tuple(id for id_kind, id in self.ids if id_kind == kind)

    def key_on(self, kind: Kind) -> str:
        """The key of what the person hands in on a platform of this kind."""
        id = self.own_id(kind)
        if kind in ("canvas", "moodle") and id and self.name:
            name = "".join(words(self.name)) if kind == "canvas" else self.name
            return f"{name}_{id}"
        return (id or self.email if kind == "gradescope" else "") or self.key

    @property
    def shown(self) -> str:
        return one_line(self.name or self.key, characters=80)


@dataclass(frozen=True)
class Roster:
    """The members in their order, sentences on lines that cannot be used, and the columns that say
    who somebody is."""

    name: str
    members: tuple[Member, ...]
    said: tuple[str, ...]
    columns: tuple[str, ...] = ()


def read_roster(path: Path) -> Roster:
    """The roster in this file.  Raises UsageError with the file and the line."""
    name = one_line(text(path.name), characters=100)
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"cannot read the roster {path}: {error.strerror}") from error
    if len(content) > _LARGEST:
        raise UsageError(f"{path}: a roster of more than {_LARGEST >> 20} MiB is none")
    try:
        found = table.read(content)
    except table.TableError as error:
        raise UsageError(f"{path}:{error.line}: {error.problem}") from error
    columns = _known_columns(path, found.columns)
    members = [member for row in found.rows if (member := _member(row))]
    if not members:
        raise UsageError(f"{path}:1: nobody is on this roster; it has a header and no names")
    return _roster(name, members, columns)


def _known_columns(path: Path, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns that say who somebody is.  Raises UsageError where none does."""
    names = (*table.WHOLE_NAME, *table.FIRST_NAME, *table.LAST_NAME)
    known = tuple(c for c in columns if c in (_STUDENT, *_ID, *_LOGIN, *_EMAIL, *names))
    if not known:
        there = ", ".join(one_line(column, characters=30) for column in columns[:8])
        raise UsageError(
            f"{path}:1: no column is called student, id, login, email or name; there is {there}"
        )
    return known


def _member(row: table.Row) -> Member | None:
    """The person in this row; None where it is one of the rows that platforms put between."""
    student, name = row.get(_STUDENT), table.full_name(row)
    if any(folded(cell).strip() in _NO_PERSON for cell in (student, name)):
        return None
    ids = [*_ids(row)]
    if name and student:  # then "student" is what the student is called in this class's files
        ids.append(("student", student))
    login, email = row.get(*_LOGIN), row.get(*_EMAIL)
    first = ids[0][1] if ids else ""
    key = (student if name else "") or login or first or email or name or student
    if not key:
        return None
    return Member(row.line, key, tuple(ids), login, email, name or student, row.get(*_SECTION))


def _ids(row: table.Row) -> Iterator[tuple[IdKind, str]]:
    for column, kinds in _ID.items():
        id = row.get(column)
        if number := _PARTICIPANT.fullmatch(id):
            yield "participant", number[1]
        elif id:
            yield from ((kind, id) for kind in kinds)


def _roster(name: str, members: Iterable[Member], columns: tuple[str, ...]) -> Roster:
    """The members, each once, and what several of them share: it tells nobody apart."""
    seen: dict[tuple[str, ...], Member] = {}
    lines: dict[tuple[str, str], int] = {}
    said: dict[str, None] = {}
    for member in members:
        place = f"{name}:{member.line}"
        first = seen.setdefault(member.identity, member)
        if first is not member:
            said[f"{place}: {member.shown} is on line {first.line} already; passed over"] = None
            continue
        for what, key in _keys(member):
            line = lines.setdefault((what, key), member.line)
            if line != member.line:
                said[f"{place}: the {what} of {member.shown} is on line {line} too"] = None
    return Roster(name, tuple(seen.values()), tuple(said), columns)


def _keys(member: Member) -> Iterator[tuple[str, str]]:
    """What the person may be found by, and what that is called."""
    yield from (("id", f"{kind} {folded(id)}") for kind, id in member.ids)
    yield from (("login", folded(member.login)),) if member.login else ()
    yield from (("address", folded(member.email)),) if member.email else ()
    yield from (("name", " ".join(sorted(parts))),) if (parts := words(member.name)) else ()
