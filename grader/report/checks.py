"""All checks, a row for each question: state, right cases, largest error and points of each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from grader.model import Check, Question, Suite
from grader.report import numbers
from grader.report.causes import is_unwritten
from grader.report.pages import CheckGroup, CheckRow, Kind, Pill
from grader.report.question_view import QuestionView
from grader.report.words import Words


def check_groups(
    questions: Sequence[QuestionView], words: Words, *, cards: frozenset[str]
) -> tuple[CheckGroup, ...]:
    """Return a group of checks for every question, in the order of the assignment.

    Parameters
    ----------
    questions : sequence of QuestionView
    words : Words
    cards : frozenset of str
        The HTML ids of the cards on the page; a group links only to one of these.
    """
    return tuple(_group(view, words, has_card=view.anchor in cards) for view in questions)


def check_kind(view: QuestionView, check: Check) -> Kind:
    """Return the state of a check.

    ``"follows"`` means that the answers follow from an earlier question; ``"note"`` means that the
    check carries no points.
    """
    if view.right_counts[check.id] == view.cases_of(check):
        return "right"
    if check.remark:
        return "off" if is_unwritten(view) else "note"
    diagnosis = view.graded.diagnosis
    if diagnosis and (diagnosis.carried_forward or check.id in diagnosis.checks):
        return "follows"
    return "right" if _is_kept(view, check) else "wrong"


def _is_kept(view: QuestionView, check: Check) -> bool:
    """Return whether a check has its points although the numbers in its cases are wrong.

    So it is with checks of how arguments are treated, which are judged apart from the numbers.
    """
    earned = {one.check: one.earned for one in view.graded.checks}
    is_wrong = view.right_counts[check.id] < view.cases_of(check)
    return is_wrong and check.points > 0 and earned.get(check.id, 0.0) >= check.points


def groups_not_run(suite: Suite, words: Words, *, module: bool = True) -> tuple[CheckGroup, ...]:
    """Return the groups of a submission that could not be run, or of one without a ``module``."""
    state = Pill("off", words("check.off" if module else "check.no_module"))
    earned = numbers.NONE if module else numbers.points(0.0)
    return tuple(
        CheckGroup(
            state=state,
            question=question.title,
            function=question.target,
            link="",
            words=words.count("check.asked", len(question.checks)),
            points=f"{earned} / {numbers.points(question.points)}",
            rows=(),
        )
        for question in suite.questions
    )


def _group(view: QuestionView, words: Words, *, has_card: bool) -> CheckGroup:
    question = view.question
    kinds = tuple([check_kind(view, check) for check in question.checks])
    distances = _distances(view)
    rows = _rows(
        question,
        words,
        kinds,
        tuple([_right_cases(view, check, words) for check in question.checks]),
        tuple([_distance(distances.get(check.id), words) for check in question.checks]),
        tuple([graded.earned for graded in view.graded.checks]),
    )
    kind = "off" if is_unwritten(view) else _worst(kinds)
    return CheckGroup(
        state=Pill(kind, words("check.empty" if is_unwritten(view) else f"check.{kind}")),
        question=question.title,
        function=question.target,
        link=f"#{view.anchor}" if has_card else "",
        words=words("check.right_of", right=kinds.count("right"), all=len(kinds)),
        points=f"{numbers.points(view.graded.earned)} / {numbers.points(question.points)}",
        rows=rows,
    )


def _right_cases(view: QuestionView, check: Check, words: Words) -> str:
    """Return how many cases are right, or that the numbers do not matter here."""
    if check_kind(view, check) == "right" and _is_kept(view, check):
        return words("check.apart")
    return f"{view.right_counts[check.id]} / {view.cases_of(check)}"


def _worst(kinds: Sequence[Kind]) -> Kind:
    """Return the state of a question: that of its worst check that carries points."""
    worst: tuple[Kind, ...] = ("wrong", "follows", "note")
    return next((kind for kind in worst if kind in kinds), "right")


@lru_cache(maxsize=1024)
def _rows(
    question: Question,
    words: Words,
    kinds: tuple[Kind, ...],
    cases: tuple[str, ...],
    distances: tuple[str, ...],
    earned: tuple[float, ...],
) -> tuple[CheckRow, ...]:
    """Build the rows of one question; cached, because many students share them."""
    return tuple(
        CheckRow(
            state=Pill(kind, words(f"check.{kind}")),
            check=check.title,
            cases=right,
            distance=distance,
            points=words("check.no_points")
            if check.remark
            else f"{numbers.points(points)} / {numbers.points(check.points)}",
        )
        for check, kind, right, distance, points in zip(
            question.checks, kinds, cases, distances, earned, strict=True
        )
    )


def _distances(view: QuestionView) -> dict[str, float]:
    """Return the largest relative error of each check over its visible cases."""
    found: dict[str, float] = {}
    for case, verdict in view.visible_cases:
        if verdict.distance is not None:
            found[case.check] = max(verdict.distance, found.get(case.check, 0.0))
    return found


def _distance(largest: float | None, words: Words) -> str:
    if largest is None:
        return numbers.NONE
    return numbers.distance(largest) if math.isfinite(largest) else words("check.not_finite")
