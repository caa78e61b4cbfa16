"""Root causes: what to fix, how many points each is worth, and what else it explains.

A mistake that is carried into later questions is one cause, at the question that first shows it.
Points that two mistakes cost together are shared out between them, so that the gains add up to
what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from grader.model import Diagnosis, Question, Status
from grader.report.answered import Answered, anchor

_Key = tuple[str, str]
"""A known mistake, or (empty) the question whose trouble it is."""

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
    drafts: dict[_Key, _Draft] = {}
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
        for key in _unnamed(diagnosis, drafts):
            drafts[key].explains.append(id)
        if diagnosis.alternatives or diagnosis.unexplained_in_part:
            _add_trouble(answered, drafts)
        else:
            _share(answered, drafts)
    found = (
        Cause(mistake, d.question, d.gain, frozenset(d.together - {mistake}), tuple(d.explains))
        for (mistake, _), d in drafts.items()
    )
    unwritten = {a.question.id for a in questions if _unwritten(a)}
    return tuple(sorted(found, key=lambda c: (1, 0.0) if c.question in unwritten else (0, -c.gain)))


def _unwritten(answered: Answered) -> bool:
    return all(verdict.status in UNWRITTEN for _, verdict in answered.marked)


def _add_trouble(answered: Answered, drafts: dict[_Key, _Draft]) -> None:
    """A cause for each question; one for all of them where a person has to look anyway."""
    id = answered.question.id
    draft = drafts.setdefault(("", "" if answered.tampered else id), _Draft(id))
    draft.gain += answered.lost
    if draft.question != id:
        draft.explains.append(id)


def _share(answered: Answered, drafts: dict[_Key, _Draft]) -> None:
    """Add the points of each check that is lost to the mistakes that spoil it."""
    diagnosis = answered.graded.diagnosis
    assert diagnosis is not None
    guilty = [(id, "") for id in diagnosis.new or diagnosis.misconceptions]
    guilty = guilty or _unnamed(diagnosis, drafts)
    spoils = _spoils(answered.question)
    for check in answered.graded.checks:
        lost = check.points - check.earned
        if lost:
            at_work = [key for key in guilty if check.check in spoils.get(key[0], ())] or guilty
            for key in at_work:
                drafts[key].gain += lost / len(at_work)
                drafts[key].together.update(id for id, _ in at_work if id)


def _unnamed(diagnosis: Diagnosis, drafts: Mapping[_Key, _Draft]) -> list[_Key]:
    """The causes without a name that the answers follow from."""
    return [("", id) for id in diagnosis.follows if ("", id) in drafts]


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
