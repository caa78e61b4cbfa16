"""What is diagnosed, for every known mistake, for pairs of them, and for mistakes nobody knows.

    python -m tests.diagnosis.matrix          prints the table

A mistake is put into the recipe of each style, all questions are answered with it, and the answers
go through judging and diagnosing as a student's would.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from grader.assignment.build import build
from grader.assignment.distractors import present
from grader.assignment.folder import Assignment
from grader.marking.marker import Marker
from grader.model import (
    Case,
    Execution,
    Grade,
    Observation,
    Outcome,
    Question,
    Raised,
    Returned,
    Suite,
)
from grader.suite.recipe import Recipe, StepFunction
from tests.diagnosis.strangers import STRANGERS
from tests.diagnosis.styles import STYLES

Wrong = Mapping[str, StepFunction]
PAIRS = 500


@dataclass(frozen=True)
class Found:
    """What was planted, in which style, and what was named: by question, where it shows."""

    planted: tuple[str, ...]
    style: str
    named: Mapping[str, tuple[str, ...]]
    earned: float

    @property
    def right(self) -> bool:
        """All that was planted is named in some question, and nothing else in any."""
        return {id for names in self.named.values() for id in names} == set(self.planted)

    @property
    def false(self) -> bool:
        """Something was named that was not planted."""
        return any(set(names) - set(self.planted) for names in self.named.values())


class Laboratory:
    """Plants mistakes and looks at what is found."""

    def __init__(self, assignment: Assignment, suite: Suite, marker: Marker | None = None) -> None:
        self.assignment, self.suite = assignment, suite
        self._marker = marker or Marker(suite)

    def grade(self, recipe: Recipe, wrong: Wrong) -> Grade:
        """The grade of somebody who writes the recipe with these lines."""
        answers = tuple(
            Observation(case.id, _answer(recipe, question, case, wrong))
            for question in self.suite.questions
            for case in question.cases
        )
        return self._marker.mark("planted", Execution(answers))

    def found(self, planted: tuple[str, ...], style: str, wrong: Wrong) -> Found:
        graded = self.grade(STYLES[style], wrong)
        named = {
            q.question: q.diagnosis.misconceptions if q.diagnosis else ()
            for q in graded.questions
            if q.diagnosis or q.earned < q.points
        }
        return Found(planted, style, named, graded.earned)

    def singles(self, styles: Iterable[str] = STYLES) -> Iterator[Found]:
        for (id, wrong), style in itertools.product(self.assignment.mistakes.items(), styles):
            yield self.found((id,), style, wrong)

    def pairs(self) -> Iterator[Found]:
        """Pairs that some question can tell from everything simpler, in alternating styles."""
        visible = {pair for q in self.suite.questions for pair in q.pairs.pairs}
        chosen = random.Random(0).sample(sorted(visible), PAIRS)
        for pair, style in zip(chosen, itertools.cycle(STYLES), strict=False):
            both = {**self.assignment.mistakes[pair[0]], **self.assignment.mistakes[pair[1]]}
            yield self.found(pair, style, both)

    def strangers(self) -> Iterator[Found]:
        for number, (name, wrong) in enumerate(STRANGERS.items()):
            style = list(STYLES)[number % len(STYLES)]
            found = self.found((), style, wrong)
            yield Found((name,), style, found.named, found.earned)


def _answer(recipe: Recipe, question: Question, case: Case, wrong: Wrong) -> Outcome:
    given = {
        name: present(value, case.presentation)
        for name, value in zip(question.parameters, case.arguments, strict=True)
    }
    try:
        with np.errstate(all="ignore"):
            return Returned(np.asarray(recipe.value(question.step, given, wrong), float))
    except Exception as error:  # noqa: BLE001 - a wrong line may fail in any way
        return Raised(type(error).__name__, str(error))


def main() -> None:
    from grader.assignment.folder import load_assignment
    from tests.conftest import ROOT

    assignment = load_assignment(ROOT / "reference")
    laboratory = Laboratory(assignment, build(assignment, seed=1))
    for title, found in (
        ("one known mistake", list(laboratory.singles())),
        ("two known mistakes", list(laboratory.pairs())),
    ):
        right = sum(one.right for one in found)
        false = [one for one in found if one.false]
        print(f"{title}: {right} of {len(found)} named, {len(false)} with a wrong name")  # noqa: T201 - this is its purpose
        for one in found:
            if not one.right:
                print("   ", " + ".join(one.planted), f"({one.style})", dict(one.named))  # noqa: T201 - this is its purpose
    strangers = list(laboratory.strangers())
    named = [one for one in strangers if any(one.named.values())]
    passed = [one for one in strangers if one.earned == laboratory.suite.possible]
    print(f"unknown mistakes: {len(strangers)}, named {len(named)}, full marks {len(passed)}")  # noqa: T201 - this is its purpose
    for one in named + passed:
        print("   ", one.planted, one.style, dict(one.named))  # noqa: T201 - this is its purpose


if __name__ == "__main__":
    main()
