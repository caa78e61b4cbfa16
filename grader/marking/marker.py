"""One submission's run to its grade: judge, diagnose, add up.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from grader.marking.agreement import agreement
from grader.marking.diagnose import Diagnostician
from grader.marking.judge import Judge, method
from grader.marking.memo import Bits, Itself, worth_remembering
from grader.marking.observations import symptom
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

_REMEMBERED = 2048
"""Answers to one question or another that are kept in mind."""


class Marker:
    """What is needed to mark submissions against one suite, made ready once.

    Who answers a question as somebody did before gets the same ``QuestionGrade``, itself: so what
    else is found out about it can be remembered, too.
    """

    def __init__(self, suite: Suite, diagnostician: Diagnostician | None = None) -> None:
        self._suite = suite
        self._judges = {question.id: Judge([question]) for question in suite.questions}
        self._diagnostician = diagnostician or Diagnostician(suite)
        self._remembered = lru_cache(_REMEMBERED)(self._judged)
        self._graded = lru_cache(_REMEMBERED)(self._question)

    def mark(self, student: str, execution: Execution) -> Grade:
        """The grade of a run that has an observation for every case of the suite."""
        seen = {observation.case: observation for observation in execution.observations}
        answers = {
            question.id: Bits(tuple([seen[case.id] for case in question.cases]))
            for question in self._suite.questions
        }
        lasting = {id for id, given in answers.items() if worth_remembering(given.observations)}
        verdicts = {
            id: (self._remembered if id in lasting else self._judged)(id, given)
            for id, given in answers.items()
        }
        diagnoses = self._diagnostician.diagnose(verdicts)
        questions = tuple(
            (self._graded if question.id in lasting else self._question)(
                question, Itself(verdicts[question.id]), diagnoses[question.id]
            )
            for question in self._suite.questions
        )
        return Grade(student, questions, execution.flags, skipped=execution.skipped)

    def _judged(self, question: str, answers: Bits) -> tuple[Verdict, ...]:
        return self._judges[question].judge(Execution(answers.observations))[question]

    def _question(
        self, question: Question, judged: Itself, diagnosis: Diagnosis | None
    ) -> QuestionGrade:
        verdicts = judged.it
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
