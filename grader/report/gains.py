"""Points that fixing causes returns: what marking the mended file again would give."""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache

from grader.model import Question
from grader.report.question_view import QuestionView

CauseKey = tuple[str, str]
"""The id of a known mistake and an empty string, or an empty string and a question's id."""


def cause_keys(view: QuestionView, unexplained: Set[str]) -> tuple[CauseKey, ...]:
    """Return what explains a question's wrong answers, empty if nothing does.

    ``unexplained`` are the questions that are causes themselves: others may follow from them.
    """
    diagnosis = view.graded.diagnosis
    if diagnosis is None or diagnosis.alternatives or diagnosis.unexplained_in_part:
        return ()
    named = tuple((id, "") for id in diagnosis.misconceptions)
    follows = tuple(("", id) for id in diagnosis.follows if id in unexplained)
    return named + follows + ((("", view.question.id),) if has_own_factor(view) else ())


def has_own_factor(view: QuestionView) -> bool:
    """Return whether a factor on top of known mistakes costs points here: a cause of its own."""
    diagnosis = view.graded.diagnosis
    return diagnosis is not None and diagnosis.scale != 1.0 and not view.graded.carried_forward


def unexplained_questions(questions: Sequence[QuestionView]) -> frozenset[str]:
    """Return the ids of the wrong questions that are causes of their own."""
    found: set[str] = set()
    for view in questions:
        is_wrong = bool(view.wrong or view.graded.diagnosis)
        if is_wrong and (has_own_factor(view) or not cause_keys(view, found)):
            found.add(view.question.id)
    return frozenset(found)


def gain(questions: Sequence[QuestionView], fixed: Set[CauseKey], follow_through: float) -> float:
    """Return the points that fixing these causes, and nothing else, returns.

    Parameters
    ----------
    questions : sequence of QuestionView
    fixed : set of CauseKey
    follow_through : float
        The rate at which answers count that follow from an earlier mistake.
    """
    unexplained = unexplained_questions(questions)
    return sum(
        view.lost
        if ("", view.question.id) in fixed
        else _returned(view, frozenset(cause_keys(view, unexplained)), fixed, follow_through)
        for view in questions
    )


@lru_cache(maxsize=64)
def spoiled_checks(question: Question) -> dict[str, frozenset[str]]:
    """Return the checks that each known mistake affects, by the mistake's id."""
    found: dict[str, set[str]] = {}
    for case in question.cases:
        for wrong in case.distractors:
            found.setdefault(wrong.misconception, set()).add(case.check)
    return {mistake: frozenset(checks) for mistake, checks in found.items()}


def _returned(
    view: QuestionView, causes: Set[CauseKey], fixed: Set[CauseKey], follow_through: float
) -> float:
    """Return the points of one question that come back: what remains must not show in a check."""
    if not causes & fixed:
        return 0.0
    left, diagnosis = causes - fixed, view.graded.diagnosis
    if left == {("", view.question.id)}:
        return -view.graded.earned  # a factor on right answers is unexplained, and earns nothing
    new = {(id, "") for id in diagnosis.new} if diagnosis else set()
    new_left = bool(left & {*new, ("", view.question.id)})
    rate = 0.0 if new_left else follow_through
    spoiled = spoiled_checks(view.question)
    returned = 0.0
    for check in view.graded.checks:
        shows = any(not id or check.check in spoiled.get(id, ()) for id, _ in left)
        returned += max((rate if shows else 1.0) * check.points - check.earned, 0.0)
    return returned
