"""From one submission's run to its grade: judge, explain, add up.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np

from grader.marking.compare import varies
from grader.marking.diagnose import Diagnostician, Explanation
from grader.marking.grouping import group_name
from grader.marking.judge import Judge, method
from grader.marking.memo import CACHED_ANSWERS, ObservationsKey, is_small
from grader.marking.observations import symptom
from grader.marking.own_answers import OwnAnswers
from grader.model import (
    Array,
    Blame,
    Check,
    CheckGrade,
    Diagnosis,
    Execution,
    Grade,
    NoModule,
    Observation,
    Question,
    QuestionGrade,
    Returned,
    Suite,
    SymptomKind,
    Ungraded,
    Verdict,
)


@dataclass(frozen=True, eq=False)
class _JudgedQuestion:
    """A question's verdicts, and the grade that they earn where nothing explains them.

    Both depend on the question and the answers alone, and so may be cached.  A grade with a
    diagnosis depends on the other questions and on the student's own functions: it never is.
    """

    question: Question
    verdicts: tuple[Verdict, ...]
    rates: Mapping[str, float]
    parts: Mapping[str, Sequence[Array]]

    @cached_property
    def unexplained(self) -> QuestionGrade:
        """The grade without a diagnosis."""
        return replace(
            self._with(None),
            symptom=symptom(self.question, self.verdicts, self.parts),
            group=group_name(self.question, self.verdicts),
        )

    def explained(self, diagnosis: Diagnosis, follow_through: float) -> QuestionGrade:
        """Return the grade with this diagnosis; ``follow_through`` is the rate of what follows."""
        return self._with(diagnosis, follow_through)

    def _with(self, diagnosis: Diagnosis | None, follow_through: float = 0.0) -> QuestionGrade:
        question, verdicts = self.question, self.verdicts
        following = _following(question, diagnosis)
        used = method(question, verdicts)
        rate = self.rates.get(used.value, 1.0) if used else 1.0
        return QuestionGrade(
            question=self.question.id,
            checks=tuple(
                _check(check, verdicts, rate, follow_through * (check.id in following))
                if diagnosis is None or check.id in following or not _is_of_form(question, check)
                else _form_check(question, check, verdicts)
                for check in question.checks
            ),
            verdicts=self.verdicts,
            diagnosis=diagnosis,
            method=used,
        )


class Marker:
    """Marks submissions against one suite.

    Parameters
    ----------
    suite
        The suite.
    diagnostician
        Explains wrong answers; by default that of the suite.
    """

    def __init__(self, suite: Suite, diagnostician: Diagnostician | None = None) -> None:
        self._suite = suite
        self._judges = {question.id: Judge([question]) for question in suite.questions}
        self._diagnostician = diagnostician or Diagnostician(suite)
        self._cached = lru_cache(CACHED_ANSWERS)(self._judged)

    def mark(self, student: str, execution: Execution, own: OwnAnswers | None = None) -> Grade:
        """Mark a submission's run.

        Parameters
        ----------
        student
            The key of whoever handed it in.
        execution
            The run, with an observation for every case of the suite.
        own
            The answers of the student's own functions at further points; without it only those
            that the run holds are known.

        Raises
        ------
        KeyError
            The run lacks a case.
        """
        own = own or OwnAnswers.of(execution.own_answers)
        seen = {observation.case: observation for observation in execution.observations}
        answered = {q.id: self._answered(q, seen) for q in self._suite.questions}
        verdicts = {id: one.verdicts for id, one in answered.items()}
        explanations = self._diagnostician.explain(verdicts, own)
        grades = [self._grade(answered[q.id], explanations[q.id]) for q in self._suite.questions]
        return Grade(student, tuple(grades), execution.flags, skipped=execution.skipped)

    def _answered(self, question: Question, seen: Mapping[str, Observation]) -> _JudgedQuestion:
        key = ObservationsKey(tuple([seen[case.id] for case in question.cases]))
        return (self._cached if is_small(key.observations) else self._judged)(question.id, key)

    def _judged(self, id: str, answers: ObservationsKey) -> _JudgedQuestion:
        judged = self._judges[id].judge(Execution(answers.observations))[id]
        question = self._suite.question(id)
        parts = _other_parts(self._suite, question)
        return _JudgedQuestion(question, judged, self._suite.method_rates, parts)

    def _grade(self, answered: _JudgedQuestion, explanation: Explanation) -> QuestionGrade:
        if explanation.diagnosis:
            graded = answered.explained(explanation.diagnosis, self._suite.follow_through)
            return replace(graded, fits=explanation.fits)
        unexplained = answered.unexplained
        if explanation.cut_short:
            unexplained = replace(unexplained, cut_short=True)
        if explanation.fits and not _is_swapped(unexplained):  # they say more than an observation
            return replace(unexplained, fits=explanation.fits, symptom=None)
        return unexplained


def _is_swapped(graded: QuestionGrade) -> bool:
    """Return whether another part of what was returned stands in the place of this one."""
    return graded.symptom is not None and graded.symptom.kind is SymptomKind.OTHER_PART


def _other_parts(suite: Suite, question: Question) -> Mapping[str, Sequence[Array]]:
    """Return the right answers that the other parts of a question's calls are, by their names."""
    return {
        other.part.name: [case.expected for case in other.cases]
        for other in suite.questions
        if other.part and other.call == question.call and other is not question
    }


