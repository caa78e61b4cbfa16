"""Keep of a standing what the class page needs: without answers, and alike parts only once."""

from __future__ import annotations

from dataclasses import replace

from grader.model import Grade, NotNumeric, Observation, QuestionGrade, Standing, Verdict

_NOTHING = NotNumeric("")


class LightStandings:
    """Replace the verdicts of standings by shared ones without answers.

    The answers of a student to a hundred cases take a tenth of a megabyte; most students have the
    same verdicts in most questions.
    """

    def __init__(self) -> None:
        self._verdicts: dict[tuple[Verdict, ...], tuple[Verdict, ...]] = {}

    def light(self, standing: Standing) -> Standing:
        """Return the standing without answers, distances, prints and places."""
        grade = standing.grade
        return replace(standing, grade=self._grade(grade)) if grade else standing

    def _grade(self, grade: Grade) -> Grade:
        return replace(grade, questions=tuple(map(self._question, grade.questions)))

    def _question(self, graded: QuestionGrade) -> QuestionGrade:
        verdicts = tuple(map(_without_answer, graded.verdicts))
        shared = self._verdicts.setdefault(verdicts, verdicts)
        return replace(graded, verdicts=shared, place=None)


def _without_answer(verdict: Verdict) -> Verdict:
    return replace(verdict, observation=Observation(verdict.case, _NOTHING), distance=None)
