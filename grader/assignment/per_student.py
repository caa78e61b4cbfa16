"""Per-student suites: hidden inputs drawn from HMAC(key, assignment, student).

Only the instructor has the key.

The public cases and the examples are the same for everyone.  The hidden ones are drawn by the same
generators from a seed of the student's own: they are as hard for everyone, and nobody's answers
are of use to anybody else.

What known mistakes answer to a student's own numbers is not computed beforehand.  A mistake must
explain the shown cases first, whose answers all students' suites share; only the few that do are
asked what they answer to the student's own cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.assignment.build import build_for_student
from grader.assignment.distractors import relevant_mistakes
from grader.assignment.folder import Assignment
from grader.errors import AssignmentError, UsageError
from grader.marking.compare import distance
from grader.marking.diagnose import Diagnostician
from grader.marking.marker import Marker
from grader.marking.prepared import prepare_questions
from grader.model import Case, Execution, Grade, Question, Suite
from grader.suite.answers import Answers
from grader.suite.own_numbers import student_seed, variant
from grader.suite.program import WrongLines
from grader.suite.traces import Answer

_SHORTEST_KEY = 16
"""Bytes; of a shorter key all values could be tried."""

_DRAWS = 100
"""How often numbers are drawn that tell every mistake from the truth before giving up."""


def read_key(path: Path) -> bytes:
    """Read the key from a file.

    Raise UsageError where there is no key, or one that is too short.
    """
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise UsageError(f"{path}: the key cannot be read: {error.strerror}") from error
    if len(key) < _SHORTEST_KEY:
        raise UsageError(
            f"{path}: a key has at least {_SHORTEST_KEY} bytes, this one has {len(key)};"
            f" make one with: head -c 32 /dev/urandom | base64 > {path.name}"
        )
    return key


@dataclass(frozen=True, eq=False)
class StudentSuite:
    """One student's own suite, and the marker for it.

    ``marker`` alone can explain answers to this suite; what known mistakes answer to its hidden
    cases is not in it.
    """

    suite: Suite
    variant: str
    marker: Marker

    def mark(self, student: str, execution: Execution) -> Grade:
        """Return the grade of a run that has an observation for every case of the suite."""
        return self.marker.mark(student, execution)


class PerStudentSuites:
    """Make a suite for each student; parts that all suites share are made ready once.

    Nothing of a student is kept here.
    """

    def __init__(self, assignment: Assignment, shared: Suite, key: bytes) -> None:
        """``shared`` is a suite that was built from the assignment."""
        self._assignment, self._shared, self._key = assignment, shared, key
        self._prepared = prepare_questions(shared, formulas=lambda: assignment.formulas)
        self._hidden_only = _hidden_only(assignment, shared)

    @property
    def name(self) -> str:
        """The name of all students' inputs together; it does not reveal the key."""
        return variant(self._key, self._shared.assignment, "")

    def for_student(self, student: str) -> StudentSuite:
        """Return the student's own suite.  Raise AssignmentError where no inputs can be drawn."""
        suite = self._suite(student)
        prepared = {q.id: self._prepared[q.id].redrawn(q) for q in suite.questions}
        marker = Marker(suite, Diagnostician(suite, prepared))
        return StudentSuite(suite, variant(self._key, self._shared.assignment, student), marker)

    def _suite(self, student: str) -> Suite:
        """Draw again, with the next number, until no known mistake earns full marks."""
        for draw in range(_DRAWS):
            seed = student_seed(self._key, self._shared.assignment, student, draw)
            suite = build_for_student(self._assignment, self._shared, seed)
            if not self._is_blind(suite):
                return suite
        raise AssignmentError(
            str(self._assignment.folder),
            [f"{_DRAWS} drawings of hidden numbers were each blind to a known mistake"],
        )

    def _is_blind(self, suite: Suite) -> bool:
        """Return True if some known mistake earns full marks on this suite."""
        left = set(self._hidden_only)
        for question in suite.questions:
            if left:
                left -= set(self._distinguished(question))
        return bool(left)

    def _distinguished(self, question: Question) -> Iterator[str]:
        """Yield the mistakes that some hidden case of the question tells from the truth."""
        here = relevant_mistakes(self._assignment.recipe, question, self._hidden_only)
        answers = Answers(self._assignment.recipe, question, list(here.values()))
        for case in question.cases:
            if case.hidden and question.marks(case):
                for id, answer in zip(here, answers.to(case), strict=True):
                    if _is_told_apart(question, case, answer):
                        yield id


def _hidden_only(assignment: Assignment, shared: Suite) -> dict[str, WrongLines]:
    """Return the mistakes that differ from the truth in redrawn cases only."""
    other = build_for_student(assignment, shared, (shared.seed or 0) + 1)
    differing: dict[bool, set[str]] = {True: set(), False: set()}
    for question, redrawn in zip(shared.questions, other.questions, strict=True):
        for case, drawn in zip(question.cases, redrawn.cases, strict=True):
            if question.marks(case):
                differing[case is drawn] |= {
                    wrong.misconception
                    for wrong in case.distractors
                    if wrong.value is None or _is_told_apart(question, case, wrong.value)
                }
    drawn_only = differing[False] - differing[True]
    return {id: lines for id, lines in assignment.mistakes.items() if id in drawn_only}


def _is_told_apart(question: Question, case: Case, answer: Answer) -> bool:
    if isinstance(answer, str):
        return True
    off = distance(answer, case.expected, elementwise=question.tolerance.elementwise)
    return off > question.tolerance.relative
