"""Root causes: what to fix, how many points each is worth, and what else it explains.

A mistake that is carried into later questions is one cause, at the question that first shows it.
Points that two mistakes cost together are shared out between them, so that the gains add up to
what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from grader.model import Question, Status
from grader.report.answered import Answered, anchor

UNWRITTEN = (Status.NOT_YET, Status.UNDEFINED)


@dataclass(frozen=True)
class Cause:
    """One thing to fix: a known mistake, or (``mistake`` empty) trouble with one question.

    ``gain`` are the points that hang on it, ``together`` the mistakes that must go with it for
    some of them, ``explains`` the later questions into which it is carried.
    """

    mistake: str
    question: str
    gain: float
    together: frozenset[str]
    explains: tuple[str, ...]

    @property
    def anchor(self) -> str:
        return f"fix-{self.question}-{self.mistake}" if self.mistake else anchor(self.question)


@dataclass
class _Draft:
    question: str
    gain: float = 0.0
    together: set[str] = field(default_factory=set)
    explains: list[str] = field(default_factory=list)


def causes(questions: Sequence[Answered]) -> tuple[Cause, ...]:
    """Every root cause once, those worth most first; what is not written yet last, in order."""
    drafts: dict[tuple[str, str], _Draft] = {}
    for answered in questions:
        id = answered.question.id
        diagnosis = answered.graded.diagnosis
        if diagnosis is None:
            if answered.wrong:
                _add_trouble(answered, drafts)
            continue
        for mistake in diagnosis.misconceptions:
            draft = drafts.setdefault((mistake, ""), _Draft(id))
            if draft.question != id:
                draft.explains.append(id)
        _share(answered, drafts)
    found = (
        Cause(mistake, d.question, d.gain, frozenset(d.together - {mistake}), tuple(d.explains))
        for (mistake, _), d in drafts.items()
    )
    unwritten = {a.question.id for a in questions if _unwritten(a)}
    return tuple(sorted(found, key=lambda c: (1, 0.0) if c.question in unwritten else (0, -c.gain)))


def _unwritten(answered: Answered) -> bool:
    return all(verdict.status in UNWRITTEN for _, verdict in answered.marked)


def _add_trouble(answered: Answered, drafts: dict[tuple[str, str], _Draft]) -> None:
    """A cause for each question; one for all of them where a person has to look anyway."""
    id = answered.question.id
    draft = drafts.setdefault(("", "" if answered.tampered else id), _Draft(id))
    draft.gain += answered.lost
    if draft.question != id:
        draft.explains.append(id)


def _share(answered: Answered, drafts: dict[tuple[str, str], _Draft]) -> None:
    """Add the points of each check that is lost to the mistakes that spoil it."""
    diagnosis = answered.graded.diagnosis
    assert diagnosis is not None
    new = [id for id in diagnosis.misconceptions if id not in diagnosis.carried]
    guilty = new or list(diagnosis.misconceptions)
    spoils = _spoils(answered.question)
    for check in answered.graded.checks:
        lost = check.points - check.earned
        if lost:
            at_work = [id for id in guilty if check.check in spoils.get(id, ())] or guilty
            for id in at_work:
                drafts[id, ""].gain += lost / len(at_work)
                drafts[id, ""].together.update(at_work)


@lru_cache(maxsize=64)
def _spoils(question: Question) -> dict[str, frozenset[str]]:
    """The checks in which each known mistake shows."""
    shows: Iterable[tuple[str, str]] = (
        (wrong.misconception, case.check) for case in question.cases for wrong in case.distractors
    )
    found: dict[str, set[str]] = {}
    for mistake, check in shows:
        found.setdefault(mistake, set()).add(check)
    return {mistake: frozenset(checks) for mistake, checks in found.items()}
