"""What is true of each student, as keys; and the one table that everything is counted from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from grader.model import (
    SAME_POINTS,
    Grade,
    Lateness,
    Question,
    QuestionGrade,
    Standing,
    Status,
    Suite,
)
from grader.report.answered import Answered
from grader.report.checks import check_kind
from grader.report.dashboard.nouns import Count, Who
from grader.report.pages import Kind
from grader.report.path import first_wrong
from grader.text.clean import one_line, page_name

BANDS = 10
STATUSES = (
    Status.DOES_NOT_LOAD,
    Status.TIMED_OUT,
    Status.OUT_OF_MEMORY,
    Status.FLOODED,
    Status.DIED,
    Status.TAMPERED,
)
CONCERNS = (
    "ungraded",
    *(status.name.lower() for status in STATUSES),
    "flag",
    "outdated",
    "late_untimed",
)
"""Why a person has to look, the most pressing first."""

NOTES = ("by_hand", "remark")
"""What a person may want to know of."""

_NAME = 120


@dataclass(frozen=True, eq=False)
class Line:
    """One student with what is true of them.

    ``points`` is None where nothing counts yet; ``marks`` is how each check of the suite stands,
    all of them off where nothing was run.
    """

    standing: Standing
    points: float | None
    marks: tuple[Kind, ...]
    keys: frozenset[str]

    @property
    def student(self) -> str:
        return self.standing.person.student

    @property
    def grade(self) -> Grade | None:
        """The grade where something was graded."""
        grade = self.standing.grade
        return grade if grade and not grade.ungraded else None

    @cached_property
    def earned(self) -> float:
        """The grader's own points, whatever people decided."""
        return self.grade.earned if self.grade else 0.0

    @property
    def ran(self) -> bool:
        return "ran" in self.keys

    @cached_property
    def name(self) -> str:
        person = self.standing.person
        return one_line(person.name or person.student, characters=_NAME)

    @property
    def href(self) -> str:
        """The page of the student, if there is one."""
        return page_name(self.student) if self.standing.grade else ""

    def who(self, words: str = "") -> Who:
        return Who(self.name, self.href, words)


class Roll:
    """All lines, by name.  Every number of students on the page is asked for here."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.lines = tuple(sorted(lines, key=lambda one: (one.name.casefold(), one.student)))
        self._counts = Counter(key for line in self.lines for key in line.keys)

    def count(self, key: str) -> int:
        return self._counts[key]

    def of(self, key: str) -> Iterator[Line]:
        """The lines of which this is true."""
        return (line for line in self.lines if key in line.keys)

    def told(self, key: str, words: str = "") -> Count:
        """Their number, ready for the page."""
        number = self.count(key)
        return Count(str(number), words, key if number else "")


class Clerk:
    """Makes lines of standings, knowing the suite and what else there is to know of students."""

    def __init__(self, suite: Suite, alike: Mapping[str, Iterable[str]]) -> None:
        self._suite = suite
        self._alike = alike
        self._questions = {question.id: question for question in suite.questions}
        self._mistakes = {one.id: f"m{n}" for n, one in enumerate(suite.misconceptions)}

    def line(self, standing: Standing) -> Line:
        answers = self._answers(standing.grade)
        marks = self._marks(answers)
        points = self._points(standing)
        keys = {
            *_handed_in(standing, answers),
            *self._score(points),
            *self._found(standing.grade),
            *(f"c{place}" for place, kind in enumerate(marks) if kind not in ("right", "off")),
            *_decided(standing),
            *self._alike.get(standing.person.student, ()),
        }
        if standing.grade:
            keys.add(self._first_step(answers, marks))
        keys |= {key for key in _concerns(standing, points) if key}
        keys |= {"person"} if keys & set(CONCERNS) else set()
        return Line(standing, points, marks, frozenset(keys))

    def _answers(self, grade: Grade | None) -> tuple[Answered, ...]:
        """The questions as they were answered; none where nothing ran, or other cases did."""
        if grade is None or grade.ungraded or _outdated(grade) or _silent(grade):
            return ()
        known = [q for q in grade.questions if q.question in self._questions]
        if any(len(self._questions[q.question].cases) != len(q.verdicts) for q in known):
            return ()
        return tuple(Answered(self._questions[q.question], q) for q in known)

    def _marks(self, answers: Sequence[Answered]) -> tuple[Kind, ...]:
        found = {answered.question.id: answered for answered in answers}
        return tuple(
            check_kind(found[question.id], check) if question.id in found else "off"
            for question in self._suite.questions
            for check in question.checks
        )

    def _points(self, standing: Standing) -> float | None:
        """What counts; a file that does not load has no points yet, unless a person gave some."""
        if standing.grade and _silent(standing.grade) and not standing.overrides:
            return None
        return standing.earned(self._suite)

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

    def _first_step(self, answers: Sequence[Answered], marks: Sequence[Kind]) -> str:
        if not answers:
            return "s-off"
        first = first_wrong(self._suite, answers)
        if first is not None:
            return f"s{first}"
        return "s-unknown" if {"wrong", "follows", "off"} & set(marks) else "s-none"


def questions_by_check(suite: Suite) -> Iterator[tuple[int, Question, int]]:
    """Each question with the number of its first check in ``Line.marks``, and how many it has."""
    place = 0
    for question in suite.questions:
        yield place, question, len(question.checks)
        place += len(question.checks)


def _handed_in(standing: Standing, answers: Sequence[Answered]) -> Iterator[str]:
    yield "handed_in" if standing.grade else "absent"
    if answers:
        yield "ran"


def _decided(standing: Standing) -> Iterator[str]:
    if standing.overrides:
        yield "by_hand"
    if standing.remarks:
        yield "remark"
    if standing.lateness:
        yield "late"


def _concerns(standing: Standing, points: float | None) -> Iterator[str]:
    """Why a person has to look; what a person has decided about needs none any more."""
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
    if _outdated(grade) and open_questions:
        yield "outdated"
    if _untimed(standing.lateness):
        yield "late_untimed"


def _untimed(lateness: Lateness | None) -> bool:
    return lateness is not None and not lateness.days


def _outdated(grade: Grade) -> bool:
    """Whether another suite was asked than the one at hand."""
    return any(not question.verdicts for question in grade.questions)


def _silent(grade: Grade) -> bool:
    """Whether the file did not even load."""
    return bool(grade.questions) and all(map(_not_loaded, grade.questions))


def _not_loaded(question: QuestionGrade) -> bool:
    statuses = {verdict.status for verdict in question.verdicts}
    return statuses == {Status.DOES_NOT_LOAD}
