"""Root causes: what to fix, how many points each fix is worth, and what else it explains.

A mistake that is carried into later questions is one cause, listed at the question that shows it
first.  Points lost to two mistakes together are divided between them, so the gains add up to the
points that are missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from grader.model import Diagnosis, Question, Status
from grader.report.question_view import QuestionView, anchor

_Key = tuple[str, str]
"""The id of a known mistake and an empty string, or an empty string and a question's id."""

UNWRITTEN = (Status.NOT_YET, Status.UNDEFINED)


@dataclass(frozen=True)
class Cause:
    """One thing to fix: a known mistake, or unexplained trouble in one question.

    Attributes
    ----------
    mistake : str
        The id of the known mistake, or empty.
    question : str
        The question that shows the cause first.
    gain : float
        The points that fixing the cause returns.
    together : frozenset of str
        The mistakes that must be fixed too for some of these points.
    explains : tuple of str
        Later questions into which the cause is carried.
    """

    mistake: str
    question: str
    gain: float
    together: frozenset[str]
    explains: tuple[str, ...]

    @property
    def anchor(self) -> str:
        """The HTML id of the place that explains the cause."""
        return f"fix-{self.question}-{self.mistake}" if self.mistake else anchor(self.question)


@dataclass
class _Draft:
    question: str
    gain: float = 0.0
    together: set[str] = field(default_factory=set)
    explains: list[str] = field(default_factory=list)


def causes(questions: Sequence[QuestionView]) -> tuple[Cause, ...]:
    """Return every root cause once, the most costly first.

    Functions that are not written yet come last, in the order of the questions.
    """
    drafts: dict[_Key, _Draft] = {}
    for view in questions:
        id = view.question.id
        diagnosis = view.graded.diagnosis
        if diagnosis is None:
            if view.wrong:
                _add_trouble(view, drafts)
            continue
        for mistake in diagnosis.misconceptions:
            draft = drafts.setdefault((mistake, ""), _Draft(id))
            if draft.question != id:
                draft.explains.append(id)
        for key in _unnamed(diagnosis, drafts):
            drafts[key].explains.append(id)
        unnamed = not (diagnosis.misconceptions or _unnamed(diagnosis, drafts))
        if unnamed or diagnosis.alternatives or diagnosis.unexplained_in_part:
            _add_trouble(view, drafts)
        else:
            _share(view, drafts)
    found = (
        Cause(mistake, d.question, d.gain, frozenset(d.together - {mistake}), tuple(d.explains))
        for (mistake, _), d in drafts.items()
    )
    unwritten = {a.question.id for a in questions if _unwritten(a)}
    return tuple(sorted(found, key=lambda c: (1, 0.0) if c.question in unwritten else (0, -c.gain)))


def _unwritten(view: QuestionView) -> bool:
    return all(verdict.status in UNWRITTEN for _, verdict in view.marked)


def _add_trouble(view: QuestionView, drafts: dict[_Key, _Draft]) -> None:
    """Add a cause for the question, or one cause for all questions that a person must look at."""
    id = view.question.id
    draft = drafts.setdefault(("", "" if view.is_tampered else id), _Draft(id))
    draft.gain += view.lost
    if draft.question != id:
        draft.explains.append(id)


def _share(view: QuestionView, drafts: dict[_Key, _Draft]) -> None:
    """Divide the points of each lost check among the mistakes that affect it."""
    diagnosis = view.graded.diagnosis
    assert diagnosis is not None
    guilty = [(id, "") for id in diagnosis.new or diagnosis.misconceptions]
    guilty = guilty or _unnamed(diagnosis, drafts)
    spoils = _spoils(view.question)
    for check in view.graded.checks:
        lost = check.points - check.earned
        if lost:
            at_work = [key for key in guilty if check.check in spoils.get(key[0], ())] or guilty
            for key in at_work:
                drafts[key].gain += lost / len(at_work)
                drafts[key].together.update(id for id, _ in at_work if id)


def _unnamed(diagnosis: Diagnosis, drafts: Mapping[_Key, _Draft]) -> list[_Key]:
    """Return the unexplained causes that the answers follow from."""
    return [("", id) for id in diagnosis.follows if ("", id) in drafts]


@lru_cache(maxsize=64)
def _spoils(question: Question) -> dict[str, frozenset[str]]:
    """Return the checks that each known mistake affects."""
    shows: Iterable[tuple[str, str]] = (
        (wrong.misconception, case.check) for case in question.cases for wrong in case.distractors
    )
    found: dict[str, set[str]] = {}
    for mistake, check in shows:
        found.setdefault(mistake, set()).add(check)
    return {mistake: frozenset(checks) for mistake, checks in found.items()}
