"""A grade to names for its wrong answers, so that it can be seen who shares an unusual one."""

from __future__ import annotations

from grader.model import Grade


def wrong_answers(grade: Grade) -> frozenset[str]:
    """The known mistakes of each question together, and the groups of unexplained answers."""
    found = set()
    for graded in grade.questions:
        if graded.diagnosis and not graded.carried_forward:
            mistakes = "+".join(sorted(graded.diagnosis.misconceptions))
            found.add(f"{graded.question}: {mistakes} * {graded.diagnosis.scale:.3g}")
        elif graded.group:
            found.add(graded.group)
    return frozenset(found)
