"""Find out what another suite, tolerance or late policy changes, and for whom.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.model import SAME_POINTS, Person, Standing, Suite


@dataclass(frozen=True)
class Change:
    """What changed for one student.

    Attributes
    ----------
    person : Person
    before, after : float or None
        The points that count; None where there are none.
    questions : tuple of (str, float or None, float or None)
        Each question whose points differ, with the points before and after.
    percent : tuple of (float, float)
        The percent that lateness takes off, before and after.
    """

    person: Person
    before: float | None
    after: float | None
    questions: tuple[tuple[str, float | None, float | None], ...]
    percent: tuple[float, float] = (0.0, 0.0)


def changes(
    before: Mapping[str, Standing], after: Mapping[str, Standing], suite: Suite
) -> tuple[Change, ...]:
    """Return everybody whose points differ in some question or in all, by student."""
    found = []
    for student, now in sorted(after.items()):
        then = before.get(student, Standing(now.person))
        points = ((q.id, then.points(q.id), now.points(q.id)) for q in suite.questions)
        moved = tuple((id, old, new) for id, old, new in points if _differ(old, new))
        total = then.earned(suite), now.earned(suite)
        if moved or _differ(*total):
            percent = _percent(then), _percent(now)
            found.append(Change(now.person, *total, moved, percent))
    return tuple(found)


def _percent(standing: Standing) -> float:
    return standing.lateness.percent if standing.lateness else 0.0


def _differ(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) > SAME_POINTS
