"""Root causes: what to fix, in which order, and how many points each fix returns.

A mistake that is carried into later questions is one cause, listed at the question that shows it
first.  Mistakes that cost the same points together are one cause: fixing one of them alone would
return nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from grader.model import Clue, Status, Verdict
from grader.report.gains import (
    CauseKey,
    cause_keys,
    gain,
    has_own_factor,
    spoiled_checks,
    unexplained_questions,
)
from grader.report.own_calls import Calls
from grader.report.question_view import QuestionView, anchor, on_the_way

_UNKNOWN: Calls = MappingProxyType({})

UNWRITTEN = (Status.NOT_YET, Status.UNDEFINED)


@dataclass(frozen=True)
class Cause:
    """One thing to fix: known mistakes, or unexplained trouble in one question.

    Attributes
    ----------
    mistakes : tuple of str
        The ids of the known mistakes: one, several that only pay together, or none.
    question : str
        The question that shows the cause first.
    gain : float
        The points that fixing this cause alone returns.
    explains : tuple of str
        Later questions into which the cause is carried.
    """

    mistakes: tuple[str, ...]
    question: str
    gain: float
    explains: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """The HTML id of the place that explains the cause."""
        if len(self.mistakes) == 1:
            return mistake_anchor(self.question, self.mistakes[0])
        return anchor(self.question)


def mistake_anchor(question: str, mistake: str) -> str:
    """Return the HTML id of the place that explains one mistake."""
    return f"fix-{question}-{mistake}"


def is_unwritten(view: QuestionView) -> bool:
    """Return whether the question's function is still to be written, and nothing hints at more."""
    return bool(view.marked) and all(_is_empty(verdict) for _, verdict in view.marked)


def _is_empty(verdict: Verdict) -> bool:
    """Return whether there is no answer: not one that was not returned, or has another name."""
    is_misnamed = bool(getattr(verdict.observation.outcome, "similar", ""))
    return verdict.status in UNWRITTEN and verdict.clue is Clue.NONE and not is_misnamed


@dataclass
class _Draft:
    """A cause that is being put together from what makes it up."""

    question: str
    keys: list[CauseKey]
    explains: list[str] = field(default_factory=list)
    failed: str = ""

    def explain(self, question: str) -> None:
        """Note that a later question shows the cause, too."""
        if question != self.question and question not in self.explains:
            self.explains.append(question)


def causes(
    questions: Sequence[QuestionView], follow_through: float = 1.0, calls: Calls = _UNKNOWN
) -> tuple[Cause, ...]:
    """Return every root cause once, in the order in which to fix them.

    What builds on no other cause comes first; among equals, what returns most.

    Parameters
    ----------
    questions : sequence of QuestionView
    follow_through : float
        The rate at which answers count that follow from an earlier mistake.
    calls : Calls
        Which functions the student's own ones call; the steps of the derivation say what builds on
        what where that is not known.
    """
    unexplained = unexplained_questions(questions)
    drafts: list[_Draft] = []
    for view in questions:
        keys = cause_keys(view, unexplained)
        if keys:
            _add_explained(view, keys, drafts)
        elif view.question.id in unexplained:
            _add_unexplained(view, drafts)
    found = [
        Cause(
            tuple(mistake for mistake, _ in draft.keys if mistake),
            draft.question,
            gain(questions, frozenset(draft.keys), follow_through),
            tuple(draft.explains),
        )
        for draft in drafts
    ]
    return _ordered(found, questions, calls)


def _add_unexplained(view: QuestionView, drafts: list[_Draft]) -> None:
    """Add a cause for the question, or one for all questions that failed together."""
    id, key, failed = view.question.id, ("", view.question.id), view.failed_together
    same = next((draft for draft in drafts if failed and draft.failed == failed), None)
    if same:
        same.keys.append(key)
        same.explain(id)
    else:
        drafts.append(_Draft(id, [key], failed=failed))


def _add_explained(view: QuestionView, keys: Sequence[CauseKey], drafts: list[_Draft]) -> None:
    for key in keys:
        draft = _holding(key, drafts)
        if draft is None:
            drafts.append(_Draft(view.question.id, [key]))
        else:
            draft.explain(view.question.id)
    if has_own_factor(view):
        for id in view.graded.diagnosis.new if view.graded.diagnosis else ():
            _merge((id, ""), ("", view.question.id), drafts)
    for first, *others in _paid_together(view):
        for other in others:
            _merge((first, ""), (other, ""), drafts)


def _holding(key: CauseKey, drafts: Sequence[_Draft]) -> _Draft | None:
    return next((draft for draft in drafts if key in draft.keys), None)


def _paid_together(view: QuestionView) -> Iterable[list[str]]:
    """Yield the new mistakes that cost the points of one check together."""
    diagnosis, spoiled = view.graded.diagnosis, spoiled_checks(view.question)
    assert diagnosis is not None
    for check in view.graded.checks:
        together = [id for id in diagnosis.new if check.check in spoiled.get(id, ())]
        if check.earned < check.points and len(together) > 1:
            yield together


def _merge(one: CauseKey, other: CauseKey, drafts: list[_Draft]) -> None:
    kept, merged = _holding(one, drafts), _holding(other, drafts)
    if kept is None or merged is None or kept is merged:
        return
    kept.keys += merged.keys
    for question in merged.explains:
        kept.explain(question)
    drafts.remove(merged)


def _ordered(
    found: Sequence[Cause], questions: Sequence[QuestionView], calls: Calls
) -> tuple[Cause, ...]:
    """Sort by level; at one level by gain, and last, from the top, what is not written yet."""
    places = {view.question.id: place for place, view in enumerate(questions)}
    wrong = {cause.question for cause in found}
    levels = _levels([view for view in questions if view.question.id in wrong], calls)

    def order(cause: Cause) -> tuple[int, bool, float, int]:
        place = places[cause.question]
        empty = is_unwritten(questions[place])
        return levels[cause.question], empty, 0.0 if empty else -cause.gain, place

    return tuple(sorted(found, key=order))


def _levels(wrong: Sequence[QuestionView], calls: Calls) -> dict[str, int]:
    """Return how many of these questions stand on the longest way before each of them."""
    before = {
        view.question.id: [
            other.question.id
            for place, other in enumerate(wrong)
            if _builds_on(view, other, calls, is_later=place < here)
        ]
        for here, view in enumerate(wrong)
    }
    levels = dict.fromkeys(before, 0)
    for _ in wrong:  # a way is no longer than that, and a circle of calls has no first function
        levels = {id: max((levels[one] + 1 for one in before[id]), default=0) for id in before}
    return levels


def _builds_on(view: QuestionView, other: QuestionView, calls: Calls, *, is_later: bool) -> bool:
    """Return whether one question needs another: by the student's calls, else by the derivation.

    Without worked examples a later question may need any.
    """
    question, needed = view.question, other.question
    if question.function in calls and not is_unwritten(view):
        return needed.function != question.function and needed.function in calls[question.function]
    way = on_the_way(question)
    return is_later and needed.step != question.step and (not way or needed.step in way)
