"""Whose row is whose: standings and the rows of a platform's file.

By the platform's id, else by a login, number or address, else by name.  What fits two is left out
and said: a grade in a stranger's row is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from grader.export.finding import Finding, Weight, about
from grader.model import Person, Standing


@dataclass(frozen=True)
class Place:
    """A row of the platform's file: its number, and by what the platform knows the student."""

    row: int
    id: str
    logins: tuple[str, ...]
    name: str


@dataclass(frozen=True)
class Matches:
    """Each row's standing, and what there is to say about the others."""

    rows: Mapping[int, Standing]
    findings: tuple[Finding, ...]


def match(
    standings: Sequence[Standing], places: Sequence[Place], *, trust_ids: bool = False
) -> Matches:
    """Find each standing's row.

    The ids of one platform mean other people on another one.  So an id that leads to another name
    is not believed where most do so, and is a finding where few do; ``trust_ids`` believes them.
    """
    index, foreign = _Index(places), list[Standing]()
    by_id = [one for one in standings if len(index.ids.get(one.person.platform_id, ())) == 1]
    if not trust_ids:
        foreign = [one for one in by_id if index.contradicts(one.person)]
    use_ids = 2 * len(foreign) <= len(by_id)
    claims = {at: index.claimed(one.person, use_ids) for at, one in enumerate(standings)}
    return Matches(
        rows=_granted(standings, claims),
        findings=(*_on_ids(foreign, by_id, use_ids=use_ids), *_on_claims(standings, claims)),
    )


@dataclass(frozen=True)
class _Claim:
    """The rows of one standing: several for a group's members, else one; ``rivals`` where more
    than one would fit."""

    rows: frozenset[int] = frozenset()
    rivals: frozenset[int] = frozenset()


@dataclass
class _Index:
    places: Sequence[Place]
    ids: dict[str, set[int]] = field(default_factory=dict)
    logins: dict[str, set[int]] = field(default_factory=dict)
    names: dict[str, set[int]] = field(default_factory=dict)
    by_row: dict[int, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place in self.places:
            self.by_row[place.row] = place
            if place.id:
                self.ids.setdefault(place.id, set()).add(place.row)
            for login in filter(None, map(_login, place.logins)):
                self.logins.setdefault(login, set()).add(place.row)
            for form in _forms(place.name):
                self.names.setdefault(form, set()).add(place.row)

    def contradicts(self, person: Person) -> bool:
        """Whether the row of this person's id is that of another name, and no login vouches."""
        (row,) = self.ids[person.platform_id]
        theirs, ours = _forms(self.by_row[row].name), _forms(person.name)
        vouched = any(row in self.logins.get(login, ()) for login in _logins(person))
        return bool(theirs and ours) and not theirs & ours and not vouched

    def claimed(self, person: Person, use_ids: bool) -> _Claim:
        own = self._own(person, use_ids)
        for member in person.members:
            of_member = self._one(self._named(member))
            own = _Claim(own.rows | of_member.rows, own.rivals | of_member.rivals)
        return own

    def _own(self, person: Person, use_ids: bool) -> _Claim:
        if use_ids and (rows := self.ids.get(person.platform_id)):
            return self._one(rows)
        by_login = [self.logins.get(login, set()) for login in _logins(person)]
        if rows := set().union(*by_login):
            return self._one(rows)
        return self._one(self._named(person.name or person.student))

    def _named(self, name: str) -> set[int]:
        return set().union(*(self.names.get(form, set()) for form in _forms(name)))

    def _one(self, rows: Iterable[int]) -> _Claim:
        found = frozenset(rows)
        return _Claim(found) if len(found) < 2 else _Claim(rivals=found)


def _granted(standings: Sequence[Standing], claims: Mapping[int, _Claim]) -> Mapping[int, Standing]:
    """The rows that exactly one standing claims."""
    claimants: dict[int, list[Standing]] = {}
    for at, claim in claims.items():
        for row in claim.rows:
            claimants.setdefault(row, []).append(standings[at])
    return {row: found[0] for row, found in sorted(claimants.items()) if len(found) == 1}


def _on_claims(standings: Sequence[Standing], claims: Mapping[int, _Claim]) -> list[Finding]:
    granted = _granted(standings, claims)
    unmatched = [standings[at] for at, c in claims.items() if not c.rows and not c.rivals]
    ambiguous = [
        standings[at]
        for at, c in claims.items()
        if c.rivals or any(r not in granted for r in c.rows)
    ]
    return [
        *about(
            Weight.LOOK,
            "{n} student(s) with a grade are not in the file and are left out",
            [_called(one) for one in unmatched],
            every=True,
        ),
        *about(
            Weight.LOOK,
            "{n} student(s) fit more than one row, or share a row, and are left out;"
            " a roster with logins tells them apart",
            [_called(one) for one in ambiguous],
            every=True,
        ),
    ]


def _on_ids(
    foreign: Sequence[Standing], by_id: Sequence[Standing], *, use_ids: bool
) -> list[Finding]:
    words = "{n} id(s) lead to a row of another name; compare them"
    if not use_ids:
        words = (
            f"{{n}} of {len(by_id)} ids lead to a row of another name, as the ids of another"
            " platform would: logins and names are used instead; --trust-ids believes the ids"
        )
    return about(Weight.LOOK, words, [_called(one) for one in foreign], every=use_ids)


def _called(standing: Standing) -> str:
    person = standing.person
    known = (person.name, person.login, person.email, person.platform_id)
    more = [text for text in known if text and text != person.student]
    return f"{person.student} ({', '.join(more)})" if more else person.student


def _logins(person: Person) -> tuple[str, ...]:
    """What a platform may call this person besides the name; the name of a folder often is it."""
    known = (person.login, person.email, person.student, person.platform_id)
    return tuple(dict.fromkeys(filter(None, map(_login, known))))


def _login(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _forms(name: str) -> frozenset[str]:
    """How a name may be written: its words in any rotation without what is between them ("Doe,
    Jane", "Jane Doe", "doejane"), or in any order."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = re.findall(r"[^\W_]+", plain)
    turned = {"".join(words[at:] + words[:at]) for at in range(len(words))}
    return frozenset(turned | ({" ".join(sorted(words))} if words else set()))
