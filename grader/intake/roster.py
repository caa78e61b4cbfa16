"""Read the roster of a class: a CSV table from any system."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.intake import csv_table
from grader.intake.download import DownloadKind
from grader.intake.file_tree import text
from grader.intake.moodle import PARTICIPANT
from grader.intake.roster_columns import EMAIL, GITHUB, ID, LOGIN, NAME, SECTION
from grader.model import IdKind
from grader.people.names import folded, words
from grader.text.clean import one_line

_LARGEST = 16 << 20

_ID_OF: Mapping[DownloadKind, IdKind] = {"canvas": "user", "moodle": "participant"}
_STUDENT = "student"
_PARTICIPANT = re.compile(r"(?P<word>[^\W\d_][^\d_]{2,})(?P<number>\d+)")
"""What Moodle's worksheets call a participant: a word of the site's language, and a number."""

_NO_PERSON = ("points possible", "student, test", "test student")


@dataclass(frozen=True)
class RosterMember:
    """One row of the roster."""

    line: int
    key: str
    ids: tuple[tuple[IdKind, str], ...]
    login: str
    email: str
    name: str
    section: str
    github: str = ""

    @property
    def identity(self) -> tuple[str, ...]:
        """The values that make two rows the same person."""
        numbers = (id for _, id in self.ids)
        return (*map(folded, (*numbers, self.login, self.email)), "".join(words(self.name)))

    def id(self, kind: DownloadKind) -> tuple[str, IdKind | None]:
        """Return the id that the platform uses, else any id; and its kind, if known."""
        id = self.own_id(kind) or next((id for _, id in self.ids), "")
        kinds = [id_kind for id_kind, other in self.ids if other == id]
        return id, kinds[0] if len(kinds) == 1 else None

    def own_id(self, kind: DownloadKind) -> str:
        """Return the id that the platform uses, or an empty string."""
        return next(iter(self.ids_of(_ID_OF.get(kind, "student"))), "")

    def ids_of(self, kind: IdKind) -> tuple[str, ...]:
        """Return the ids of one kind."""
        return tuple(id for id_kind, id in self.ids if id_kind == kind)

    def key_on(self, kind: DownloadKind, repository: str = "") -> str:
        """Return the key that the person's submission has on the platform.

        ``repository`` is what the names of all repositories of a class begin with.
        """
        id = self.own_id(kind)
        if repository and self.github:
            return f"{repository}{self.github}"
        if kind in ("canvas", "moodle") and id and self.name:
            name = "".join(words(self.name)) if kind == "canvas" else self.name
            return f"{name}_{id}"
        return (id or self.email if kind == "gradescope" else "") or self.key

    @property
    def display_name(self) -> str:
        """The name, or the key, cleaned for a message."""
        return one_line(self.name or self.key, characters=80)

    @property
    def known(self) -> str:
        """What identifies the person, for a message."""
        numbers = (id for _, id in self.ids)
        values = dict.fromkeys((self.name, self.login, self.github, *numbers, self.email))
        return ", ".join(one_line(value, characters=60) for value in values if value)


@dataclass(frozen=True)
class Roster:
    """The people of a class, and notices on unclear rows."""

    name: str
    members: tuple[RosterMember, ...]
    notices: tuple[str, ...]
    columns: tuple[str, ...] = ()


def read_roster(path: Path) -> Roster:
    """Read a roster.

    Raises
    ------
    UsageError
        The file is no roster; the message names the file and the line.
    """
    name = one_line(text(path.name), characters=100)
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"cannot read the roster {path}: {error.strerror}") from error
    if len(content) > _LARGEST:
        raise UsageError(f"{path}: a roster may have at most {_LARGEST >> 20} MiB")
    try:
        found = csv_table.read(content)
    except csv_table.TableError as error:
        raise UsageError(f"{path}:{error.line}: {error.problem}") from error
    columns = _known_columns(path, found.columns)
    moodles = _participant_columns(found)
    members = [member for row in found.rows if (member := _member(row, moodles))]
    if not members:
        raise UsageError(f"{path}:1: the roster has a header but no people")
    return _roster(name, members, columns)


def _known_columns(path: Path, columns: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that identify a person; raise UsageError if there are none."""
    names = (*NAME, *csv_table.FIRST_NAME, *csv_table.LAST_NAME)
    known = tuple(c for c in columns if c in (_STUDENT, *ID, *LOGIN, *GITHUB, *EMAIL, *names))
    if not known:
        there = ", ".join(one_line(column, characters=30) for column in columns[:8])
        raise UsageError(
            f"{path}:1: no column is called student, id, login, email or name; there is {there};"
            " the first line has to name the columns"
        )
    return known


