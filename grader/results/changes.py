"""What another suite, tolerance or late policy changes, and for whom.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.model import SAME_POINTS, Standing, Suite


@dataclass(frozen=True)
class Change:
    """One student's points before and after, None where there were none, and the questions whose
    points or mistakes differ: (question, before, after)."""

    student: str
    before: float | None
    after: float | None
    questions: tuple[tuple[str, float | None, float | None], ...]


def changes(
    before: Mapping[str, Standing], after: Mapping[str, Standing], suite: Suite
) -> tuple[Change, ...]:
    """Everybody whose points differ in some question or in all, by student."""
    found = []
    for student, now in sorted(after.items()):
        then = before.get(student, Standing(now.person))
        points = ((q.id, then.points(q.id), now.points(q.id)) for q in suite.questions)
        moved = tuple((id, old, new) for id, old, new in points if _differ(old, new))
        total = then.earned(suite), now.earned(suite)
        if moved or _differ(*total):
            found.append(Change(student, *total, moved))
    return tuple(found)


def _differ(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) > SAME_POINTS
