"""Per-student suites: hidden inputs drawn from HMAC(key, assignment, student).

Only the instructor has the key.

The public cases and the examples are the same for everyone.  The hidden ones are drawn by the same
generators from a seed of the student's own: they are as hard for everyone, and nobody's answers
are of use to anybody else.

What thousands of pairs of mistakes answer to a student's own numbers is not computed.  A mistake
must explain the shown cases first, and there the tables of the shared suite say which do; only
those are asked what they answer to the student's own cases.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from grader.assignment.build import build_for_student
from grader.assignment.distractors import Answers, WrongLines, differing, relevant_mistakes
from grader.assignment.folder import Assignment
from grader.errors import AssignmentError, UsageError
from grader.marking.compare import distance
from grader.marking.diagnose import Diagnostician
from grader.marking.evidence import QuestionEvidence
from grader.marking.fingerprint import column
from grader.marking.hypotheses import Hypotheses
from grader.marking.marker import Marker
from grader.marking.prepared import PreparedQuestion, allowed_distances, prepare_questions
from grader.model import Array, Case, Execution, Grade, Question, Suite
from grader.suite.own_numbers import student_seed, variant
from grader.suite.traces import Answer

_SHORTEST_KEY = 16
"""Bytes; of a shorter key all values could be tried."""

_FEW = 6
"""Hypotheses of which it costs little to compute all answers; of more, two answers come first."""

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
        self._prepared = prepare_questions(shared)
        self._hidden_only = _hidden_only(assignment, shared)

    @property
    def name(self) -> str:
        """The name of all students' inputs together; it does not reveal the key."""
        return variant(self._key, self._shared.assignment, "")

    def for_student(self, student: str) -> StudentSuite:
        """Return the student's own suite.  Raise AssignmentError where no inputs can be drawn."""
        suite = self._suite(student)
        prepared = {q.id: self._own(self._prepared[q.id], q) for q in suite.questions}
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

    def _own(self, prepared: PreparedQuestion, question: Question) -> PreparedQuestion:
        source = _Narrowed(self._assignment, question, prepared)
        allowed = allowed_distances(question, prepared.columns.tolist())
        return replace(prepared, allowed=allowed, own_source=source)


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


class _Narrowed:
    """Finds the few hypotheses that may explain a student's answers to a question of their own."""

    def __init__(
        self, assignment: Assignment, question: Question, prepared: PreparedQuestion
    ) -> None:
        self._assignment = assignment
        self._question = question
        self._table = prepared.known.hypotheses
        hidden = [question.cases[column].hidden for column in prepared.columns]
        self._hidden = np.array(hidden, bool)

    def relevant_mistakes(self, known: tuple[str, ...]) -> Hypotheses:
        """Return the mistakes that change at least one answer of the question."""
        rows = np.flatnonzero([id in known for id in self._table.single_mistakes])
        return self._computed(rows, compare=True)

    def candidate_rows(self, evidence: QuestionEvidence, within: Array) -> Hypotheses:
        """Return the hypotheses that predict these answers, or at least the public ones."""
        hidden = self._hidden[within]
        rows = self._fitting(self._table, evidence, within[~hidden])
        # A wrong answer fits few.
        for one in sorted(within[hidden], key=lambda one: not evidence.wrong[one])[:2]:
            if len(rows) <= _FEW:
                break
            there = self._computed(rows, [int(evidence.columns[one])])
            rows = rows[self._fitting(there, evidence, np.array([one]))]
        return self._computed(rows)

    def _fitting(self, table: Hypotheses, evidence: QuestionEvidence, within: Array) -> Array:
        """The rows that predict these answers, or would do so times a factor."""
        columns = evidence.columns[within]
        words = table.kind_codes(evidence.answered.kinds)[within]
        numbers, slack = evidence.answered.projections[within], evidence.slack[within]
        agreeing = table.agreeing(columns, words, numbers, slack)
        multiples = table.multiples(columns, words, numbers, slack)
        return np.union1d(agreeing, np.array([row for row, _ in multiples], int))

    def _computed(
        self, rows: Array, columns: Container[int] | None = None, *, compare: bool = False
    ) -> Hypotheses:
        """These rows of the table, with what they answer to the student's own cases.

        Where ``columns`` are named, it is what they answer to those cases alone.  Which of these
        cases they touch is known with ``compare`` only.
        """
        table, question = self._table, self._question
        mistakes = tuple(table.mistakes[row] for row in rows)
        own = Answers(self._assignment.recipe, question, [self._lines(ids) for ids in mistakes])
        kinds, numbers = table.kinds[rows], table.projections[rows]
        touched = table.touched[rows[rows < table.singles]]
        vocabulary = dict(table.vocabulary)
        asked = [(i, c) for i, c in enumerate(question.cases) if columns is None or i in columns]
        for place, case in asked if mistakes else ():
            if case.hidden:
                answers = own.to(case)
                words, numbers[:, place], _ = column(case.id, answers)
                kinds[:, place] = [vocabulary.setdefault(word, len(vocabulary)) for word in words]
                if compare:
                    touched[:, place] = differing(answers, [case.expected] * len(answers))
        return Hypotheses(mistakes, kinds, numbers, touched, vocabulary)

    def _lines(self, ids: Sequence[str]) -> WrongLines:
        return {step: line for id in ids for step, line in self._assignment.mistakes[id].items()}