def _participant_columns(table: csv_table.CsvTable) -> frozenset[str]:
    """Return the columns of ids in which every cell is one and the same word, and a number."""

    def words_of(column: str) -> set[str]:
        cells = [cell for row in table.rows if (cell := row.get(column))]
        found = [_PARTICIPANT.fullmatch(cell) for cell in cells]
        return {parts["word"].strip().casefold() if parts else "" for parts in found}

    alike = {column: words_of(column) for column in table.columns if column in ID}
    return frozenset(column for column, w in alike.items() if len(w) == 1 and "" not in w)


def _member(row: csv_table.CsvRecord, moodles: Collection[str]) -> RosterMember | None:
    """Return the person of a row, or None for a row that platforms insert between."""
    student, name = row.get(_STUDENT), csv_table.full_name(row, NAME)
    if any(folded(cell).strip() in _NO_PERSON for cell in (student, name)):
        return None
    ids = [*_ids(row, moodles)]
    if not name and not student:
        name, ids = _named_by_id(ids)
    if name and student:  # then "student" is what the student is called in this class's files
        ids.append(("student", student))
    login, email, github = (
        _plain(row.get(*LOGIN)),
        row.get(*EMAIL),
        row.get(*GITHUB),
    )
    first = ids[0][1] if ids else ""
    key = (student if name else "") or login or github or first or email or name or student
    if not key:
        return None
    name, section = name or student, row.get(*SECTION)
    return RosterMember(row.line, key, tuple(ids), login, email, name, section, github)


def _plain(id: str) -> str:
    """Return an id or a login without the sign that Brightspace puts before it."""
    return id.removeprefix("#")


def _named_by_id(
    ids: Sequence[tuple[IdKind, str]],
) -> tuple[str, list[tuple[IdKind, str]]]:
    """Split a name off that stands in a column of ids, as in the roster of GitHub Classroom."""
    names = [id for _, id in ids if len(words(id)) > 1 and not re.search(r"[\d@]", id)]
    return next(iter(names), ""), [(kind, id) for kind, id in ids if id not in names]


def _ids(row: csv_table.CsvRecord, moodles: Collection[str]) -> Iterator[tuple[IdKind, str]]:
    for column, kinds in ID.items():
        id = _plain(row.get(column))
        parts = _PARTICIPANT.fullmatch(id) if column in moodles else None
        is_moodles = parts is not None and parts["word"].strip().casefold() in PARTICIPANT
        if id and not is_moodles:
            yield from ((kind, id) for kind in kinds if not (parts and kind == "participant"))
        if parts:  # the word may also be a school's, as in student001
            yield "participant", parts["number"]


def _roster(name: str, members: Iterable[RosterMember], columns: tuple[str, ...]) -> Roster:
    """Return each person once, with notices on ids, logins and names that several share."""
    seen: dict[tuple[str, ...], RosterMember] = {}
    lines: dict[tuple[str, str], int] = {}
    notices: list[str] = []
    for member in members:
        place = f"{name}:{member.line}"
        first = seen.setdefault(member.identity, member)
        if first is not member:
            shown = f"{place}: {member.display_name}"
            notices.append(f"{shown} is on line {first.line} already; skipped")
            continue
        for what, key in _keys(member):
            line = lines.setdefault((what, key), member.line)
            if line != member.line:
                notices.append(
                    f"{place}: the {what} of {member.display_name} is on line {line} too"
                )
    return Roster(name, tuple(seen.values()), tuple(dict.fromkeys(notices)), columns)


def _keys(member: RosterMember) -> Iterator[tuple[str, str]]:
    """Yield the values that identify the person, with the name of each."""
    yield from (("id", f"{kind} {folded(id)}") for kind, id in member.ids)
    yield from (("login", folded(member.login)),) if member.login else ()
    yield from (("address", folded(member.email)),) if member.email else ()
    yield from (("name", " ".join(sorted(parts))),) if (parts := words(member.name)) else ()
