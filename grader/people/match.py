"""Decide whose each line of a list is.  A line that two claim with the same right is nobody's: a
grade in a stranger's row is worse than none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.people.index import Evidence, Identity, Index


@dataclass(frozen=True)
class Matches:
    """Whose each line is; submissions go by their places in the sequence.

    ``claimants`` are all whom the line fits and no other line does.  Its owner is the one with the
    surest evidence.  ``unmatched`` fit no line and ``ambiguous`` fit several.  ``alike`` are the
    lines whose owner has a name that is only alike.  ``foreign`` are those of ``by_id`` whose id
    leads to another name.
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
    """Find whose each line is.

    Parameters
    ----------
    submissions : sequence of sequence of Identity
        The people behind each submission: one, or the members of a group.
    lines : mapping from int to Identity
    trust_ids : bool
        Whether the ids are surely the list's own.  Else they are not used where most lead to other
        names: the same number is somebody else on another platform.
    """
    index = Index(lines)
    people = [(at, person) for at, group in enumerate(submissions) for person in group]
    by_id = [(at, person) for at, person in people if index.has_id(person)]
    foreign = tuple(at for at, person in by_id if index.contradicts(person))
    use_ids = trust_ids or 2 * len(foreign) <= len(by_id)
    found = [(at, *index.find(person, use_ids=use_ids)) for at, person in people]
    claims = _claims(found)
    owners = {line: at for line, rivals in claims.items() for at in _surest(rivals)}
    matched = {at for at, fitting, _ in found if fitting}
    return Matches(
        owners=owners,
        claimants={line: tuple(rivals) for line, rivals in claims.items()},
        unmatched=tuple(at for at in range(len(submissions)) if at not in matched),
        ambiguous=tuple(dict.fromkeys(at for at, fitting, _ in found if len(fitting) > 1)),
        alike=tuple(n for n, at in owners.items() if claims[n][at] is Evidence.ALIKE),
        by_id=tuple(at for at, _ in by_id),
        foreign=foreign,
    )


def _claims(
    found: Iterable[tuple[int, frozenset[int], Evidence]],
) -> Mapping[int, Mapping[int, Evidence]]:
    """Who claims each line, and how surely; by line."""
    claims: dict[int, dict[int, Evidence]] = {}
    for at, lines, evidence in found:
        if len(lines) == 1:
            rivals = claims.setdefault(min(lines), {})
            rivals[at] = max(evidence, rivals.get(at, evidence))
    return dict(sorted(claims.items()))


def _surest(rivals: Mapping[int, Evidence]) -> list[int]:
    """The one with the surest evidence; nobody where two have it."""
    best = [at for at, evidence in rivals.items() if evidence == max(rivals.values())]
    return best if len(best) == 1 else []
