"""The table behind the class page: one row for each student, with keys for what is true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from grader.model import (
    SAME_POINTS,
    Grade,
    Question,
    QuestionGrade,
    Standing,
    Status,
    Suite,
)
from grader.report.checks import check_kind
from grader.report.dashboard.derivation_keys import derivation_concern, derivation_keys
from grader.report.dashboard.light import LightStandings
from grader.report.dashboard.sections import Count, PersonLink
from grader.report.derivation_path import first_wrong
from grader.report.pages import Kind
from grader.report.question_view import QuestionView
from grader.text.clean import one_line, page_name

BANDS = 10
STATUSES = (
    Status.DOES_NOT_LOAD,
    Status.TIMED_OUT,
    Status.OUT_OF_MEMORY,
    Status.FLOODED,
    Status.DIED,
    Status.TAMPERED,
    Status.NO_MODULE,
)
CONCERNS = (
    "ungraded",
    *(status.name.lower() for status in STATUSES),
    "flag",
    "outdated",
    "late_untimed",
    "late_unread",
    "derivation_person",
)
"""Reasons for a person to look, the most pressing first."""

NOTES = ("derivation_unread", "followed", "cut_short", "by_hand", "remark")
"""Facts worth knowing that need no action."""

_NAME = 120
_MANY_FOLLOWED = 0.25
"""The share of all points from which on points by following are many."""


@dataclass(frozen=True, eq=False)
class StudentRow:
    """One student, with keys for what is true of them.

    Attributes
    ----------
    standing : Standing
    points : float or None
        The points that count; None if nothing counts yet.
    marks : tuple of Kind
        The state of each check of the suite; all "off" if nothing ran.
    keys : frozenset of str
    """

    standing: Standing
    points: float | None
    marks: tuple[Kind, ...]
    keys: frozenset[str]

    @property
    def student(self) -> str:
        """The student's key."""
        return self.standing.person.student

    @property
    def grade(self) -> Grade | None:
        """The grade, or None if nothing was graded."""
        grade = self.standing.grade
        return grade if grade and not grade.ungraded else None

    @cached_property
    def earned(self) -> float:
        """The grader's own points, whatever people decided."""
        return self.grade.earned if self.grade else 0.0

    @property
    def ran(self) -> bool:
        """True if the submission ran."""
        return "ran" in self.keys

    @cached_property
    def name(self) -> str:
        """The student's name, else the key."""
        person = self.standing.person
        return one_line(person.name or person.student, characters=_NAME)

    @property
    def href(self) -> str:
        """The link to the student's page; empty if there is none."""
        return page_name(self.student) if self.standing.grade else ""

    def link(self, words: str = "") -> PersonLink:
        """Return the student's name and link with a remark."""
        return PersonLink(self.name, self.href, words)


class ClassTable:
    """All rows, sorted by name; every number of students on the page is counted here."""

    def __init__(
        self, rows: Iterable[StudentRow], sections: Mapping[str, str] | None = None
    ) -> None:
        """Take the rows; ``sections`` has the key of each section once they are all built."""
        self.rows = tuple(sorted(rows, key=lambda one: (one.name.casefold(), one.student)))
        self.sections = dict(sorted((sections or {}).items()))
        self._counts = Counter(key for row in self.rows for key in row.keys)

    def count(self, key: str) -> int:
        """Return how many rows have the key."""
        return self._counts[key]

    def rows_with(self, key: str) -> Iterator[StudentRow]:
        """Return the rows that have the key."""
        return (row for row in self.rows if key in row.keys)

    def linked_count(self, key: str, words: str = "") -> Count:
        """Return the number of rows with the key, and a link to them."""
        number = self.count(key)
        return Count(str(number), words, key if number else "")


