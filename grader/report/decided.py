"""What people decided about a submission: points they gave, what lateness costs, what they say.

All of it was typed by somebody or came with the files, so all of it passes through ``clean``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from grader.model import Grade, Override, Person, Question, QuestionGrade, Standing, Suite
from grader.report import numbers
from grader.report.pages import Hint, Ring
from grader.report.words import Words
from grader.text.clean import clean, one_line


@dataclass(frozen=True)
class Decided:
    """A grade, and what people decided about it."""

    suite: Suite
    grade: Grade
    standing: Standing
    words: Words

    @classmethod
    def of(cls, suite: Suite, grade: Grade, standing: Standing | None, words: Words) -> Decided:
        """Without a standing nobody decided anything."""
        known = standing or Standing(Person(grade.student))
        return cls(suite, grade, replace(known, grade=grade), words)

    @property
    def name(self) -> str:
        """Whoever this is, as people know them."""
        return one_line(self.standing.person.name or self.grade.student, characters=120)

    @cached_property
    def overridden(self) -> tuple[Question, ...]:
        """The questions that a person gave points to."""
        ids = {one.question for one in self.standing.overrides}
        return tuple(q for q in self.suite.questions if q.id in ids) if ids else ()

    @property
    def changes_points(self) -> bool:
        """Whether something else may count than what the grader found."""
        late = self.standing.lateness
        return bool(self.overridden) or (late is not None and late.percent > 0)

    @property
    def before_lateness(self) -> float | None:
        return self.standing.before_lateness(self.suite)

    @property
    def earned(self) -> float | None:
        """The points that count; None where some question is not marked."""
        return self.standing.earned(self.suite)

    def ring(self, found: Ring, *, ran: bool) -> Ring:
        """The points that count, where they are not those that the grader found."""
        # Of a file that was not run lateness alone makes no points.
        told = self.overridden or (ran and self.changes_points)
        if not told or self.earned is None:
            return found
        return ring_of(
            self.earned, self.suite.possible, self.words, "ring.label_counts", found=found.large
        )

    def points_of(self, question: Question) -> str:
        """What the question is worth now."""
        now = numbers.points(self.standing.points(question.id))
        return f"{now} / {numbers.points(question.points)}"

    def found(self, question: Question) -> str:
        """What the grader found the question to be worth."""
        graded = (q.earned for q in self.grade.questions if q.question == question.id)
        return numbers.points(next(graded, None))

    def said_of(self, question: Question) -> str:
        """The points that a person gave to the question, and why; empty where nobody did."""
        given = self.standing.override(question.id)
        if given is None:
            return ""
        sentence = self.words(
            "counts.given", points=numbers.points(given.points), found=self.found(question)
        )
        more = reasons(given, self.words)
        return self.words("counts.because", given=sentence, more=more) if more else sentence

    def label(self, graded: QuestionGrade) -> Hint | None:
        """What the instructor calls these wrong answers, and says to whoever has them."""
        labels = self.standing.labels if graded.group else ()
        label = next((one for one in labels if one.group == graded.group), None)
        if label is None:
            return None
        title = one_line(label.title, characters=200)
        return Hint(title, clean(label.hint.strip(), lines=12, characters=1500))


def ring_of(earned: float, possible: float, words: Words, label: str, **facts: str) -> Ring:
    """Points as a part of a circle; ``label`` names the sentence that says so, with ``facts``."""
    part = min(max(100 * earned / possible, 0.0), 100.0) if possible else 0.0
    values = {"earned": numbers.points(earned), "possible": numbers.points(possible)}
    return Ring(
        dash=f"{part:.2f} 100",
        large=values["earned"],
        small=words("ring.small", **values),
        label=words(label, **values, **facts),
    )


def reasons(given: Override, words: Words) -> str:
    """Why a person gave these points, who it was and when, as far as was written down."""
    author, time = one_line(given.author, characters=80), when(given.time)
    known = "_".join(name for name, value in (("by", author), ("on", time)) if value)
    by = words(f"counts.{known}", author=author, time=time) if known else ""
    return " · ".join(part for part in (one_line(given.why, characters=400), by) if part)


def when(time: str) -> str:
    """A time in ISO 8601 as it is read, to the minute; anything else as it is."""
    try:
        return datetime.fromisoformat(time).isoformat(" ", "minutes")
    except ValueError:
        return one_line(time, characters=40)
