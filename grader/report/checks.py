"""Every check of every question as a row: how it stands, points, how far off."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from grader.model import Check, Question, Suite
from grader.report import numbers
from grader.report.answered import Answered, places
from grader.report.pages import CheckRow, Kind, Pill
from grader.report.words import Words


def check_rows(
    questions: Sequence[Answered], words: Words, *, cards: frozenset[str]
) -> tuple[CheckRow, ...]:
    """The rows in the order of the assignment; ``cards`` are the anchors that there are."""
    return tuple(
        row
        for answered in questions
        for row in _rows(answered, words, card=answered.anchor in cards)
    )


def check_kind(answered: Answered, check: Check) -> Kind:
    """How a check stands: right, wrong, follows (paid for before) or, without points, note."""
    if answered.rights[check.id] == answered.cases_of(check):
        return "right"
    if check.remark:
        return "note"
    return "follows" if answered.graded.carried_forward else "wrong"


def rows_not_run(suite: Suite, words: Words) -> tuple[CheckRow, ...]:
    """The rows of a submission that was not run at all."""
    return tuple(
        _row(question, check, words, "off", "", numbers.NONE, numbers.NONE, None)
        for question in suite.questions
        for check in question.checks
    )


def _rows(answered: Answered, words: Words, *, card: bool) -> tuple[CheckRow, ...]:
    checks = answered.question.checks
    distances = _distances(answered)
    return _made_rows(
        answered.question,
        words,
        f"#{answered.anchor}" if card else "",
        tuple([check_kind(answered, check) for check in checks]),
        tuple([answered.rights[check.id] for check in checks]),
        tuple([_distance(distances.get(check.id), words) for check in checks]),
        tuple([graded.earned for graded in answered.graded.checks]),
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
    """The rows of one question, which many students have in common."""
    return tuple(
        _row(
            question,
            check,
            words,
            kind,
            link if kind != "right" else "",
            f"{right} / {len(places(question).of_check[check.id])}",
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


def _distances(answered: Answered) -> dict[str, float]:
    """The largest distance in the cases of each check that may be shown."""
    found: dict[str, float] = {}
    for case, verdict in answered.shown:
        if verdict.distance is not None:
            found[case.check] = max(verdict.distance, found.get(case.check, 0.0))
    return found


def _distance(largest: float | None, words: Words) -> str:
    if largest is None:
        return numbers.NONE
    return numbers.distance(largest) if math.isfinite(largest) else words("check.not_finite")
