"""Look up a person in a list of people: by id, by login, by name, at last by a name that is alike.

Where several lines fit, the weaker clues choose among them; what still fits several leads to none.

Who says it matters.  Only a platform gives ids; a display name is what somebody calls themselves.
So a name is compared with names alone, and a number in front of it counts on a line of that name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import get_args

from grader.model import IdKind, Person
from grader.people.names import are_alike, folded, forms, loose_forms, shortened

_Lines = frozenset[int]


class Evidence(IntEnum):
    """How sure a match is."""

    ALIKE = 1
    """A name with words left out or without accents."""
    WRITTEN = 2
    """A login, an address, a number or the name."""
    ID = 3
    """The id that the platform gave, on a line whose name does not contradict it."""


@dataclass(frozen=True)
class Identity:
    """What a list of people, or a submission, says of one person.

    ``ids`` are those that a platform gave, with what they number.  ``logins`` are logins, addresses
    and the school's numbers.
    ``called`` is a file's name where nothing else is known: a login, a number or a name.
    ``numbers`` stand in front of the display name.
    """

    ids: tuple[tuple[IdKind, str], ...] = ()
    logins: tuple[str, ...] = ()
    name: str = ""
    called: str = ""
    numbers: tuple[str, ...] = ()


def identity_of(person: Person, *, numbers: tuple[str, ...] = ()) -> Identity:
    """Return what a submission says of the person behind it.

    An id of unknown kind may be of any.  Where a platform says who it is, the key is made of the
    display name and is no login.
    """
    id, kind = person.platform_id, person.id_kind
    logins = (person.login, person.email, id if kind in (None, "student") else "")
    called = "" if person.name or id or person.members else person.student
    name = "" if person.members else person.name  # of a group it is all names
    kinds = (kind,) if kind else get_args(IdKind)
    return Identity(tuple((kind, id) for kind in kinds), logins, name, called, numbers)


class Index:
    """Lines of a list of people, by everything that they are found by."""

    def __init__(self, lines: Mapping[int, Identity]) -> None:
        self._lines = lines
        self._ids = self._by(lambda line: map(_id, line.ids))
        self._logins = self._by(lambda line: map(folded, line.logins))
        self._names = self._by(lambda line: forms(line.name))

    def find(self, person: Identity, *, use_ids: bool = True) -> tuple[_Lines, Evidence]:
        """Return the lines that fit, and how sure the first clue is that leads to them."""
        found, surest = _Lines(), Evidence.ALIKE
        for evidence, lines in self._clues(person, use_ids):
            if not found:
                found, surest = lines, evidence
            found = found & lines or found
            if len(found) == 1:
                break
        return (found, surest) if found else (self._alike_to(person), Evidence.ALIKE)

    def has_id(self, person: Identity) -> bool:
        """Return whether exactly one line has the id."""
        return len(_any(self._ids, map(_id, person.ids))) == 1

    def contradicts(self, person: Identity) -> bool:
        """Return whether a line of the id has another name, and no login vouches for it."""
        lines = _any(self._ids, map(_id, person.ids))
        lines -= _any(self._logins, map(folded, (*person.logins, person.called)))
        names = [self._lines[line].name for line in lines]
        return any(name and person.name and not are_alike(name, person.name) for name in names)

    def _clues(self, person: Identity, use_ids: bool) -> Iterator[tuple[Evidence, _Lines]]:
        if use_ids:
            evidence = Evidence.WRITTEN if self.contradicts(person) else Evidence.ID
            yield evidence, _any(self._ids, map(_id, person.ids))
        for logins in (person.logins, (person.called,)):
            yield Evidence.WRITTEN, _any(self._logins, map(folded, logins))
        name = person.name or person.called
        numbered = _any(self._logins, map(folded, person.numbers))
        of_name = (line for line in numbered if are_alike(self._lines[line].name, name))
        yield Evidence.WRITTEN, _Lines(of_name)
        yield Evidence.WRITTEN, _any(self._names, forms(name))

    def _alike_to(self, person: Identity) -> _Lines:
        name = person.name or person.called
        whole, short = self._alike
        return _any(whole, shortened(name)) | _any(short, loose_forms(name))

    @cached_property
    def _alike(self) -> tuple[Mapping[str, set[int]], Mapping[str, set[int]]]:
        whole = self._by(lambda line: loose_forms(line.name))
        return whole, self._by(lambda line: shortened(line.name))

    def _by(self, keys: Callable[[Identity], Iterable[str]]) -> Mapping[str, set[int]]:
        index: dict[str, set[int]] = {}
        for number, line in self._lines.items():
            for key in filter(None, keys(line)):
                index.setdefault(key, set()).add(number)
        return index


def _id(id: tuple[IdKind, str]) -> str:
    kind, number = id
    return f"{kind} {folded(number)}" if number else ""


def _any(index: Mapping[str, set[int]], keys: Iterable[str]) -> _Lines:
    return _Lines().union(*(index.get(key, ()) for key in keys))