class RowBuilder:
    """Build rows from standings.

    Parameters
    ----------
    suite : Suite
    similar : mapping from str to iterable of str
        Further keys of each student, from the comparison of files.

    Attributes
    ----------
    sections : dict of str
        The key of each section that a standing so far was in.
    """

    def __init__(self, suite: Suite, similar: Mapping[str, Iterable[str]]) -> None:
        self._suite = suite
        self.sections: dict[str, str] = {}
        self._similar = similar
        self._standings = LightStandings()
        self._questions = {question.id: question for question in suite.questions}
        self._places = {question.id: place for place, question in enumerate(suite.questions)}
        self._mistakes = {one.id: f"m{n}" for n, one in enumerate(suite.misconceptions)}

    def build(self, standing: Standing) -> StudentRow:
        """Return the row of one standing."""
        answers = self._answers(standing.grade)
        marks = self._marks(answers)
        points = standing.earned(self._suite)
        keys = {
            *_handed_in(standing, answers),
            *self._score(points),
            *self._found(standing.grade),
            *self._of_questions(answers),
            self._section(standing.person.section),
            *derivation_keys(standing),
            *(f"c{place}" for place, kind in enumerate(marks) if kind not in ("right", "off")),
            *_decided(standing),
            *self._similar.get(standing.person.student, ()),
        }
        if followed_points(standing) >= _MANY_FOLLOWED * self._suite.possible > 0:
            keys.add("followed")
        if standing.grade:
            keys.add(self._first_step(answers, marks))
        keys |= {key for key in _concerns(standing, points) if key}
        keys |= {"person"} if keys & set(CONCERNS) else set()
        return StudentRow(self._standings.light(standing), points, marks, frozenset(keys))

    def _answers(self, grade: Grade | None) -> tuple[QuestionView, ...]:
        """Return the question views; none if nothing ran or the suite has changed since."""
        if grade is None or grade.ungraded or _is_outdated(grade) or grade.does_not_load:
            return ()
        if grade.has_no_module:
            return ()
        known = [q for q in grade.questions if q.question in self._questions]
        if any(len(self._questions[q.question].cases) != len(q.verdicts) for q in known):
            return ()
        return tuple(QuestionView(self._questions[q.question], q) for q in known)

    def _marks(self, answers: Sequence[QuestionView]) -> tuple[Kind, ...]:
        found = {view.question.id: view for view in answers}
        return tuple(
            check_kind(found[question.id], check) if question.id in found else "off"
            for question in self._suite.questions
            for check in question.checks
        )

    def _score(self, points: float | None) -> Iterator[str]:
        possible = self._suite.possible
        if points is None or not possible:
            return
        yield "points"
        place = int(points / (possible / BANDS) + SAME_POINTS)
        yield f"b{min(max(place, 0), BANDS - 1)}"
        yield "all_right" if points >= possible - SAME_POINTS else "lost"

    def _found(self, grade: Grade | None) -> Iterator[str]:
        if grade:
            yield from (self._mistakes[id] for id in grade.diagnoses if id in self._mistakes)
            yield from (f"g-{q.group}" for q in grade.questions if q.group)

    def _of_questions(self, answers: Sequence[QuestionView]) -> Iterator[str]:
        """Yield the questions that are wrong or follow, and the mistakes first made in each."""
        for view in answers:
            place = self._places[view.question.id]
            if view.graded.carried_forward:
                yield f"q{place}f"
            elif view.wrong:
                yield f"q{place}w"
            diagnosis = view.graded.diagnosis
            for id in diagnosis.new if diagnosis else ():
                if id in self._mistakes:
                    yield f"q{place}{self._mistakes[id]}"

    def _section(self, section: str) -> str:
        return self.sections.setdefault(section, f"sec{len(self.sections)}")

    def _first_step(self, answers: Sequence[QuestionView], marks: Sequence[Kind]) -> str:
        if not answers:
            return "s-off"
        first = first_wrong(self._suite, answers)
        if first is not None:
            return f"s{first}"
        return "s-unknown" if {"wrong", "follows", "off"} & set(marks) else "s-none"


def followed_points(standing: Standing) -> float:
    """Return the points of wrong answers that follow from the student's own earlier functions.

    Points that a person gave are not among them.
    """
    decided = {one.question for one in standing.overrides}
    graded = standing.grade.questions if standing.grade else ()
    return sum(_followed(question) for question in graded if question.question not in decided)


def _followed(question: QuestionGrade) -> float:
    wrong = {verdict.check for verdict in question.verdicts if not verdict.right}
    return sum(check.earned for check in question.checks if check.check in wrong)


def questions_by_check(suite: Suite) -> Iterator[tuple[int, Question, int]]:
    """Yield each question with the place of its checks.

    Yields
    ------
    first : int
        The index of the question's first check in ``StudentRow.marks``.
    question : Question
    count : int
        The number of its checks.
    """
    place = 0
    for question in suite.questions:
        yield place, question, len(question.checks)
        place += len(question.checks)


def _handed_in(standing: Standing, answers: Sequence[QuestionView]) -> Iterator[str]:
    yield "handed_in" if standing.grade else "absent"
    if answers:
        yield "ran"


def _decided(standing: Standing) -> Iterator[str]:
    if standing.overrides:
        yield "by_hand"
    if standing.remarks:
        yield "remark"
    grade, named = standing.grade, {label.group for label in standing.labels}
    if grade and any(q.group and q.group not in named for q in grade.questions):
        yield "unexplained"
    if grade and any(question.cut_short for question in grade.questions):
        yield "cut_short"
    if standing.lateness and not standing.lateness.unread:
        yield "late"
    if derivation_concern(standing) in NOTES:
        yield "derivation_unread"


def _concerns(standing: Standing, points: float | None) -> Iterator[str]:
    """Yield reasons for a person to look; a question decided by a person needs no look."""
    grade, decided = standing.grade, {one.question for one in standing.overrides}
    if grade is None:
        return
    if grade.ungraded:
        yield "ungraded" if points is None else ""
        return
    open_questions = [q for q in grade.questions if q.question not in decided]
    seen = {verdict.status for q in open_questions for verdict in q.verdicts}
    yield from (status.name.lower() for status in STATUSES if status in seen)
    if grade.flags and not decided:
        yield "flag"
    if _is_outdated(grade) and open_questions:
        yield "outdated"
    late = standing.lateness
    if late and not late.days:
        yield "late_unread" if late.unread else "late_untimed"
    if derivation_concern(standing) in CONCERNS:
        yield "derivation_person"


def _is_outdated(grade: Grade) -> bool:
    """Return whether the grade is from another suite."""
    return any(not question.verdicts for question in grade.questions)
