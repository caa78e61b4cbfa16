"""Who handed something in, when, and what people decided about its grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from grader.model.derivation import DERIVATION
from grader.model.grade import Grade
from grader.model.suite import Suite

IdKind = Literal["student", "user", "participant"]
"""What an id numbers: a school's students, a platform's users, or one assignment's participants.
The same number is somebody else in each."""


@dataclass(frozen=True)
class Person:
    """Whoever a submission belongs to, as the learning platform or the roster knows them.

    ``student`` is the key: unique in a class, and the name of the page.  ``platform_id`` is the
    id by which the platform that the files came from knows them (Canvas: user, Moodle:
    participant, Gradescope: SID), and ``id_kind`` says what it numbers, where that is known.
    ``members`` are the names behind a group's submission.
    """

    student: str
    name: str = ""
    email: str = ""
    login: str = ""
    platform_id: str = ""
    section: str = ""
    members: tuple[str, ...] = ()
    id_kind: IdKind | None = None


@dataclass(frozen=True)
class Delivery:
    """How something was handed in.

    ``submitted`` is a time in ISO 8601 with its offset from UTC, or empty where nobody recorded
    one; ``late`` is the platform's own mark.  ``remarks`` are sentences for the instructor ("the
    file was called answer-1.py").  ``written`` is the time as the platform wrote it, where the
    class's time zone decides what it means.
    """

    person: Person
    submitted: str = ""
    late: bool = False
    remarks: tuple[str, ...] = ()
    written: str = ""


@dataclass(frozen=True)
class Lateness:
    """How late, and what that costs.

    ``days`` is 0 where nobody knows how late: the platform says "late" and not when, or its time,
    ``unread``, cannot be understood.  Then nothing is taken off and a person has to look.
    """

    days: int
    percent: float
    unread: str = ""


@dataclass(frozen=True)
class Override:
    """Points that a person gave to a question in place of the grader's."""

    student: str
    question: str
    points: float
    why: str
    author: str
    time: str


@dataclass(frozen=True)
class Label:
    """What an instructor calls a group of wrong answers that agree and that nothing explains."""

    group: str
    title: str
    hint: str


@dataclass(frozen=True)
class Standing:
    """One student's line in the gradebook: what was found, and what people decided about it.

    ``grade`` is None where nothing was handed in; ``attempt`` counts from 1.  ``labels`` are those
    of the groups that this student's unexplained answers fall into.  ``variant`` names the hidden
    numbers, where students have their own.  ``earlier`` is the grade of the attempt before this
    one, where the same suite graded it.
    """

    person: Person
    grade: Grade | None = None
    overrides: tuple[Override, ...] = ()
    lateness: Lateness | None = None
    attempt: int = 0
    submitted: str = ""
    remarks: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    variant: str = ""
    earlier: Grade | None = None

    @property
    def does_not_load(self) -> bool:
        """True where the points are 0 because the file does not load, and nobody gave others."""
        if self.grade is None or self.overrides or self.grade.earned:
            return False
        return self.grade.does_not_load

    def override(self, question: str) -> Override | None:
        """Return the override of a question that counts, which is the last; None without any."""
        found = [one for one in self.overrides if one.question == question]
        return found[-1] if found else None

    def points(self, question: str) -> float | None:
        """Return the points of a question that count now; None where it is not marked.

        The written derivation stands beside the questions, by the id ``DERIVATION``.
        """
        return self._points.get(question)

    def before_lateness(self, suite: Suite) -> float | None:
        """Return the points of all that is marked; None where a part of it is not."""
        found = [self.points(id) for id in suite.marked]
        known = [points for points in found if points is not None]
        return sum(known) if len(known) == len(found) else None

    def earned(self, suite: Suite) -> float | None:
        """Return the points that count, less those for lateness; None where not marked."""
        points = self.before_lateness(suite)
        if points is None or self.lateness is None:
            return points
        return points * (1 - self.lateness.percent / 100)

    @cached_property
    def _points(self) -> Mapping[str, float]:
        """The points that count for each question: tables and pages need them many times."""
        graded = self.grade.questions if self.grade else ()
        found = {one.question: one.earned for one in graded}
        if self.grade and self.grade.derivation:
            found[DERIVATION] = self.grade.derivation.earned
        return found | {one.question: one.points for one in self.overrides}
