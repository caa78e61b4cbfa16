"""Join submissions to the roster: who handed in, who is missing, what is unclear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from grader.intake.download import DownloadKind, FoundSubmission
from grader.intake.roster import Roster, RosterMember
from grader.model import Person
from grader.people.index import Identity, identity_of
from grader.people.match import Matches, match
from grader.people.names import folded
from grader.text.clean import one_line

_MOST_NAMED = 10
_MOST_SHOWN = 3


@dataclass(frozen=True)
class RosterJoin:
    """Submissions with what the roster knows of their authors, and the absent people.

    ``warnings`` are notices on what is contested or not understood.
    """

    found: tuple[FoundSubmission, ...]
    absent: tuple[Person, ...]
    notices: tuple[str, ...]
    warnings: tuple[str, ...]


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
    repository = _repository(found, roster, kind)
    # Moodle numbers participants anew in each assignment, and teams beside them: if most ids lead
    # to other names, they number something else.
    trust_ids = kind not in ("moodle", "mixed") or len(found) == 1
    matches = match([_people(one, repository) for one in found], lines, trust_ids=trust_ids)
    line_of = {at: line for line, at in matches.owners.items()}
    joined = tuple(
        _known(one, members[line_of[at]], kind) if at in line_of and not one.person.members else one
        for at, one in enumerate(found)
    )
    students = [one.person.student for one in found]
    used = set(students)
    left = [member for member in roster.members if member.line not in matches.claimants]
    absent = tuple(_absent(member, member.key_on(kind, repository), kind, used) for member in left)
    notices = (*roster.notices, *_on_alike(roster, students, matches))
    numbers = _on_numbers(roster, students, matches)
    warnings = (*_on_few(roster, students, matches), *_on_contested(roster, students, matches))
    return RosterJoin(joined, absent, _clean((*notices, *numbers)), _clean(warnings))


def _line(member: RosterMember) -> Identity:
    github = _on_github(member.github) if member.github else ""
    return Identity(
        ids=member.ids,
        logins=(*member.ids_of("student"), member.login, member.email, github),
        name=member.name,
    )


def _people(one: FoundSubmission, repository: str) -> list[Identity]:
    people = one.people if one.person.members else (one.person,)
    found = [identity_of(person, numbers=one.numbers) for person in people]
    return [_with_github(identity, repository) for identity in found]


def _with_github(identity: Identity, repository: str) -> Identity:
    if not identity.called:
        return identity
    login = identity.called.removeprefix(repository)
    return replace(identity, logins=(*identity.logins, _on_github(login)))


def _on_github(login: str) -> str:
    """Return a login as the list of logins has it; the same login elsewhere is another person's."""
    return f"github {login}"


def _repository(found: Sequence[FoundSubmission], roster: Roster, kind: DownloadKind) -> str:
    """Return what the names of all folders begin with before the login, as in ``hw3-jdoe``."""
    logins = {folded(member.github) for member in roster.members if member.github}
    if not logins or len(found) < 2 or kind not in ("folder", "zip"):
        return ""
    names = [one.person.student for one in found]
    prefixes = [names[0][: at + 1] for at, letter in enumerate(names[0]) if letter == "-"]

    def known(prefix: str) -> int:
        return sum(folded(name.removeprefix(prefix)) in logins for name in names)

    shared = (prefix for prefix in prefixes if all(name.startswith(prefix) for name in names))
    return max(shared, key=known, default="")


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


def _absent(member: RosterMember, key: str, kind: DownloadKind, used: set[str]) -> Person:
    """Return an absent person under the key that their submission would have had."""
    if key in used:
        key = f"{key}_{member.line}"
    used.add(key)
    id, id_kind = member.id(kind)
    name, email, login, section = member.name, member.email, member.login, member.section
    return Person(key, name, email, login, id, section, id_kind=id_kind)


def _on_few(roster: Roster, students: Sequence[str], found: Matches) -> Iterator[str]:
    """Yield a warning if most submissions fit no line, as if the columns were misread."""
    if 2 * len(found.unmatched) <= len(students):
        return
    fitting = f"{len(students) - len(found.unmatched)} of {len(students)} submissions"
    strangers, first = _listed(students, found.unmatched[:_MOST_SHOWN]), roster.members[0]
    yield (
        f"{roster.name}: only {fitting} fit a line of it; the known columns are"
        f" {', '.join(roster.columns)}, and line {first.line} says {first.known}, but what was"
        f" handed in is called {strangers}; rename the column with logins to 'login', or the one"
        " with names to 'name'"
    )


def _on_contested(roster: Roster, students: Sequence[str], found: Matches) -> Iterator[str]:
    """Yield warnings on lines that two submissions claim, and on ids of other names."""
    shown = {m.line: f"{roster.name}:{m.line}: {m.display_name}" for m in roster.members}
    owners = {line: f"{students[at]} is" for line, at in found.owners.items()}
    for line, claimants in found.claimants.items():
        if len(claimants) > 1:
            two = " and ".join(students[at] for at in claimants)
            owner = owners.get(line, "neither is")
            yield f"{shown[line]} has two: {two}; {owner} taken for the person on this line"
    if found.foreign:
        named = _listed(students, found.foreign)
        yield f"{roster.name}: ids lead to a line of another name: {named}"
    if found.ambiguous:
        named = _listed(students, found.ambiguous)
        yield f"{roster.name}: these fit several lines, and are joined to none: {named}"


def _on_alike(roster: Roster, students: Sequence[str], found: Matches) -> Iterator[str]:
    shown = {m.line: f"{roster.name}:{m.line}: {m.display_name}" for m in roster.members}
    for line in found.alike:
        owner = students[found.owners[line]]
        yield f"{shown[line]}: {owner} is taken for the person, by a name that is only alike"


def _on_numbers(roster: Roster, students: Sequence[str], found: Matches) -> Iterator[str]:
    """Yield notices on how many people are enrolled, absent and unknown."""
    people = len(roster.members)
    absent = people - len(found.claimants)
    yield f"{roster.name}: {people} people, {absent} of them handed in nothing"
    known = {at for claimants in found.claimants.values() for at in claimants}
    if strangers := [at for at in range(len(students)) if at not in known]:
        named = _listed(students, strangers)
        yield f"{roster.name}: {len(strangers)} of those who handed in are not on it: {named}"


def _clean(sentences: Iterable[str]) -> tuple[str, ...]:
    return tuple(one_line(sentence, characters=500) for sentence in sentences)


def _listed(students: Sequence[str], at: Sequence[int]) -> str:
    named = ", ".join(one_line(students[one], characters=60) for one in at[:_MOST_NAMED])
    return f"{named}, ..." if len(at) > _MOST_NAMED else named
