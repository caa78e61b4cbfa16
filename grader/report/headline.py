"""The headline: the verdict in one sentence, a second sentence, points and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Grade, Suite
from grader.report import numbers
from grader.report.causes import UNWRITTEN, Cause
from grader.report.derivation_path import on_the_way
from grader.report.grade_view import ring_of
from grader.report.pages import CheckRow, Fix, Headline, Kind, PathStep, Pill, Ring
from grader.report.question_view import QuestionView
from grader.report.words import Words

_TO_FIX = ("one", "several")
_TALLIED: tuple[Kind, ...] = ("right", "follows", "wrong", "note")


@dataclass(frozen=True)
class RunSummary:
    """What the page knows of a submission that ran."""

    questions: Sequence[QuestionView]
    causes: Sequence[Cause]
    fixes: Sequence[Fix]
    steps: Sequence[PathStep]
    checks: Sequence[CheckRow]

    @property
    def named(self) -> bool:
        """True if known mistakes explain everything that is wrong."""
        return all(cause.mistake for cause in self.causes)


def headline(suite: Suite, grade: Grade, summary: RunSummary, words: Words) -> Headline:
    """Return the headline of a submission that ran."""
    return Headline(
        sentence=_sentence(suite, summary, words),
        lead=_lead(summary, words),
        ring=ring_of(grade.earned, suite.possible, words, "ring.label"),
        tally=_tally(summary.checks, words),
    )


def headline_not_run(suite: Suite, why: str, lead: str, words: Words) -> Headline:
    """Return the headline of a submission that did not run.

    ``why`` is ``"not_loaded"``, ``"no_module"`` or ``"ungraded"``.
    """
    possible = numbers.points(suite.possible)
    checks = sum(len(question.checks) for question in suite.questions)
    return Headline(
        sentence=words(f"headline.{why}"),
        lead=lead,
        ring=Ring(
            "0 100",
            numbers.NONE if why == "ungraded" else numbers.points(0.0),
            words(f"ring.{why}", possible=possible),
            words(f"ring.label_{why}", possible=possible),
        ),
        tally=(Pill("wrong", words(f"tally.{why}")), Pill("off", words.count("tally.off", checks))),
    )


def _sentence(suite: Suite, summary: RunSummary, words: Words) -> str:
    name = _name(summary)
    if name not in _TO_FIX:
        return words(f"headline.{name}")
    first = summary.causes[0]
    if not summary.named:
        return words(f"headline.{name}", n=len(summary.fixes), fix=summary.fixes[0].link.words)
    why = suite.misconception(first.mistake).title
    return words(f"headline.{name}_named", n=len(summary.fixes), why=why)


def _lead(summary: RunSummary, words: Words) -> str:
    name = _name(summary)
    right = tuple(a.question.title for a in summary.questions if a.is_right)
    lead = words(
        f"lead.{name}" if right or name not in _TO_FIX else f"lead.{name}_alone",
        right=words.listed(right),
        checks=sum(len(a.question.checks) for a in summary.questions),
        cases=sum(len(a.marked) for a in summary.questions),
    )
    first = next((step for step in summary.steps if step.first), None)
    if first and summary.named and name in _TO_FIX:
        lead += words("lead.first", step=first.title)
    begin = _before_others(summary)
    return lead + (words("lead.begin", question=begin) if begin else "")


def _before_others(summary: RunSummary) -> str:
    """Return an unexplained question that a later, more costly question builds on."""
    unnamed = [cause.question for cause in summary.causes if not cause.mistake]
    wrong = [a.question for a in summary.questions if a.question.id in unnamed]
    for place, question in enumerate(wrong):
        later = wrong[place + 1 :]
        if question.id != unnamed[0] and any(question.step in on_the_way(q) for q in later):
            return question.title
    return ""


def _name(summary: RunSummary) -> str:
    questions = summary.questions
    wrong = [verdict for view in questions for _, verdict in view.wrong]
    if not wrong:
        public = all(not case.hidden for a in questions for case, _ in a.judged_cases)
        return "all_right_public" if public else "all_right"
    if any(view.is_tampered for view in questions):
        return "tampered"
    marked = sum(len(view.marked) for view in questions)
    if len(wrong) == marked and all(verdict.status in UNWRITTEN for verdict in wrong):
        return "unwritten"
    return "one" if len(summary.fixes) == 1 else "several"


def _tally(checks: Sequence[CheckRow], words: Words) -> tuple[Pill, ...]:
    kinds = Counter([row.state.kind for row in checks])
    return tuple(
        Pill(kind, words.count(f"tally.{kind}", kinds[kind])) for kind in _TALLIED if kinds[kind]
    )
