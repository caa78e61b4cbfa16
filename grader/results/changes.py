"""What another suite, tolerance or late policy changes, and for whom.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.model import Standing

_SAME = 1e-9
"""Points; below this a sum of parts differs by rounding."""


@dataclass(frozen=True)
class Change:
    """One student's points before and after, None where there were none, and the questions whose
    points or mistakes differ: (question, before, after)."""

    student: str
    before: float | None
    after: float | None
    questions: tuple[tuple[str, float | None, float | None], ...]


def changes(
    before: Mapping[str, Standing], after: Mapping[str, Standing], questions: Sequence[str]
) -> tuple[Change, ...]:
    """Everybody whose points differ in some question or in all, by student."""
    found = []
    for student, now in sorted(after.items()):
        then = before.get(student, Standing(now.person))
        moved = tuple(
            (id, then.points(id), now.points(id))
            for id in questions
            if _differ(then.points(id), now.points(id))
        )
        total = then.earned(tuple(questions)), now.earned(tuple(questions))
        if moved or _differ(*total):
            found.append(Change(student, *total, moved))
    return tuple(found)


def _differ(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is not other
    return abs(one - other) > _SAME
