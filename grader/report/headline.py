"""The verdict: one sentence, one more, points and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Grade, Suite
from grader.report import numbers
from grader.report.answered import Answered
from grader.report.causes import UNWRITTEN, Cause
from grader.report.decided import ring_of
from grader.report.pages import CheckRow, Fix, Headline, Kind, PathStep, Pill, Ring
from grader.report.path import on_the_way
from grader.report.words import Words

_TO_FIX = ("one", "several")
_TALLIED: tuple[Kind, ...] = ("right", "follows", "wrong", "note")


@dataclass(frozen=True)
class Findings:
    """What is known of a submission that was run."""

    questions: Sequence[Answered]
    causes: Sequence[Cause]
    fixes: Sequence[Fix]
    steps: Sequence[PathStep]
    checks: Sequence[CheckRow]

    @property
    def named(self) -> bool:
        """Whether known mistakes explain everything that is wrong."""
        return all(cause.mistake for cause in self.causes)


def headline(suite: Suite, grade: Grade, found: Findings, words: Words) -> Headline:
    """The verdict on a submission that was run."""
    return Headline(
        sentence=_sentence(suite, found, words),
        lead=_lead(found, words),
        ring=ring_of(grade.earned, suite.possible, words, "ring.label"),
        tally=_tally(found.checks, words),
    )


def not_run(suite: Suite, why: str, lead: str, words: Words) -> Headline:
    """The verdict where nothing was run; ``why`` is "not_loaded" or "ungraded"."""
    possible = numbers.points(suite.possible)
    checks = sum(len(question.checks) for question in suite.questions)
    return Headline(
        sentence=words(f"headline.{why}"),
        lead=lead,
        ring=Ring(
            "0 100",
            numbers.NONE,
            words(f"ring.{why}"),
            words(f"ring.label_{why}", possible=possible),
        ),
        tally=(Pill("wrong", words(f"tally.{why}")), Pill("off", words.count("tally.off", checks))),
    )


def _sentence(suite: Suite, found: Findings, words: Words) -> str:
    name = _name(found)
    if name not in _TO_FIX:
        return words(f"headline.{name}")
    first = found.causes[0]
    if not found.named:
        return words(f"headline.{name}", n=len(found.fixes), fix=found.fixes[0].link.words)
    why = suite.misconception(first.mistake).title
    return words(f"headline.{name}_named", n=len(found.fixes), why=why)


def _lead(found: Findings, words: Words) -> str:
    name = _name(found)
    right = tuple(a.question.title for a in found.questions if a.right)
    lead = words(
        f"lead.{name}" if right or name not in _TO_FIX else f"lead.{name}_alone",
        right=words.listed(right),
        checks=sum(len(a.question.checks) for a in found.questions),
        cases=sum(len(a.marked) for a in found.questions),
    )
    first = next((step for step in found.steps if step.first), None)
    if first and found.named and name in _TO_FIX:
        lead += words("lead.first", step=first.title)
    begin = _before_others(found)
    return lead + (words("lead.begin", question=begin) if begin else "")


def _before_others(found: Findings) -> str:
    """A question without a name for its mistake that a later, more costly one is built on."""
    unnamed = [cause.question for cause in found.causes if not cause.mistake]
    wrong = [a.question for a in found.questions if a.question.id in unnamed]
    for place, question in enumerate(wrong):
        later = wrong[place + 1 :]
        if question.id != unnamed[0] and any(question.step in on_the_way(q) for q in later):
            return question.title
    return ""


def _name(found: Findings) -> str:
    questions = found.questions
    wrong = [verdict for answered in questions for _, verdict in answered.wrong]
    if not wrong:
        public = all(not case.hidden for a in questions for case, _ in a.seen)
        return "all_right_public" if public else "all_right"
    if any(answered.tampered for answered in questions):
        return "tampered"
    marked = sum(len(answered.marked) for answered in questions)
    if len(wrong) == marked and all(verdict.status in UNWRITTEN for verdict in wrong):
        return "unwritten"
    return "one" if len(found.fixes) == 1 else "several"


def _tally(checks: Sequence[CheckRow], words: Words) -> tuple[Pill, ...]:
    kinds = Counter([row.state.kind for row in checks])
    return tuple(
        Pill(kind, words.count(f"tally.{kind}", kinds[kind])) for kind in _TALLIED if kinds[kind]
    )
