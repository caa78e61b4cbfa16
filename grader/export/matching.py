"""Match standings to the rows of a platform's file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.export.finding import ExportFinding, Weight, about
from grader.model import Person, Standing
from grader.people import match as people
from grader.people.index import Identity, identity_of


@dataclass(frozen=True)
class MatchedRows:
    """The standing of each row, and findings on the others."""

    rows: Mapping[int, Standing]
    findings: tuple[ExportFinding, ...]


def match(
    standings: Sequence[Standing], rows: Mapping[int, Identity], *, trust_ids: bool = False
) -> MatchedRows:
    """Match each standing to its row.

    Ids of another course or assignment mean other people.  An id that leads to another name is a
    finding; if most ids do, all are ignored.

    Parameters
    ----------
    standings : sequence of Standing
    rows : mapping from int to Identity
    trust_ids : bool
        Whether to believe all ids.
    """
    found = people.match([_people(one.person) for one in standings], rows, trust_ids=trust_ids)
    owned = {row: standings[at] for row, at in found.owners.items()}
    on_ids = [] if trust_ids else _on_ids(standings, found)
    alike = [f"{_called(owned[row])} is {rows[row].name} in the file" for row in found.alike]
    words = "{n} student(s) are found by a name that is only alike; compare them"
    on_names = about(Weight.LOOK, words, alike, every=True)
    return MatchedRows(owned, (*on_ids, *on_names, *_on_left_out(standings, found)))


def _people(person: Person) -> list[Identity]:
    """Return the person, or a group's first member and the names of all members."""
    return [identity_of(person), *(Identity(name=member) for member in person.members)]


def _on_ids(standings: Sequence[Standing], found: people.Matches) -> list[ExportFinding]:
    words = "{n} id(s) lead to a row of another name; compare them"
    most = 2 * len(found.foreign) > len(found.by_id)
    if most:
        words = (
            f"{{n}} of {len(found.by_id)} ids lead to a row of another name, as the ids of another"
            " platform would: logins and names are used instead; --trust-ids believes the ids"
        )
    whom = [_called(standings[at]) for at in found.foreign]
    return about(Weight.LOOK, words, whom, every=not most)


def _on_left_out(standings: Sequence[Standing], found: people.Matches) -> list[ExportFinding]:
    lost = {at for row, all in found.claimants.items() for at in all if found.owners.get(row) != at}
    ambiguous = sorted(lost.union(found.ambiguous))
    return [
        *about(
            Weight.LOOK,
            "{n} student(s) with a grade are not in the file and are left out",
            [_called(standings[at]) for at in found.unmatched],
            every=True,
        ),
        *about(
            Weight.LOOK,
            "{n} student(s) fit more than one row, or share a row, and are left out;"
            " a roster with logins tells them apart",
            [_called(standings[at]) for at in ambiguous],
            every=True,
        ),
    ]


def _called(standing: Standing) -> str:
    person = standing.person
    known = (person.name, person.login, person.email, person.platform_id)
    more = [text for text in known if text and text != person.student]
    return f"{person.student} ({', '.join(more)})" if more else person.student
