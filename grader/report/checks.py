"""The table of all checks: state, right cases, largest error and points of each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from grader.model import Check, Question, Suite
from grader.report import numbers
from grader.report.pages import CheckRow, Kind, Pill
from grader.report.question_view import QuestionView, case_positions
from grader.report.words import Words


def check_rows(
    questions: Sequence[QuestionView], words: Words, *, cards: frozenset[str]
) -> tuple[CheckRow, ...]:
    """Return a row for every check, in the order of the assignment.

    Parameters
    ----------
    questions : sequence of QuestionView
    words : Words
    cards : frozenset of str
        The HTML ids of the cards on the page; a row links only to one of these.
    """
    return tuple(row for view in questions for row in _rows(view, words, card=view.anchor in cards))


def check_kind(view: QuestionView, check: Check) -> Kind:
    """Return the state of a check.

    ``"follows"`` means that the points are lost to an earlier question; ``"note"`` means that the
    check carries no points.
    """
    if view.right_counts[check.id] == view.cases_of(check):
        return "right"
    if check.remark:
        return "note"
    return "follows" if view.graded.carried_forward else "wrong"


def rows_not_run(suite: Suite, words: Words, *, module: bool = True) -> tuple[CheckRow, ...]:
    """Return the rows of a submission that could not be run, or of one without a ``module``."""
    key, earned = ("off", None) if module else ("no_module", 0.0)
    state = Pill("off", words(f"check.{key}"))
    return tuple(
        replace(
            _row(question, check, words, "off", "", numbers.NONE, numbers.NONE, earned),
            state=state,
        )
        for question in suite.questions
        for check in question.checks
    )


def _rows(view: QuestionView, words: Words, *, card: bool) -> tuple[CheckRow, ...]:
    checks = view.question.checks
    distances = _distances(view)
    return _made_rows(
        view.question,
        words,
        f"#{view.anchor}" if card else "",
        tuple([check_kind(view, check) for check in checks]),
        tuple([view.right_counts[check.id] for check in checks]),
        tuple([_distance(distances.get(check.id), words) for check in checks]),
        tuple([graded.earned for graded in view.graded.checks]),
    )


@lru_cache(maxsize=1024)
def _made_rows(
    question: Question,
    words: Words,
    link: str,
    kinds: tuple[Kind, ...],
    rights: tuple[int, ...],
    distances: tuple[str, ...],
    earned: tuple[float, ...],
) -> tuple[CheckRow, ...]:
    """Build the rows of one question; cached, because many students share them."""
    return tuple(
        _row(
            question,
            check,
            words,
            kind,
            link if kind != "right" else "",
            f"{right} / {len(case_positions(question).of_check[check.id])}",
            distance,
            points,
        )
        for check, kind, right, distance, points in zip(
            question.checks, kinds, rights, distances, earned, strict=True
        )
    )


def _row(
    question: Question,
    check: Check,
    words: Words,
    kind: Kind,
    link: str,
    cases: str,
    distance: str,
    earned: float | None,
) -> CheckRow:
    return CheckRow(
        state=Pill(kind, words(f"check.{kind}")),
        question=question.title,
        link=link,
        check=check.title,
        cases=cases,
        distance=distance,
        points=words("check.no_points")
        if check.remark
        else f"{numbers.points(earned)} / {numbers.points(check.points)}",
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
