"""Every check of every question as a row: how it stands, points, how far off."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

from grader.model import Check, Question, Suite
from grader.report import numbers
from grader.report.answered import Answered
from grader.report.pages import CheckRow, Pill
from grader.report.words import Words

_NONE = "\N{EN DASH}"


def check_rows(
    questions: Sequence[Answered], words: Words, *, cards: frozenset[str]
) -> tuple[CheckRow, ...]:
    """The rows in the order of the assignment; ``cards`` are the questions that have a card."""
    return tuple(
        row
        for answered in questions
        for row in _rows(answered, words, card=answered.question.id in cards)
    )


def check_kind(answered: Answered, check: Check) -> str:
    """How a check stands: right, wrong, follows (paid for before) or, without points, note."""
    if answered.rights[check.id] == answered.cases_of(check):
        return "right"
    if check.remark:
        return "note"
    return "follows" if answered.graded.carried_forward else "wrong"


def rows_not_run(suite: Suite, words: Words) -> tuple[CheckRow, ...]:
    """The rows of a submission that was not run at all."""
    return tuple(
        _row(question, check, words, "off")
        for question in suite.questions
        for check in question.checks
    )


def _rows(answered: Answered, words: Words, *, card: bool) -> list[CheckRow]:
    question = answered.question
    distances = _distances(answered)
    earned = {graded.check: graded.earned for graded in answered.graded.checks}
    rows = []
    for check in question.checks:
        kind = check_kind(answered, check)
        rows.append(
            _row(
                question,
                check,
                words,
                kind,
                linked=card and kind != "right",
                right=answered.rights[check.id],
                distance=_distance(distances.get(check.id), words),
                earned=None if check.remark else earned[check.id],
            )
        )
    return rows


@lru_cache(maxsize=4096)
def _row(
    question: Question,
    check: Check,
    words: Words,
    kind: str,
    *,
    linked: bool = False,
    right: int | None = None,
    distance: str = _NONE,
    earned: float | None = None,
) -> CheckRow:
    """One row; most students have most of them in common."""
    cases = sum(case.check == check.id for case in question.cases)
    points = _NONE if earned is None else numbers.points(earned)
    return CheckRow(
        state=Pill(kind, words(f"check.{kind}")),
        question=question.title,
        link=f"#q-{question.id}" if linked else "",
        check=check.title,
        cases=_NONE if right is None else f"{right} / {cases}",
        distance=distance,
        points=words("check.no_points")
        if check.remark
        else f"{points} / {numbers.points(check.points)}",
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
        return _NONE
    return numbers.distance(largest) if math.isfinite(largest) else words("check.not_finite")