def _following(question: Question, diagnosis: Diagnosis | None) -> frozenset[str]:
    """Return the checks whose wrong answers follow from what was wrong before."""
    if diagnosis is None:
        return frozenset()
    if diagnosis.carried_forward:
        return frozenset(check.id for check in question.checks)
    return frozenset(diagnosis.checks)


def _is_of_form(question: Question, check: Check) -> bool:
    """Return whether the check tests how arguments are treated, not what is returned.

    All its cases present their arguments in another way, or repeat a call.
    """
    cases = [case for case in question.cases if case.check == check.id]
    return bool(cases) and all(case.of_form for case in cases)


def _form_check(question: Question, check: Check, verdicts: Sequence[Verdict]) -> CheckGrade:
    """Return the check where the question's answers are explained, so wrong values cost nothing.

    The explanation holds in these cases, too, so arguments are left alone unless a case says
    otherwise: the function raised, or answers the same call in another way.  An answer that is one
    number over and over does not show what became of any argument.
    """
    seen = {verdict.case: verdict for verdict in verdicts}
    is_changed = any(
        not isinstance(seen[case.id].observation.outcome, Returned)
        or (case.repeats and not _same_answer(seen[case.id], seen[case.repeats]))
        for case in question.cases
        if case.check == check.id
    )
    outcomes = [seen[case.id].observation.outcome for case in question.cases]
    shown = varies([outcome.value for outcome in outcomes if isinstance(outcome, Returned)])
    return CheckGrade(check.id, check.points if shown and not is_changed else 0.0, check.points)


def _same_answer(one: Verdict, other: Verdict) -> bool:
    mine, theirs = one.observation.outcome, other.observation.outcome
    return (
        isinstance(mine, Returned)
        and isinstance(theirs, Returned)
        and mine.value.shape == theirs.value.shape
        and np.array_equal(mine.value, theirs.value, equal_nan=True)
    )


def no_module(suite: Suite) -> Execution:
    """Return what there is to say of the code where none was handed in."""
    return Execution(tuple(Observation(case.id, NoModule()) for case in suite.cases))


def ungraded(student: str, reason: str, blame: Blame = Blame.STUDENT) -> Grade:
    """Return the grade of a submission that could not be run: no points, and not zero either.

    Parameters
    ----------
    student
        The key of whoever handed it in.
    reason
        Why, as a sentence; it may quote the student.
    blame
        Whose fault it is.
    """
    return Grade(student, (), ungraded=Ungraded(blame, reason))


def _check(
    check: Check, verdicts: Sequence[Verdict], rate: float, follow_through: float
) -> CheckGrade:
    """Return the check, earned as a whole or at the rate of what follows."""
    right = all(verdict.right for verdict in verdicts if verdict.check == check.id)
    return CheckGrade(check.id, check.points * (rate if right else follow_through), check.points)
