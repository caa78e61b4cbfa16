"""Look up a person in a list of people: by id, login, name, and last by a similar name.

If several rows fit, weaker clues choose among them; if several still fit, none is taken.

The source of a clue matters.  Only a platform gives ids, while people choose their display names.
So a display name is compared only with names, and a number in front of it counts only on a row
with that name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import get_args

from grader.model import IdKind, Person
from grader.people.names import are_alike, folded, forms, loose_forms, shortened

_Lines = frozenset[int]


class MatchStrength(IntEnum):
    """How sure a match is."""

    ALIKE = 1
    """A similar name: words are left out, or accents differ."""
    WRITTEN = 2
    """A login, an address, a number or the name."""
    ID = 3
    """The platform's id, on a row whose name does not contradict it."""


@dataclass(frozen=True)
class Identity:
    """What a list of people, or a submission, says about one person.

    Attributes
    ----------
    ids : tuple of (IdKind, str)
        Ids that a platform gave, with the kind of each.
    logins : tuple of str
        Logins, addresses and the school's numbers.
    name : str
    called : str
        A file's name, if nothing else is known: a login, a number or a name.
    numbers : tuple of str
        Numbers in front of the display name.
    """

    ids: tuple[tuple[IdKind, str], ...] = ()
    logins: tuple[str, ...] = ()
    name: str = ""
    called: str = ""
    numbers: tuple[str, ...] = ()


def identity_of(person: Person, *, numbers: tuple[str, ...] = ()) -> Identity:
    """Return what a submission says about its author.

    An id of unknown kind may be of any kind.  If a platform names the author, the student's key is
    made of the display name and is no login.
    """
    id, kind = person.platform_id, person.id_kind
    logins = (person.login, person.email, id if kind in (None, "student") else "")
    called = "" if person.name or id or person.members else person.student
    name = "" if person.members else person.name  # a group's name lists its members
    kinds = (kind,) if kind else get_args(IdKind)
    return Identity(tuple((kind, id) for kind in kinds), logins, name, called, numbers)


class PersonIndex:
    """Index of a list of people by id, login and name.

    Parameters
    ----------
    lines : mapping from int to Identity
        The rows of the list by number.
    """

    def __init__(self, lines: Mapping[int, Identity]) -> None:
        self._lines = lines
        self._ids = self._by(lambda line: map(_id, line.ids))
        self._logins = self._by(lambda line: map(folded, line.logins))
        self._names = self._by(lambda line: forms(line.name))

    def find(
        self,
        person: Identity,
        *,
        use_ids: bool = True,
        sure_kinds: Collection[IdKind] = (),
    ) -> tuple[_Lines, MatchStrength]:
        """Return the rows that fit, and the strength of the clue that found them.

        Parameters
        ----------
        person : Identity
        use_ids : bool
            Whether the ids of the list mean the same people as the person's ids.
        sure_kinds : collection of IdKind
            The kinds of ids that the list surely shares with the person: a row with another id of
            such a kind is somebody else's, whatever name the person goes by.

        Returns
        -------
        rows : frozenset of int
        evidence : MatchStrength
        """
        found, surest = _Lines(), MatchStrength.ALIKE
        others = _Lines() if self.contradicts(person) else self._with_other_ids(person, sure_kinds)
        for evidence, clue in self._clues(person, use_ids):
            lines = clue - others
            if not found:
                found, surest = lines, evidence
            found = found & lines or found
            if len(found) == 1:
                break
        if found:
            return found, surest
        return self._alike_to(person) - others, MatchStrength.ALIKE

    def has_id(self, person: Identity) -> bool:
        """Return whether exactly one row has an id of the person."""
        return len(_any(self._ids, map(_id, person.ids))) == 1

    def knows_id(self, kind: IdKind, number: str) -> bool:
        """Return whether a row has this id."""
        return _id((kind, number)) in self._ids

    def contradicts(self, person: Identity) -> bool:
        """Return whether the row with the id has another name and no login confirms it."""
        lines = _any(self._ids, map(_id, person.ids))
        lines -= self._by_logins(person) | _any(self._logins, (folded(person.called),))
        names = [self._lines[line].name for line in lines]
        return any(name and person.name and not are_alike(name, person.name) for name in names)

    def _clues(self, person: Identity, use_ids: bool) -> Iterator[tuple[MatchStrength, _Lines]]:
        if use_ids:
            of_id = _any(self._ids, map(_id, person.ids))
            if self.contradicts(person):  # an id that the person may have chosen
                yield MatchStrength.WRITTEN, of_id | self._by_logins(person)
            else:
                yield MatchStrength.ID, of_id
        yield MatchStrength.WRITTEN, _any(self._logins, map(folded, person.logins))
        yield MatchStrength.WRITTEN, self._called(person)
        name = person.name or person.called
        numbered = _any(self._logins, map(folded, person.numbers))
        of_name = (line for line in numbered if are_alike(self._lines[line].name, name))
        yield MatchStrength.WRITTEN, _Lines(of_name)
        yield MatchStrength.WRITTEN, _any(self._names, forms(name))

    def _by_logins(self, person: Identity) -> _Lines:
        """Return the rows of the person's logins and addresses; an id proves nothing twice."""
        ids = {folded(number) for _, number in person.ids}
        return _any(self._logins, {folded(login) for login in person.logins} - ids)

    def _called(self, person: Identity) -> _Lines:
        """Return the rows with this login, and those of other people who call themselves so."""
        lines = _any(self._logins, (folded(person.called),))
        return lines | _any(self._names, forms(person.called)) if lines else lines

    def _with_other_ids(self, person: Identity, kinds: Collection[IdKind]) -> _Lines:
        """Return the rows that have an id of one of these kinds, but not the person's."""
        own = {kind: number for kind, number in person.ids if kind in kinds and number}
        rows = (self._by_kind.get(kind, _Lines()) for kind in own)
        return _Lines().union(*rows) - _any(self._ids, map(_id, own.items()))

    @cached_property
    def _by_kind(self) -> Mapping[IdKind, _Lines]:
        return {
            kind: _Lines(n for n, line in self._lines.items() if kind in dict(line.ids))
            for kind in get_args(IdKind)
        }

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
