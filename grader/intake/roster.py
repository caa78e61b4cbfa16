"""Who is in the class: a table from any system, joined to what was handed in.

A submission is joined by id, then login, then address, then by a name that only one person has.
What cannot be told apart is said with its line and left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import UsageError
from grader.intake import table
from grader.intake.found import Found, IdKind, Kind
from grader.intake.tree import text
from grader.model import Person
from grader.text.clean import one_line

_LARGEST = 16 << 20
_MOST_NAMED = 10

_ID: Mapping[str, tuple[IdKind, ...]] = {
    "id": ("user", "student"),
    "canvas id": ("user",),
    "user id": ("user",),
    "identifier": ("participant",),
    "participant": ("participant",),
    "student id": ("student",),
    "sis id": ("student",),
    "sis user id": ("student",),
    "sid": ("student",),
    "id number": ("student",),
    "student number": ("student",),
    "matriculation number": ("student",),
}
"""Columns of ids and what they number: the same number means somebody else in each kind."""

_ID_KINDS: tuple[IdKind, ...] = ("student", "user", "participant")
_ID_OF: Mapping[Kind, IdKind] = {"canvas": "user", "moodle": "participant"}
_LOGIN = ("login", "login id", "sis login id", "username", "user name", "netid", "user")
_EMAIL = ("email", "email address", "e mail", "mail")
_SECTION = ("section", "sections", "group", "groups")
_PARTICIPANT = re.compile(r"\D+ (\d+)")
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
        return (*map(_folded, (*numbers, self.login, self.email)), _slug(self.name))

    def id(self, kind: Kind) -> str:
        """The id by which a platform of this kind knows the person; else any that there is."""
        return self.own_id(kind) or next((id for _, id in self.ids), "")

    def own_id(self, kind: Kind) -> str:
        """The id by which a platform of this kind knows the person, or nothing."""
        return next(iter(self.ids_of(_ID_OF.get(kind, "student"))), "")

    def ids_of(self, kind: IdKind) -> tuple[str, ...]:
        return tuple(id for id_kind, id in self.ids if id_kind == kind)

    @property
    def shown(self) -> str:
        return one_line(self.name or self.key, characters=80)


@dataclass(frozen=True)
class Roster:
    """The members in their order, and sentences on lines that cannot be used."""

    name: str
    members: tuple[Member, ...]
    said: tuple[str, ...]


@dataclass(frozen=True)
class Joined:
    """The submissions with what the roster knows of their people, and who handed in nothing."""

    found: tuple[Found, ...]
    absent: tuple[Person, ...]
    said: tuple[str, ...]


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
    _check_columns(path, found.columns)
    members = [member for row in found.rows if (member := _member(row))]
    if not members:
        raise UsageError(f"{path}:1: nobody is on this roster; it has a header and no names")
    return _without_doubles(name, members)


def join(found: Sequence[Found], roster: Roster, kind: Kind) -> Joined:
    """Give every submission what the roster knows of it.  ``kind`` says how absent ones are called
    so that they keep their names when they do hand in."""
    index = _Index(roster)
    joined: list[Found] = []
    taken: dict[int, str] = {}
    strangers: list[str] = []
    said = [*roster.said]
    for one in found:
        behind = ((p, ()) for p in one.people) if len(one.people) > 1 else [(one.person, one.ids)]
        members = [m for p, ids in behind if (m := index.find(p, ids, one.id_kind))]
        if not members:
            strangers.append(one.person.student)
        for member in members:
            if taken.setdefault(member.line, one.person.student) != one.person.student:
                both = f"{taken[member.line]} and {one.person.student}"
                said.append(f"{roster.name}:{member.line}: {member.shown} has two: {both}")
        joined.append(_known(one, members[0], kind) if len(members) == 1 else one)
    used = {one.person.student for one in found}
    absent = tuple(_absent(m, kind, used) for m in roster.members if m.line not in taken)
    said += _counted(roster, absent, strangers, index)
    return Joined(tuple(joined), absent, tuple(one_line(line, characters=400) for line in said))


def _check_columns(path: Path, columns: Sequence[str]) -> None:
    named = ("student", "name", "full name", "student name", "last name", "surname")
    if not set(columns) & {*_ID, *_LOGIN, *_EMAIL, *named}:
        there = ", ".join(one_line(column, characters=30) for column in columns[:8])
        raise UsageError(
            f"{path}:1: no column is called student, id, login, email or name; there is {there}"
        )


def _member(row: table.Row) -> Member | None:
    """The person in this row; None where it is one of the rows that platforms put between."""
    student, name = row.get("student"), table.full_name(row)
    if any(_folded(cell).strip() in _NO_PERSON for cell in (student, name)):
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
        if id := row.get(column):
            number = _PARTICIPANT.fullmatch(id)
            yield from ((kind, number[1] if number else id) for kind in kinds)


def _without_doubles(name: str, members: Iterable[Member]) -> Roster:
    seen: dict[tuple[str, ...], Member] = {}
    said = []
    for member in members:
        first = seen.setdefault(member.identity, member)
        if first is not member:
            said.append(
                f"{name}:{member.line}: {member.shown} is on line {first.line} already; passed over"
            )
    return Roster(name, tuple(seen.values()), tuple(said))


class _Index:
    """Members by what they may be known by.  What two of them share leads to neither."""

    def __init__(self, roster: Roster) -> None:
        self.said: list[str] = []
        self._roster = roster
        members = roster.members
        self._ids: dict[IdKind, dict[str, Member | None]] = {
            kind: self._by("id", [(m, _folded(id)) for m in members for id in m.ids_of(kind)])
            for kind in _ID_KINDS
        }
        self._logins = self._by("login", [(m, _folded(m.login)) for m in members])
        self._emails = self._by("address", [(m, _folded(m.email)) for m in members])
        self._names = self._by("name", [(m, n) for m in members for n in _names(m.name)])

    def find(self, person: Person, ids: tuple[str, ...], kind: IdKind) -> Member | None:
        """``ids`` are further ids of the student, ``kind`` is that of the platform's own."""
        student = person.student
        for keys, members in (
            ((person.platform_id,), self._ids[kind]),
            ((*ids, student), self._ids["student"]),
            ((person.login, student), self._logins),
            ((person.email, student), self._emails),
        ):
            for key in keys:
                if key and (member := members.get(_folded(key))):
                    return member
        return next((m for n in _names(person.name or student) if (m := self._names.get(n))), None)

    def _by(self, what: str, pairs: Iterable[tuple[Member, str]]) -> dict[str, Member | None]:
        index: dict[str, Member | None] = {}
        first: dict[str, int] = {}
        for member, key in pairs:
            line = first.setdefault(key, member.line) if key else member.line
            if key and line != member.line:
                index[key] = None
                if what != "name" or key == _slug(member.name):
                    place = f"{self._roster.name}:{member.line}"
                    sentence = f"{place}: the {what} of {member.shown} is on line {line} too"
                    self.said += [sentence] if sentence not in self.said else []
            elif key:
                index[key] = member
        return index


