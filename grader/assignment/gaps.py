"""Distances of right and of wrong answers from the expected ones, and the gap between them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.marking.compare import distance
from grader.marking.forms import loosest_tolerance
from grader.model import Case, Grade, Question, Suite

MARGIN = 10.0
"""The tolerance lies at least this factor from the worst right answer and the nearest wrong one."""

_EXACT = 1e-17
"""What an exact answer counts as on a scale of decades."""


@dataclass(frozen=True)
class Gap:
    """One question's distances: of the worst right answer, and of the nearest wrong one."""

    question: str
    right: float
    wrong: float
    limit: float

    @property
    def decades(self) -> float:
        """The powers of ten between the two."""
        if math.isinf(self.wrong):
            return math.inf
        return math.log10(max(self.wrong, _EXACT) / max(self.right, _EXACT))

    @property
    def holds(self) -> bool:
        """Whether the tolerance lies in the gap, with the margin on both sides."""
        return self.right * MARGIN <= self.limit and self.limit * MARGIN <= self.wrong


@dataclass(frozen=True, eq=False)
class Nearness:
    """How far a misconception is from right in the question in which it shows most."""

    misconception: str
    question: Question
    distance: float

    @property
    def tolerances(self) -> float:
        """The distance in tolerances of the question."""
        return self.distance / loosest_tolerance(self.question)


def nearnesses(suite: Suite) -> Iterator[Nearness]:
    """Yield for each misconception how far it is from right where it shows most."""
    for known in suite.misconceptions:
        shown = [
            Nearness(known.id, question, _wrong_distance(question, known.id))
            for question in suite.questions
        ]
        yield max(shown, key=lambda one: one.tolerances)


def gaps(suites: Sequence[Suite], grades: Sequence[Grade]) -> Iterator[Gap]:
    """Yield each question's gap over suites of several seeds.

    Parameters
    ----------
    suites
        Suites of one assignment, with what known mistakes answer; the first one is graded.
    grades
        The grades of right answers to all cases of these suites.
    """
    found = [one for suite in suites for one in nearnesses(suite)]
    for question in suites[0].questions:
        wrong = [one.distance for one in found if one.question.id == question.id]
        yield Gap(
            question=question.id,
            right=_worst_right([suite.question(question.id) for suite in suites], grades),
            wrong=min(wrong, default=math.inf),
            limit=loosest_tolerance(question),
        )


def _wrong_distance(question: Question, misconception: str) -> float:
    """Return the largest distance of a misconception from right among the marked cases."""
    marked = (case for case in question.cases if question.marks(case))
    return max((_off(case, misconception, question) for case in marked), default=0.0)


def _off(case: Case, misconception: str, question: Question) -> float:
    wrong = next((d for d in case.distractors if d.misconception == misconception), None)
    if wrong is None:
        return 0.0
    if wrong.value is None:
        return math.inf
    return distance(wrong.value, case.expected, elementwise=question.tolerance.elementwise)


def _worst_right(questions: Sequence[Question], grades: Iterable[Grade]) -> float:
    """Return the largest distance of a right variant among the well-conditioned cases."""
    clear = {
        case.id
        for question in questions
        for case in question.cases
        if question.marks(case) and case.well_conditioned
    }
    errors = (
        verdict.distance
        for grade in grades
        for graded in grade.questions
        for verdict in graded.verdicts
        if verdict.case in clear and verdict.right and verdict.distance is not None
    )
    return max(errors, default=0.0)
