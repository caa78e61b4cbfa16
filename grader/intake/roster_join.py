"""Join submissions to the roster: who handed in, who is missing, what is unclear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grader.intake.download import DownloadKind, FoundSubmission
from grader.intake.roster import Roster, RosterMember
from grader.model import Person
from grader.people.index import Identity, identity_of
from grader.people.match import Matches, match
from grader.text.clean import one_line

_MOST_NAMED = 10


@dataclass(frozen=True)
class RosterJoin:
    """Submissions with what the roster knows of their authors, and the absent people."""

    found: tuple[FoundSubmission, ...]
    absent: tuple[Person, ...]
    notices: tuple[str, ...]


def join(found: Sequence[FoundSubmission], roster: Roster, kind: DownloadKind) -> RosterJoin:
    """Add the roster's knowledge to every submission.

    Parameters
    ----------
    found : sequence of FoundSubmission
    roster : Roster
    kind : DownloadKind
        The platform; it decides the keys of absent people, so that a later submission has the same.
    """
    members = {member.line: member for member in roster.members}
    lines = {line: _line(member) for line, member in members.items()}
    matches = match([_people(one) for one in found], lines, trust_ids=True)
    line_of = {at: line for line, at in matches.owners.items()}
    joined = tuple(
        _known(one, members[line_of[at]], kind) if at in line_of and not one.person.members else one
        for at, one in enumerate(found)
    )
    students = [one.person.student for one in found]
    used = set(students)
    left = [member for member in roster.members if member.line not in matches.claimants]
    absent = tuple(_absent(member, kind, used) for member in left)
    notices = (
        *roster.notices,
        *_on_lines(roster, students, matches),
        *_on_numbers(roster, students, matches),
    )
    return RosterJoin(
        joined, absent, tuple(one_line(sentence, characters=400) for sentence in notices)
    )


def _line(member: RosterMember) -> Identity:
    return Identity(
        ids=member.ids,
        logins=(*member.ids_of("student"), member.login, member.email),
        name=member.name,
    )


def _people(one: FoundSubmission) -> list[Identity]:
    people = one.people if one.person.members else (one.person,)
    return [identity_of(person, numbers=one.numbers) for person in people]


def _known(one: FoundSubmission, member: RosterMember, kind: DownloadKind) -> FoundSubmission:
    person = one.person
    id, id_kind = member.id(kind)
    joined = replace(
        person,
        name=member.name or person.name,
        email=person.email or member.email,
        login=person.login or member.login,
        platform_id=person.platform_id or id,
        id_kind=person.id_kind if person.platform_id else id_kind,
        section=person.section or member.section,
    )
    return replace(one, person=joined)


def _absent(member: RosterMember, kind: DownloadKind, used: set[str]) -> Person:
    """Return an absent person under the key that their submission would have had."""
    key = member.key_on(kind)
    if key in used:
        key = f"{key}_{member.line}"
    used.add(key)
    id, id_kind = member.id(kind)
    name, email, login, section = member.name, member.email, member.login, member.section
    return Person(key, name, email, login, id, section, id_kind=id_kind)


def _on_lines(roster: Roster, students: Sequence[str], found: Matches) -> Iterator[str]:
    """Yield notices on lines that a person should look at."""
    shown = {m.line: f"{roster.name}:{m.line}: {m.display_name}" for m in roster.members}
    owners = {line: f"{students[at]} is" for line, at in found.owners.items()}
    for line, claimants in found.claimants.items():
        if len(claimants) > 1:
            two = " and ".join(students[at] for at in claimants)
            owner = owners.get(line, "neither is")
            yield f"{shown[line]} has two: {two}; {owner} taken for the person on this line"
    for line in found.alike:
        yield f"{shown[line]}: {owners[line]} taken for the person, by a name that is only alike"
    if found.foreign:
        named = _listed(students, found.foreign)
        yield f"{roster.name}: ids lead to a line of another name: {named}"


def _on_numbers(roster: Roster, students: Sequence[str], found: Matches) -> Iterator[str]:
    """Yield notices on how many people are enrolled, absent and unknown."""
    people = len(roster.members)
    absent = people - len(found.claimants)
    yield f"{roster.name}: {people} people, {absent} of them handed in nothing"
    if 2 * len(found.unmatched) > len(students):
        fitting = f"{len(students) - len(found.unmatched)} of {len(students)} submissions"
        yield (
            f"{roster.name}: only {fitting} fit a line of it; the known columns are"
            f" {', '.join(roster.columns)}; rename the column with logins to"
            " 'login', or the one with names to 'name'"
        )
    known = {at for claimants in found.claimants.values() for at in claimants}
    if strangers := [at for at in range(len(students)) if at not in known]:
        named = _listed(students, strangers)
        yield f"{roster.name}: {len(strangers)} of those who handed in are not on it: {named}"


def _listed(students: Sequence[str], at: Sequence[int]) -> str:
    named = ", ".join(one_line(students[one], characters=60) for one in at[:_MOST_NAMED])
    return f"{named}, ..." if len(at) > _MOST_NAMED else named