def _known(one: Found, member: Member, kind: Kind) -> Found:
    person = one.person
    joined = replace(
        person,
        name=member.name or person.name,
        email=person.email or member.email,
        login=person.login or member.login,
        platform_id=person.platform_id or member.id(kind),
        section=person.section or member.section,
    )
    return replace(one, person=joined)


def _absent(member: Member, kind: Kind, used: set[str]) -> Person:
    """Somebody who handed in nothing, under the name that their submission would have had."""
    id = member.id(kind)
    key = _as_called(member, kind) or member.key
    if key in used:
        key = f"{key}_{member.line}"
    used.add(key)
    return Person(key, member.name, member.email, member.login, id, member.section)


def _as_called(member: Member, kind: Kind) -> str:
    id = member.own_id(kind)
    if kind == "canvas" and id and member.name:
        return f"{_slug(member.name)}_{id}"
    if kind == "moodle" and id and member.name:
        return f"{member.name}_{id}"
    return (id or member.email) if kind == "gradescope" else ""


def _counted(
    roster: Roster, absent: Sequence[Person], strangers: Sequence[str], index: _Index
) -> Iterator[str]:
    yield from index.said
    yield f"{roster.name}: {len(roster.members)} people, {len(absent)} of them handed in nothing"
    if strangers:
        shown = ", ".join(one_line(name, characters=60) for name in strangers[:_MOST_NAMED])
        more = ", ..." if len(strangers) > _MOST_NAMED else ""
        yield f"{roster.name}: not on it are {len(strangers)} of those who handed in: {shown}{more}"


def _names(name: str) -> tuple[str, ...]:
    """A name as platforms may have turned and joined its words; the name itself first."""
    words = [word for word in map(_slug, re.split(r"[\s,]+", name)) if word][:6]
    turned = ("".join((*words[n:], *words[:n])) for n in range(len(words)))
    return tuple(dict.fromkeys(key for key in turned if key))


def _slug(name: str) -> str:
    """The name without what is between its words, in small letters."""
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", name)).casefold()


def _folded(key: str) -> str:
    return unicodedata.normalize("NFKC", key).strip().casefold()
