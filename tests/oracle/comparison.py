"""Where the grader and the judge disagree about marks and names."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.assignment.folder import Assignment
from grader.model import CheckGrade, Diagnosis, Grade, QuestionGrade
from tests.oracle.judge import Judge, Kind, Verdict
from tests.oracle.network import Line
from tests.oracle.subjects import Grader, Subject

UNPAID, BILLED_AGAIN, PAID, NAMED = "unpaid right", "billed again", "paid wrong", "wrong name"
FAULTS = (PAID, UNPAID, BILLED_AGAIN, NAMED)
_OF_ROUNDING = {"jacobian_summed"}
"""Sums that are 0 but for rounding, of which no relative measure tells anything."""

_SORTS = {"values": "ordinary", "extremes": "extremes", "purity": "purity"}


@dataclass(frozen=True)
class Fault:
    """One question in which the grader does what the judge refutes."""

    kind: str
    subject: str
    question: str
    points: float
    detail: str = ""

    def __str__(self) -> str:
        return (
            f"{self.kind}: {self.subject}, {self.question} ({self.points:g} points) {self.detail}"
        )


@dataclass(frozen=True, eq=False)
class Compared:
    """One subject as both see it."""

    grade: Grade
    verdicts: Mapping[str, Verdict]
    faults: tuple[Fault, ...]


class Comparison:
    """Holds the grader against the judge, one subject after the other."""

    def __init__(self, assignment: Assignment, grader: Grader) -> None:
        self._mistakes, self._grader = assignment.mistakes, grader
        self._made_as: dict[str, list[str]] = {}
        for known in assignment.outline.misconceptions:
            self._made_as.setdefault(known.same_as or known.id, []).append(known.id)

    def of(self, subject: Subject) -> Compared:
        grade = self._grader.grade(subject)
        with subject.student() as student:
            judge = Judge(student)
            confirmed: set[str] = set()
            faults: list[Fault] = []
            for question in grade.questions:
                faults += self._faults(subject, question, judge, confirmed)
        return Compared(grade, judge.verdicts, tuple(faults))

    def _faults(
        self, subject: Subject, question: QuestionGrade, judge: Judge, confirmed: set[str]
    ) -> Iterator[Fault]:
        """Yield the question's faults.  ``confirmed`` gathers the names that the judge confirms."""
        verdict, id = judge.verdicts[question.question], question.question
        named = question.diagnosis.misconceptions if question.diagnosis else ()
        true = self._is_confirmed(question, judge) if named and not verdict.right else not named
        if not true:
            yield Fault(NAMED, subject.name, id, 0.0, ", ".join(named))
        excused = bool(named) and true and set(named) <= confirmed
        confirmed.update(named if true else ())
        points: dict[str, float] = {}
        for check in question.checks:
            kind = _fault(check, verdict)
            if kind and not (kind == PAID and excused):
                points[kind] = points.get(kind, 0.0) + abs(_misplaced(kind, check))
        for kind, lost in points.items():
            yield Fault(kind, subject.name, id, lost, str(verdict))

    def _is_confirmed(self, question: QuestionGrade, judge: Judge) -> bool:
        """Return whether the named mistakes give the answers, on inputs that the judge drew."""
        assert question.diagnosis
        named = question.diagnosis.misconceptions
        if any(id in _OF_ROUNDING or len(self._made_as.get(id, ())) > 1 for id in named):
            return True  # made in several ways: the labels of the corpus hold these names
        scale = question.diagnosis.scale
        return any(
            judge.explains(question.question, lines, scale)
            for lines in self._ways(question.diagnosis)
        )

    def _ways(self, diagnosis: Diagnosis) -> Iterator[dict[str, Line]]:
        """Yield the wrong lines of every way in which what the diagnosis says can be made."""
        for further in diagnosis.alternatives or ((),):
            ids = (*diagnosis.misconceptions, *further)
            for made in itertools.product(*(self._made_as.get(id, [id]) for id in ids)):
                yield {step: line for id in made for step, line in self._mistakes[id].items()}


def _fault(check: CheckGrade, verdict: Verdict) -> str:
    """Return what is wrong with the points of a check, or nothing."""
    if check.check not in _SORTS or not check.points:
        return ""
    kind: Any = getattr(verdict, _SORTS[check.check])
    if kind is Kind.WRONG and check.earned:
        return PAID
    if kind is Kind.RIGHT and check.earned < check.points:
        return UNPAID
    return BILLED_AGAIN if kind is Kind.FOLLOWS and check.earned < check.points else ""


def _misplaced(kind: str, check: CheckGrade) -> float:
    return check.earned if kind == PAID else check.points - check.earned
