"""Name the wrong answers of a grade, so that students who share an unusual one can be found."""

from __future__ import annotations

from grader.model import Grade


def wrong_answers(grade: Grade) -> frozenset[str]:
    """Return a name for each wrong answer of a grade.

    A name is made of the known mistakes of a question, or of the group of an unexplained answer.
    """
    found = set()
    for graded in grade.questions:
        if graded.diagnosis and not graded.carried_forward:
            mistakes = "+".join(sorted(graded.diagnosis.misconceptions))
            found.add(f"{graded.question}: {mistakes} * {graded.diagnosis.scale:.3g}")
        elif graded.group:
            found.add(graded.group)
    return frozenset(found)
