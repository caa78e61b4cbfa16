"""A grade together with people's decisions: overrides, lateness and labels.

People typed these texts or they came with the files, so each of them passes through ``clean``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from grader.model import (
    DERIVATION,
    Grade,
    Override,
    Person,
    Question,
    QuestionGrade,
    Standing,
    Suite,
)
from grader.report import numbers
from grader.report.pages import Hint, Ring
from grader.report.words import Words
from grader.text.clean import clean, one_line
from grader.text.times import local_time


@dataclass(frozen=True)
class GradeView:
    """A grade and what people decided about it."""

    suite: Suite
    grade: Grade
    standing: Standing
    words: Words

    @classmethod
    def of(cls, suite: Suite, grade: Grade, standing: Standing | None, words: Words) -> GradeView:
        """Return the view of a grade; without a standing nobody has decided anything."""
        known = standing or Standing(Person(grade.student))
        return cls(suite, grade, replace(known, grade=grade), words)

    @property
    def name(self) -> str:
        """The student's name as people know it, else the student's key."""
        return one_line(self.standing.person.name or self.grade.student, characters=120)

    @cached_property
    def overridden(self) -> tuple[Question, ...]:
        """The questions whose points a person set."""
        ids = {one.question for one in self.standing.overrides}
        return tuple(q for q in self.suite.questions if q.id in ids) if ids else ()

    @property
    def decided_derivation(self) -> Override | None:
        """The points that a person gave to the derivation."""
        return self.standing.override(DERIVATION)

    @property
    def is_decided(self) -> bool:
        """True if a person set some of the points."""
        return bool(self.overridden or self.decided_derivation)

    @property
    def changes_points(self) -> bool:
        """True if the points that count may differ from the grader's."""
        late = self.standing.lateness
        return self.is_decided or (late is not None and late.percent > 0)

    @property
    def before_lateness(self) -> float | None:
        """The points before lateness is taken off; None if a question is unmarked."""
        return self.standing.before_lateness(self.suite)

    @property
    def earned(self) -> float | None:
        """The points that count; None if a question is unmarked."""
        return self.standing.earned(self.suite)

    def ring(self, found: Ring, *, ran: bool) -> Ring:
        """Return the ring of the points that count.

        It is ``found`` itself if nothing changed the grader's points.
        """
        # Lateness alone gives no points to a file that did not run.
        is_changed = self.is_decided or ((ran or self._has_written_points) and self.changes_points)
        if not ran and self._has_written_points:
            found = ring_of(self.grade.earned, self.suite.possible, self.words, "ring.label")
        if not is_changed or self.earned is None:
            return found
        return ring_of(
            self.earned, self.suite.possible, self.words, "ring.label_counts", found=found.large
        )

    @property
    def _has_written_points(self) -> bool:
        """True if the derivation earns points, whatever became of the code."""
        written = self.grade.derivation
        return written is not None and written.handed_in and written.points > 0

    def points_of(self, question: Question) -> str:
        """Return the question's points that count, out of its maximum."""
        now = numbers.points(self.standing.points(question.id))
        return f"{now} / {numbers.points(question.points)}"

    def found_points(self, question: Question) -> str:
        """Return the points that the grader found for the question."""
        graded = (q.earned for q in self.grade.questions if q.question == question.id)
        return numbers.points(next(graded, None))

    def decision_on(self, question: Question) -> str:
        """Return a sentence on the points that a person gave, and why, or nothing."""
        given = self.standing.override(question.id)
        if given is None:
            return ""
        sentence = self.words(
            "counts.given", points=numbers.points(given.points), found=self.found_points(question)
        )
        more = reasons(given, self.words)
        return self.words("counts.because", given=sentence, more=more) if more else sentence

    def label(self, graded: QuestionGrade) -> Hint | None:
        """Return the instructor's name for these wrong answers, and its hint."""
        labels = self.standing.labels if graded.group else ()
        label = next((one for one in labels if one.group == graded.group), None)
        if label is None:
            return None
        title = one_line(label.title, characters=200)
        return Hint(title, clean(label.hint.strip(), lines=12, characters=1500))


def ring_of(earned: float, possible: float, words: Words, label: str, **facts: str) -> Ring:
    """Return points as part of a circle.

    Parameters
    ----------
    earned, possible : float
    words : Words
    label : str
        The name of the sentence that states the points for screen readers.
    **facts : str
        Further values for that sentence.
    """
    part = min(max(100 * earned / possible, 0.0), 100.0) if possible else 0.0
    values = {"earned": numbers.points(earned), "possible": numbers.points(possible)}
    return Ring(
        dash=f"{part:.2f} 100",
        large=values["earned"],
        small=words("ring.small", **values),
        label=words(label, **values, **facts),
    )


def reasons(given: Override, words: Words) -> str:
    """Return why a person gave these points, who and when, as far as recorded."""
    author, time = one_line(given.author, characters=80), format_time(given.time)
    known = "_".join(name for name, value in (("by", author), ("on", time)) if value)
    by = words(f"counts.{known}", author=author, time=time) if known else ""
    return " · ".join(part for part in (one_line(given.why, characters=400), by) if part)


def format_time(time: str, zone: str = "") -> str:
    """Return a time to the minute, in the class's zone if it has one; other text unchanged."""
    return one_line(local_time(time, zone=zone), characters=40)
