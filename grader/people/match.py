"""Decide who owns each row of a list.

A row that two people claim with equal evidence stays unowned: a grade in a stranger's row is worse
than none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.model import IdKind
from grader.people.index import Identity, MatchStrength, PersonIndex


@dataclass(frozen=True)
class Matches:
    """The owner of each row; submissions go by their index.

    Attributes
    ----------
    owners : mapping from int to int
        Row to submission: the claimant with the surest evidence.
    claimants : mapping from int to tuple of int
        Row to the submissions that fit this row alone.
    unmatched : tuple of int
        Submissions that fit no row.
    ambiguous : tuple of int
        Submissions that fit several rows.
    alike : tuple of int
        Rows whose owner has only a similar name.
    by_id : tuple of int
        Submissions whose id is in the list.
    foreign : tuple of int
        Those of ``by_id`` whose id leads to another name.
    """

    owners: Mapping[int, int]
    claimants: Mapping[int, tuple[int, ...]]
    unmatched: tuple[int, ...]
    ambiguous: tuple[int, ...]
    alike: tuple[int, ...]
    by_id: tuple[int, ...]
    foreign: tuple[int, ...]


def match(
    submissions: Sequence[Sequence[Identity]], lines: Mapping[int, Identity], *, trust_ids: bool
) -> Matches:
    """Find the owner of each row.

    Parameters
    ----------
    submissions : sequence of sequence of Identity
        The people behind each submission: one person, or the members of a group.
    lines : mapping from int to Identity
        The rows of the list by number.
    trust_ids : bool
        Whether the ids surely belong to this list.  Otherwise they are ignored if most of them lead
        to other names: on another platform, the same number is another person.
    """
    index = PersonIndex(lines)
    people = [(at, person) for at, group in enumerate(submissions) for person in group]
    by_id = [(at, person) for at, person in people if index.has_id(person)]
    foreign = tuple(at for at, person in by_id if index.contradicts(person))
    use_ids = trust_ids or 2 * len(foreign) <= len(by_id)
    sure = _sure_kinds(index, [person for _, person in people]) if use_ids else ()
    found = [(at, *index.find(person, use_ids=use_ids, sure_kinds=sure)) for at, person in people]
    claims = _claims(found)
    owners = {line: at for line, rivals in claims.items() for at in _surest(rivals)}
    matched = {at for at, fitting, _ in found if fitting}
    return Matches(
        owners=owners,
        claimants={line: tuple(rivals) for line, rivals in claims.items()},
        unmatched=tuple(at for at in range(len(submissions)) if at not in matched),
        ambiguous=tuple(dict.fromkeys(at for at, fitting, _ in found if len(fitting) > 1)),
        alike=tuple(n for n, at in owners.items() if claims[n][at] is MatchStrength.ALIKE),
        by_id=tuple(at for at, _ in by_id),
        foreign=foreign,
    )


def _sure_kinds(index: PersonIndex, people: Iterable[Identity]) -> tuple[IdKind, ...]:
    """Return the kinds of ids that the list has of more than half of the people with such an id.

    An id of unknown kind stands under every kind and tells nothing.
    """
    known = [person.ids[0] for person in people if len(person.ids) == 1 and person.ids[0][1]]
    having = Counter(kind for kind, _ in known)
    listed = Counter(kind for kind, number in known if index.knows_id(kind, number))
    return tuple(kind for kind in having if 2 * listed[kind] > having[kind])


def _claims(
    found: Iterable[tuple[int, frozenset[int], MatchStrength]],
) -> Mapping[int, Mapping[int, MatchStrength]]:
    """Return the claimants of each row, with their evidence."""
    claims: dict[int, dict[int, MatchStrength]] = {}
    for at, lines, evidence in found:
        if len(lines) == 1:
            rivals = claims.setdefault(min(lines), {})
            rivals[at] = max(evidence, rivals.get(at, evidence))
    return dict(sorted(claims.items()))


def _surest(rivals: Mapping[int, MatchStrength]) -> list[int]:
    """Return the claimant with the surest evidence; nobody if two are equal."""
    best = [at for at, evidence in rivals.items() if evidence == max(rivals.values())]
    return best if len(best) == 1 else []
