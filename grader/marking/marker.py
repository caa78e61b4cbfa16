"""One submission's run to its grade: judge, diagnose, add up.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from grader.marking.agreement import agreement
from grader.marking.diagnose import Diagnostician
from grader.marking.judge import Judge, method
from grader.marking.memo import CACHED_ANSWERS, ObservationsKey, is_small
from grader.marking.observations import symptom
from grader.marking.own_answers import OwnAnswers
from grader.model import (
    Blame,
    Check,
    CheckGrade,
    Diagnosis,
    Execution,
    Grade,
    Observation,
    Question,
    QuestionGrade,
    Suite,
    Ungraded,
    Verdict,
)


@dataclass(frozen=True, eq=False)
class _Answered:
    """A question's verdicts, and the grade that they earn where nothing explains them.

    Both depend on the question and the answers alone, and so may be cached.  A grade with a
    diagnosis depends on the other questions and on the student's own functions: it never is.
    """

    question: Question
    verdicts: tuple[Verdict, ...]
    rates: Mapping[str, float]

    @cached_property
    def unexplained(self) -> QuestionGrade:
        return replace(
            self._with(None, 0.0),
            symptom=symptom(self.question, self.verdicts),
            group=agreement(self.question, self.verdicts),
        )

    def explained(self, diagnosis: Diagnosis, follow_through: float) -> QuestionGrade:
        """Return the grade with this diagnosis; ``follow_through`` is the rate of what follows."""
        return self._with(diagnosis, follow_through if diagnosis.carried_forward else 0.0)

    def _with(self, diagnosis: Diagnosis | None, follow_through: float) -> QuestionGrade:
        used = method(self.question, self.verdicts)
        rate = self.rates.get(used.value, 1.0) if used else 1.0
        return QuestionGrade(
            question=self.question.id,
            checks=tuple(
                _check(check, self.verdicts, rate, follow_through) for check in self.question.checks
            ),
            verdicts=self.verdicts,
            diagnosis=diagnosis,
            method=used,
        )


class Marker:
    """What is needed to mark submissions against one suite, made ready once."""

    def __init__(self, suite: Suite, diagnostician: Diagnostician | None = None) -> None:
        self._suite = suite
        self._judges = {
            question.id: Judge([question], suite.accept) for question in suite.questions
        }
        self._diagnostician = diagnostician or Diagnostician(suite)
        self._cached = lru_cache(CACHED_ANSWERS)(self._judged)

    def mark(self, student: str, execution: Execution, own: OwnAnswers | None = None) -> Grade:
        """Return the grade of a run that has an observation for every case of the suite.

        ``own`` is how the student's own functions are asked at further points; without it only
        what the run already holds of such answers is known.
        """
        own = own or OwnAnswers.of(execution.own_answers)
        seen = {observation.case: observation for observation in execution.observations}
        answered = {q.id: self._answered(q, seen) for q in self._suite.questions}
        verdicts = {id: one.verdicts for id, one in answered.items()}
        diagnoses = self._diagnostician.diagnose(verdicts, own)
        grades = [self._grade(answered[q.id], diagnoses[q.id]) for q in self._suite.questions]
        return Grade(student, tuple(grades), execution.flags)

    def _answered(self, question: Question, seen: Mapping[str, Observation]) -> _Answered:
        key = ObservationsKey(tuple([seen[case.id] for case in question.cases]))
        return (self._cached if is_small(key.observations) else self._judged)(question.id, key)

    def _judged(self, id: str, answers: ObservationsKey) -> _Answered:
        judged = self._judges[id].judge(Execution(answers.observations))[id]
        return _Answered(self._suite.question(id), judged, self._suite.method_rates)

    def _grade(self, answered: _Answered, diagnosis: Diagnosis | None) -> QuestionGrade:
        if diagnosis is None:
            return answered.unexplained
        return answered.explained(diagnosis, self._suite.follow_through)


def ungraded(student: str, reason: str, blame: Blame = Blame.STUDENT) -> Grade:
    """The grade of a submission that could not be run: no points, and not zero either."""
    return Grade(student, (), ungraded=Ungraded(blame, reason))


def _check(
    check: Check, verdicts: Sequence[Verdict], rate: float, follow_through: float
) -> CheckGrade:
    """A check is earned as a whole, or at the rate of mistakes that were billed before."""
    right = all(verdict.right for verdict in verdicts if verdict.check == check.id)
    return CheckGrade(check.id, check.points * (rate if right else follow_through), check.points)
