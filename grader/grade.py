"""One submission's run to its grade: judge, diagnose, add up.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from grader.agreement import agreement
from grader.diagnose import Diagnostician
from grader.judge import Judge, method
from grader.model import (
    Check,
    CheckGrade,
    Diagnosis,
    Execution,
    Grade,
    Question,
    QuestionGrade,
    Suite,
    Verdict,
)
from grader.symptom import symptom


class Marker:
    """What is needed to mark submissions against one suite, made ready once."""

    def __init__(self, suite: Suite, diagnostician: Diagnostician | None = None) -> None:
        self._suite = suite
        self._judge = Judge(suite.questions)
        self._diagnostician = diagnostician or Diagnostician(suite)

    def mark(self, student: str, execution: Execution) -> Grade:
        """The grade of a run that has an observation for every case of the suite."""
        verdicts = self._judge.judge(execution)
        diagnoses = self._diagnostician.diagnose(verdicts)
        questions = tuple(
            self._question(question, verdicts[question.id], diagnoses[question.id])
            for question in self._suite.questions
        )
        return Grade(student, questions, execution.flags)

    def _question(
        self, question: Question, verdicts: tuple[Verdict, ...], diagnosis: Diagnosis | None
    ) -> QuestionGrade:
        carried = diagnosis is not None and diagnosis.carried_forward
        follow_through = self._suite.follow_through if carried else 0.0
        used = method(question, verdicts)
        rate = self._suite.method_rates.get(used.value, 1.0) if used else 1.0
        return QuestionGrade(
            question=question.id,
            checks=tuple(
                _check(check, verdicts, rate, follow_through) for check in question.checks
            ),
            verdicts=verdicts,
            diagnosis=diagnosis,
            symptom=None if diagnosis else symptom(question, verdicts),
            method=used,
            group="" if diagnosis else agreement(question, verdicts),
        )


def ungraded(student: str, reason: str) -> Grade:
    """The grade of a submission that could not be run: no points, and not zero either."""
    return Grade(student, (), ungraded=reason)


def _check(
    check: Check, verdicts: Sequence[Verdict], rate: float, follow_through: float
) -> CheckGrade:
    """A check is earned as a whole, or at the rate of mistakes that were billed before."""
    right = all(verdict.right for verdict in verdicts if verdict.check == check.id)
    return CheckGrade(check.id, check.points * (rate if right else follow_through), check.points)
