"""The verdict: one sentence, one more, points and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from grader.model import Grade, Status, Suite
from grader.report import numbers
from grader.report.answered import Answered
from grader.report.checks import check_kind
from grader.report.pages import Fix, Headline, PathStep, Pill, Ring
from grader.report.words import Words

_UNWRITTEN = (Status.NOT_YET, Status.UNDEFINED)
_TO_FIX = ("one", "several")
_NONE = "\N{EN DASH}"


def headline(
    suite: Suite,
    grade: Grade,
    questions: Sequence[Answered],
    fixes: Sequence[Fix],
    steps: Sequence[PathStep],
    words: Words,
) -> Headline:
    """The verdict on a submission that was run."""
    name = _name(questions, fixes)
    right = tuple(a.question.title for a in questions if a.right)
    lead = words(
        f"lead.{name}" if right or name not in _TO_FIX else f"lead.{name}_alone",
        right=words.listed(right),
        checks=sum(len(a.question.checks) for a in questions),
        cases=sum(len(a.marked) for a in questions),
    )
    first = next((step for step in steps if step.first), None)
    if first and name in _TO_FIX and _by_mistakes(questions, name):
        lead += words("lead.first", step=first.title)
    sentence = words(
        f"headline.{name}{_by_mistakes(questions, name)}",
        n=len(fixes),
        fix=fixes[0].link.words if fixes else "",
        why=fixes[0].why if fixes else "",
    )
    return Headline(
        sentence, lead, ring(grade.earned, suite.possible, words), _tally(questions, words)
    )


def not_run(suite: Suite, sentence: str, lead: str, why: str, words: Words) -> Headline:
    """The verdict where nothing was run: no points, and no zero."""
    possible = numbers.points(suite.possible)
    checks = sum(len(question.checks) for question in suite.questions)
    small = words("ring.not_graded")
    return Headline(
        sentence=sentence,
        lead=lead,
        ring=Ring("0 100", _NONE, small, words("ring.label_none", possible=possible)),
        tally=(Pill("wrong", why), Pill("off", words.count("tally.off", checks))),
    )


def ring(earned: float, possible: float, words: Words) -> Ring:
    """Points as a part of a circle."""
    part = 100 * earned / possible if possible else 0
    values = {"earned": numbers.points(earned), "possible": numbers.points(possible)}
    return Ring(
        dash=f"{part:.2f} 100",
        large=values["earned"],
        small=words("ring.small", **values),
        label=words("ring.label", **values),
    )


def _by_mistakes(questions: Sequence[Answered], name: str) -> str:
    """The ending of the sentence's name where every wrong question has a diagnosis."""
    named = all(a.graded.diagnosis for a in questions if a.wrong)
    return {"one": "_mistake", "several": "_mistakes"}.get(name, "") if named else ""


def _name(questions: Sequence[Answered], fixes: Sequence[Fix]) -> str:
    wrong = [verdict for answered in questions for _, verdict in answered.wrong]
    if not wrong:
        public = all(not case.hidden for a in questions for case, _ in a.seen)
        return "all_right_public" if public else "all_right"
    if any(verdict.status is Status.TAMPERED for verdict in wrong):
        return "tampered"
    marked = sum(len(answered.marked) for answered in questions)
    if len(wrong) == marked and all(verdict.status in _UNWRITTEN for verdict in wrong):
        return "unwritten"
    return "one" if len(fixes) == 1 else "several"


def _tally(questions: Sequence[Answered], words: Words) -> tuple[Pill, ...]:
    kinds = Counter(check_kind(a, check) for a in questions for check in a.question.checks)
    return tuple(
        Pill(kind, words.count(f"tally.{kind}", kinds[kind]))
        for kind in ("right", "follows", "wrong", "note")
        if kinds[kind]
    )
