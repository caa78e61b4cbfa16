"""Name the mistakes that recorded values show.  What is earned stays as it is.

Marking gives the name of one of several mistakes to none of them, and what follows from the
question later carries none.  With the name, both are certain; no check is marked anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from grader.model import Diagnosis, Grade, Question, QuestionGrade, Suite

Made = Mapping[str, tuple[str, ...]]
"""The mistakes that were made in a question, by the question."""


def with_names(suite: Suite, grade: Grade, made: Made) -> Grade:
    """Return the grade with the names of these mistakes.

    Parameters
    ----------
    suite
        The hidden suite.
    grade
        A grade in which the answers to these questions fit several mistakes.
    made
        Which of them were made.
    """
    named: list[QuestionGrade] = []
    for graded in grade.questions:
        diagnosis = graded.diagnosis
        if diagnosis and graded.question in made:
            diagnosis = _certain(diagnosis, made[graded.question], named)
        elif diagnosis:
            question = suite.question(graded.question)
            diagnosis = _carrying(diagnosis, _shown_in(question, diagnosis.follows, made))
        named.append(replace(graded, diagnosis=diagnosis))
    return replace(grade, questions=tuple(named))


def _certain(
    diagnosis: Diagnosis, ids: Iterable[str], earlier: Iterable[QuestionGrade]
) -> Diagnosis:
    """Return the diagnosis with one of its alternatives in place of all; it still costs points."""
    known = {id for one in earlier if one.diagnosis for id in one.diagnosis.misconceptions}
    found = replace(
        diagnosis,
        misconceptions=_united(diagnosis.misconceptions, ids),
        carried=_united(diagnosis.carried, known.intersection(ids)),
        alternatives=(),
    )
    return diagnosis if found.carried_forward else found


def _shown_in(question: Question, follows: Iterable[str], made: Made) -> Iterable[str]:
    """Return the mistakes made in these questions that change answers to this one."""
    showing = {one.misconception for case in question.cases for one in case.distractors}
    return [id for earlier in follows for id in made.get(earlier, ()) if id in showing]


def _carrying(diagnosis: Diagnosis, ids: Iterable[str]) -> Diagnosis:
    return replace(
        diagnosis,
        misconceptions=_united(ids, diagnosis.misconceptions),
        carried=_united(diagnosis.carried, ids),
    )


def _united(ids: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ids, *more)))
