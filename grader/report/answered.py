"""One question with its grade, and what of it may be shown.

The rule about hidden cases is kept here and nowhere else: of a hidden case a page may use the name
and the status.  Whatever holds numbers, output or an exception is taken from ``shown``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from grader.model import (
    Case,
    Check,
    Distractor,
    Grade,
    Outcome,
    Question,
    QuestionGrade,
    Status,
    Suite,
    Verdict,
)

Seen = tuple[Case, Verdict]


@dataclass(frozen=True, eq=False)
class Places:
    """Where in a question's cases things stand: the same for every student."""

    marked: tuple[int, ...]
    public: tuple[int, ...]
    of_check: Mapping[str, tuple[int, ...]]


@lru_cache(maxsize=64)
def places(question: Question) -> Places:
    """What a page needs to know of a question, found once."""
    cases = tuple(enumerate(question.cases))
    return Places(
        marked=tuple(place for place, case in cases if question.marks(case)),
        public=tuple(place for place, case in cases if not case.hidden),
        of_check={
            check.id: tuple(place for place, case in cases if case.check == check.id)
            for check in question.checks
        },
    )


@lru_cache(maxsize=64)
def examples(question: Question) -> Mapping[str, tuple[tuple[int, Distractor], ...]]:
    """For each known mistake the examples in which it shows, the best to be told by first."""
    shows: dict[str, list[tuple[int, Distractor]]] = {}
    for place, case in enumerate(question.cases):
        for wrong in case.distractors if case.example else ():
            shows.setdefault(wrong.misconception, []).append((place, wrong))
    return {
        mistake: tuple(
            sorted(found, key=lambda one: (not one[1].trace, size(question.cases[one[0]])))
        )
        for mistake, found in shows.items()
    }


def size(case: Case) -> int:
    """How many numbers a case gives."""
    return sum(argument.size for argument in case.arguments)


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
        return self.seen if self.reveal else self._at(places(self.question).public)

    @cached_property
    def told(self) -> frozenset[Case]:
        """The same cases, to look one up."""
        return frozenset(case for case, _ in self.shown)

    @cached_property
    def marked(self) -> tuple[Seen, ...]:
        """The cases that points hang on."""
        return self._at(places(self.question).marked)

    @cached_property
    def wrong(self) -> tuple[Seen, ...]:
        """The marked cases that are not right."""
        return tuple(pair for pair in self.marked if pair[1].status is not Status.RIGHT)

    @cached_property
    def exhibit(self) -> Seen | None:
        """The wrong case to show: a public marked one, or else an example."""
        marked = [pair for pair in self.wrong if pair[0] in self.told]
        examples = [pair for pair in self.shown if pair[0].example and not pair[1].right]
        return next(iter(marked + examples), None)

    @property
    def anchor(self) -> str:
        """Where on the page its card is."""
        return anchor(self.question.id)

    @property
    def right(self) -> bool:
        return not self.wrong

    @cached_property
    def tampered(self) -> bool:
        return any(verdict.status is Status.TAMPERED for _, verdict in self.wrong)

    @property
    def lost(self) -> float:
        return self.graded.points - self.graded.earned

    @cached_property
    def rights(self) -> Mapping[str, int]:
        """In how many cases of each check the answer is right."""
        verdicts = self.graded.verdicts
        return {
            check: sum(verdicts[place].status is Status.RIGHT for place in found)
            for check, found in places(self.question).of_check.items()
        }

    def cases_of(self, check: Check) -> int:
        return len(places(self.question).of_check[check.id])

    def _at(self, found: tuple[int, ...]) -> tuple[Seen, ...]:
        cases, verdicts = self.question.cases, self.graded.verdicts
        return tuple([(cases[place], verdicts[place]) for place in found])


def anchor(question: str) -> str:
    """The id that the card of this question has on a page, if there is one."""
    return f"q-{question}"


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
