"""Every check of every question as a row: how it stands, points, how far off."""

from __future__ import annotations

import math
from collections.abc import Sequence

from grader.model import Check
from grader.report import numbers
from grader.report.answered import Answered
from grader.report.pages import CheckRow, Pill
from grader.report.words import Words

_NONE = "\N{EN DASH}"


def check_rows(
    questions: Sequence[Answered], words: Words, *, ran: bool, cards: frozenset[str]
) -> tuple[CheckRow, ...]:
    """The rows in the order of the assignment; ``cards`` are the questions that have a card."""
    return tuple(
        _row(answered, check, words, ran=ran, card=answered.question.id in cards)
        for answered in questions
        for check in answered.question.checks
    )


def check_kind(answered: Answered, check: Check) -> str:
    """How a check stands: right, wrong, follows (paid for before) or, without points, note."""
    if all(verdict.right for case, verdict in answered.seen if case.check == check.id):
        return "right"
    if check.remark:
        return "note"
    return "follows" if answered.graded.carried_forward else "wrong"


def _row(answered: Answered, check: Check, words: Words, *, ran: bool, card: bool) -> CheckRow:
    kind = check_kind(answered, check) if ran else "off"
    cases = [verdict for case, verdict in answered.seen if case.check == check.id]
    right = sum(verdict.right for verdict in cases)
    return CheckRow(
        state=Pill(kind, words(f"check.{kind}")),
        question=answered.question.title,
        link=f"#q-{answered.question.id}" if card and kind != "right" else "",
        check=check.title,
        cases=f"{right} / {len(cases)}" if ran else _NONE,
        distance=_distance(answered, check, words) if ran else _NONE,
        points=_points(answered, check, words, ran=ran),
    )


def _distance(answered: Answered, check: Check, words: Words) -> str:
    """The largest distance in the cases of the check that may be shown."""
    found = [
        verdict.distance
        for case, verdict in answered.shown
        if case.check == check.id and verdict.distance is not None
    ]
    if not found:
        return _NONE
    largest = max(found)
    return numbers.distance(largest) if math.isfinite(largest) else words("check.not_finite")


def _points(answered: Answered, check: Check, words: Words, *, ran: bool) -> str:
    if check.remark:
        return words("check.no_points")
    earned = next(g.earned for g in answered.graded.checks if g.check == check.id)
    return f"{numbers.points(earned) if ran else _NONE} / {numbers.points(check.points)}"
