"""The headline: the verdict in one sentence, a second sentence, points and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Grade, Suite
from grader.report import numbers
from grader.report.causes import Cause, is_unwritten
from grader.report.grade_view import ring_of
from grader.report.pages import CheckGroup, Fix, Headline, Kind, Pill, Ring
from grader.report.question_view import QuestionView
from grader.report.words import Words

_TO_FIX = ("one", "several")
_TALLIED: tuple[Kind, ...] = ("right", "follows", "wrong", "note", "off")


@dataclass(frozen=True)
class RunSummary:
    """What the page knows of a submission that ran."""

    questions: Sequence[QuestionView]
    causes: Sequence[Cause]
    fixes: Sequence[Fix]
    checks: Sequence[CheckGroup]

    @property
    def is_named(self) -> bool:
        """True if known mistakes explain everything that is wrong."""
        return all(cause.mistakes for cause in self.causes)

    @property
    def first_view(self) -> QuestionView:
        """The question to begin with."""
        return next(a for a in self.questions if a.question.id == self.causes[0].question)


def headline(suite: Suite, grade: Grade, summary: RunSummary, words: Words) -> Headline:
    """Return the headline of a submission that ran."""
    return Headline(
        sentence=_sentence(suite, summary, words),
        lead=_lead(suite, summary, words),
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
    first, n = summary.causes[0], len(summary.fixes)
    function = summary.first_view.question.function
    hinted = "_hinted" if suite.hints == "ladder" else ""
    if len(first.mistakes) > 1 and n == 1:
        return words(f"headline.together{hinted}", n=len(first.mistakes), function=function)
    if hinted:
        return words(f"headline.{name}_hinted", n=n, function=function)
    if not summary.is_named:
        return words(f"headline.{name}", n=n, fix=summary.fixes[0].link.words)
    why = suite.misconception(first.mistakes[0]).title
    return words(f"headline.{name}_named", n=sum(len(c.mistakes) for c in summary.causes), why=why)


def _lead(suite: Suite, summary: RunSummary, words: Words) -> str:
    name = _name(summary)
    right = tuple(a.question.title for a in summary.questions if a.is_right)
    lead = words(
        f"lead.{name}" if right or name not in _TO_FIX else f"lead.{name}_alone",
        right=words.listed(right),
        checks=sum(len(a.question.checks) for a in summary.questions),
        cases=sum(len(a.marked) for a in summary.questions),
        functions=len(summary.questions),
        first=summary.fixes[0].where if summary.fixes else "",
    )
    return lead + _first_step(suite, summary, words) if name in _TO_FIX else lead


def _first_step(suite: Suite, summary: RunSummary, words: Words) -> str:
    """Say which step of the first question goes wrong first, if that is not all that it asks."""
    cause, question = summary.causes[0], summary.first_view.question
    steps = {suite.misconception(id).step for id in cause.mistakes}
    first = next((step for step in suite.steps if step.id in steps), None)
    is_told = suite.hints == "open" and summary.is_named
    if first is None or first.id == question.step or not is_told:
        return ""
    return words("lead.first", function=question.function, step=first.title)


def _name(summary: RunSummary) -> str:
    questions = summary.questions
    wrong = [verdict for view in questions for _, verdict in view.wrong]
    if not wrong:
        public = all(not case.hidden for a in questions for case, _ in a.judged_cases)
        return "all_right_public" if public else "all_right"
    if any(view.is_tampered for view in questions):
        return "tampered"
    if all(map(is_unwritten, questions)):
        return "unwritten"
    return "one" if len(summary.fixes) == 1 else "several"


def _tally_key(kind: Kind) -> str:
    """In a submission that ran, only what is not written yet is neither right nor wrong."""
    return "unwritten" if kind == "off" else kind


def _tally(checks: Sequence[CheckGroup], words: Words) -> tuple[Pill, ...]:
    kinds = Counter([group.state.kind for group in checks])
    return tuple(
        Pill(kind, words.count(f"tally.{_tally_key(kind)}", kinds[kind]))
        for kind in _TALLIED
        if kinds[kind]
    )
