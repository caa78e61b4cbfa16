"""One file, checked: the public cases first, then the properties that can be asked of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from grader.marking.derivation_points import mark_derivation
from grader.marking.diagnose import Diagnostician
from grader.marking.marker import Marker, no_module
from grader.marking.prepared import prepare_questions
from grader.marking.properties import PropertyResult, PropertyStatus, findings, posed
from grader.marking.stored_answers import LoadFormulas
from grader.model import (
    CheckedDerivation,
    Execution,
    Grade,
    Isolation,
    Outcome,
    Place,
    Status,
    Submission,
    Suite,
)
from grader.report.pages import StudentPage
from grader.report.question_view import failed_loading, view_questions
from grader.report.student_view import student_page
from grader.sandbox import Plan
from grader.selfcheck.places import places_of, with_places

Run = Callable[[Submission, Plan], Execution]
"""Runs a submission; raises SandboxError where that says nothing about it."""

_UNWRITTEN = (Status.NOT_YET, Status.UNDEFINED)


@dataclass(frozen=True, eq=False)
class Checked:
    """The findings about one file, and the page that shows them.

    ``places`` are the lines that are certain, by the id of a question or the key of a property.
    """

    suite: Suite
    suite_id: str
    submission: Submission
    grade: Grade
    findings: tuple[PropertyResult, ...]
    page: StudentPage
    seed: int
    places: Mapping[str, Place]

    @property
    def broken(self) -> tuple[PropertyResult, ...]:
        return tuple(one for one in self.findings if one.standing is PropertyStatus.BROKEN)

    def follows(self, question: str) -> tuple[str, ...]:
        """Return the wrong earlier questions with whose functions a wrong answer agrees."""
        wrong = [one.question for one in self.grade.questions if one.earned < one.points]
        agreeing = {
            need
            for one in self.findings
            if one.about.question == question and one.standing is PropertyStatus.FOLLOWS
            for need in one.about.needs
            if need != question
        }
        return tuple(id for id in wrong if id in agreeing)

    @property
    def all_public_right(self) -> bool:
        """True if the code answers every public case, whatever became of the derivation."""
        earned = sum(question.earned for question in self.grade.questions)
        possible = sum(question.points for question in self.suite.questions)
        return earned >= possible and not self.grade.diagnoses

    @property
    def derivation_breaks(self) -> bool:
        """True if a line of the derivation breaks, or nothing of it could be read."""
        written = self.grade.derivation
        return written is not None and bool(
            written.found.problem or written.found.lines_with("breaks")
        )

    @property
    def something_to_fix(self) -> bool:
        code = self.submission.has_module and (not self.all_public_right or bool(self.broken))
        return code or self.derivation_breaks

    @cached_property
    def unwritten(self) -> frozenset[str]:
        """The questions whose function is missing or gives no answer."""
        if self.load_failure is not None:
            return frozenset()
        return frozenset(
            graded.question
            for graded in self.grade.questions
            if all(verdict.status in _UNWRITTEN for verdict in graded.verdicts)
        )

    @cached_property
    def load_failure(self) -> Outcome | None:
        """Why no function could be called, where that is so."""
        return failed_loading(view_questions(self.suite, self.grade, reveal=False))


class Checker:
    """What checking files against one suite needs, made ready once.

    ``plan`` is what is asked first; ``formulas`` find two mistakes at once where the suite holds
    no answers of such (see ``prepare_questions``).
    """

    def __init__(
        self,
        suite: Suite,
        suite_id: str,
        version: str,
        seed: int,
        formulas: LoadFormulas | None = None,
    ) -> None:
        self._suite, self._suite_id, self._version, self._seed = suite, suite_id, version, seed
        prepared = prepare_questions(suite, lazily=True, formulas=formulas)
        self._marker = Marker(suite, Diagnostician(suite, prepared))
        self.plan = Plan.of(suite)
        self._asked: tuple[frozenset[str], tuple[Suite, Plan] | None] = (frozenset(), None)

    def check(
        self,
        submission: Submission,
        run: Run,
        isolation: Isolation,
        derivation: Callable[[], CheckedDerivation] | None = None,
    ) -> Checked:
        """Check one submission.  Raise GraderError where it cannot be checked.

        ``derivation`` returns what was found in the derivation, once that is known.
        """
        grade = self._marker.mark(submission.student, self._run(submission, run))
        if self._suite.derivation:
            in_text = derivation() if derivation else None
            marked = mark_derivation(self._suite.derivation, submission.derivation, in_text)
            grade = replace(grade, derivation=marked)
        found = self._properties(submission, grade, run) if submission.has_module else ()
        places = self._places(submission, grade, found, run)
        grade = with_places(grade, places)
        page = student_page(
            self._suite,
            submission,
            grade,
            isolation=isolation,
            version=self._version,
            suite_id=self._suite_id,
        )
        of = self._suite, self._suite_id, submission
        return Checked(*of, grade, found, page, self._seed, places)

    def _run(self, submission: Submission, run: Run) -> Execution:
        if submission.has_module:
            return run(submission, self.plan)
        return no_module(self._suite)

    def _properties(
        self, submission: Submission, grade: Grade, run: Run
    ) -> tuple[PropertyResult, ...]:
        asked = self._posed(grade)
        if asked is None:
            return findings(self._suite, grade, None, None)
        suite, plan = asked
        return findings(self._suite, grade, suite, run(submission, plan))

    def _places(
        self, submission: Submission, grade: Grade, found: Sequence[PropertyResult], run: Run
    ) -> Mapping[str, Place]:
        try:
            return places_of(self._suite, submission, grade, found, run)
        except Exception:  # noqa: BLE001  a place is feedback, which is never in the way of a check
            return {}

    def _posed(self, grade: Grade) -> tuple[Suite, Plan] | None:
        """Return the questions of the properties, kept while the same functions answer."""
        suite = posed(self._suite, grade, self._seed)
        if suite is None:
            return None
        ids = frozenset(question.id for question in suite.questions)
        if self._asked[1] is None or self._asked[0] != ids:
            self._asked = (ids, (suite, Plan.of(suite)))
        return self._asked[1]
