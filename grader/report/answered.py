"""One question with its grade, and what of it may be shown.

The rule about hidden cases is kept here and nowhere else: of a hidden case a page may use the name
and the status.  Whatever holds numbers, output or an exception is taken from ``shown``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from grader.model import Case, Grade, Outcome, Question, QuestionGrade, Status, Suite, Verdict

Seen = tuple[Case, Verdict]


@dataclass(frozen=True, eq=False)
class Answered:
    """A question as one student answered it."""

    question: Question
    graded: QuestionGrade
    reveal: bool = False

    @cached_property
    def seen(self) -> tuple[Seen, ...]:
        return tuple(zip(self.question.cases, self.graded.verdicts, strict=True))

    @cached_property
    def shown(self) -> tuple[Seen, ...]:
        """The cases of which everything may be shown."""
        return tuple(pair for pair in self.seen if self.reveal or not pair[0].hidden)

    @cached_property
    def marked(self) -> tuple[Seen, ...]:
        """The cases that points hang on."""
        paid = {check.id for check in self.question.checks if not check.remark}
        return tuple(pair for pair in self.seen if pair[0].check in paid)

    @cached_property
    def wrong(self) -> tuple[Seen, ...]:
        """The marked cases that are not right."""
        return tuple(pair for pair in self.marked if not pair[1].right)

    @cached_property
    def exhibit(self) -> Seen | None:
        """The wrong case to show: a public marked one, or else an example."""
        wrong = [pair for pair in self.shown if not pair[1].right]
        marked = [pair for pair in wrong if pair in self.wrong]
        examples = [pair for pair in wrong if pair[0].example]
        return next(iter(marked + examples), None)

    @property
    def right(self) -> bool:
        return not self.wrong

    @cached_property
    def tampered(self) -> bool:
        return any(verdict.status is Status.TAMPERED for _, verdict in self.wrong)

    @property
    def lost(self) -> float:
        return self.graded.points - self.graded.earned


def answered(suite: Suite, grade: Grade, *, reveal: bool) -> tuple[Answered, ...]:
    """Every graded question of the suite, in its order."""
    return tuple(Answered(suite.question(q.question), q, reveal) for q in grade.questions)


def failed_loading(questions: Sequence[Answered]) -> Outcome | None:
    """What went wrong before any function could be called, if that is so."""
    for question in questions:
        for verdict in question.graded.verdicts:
            outcome = verdict.observation.outcome
            return outcome if getattr(outcome, "loading", False) else None
    return None
