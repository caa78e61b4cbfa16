"""Count where the mark is on a line that a person would call the slip."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from grader.assignment.folder import Assignment
from grader.marking.marker import Marker
from grader.marking.own_answers import OwnAnswers
from grader.model import Grade, QuestionGrade, Submission, Suite
from grader.results.asking import asking
from grader.results.recording import with_places
from grader.sandbox import Plan, Worker
from tests import test_corpus
from tests.conftest import read_yaml
from tests.diagnosis.styles import STYLES
from tests.locating import unusual
from tests.locating.programs import Program, Wrong, program
from tests.locating.slips import Slip


@dataclass(frozen=True)
class Marked:
    """A question of one submission: the line that is marked, or 0, and those of the slip."""

    submission: str
    question: QuestionGrade
    slips: frozenset[int]

    @property
    def line(self) -> int:
        return self.question.place.line if self.question.place else 0

    @property
    def is_right(self) -> bool:
        return self.line in self.slips

    def __str__(self) -> str:
        text = self.question.place.text if self.question.place else ""
        slips = sorted(self.slips)
        return f"{self.submission} {self.question.question}: {self.line} of {slips} {text!r}"


@dataclass(frozen=True)
class Tally:
    """``wrong`` are questions with a slip, ``right`` are those without one."""

    title: str
    wrong: tuple[Marked, ...]
    right: tuple[Marked, ...]

    @cached_property
    def marked(self) -> tuple[Marked, ...]:
        return tuple(one for one in self.wrong if one.line)

    @cached_property
    def misses(self) -> tuple[Marked, ...]:
        return tuple(one for one in self.marked if not one.is_right)

    @cached_property
    def on_right_functions(self) -> tuple[Marked, ...]:
        return tuple(one for one in self.right if one.line)

    @property
    def coverage(self) -> float:
        """The share of wrong questions that have a mark."""
        return len(self.marked) / len(self.wrong)

    @property
    def precision(self) -> float:
        """The share of marks that are on the slip."""
        return 1 - len(self.misses) / len(self.marked)

    def __str__(self) -> str:
        return (
            f"{self.title:40} {len(self.wrong):5} wrong  {self.coverage:6.1%} marked  "
            f"{self.precision:6.1%} of them on the slip  "
            f"{len(self.on_right_functions)} of {len(self.right)} right functions marked"
        )


@dataclass(frozen=True)
class Grading:
    """What is needed to grade programs with their places."""

    assignment: Assignment
    suite: Suite
    worker: Worker
    marker: Marker

    def graded(self, source: str) -> Grade:
        submission = Submission("planted", self.suite.module, source.encode())
        execution = self.worker.run(submission, Plan.of(self.suite))
        own = OwnAnswers.of({}, asking(self.worker.run, submission, self.suite))
        grade = self.marker.mark(submission.student, execution, own)
        return with_places(self.suite, submission, grade, {}, self.worker.run)


def of_corpus(grading: Grading) -> Tally:
    """Count in the labelled submissions: each question whose label names lines."""
    found = []
    for folder in test_corpus.CORPUS:
        label = read_yaml(folder / "expect.yaml")
        lines = label.get("line", {})
        grade = test_corpus.grade(folder, grading.suite, grading.worker, grading.marker)
        for question in grade.questions:
            slips = frozenset(np.atleast_1d(lines.get(question.question, 0)).tolist()) - {0}
            if slips or label[question.question] == "full":
                found.append(Marked(folder.name, question, slips))
    return _tally("labelled submissions", found)


def of_programs(
    title: str, grading: Grading, mistakes: Mapping[str, Wrong], styles: Iterable[str] = STYLES
) -> Tally:
    """Count in programs with one planted mistake: each question that comes out wrong."""
    return _tally(title, _programs(grading, mistakes, styles))


def of_unusual(grading: Grading, styles: Iterable[str] = unusual.STYLES) -> Tally:
    """Count in whole programs in unusual styles."""
    return _tally("strangers in unusual styles", _unusual(grading, styles))


def of_slips(title: str, grading: Grading, slips: Iterable[Slip]) -> Tally:
    """Count in the same programs with other slips."""
    named = unusual.with_slips(slips)
    found = (_judged(name, written, grading.graded(written.source)) for name, written in named)
    return _tally(title, itertools.chain.from_iterable(found))


def _unusual(grading: Grading, styles: Iterable[str]) -> Iterator[Marked]:
    for style in styles:
        written = unusual.unusual(style)
        yield from _judged(style, written, grading.graded(written.source))


def _judged(name: str, written: Program, grade: Grade) -> Iterator[Marked]:
    for question in grade.questions:
        is_right = all(verdict.right for verdict in question.verdicts)
        yield Marked(name, question, frozenset() if is_right else written.slips)


def _programs(
    grading: Grading, mistakes: Mapping[str, Wrong], styles: Iterable[str]
) -> Iterator[Marked]:
    for style in styles:
        for id, wrong in mistakes.items():
            planted = program(grading.assignment, STYLES[style], wrong)
            yield from _judged(f"{id} ({style})", planted, grading.graded(planted.source))


def _tally(title: str, found: Iterable[Marked]) -> Tally:
    both = tuple(found)
    wrong = tuple(one for one in both if one.slips)
    return Tally(title, wrong, tuple(one for one in both if not one.slips))
