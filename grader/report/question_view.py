"""One graded question, and the part of it that a page may show.

This module alone decides about hidden cases: of a hidden case a page may use the name and the
status.  Code that needs numbers, printed text or exceptions takes them from ``visible_cases``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from grader.model import (
    Case,
    Check,
    Distractor,
    Grade,
    NotNumeric,
    Outcome,
    Question,
    QuestionGrade,
    Returned,
    Status,
    Suite,
    SymptomKind,
    Verdict,
)

Find = TypeVar("Find", bound=Callable[..., Any])

JudgedCase = tuple[Case, Verdict]


@dataclass(frozen=True, eq=False)
class CasePositions:
    """Positions in ``question.cases``, which are the same for every student.

    Attributes
    ----------
    marked : tuple of int
        Cases that carry points.
    public : tuple of int
        Cases that students may see.
    of_check : mapping from str to tuple of int
        Cases of each check, by the check's id.
    """

    marked: tuple[int, ...]
    public: tuple[int, ...]
    of_check: Mapping[str, tuple[int, ...]]


@lru_cache(maxsize=64)
def case_positions(question: Question) -> CasePositions:
    """Return the positions of a question's marked, public and per-check cases."""
    cases = tuple(enumerate(question.cases))
    return CasePositions(
        marked=tuple(place for place, case in cases if question.marks(case)),
        public=tuple(place for place, case in cases if not case.hidden),
        of_check={
            check.id: tuple(place for place, case in cases if case.check == check.id)
            for check in question.checks
        },
    )


@lru_cache(maxsize=64)
def examples_by_mistake(question: Question) -> Mapping[str, tuple[tuple[int, Distractor], ...]]:
    """Return, for each known mistake, the examples that reveal it.

    Returns
    -------
    mapping from str to tuple of (int, Distractor)
        By the mistake's id: the position of each example and what the mistake answers there.
        Examples with a worked trace come first, then smaller inputs.
    """
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


@lru_cache(maxsize=64)
def on_the_way(question: Question) -> frozenset[str]:
    """Return the steps that a right answer to the question passes through."""
    return frozenset(step for case in question.cases for step in case.trace)


def size(case: Case) -> int:
    """Return how many numbers a case passes to the function."""
    return sum(argument.size for argument in case.arguments)


def _gave_nothing(outcome: Outcome) -> bool:
    """Return whether a call answered none of its parts."""
    if isinstance(outcome, NotNumeric):
        return outcome.lacks == "container"
    return not isinstance(outcome, Returned)


@dataclass(frozen=True, eq=False)
class QuestionView:
    """One student's graded question; properties select what a page may show.

    Parameters
    ----------
    question : Question
    graded : QuestionGrade
        Its verdicts are in the order of ``question.cases``.
    reveal : bool
        Whether hidden cases are shown too, as on an instructor's copy.
    """

    question: Question
    graded: QuestionGrade
    reveal: bool = False

    @cached_property
    def judged_cases(self) -> tuple[JudgedCase, ...]:
        """Every case with its verdict, hidden ones included."""
        return tuple(zip(self.question.cases, self.graded.verdicts, strict=True))

    @cached_property
    def visible_cases(self) -> tuple[JudgedCase, ...]:
        """The cases whose numbers, output and exceptions a page may show."""
        return self.judged_cases if self.reveal else self._at(case_positions(self.question).public)

    @cached_property
    def visible(self) -> frozenset[Case]:
        """The same cases as a set, for lookup."""
        return frozenset(case for case, _ in self.visible_cases)

    @cached_property
    def marked(self) -> tuple[JudgedCase, ...]:
        """The cases that carry points."""
        return self._at(case_positions(self.question).marked)

    @cached_property
    def wrong(self) -> tuple[JudgedCase, ...]:
        """The marked cases that are not right."""
        return tuple(pair for pair in self.marked if pair[1].status is not Status.RIGHT)

    @cached_property
    def displayed_case(self) -> JudgedCase | None:
        """The wrong case to show: the first visible marked one, else a visible example."""
        marked = [pair for pair in self.wrong if pair[0] in self.visible]
        examples = [pair for pair in self.visible_cases if pair[0].example and not pair[1].right]
        return next(iter(marked + examples), None)

    @property
    def anchor(self) -> str:
        """The HTML id of the question's card."""
        return anchor(self.question.id)

    @property
    def is_right(self) -> bool:
        """True if every marked case is right."""
        return not self.wrong

    @cached_property
    def is_tampered(self) -> bool:
        """True if a marked case was not answered in the ordinary way."""
        return any(verdict.status is Status.TAMPERED for _, verdict in self.wrong)

    @cached_property
    def failed_together(self) -> str:
        """What failed here and in other questions at once, or nothing.

        It is the whole run, or a call that gave none of the parts that it was asked for, or some
        of them in each other's place.
        """
        if self.is_tampered:
            return "run"
        part = self.question.part
        if part and self.is_another_part:
            return f"order {part.call}"
        nothing = all(_gave_nothing(verdict.observation.outcome) for _, verdict in self.wrong)
        return f"call {part.call}" if part and self.wrong and nothing else ""

    @property
    def is_another_part(self) -> bool:
        """Whether the right answer for another part of the call stands in place of this one."""
        symptom = self.graded.symptom
        return symptom is not None and symptom.kind is SymptomKind.OTHER_PART

    @property
    def lost(self) -> float:
        """The points that the grader did not give."""
        return self.graded.points - self.graded.earned

    @cached_property
    def right_counts(self) -> Mapping[str, int]:
        """The number of right cases of each check, by the check's id."""
        verdicts = self.graded.verdicts
        return {
            check: sum(verdicts[place].status is Status.RIGHT for place in found)
            for check, found in case_positions(self.question).of_check.items()
        }

    def cases_of(self, check: Check) -> int:
        """Return how many cases a check has."""
        return len(case_positions(self.question).of_check[check.id])

    def _at(self, found: tuple[int, ...]) -> tuple[JudgedCase, ...]:
        cases, verdicts = self.question.cases, self.graded.verdicts
        return tuple([(cases[place], verdicts[place]) for place in found])


def anchor(question: str) -> str:
    """Return the HTML id of a question's card; the page may have no such card."""
    return f"q-{question}"


def view_questions(suite: Suite, grade: Grade, *, reveal: bool) -> tuple[QuestionView, ...]:
    """Return a view of every graded question, in the order of the suite."""
    return tuple(QuestionView(suite.question(q.question), q, reveal) for q in grade.questions)


def failed_loading(questions: Sequence[QuestionView]) -> Outcome | None:
    """Return the outcome that kept the file from loading, or None if it loaded."""
    for question in questions:
        for verdict in question.graded.verdicts:
            outcome = verdict.observation.outcome
            return outcome if getattr(outcome, "loading", False) else None
    return None
