"""What is diagnosed, for every known mistake, for pairs of them, and for mistakes nobody knows.

    python -m tests.diagnosis.matrix          prints the table

A mistake is put into the recipe of each style, all questions are answered with it, and the answers
go through judging and diagnosing as a student's would.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from grader.assignment.build import build
from grader.assignment.distractors import disjoint_pairs
from grader.assignment.folder import Assignment
from grader.marking.marker import Marker
from grader.marking.prepared import prepare_questions
from grader.model import Grade, QuestionGrade, Suite
from grader.suite.recipe import Recipe, StepFunction
from tests.diagnosis.asking import graded, written
from tests.diagnosis.strangers import STRANGERS
from tests.diagnosis.styles import STYLES

Wrong = Mapping[str, StepFunction]
PAIRS = 500
ON_TOP = 300

_UPSTREAM = {"y": "softmax", "h": "tanh", "dz": "grad_z"}
"""The steps that students hand in a function for, which later ones build on."""

_DOWNSTREAM = {"dw2", "dh", "da", "dw1"}


@dataclass(frozen=True)
class Found:
    """What was planted, in which style, and what was named: by question, where it shows.

    ``lost`` are the questions that lost points; ``one_of`` are the mistakes of which the answers
    to some question cannot tell which one was made.
    """

    planted: tuple[str, ...]
    style: str
    named: Mapping[str, tuple[str, ...]]
    earned: float
    lost: tuple[str, ...] = ()
    one_of: frozenset[str] = frozenset()

    @property
    def right(self) -> bool:
        """All that was planted is named, as one of several if need be, and nothing else is."""
        named = {id for names in self.named.values() for id in names}
        return named <= set(self.planted) <= named | self.one_of

    @property
    def false(self) -> bool:
        """Something was named that was not planted."""
        return any(set(names) - set(self.planted) for names in self.named.values())


@dataclass(frozen=True)
class OnTop:
    """A known mistake on top of an unknown one, and the questions in which the two are billed."""

    unknown: str
    found: Found
    billed: frozenset[str]

    @property
    def right(self) -> bool:
        """The known mistake is found, as one of several if need be, and nothing is billed twice."""
        (planted,) = self.found.planted
        named = self.found.right or (planted in self.found.one_of and not self.found.false)
        return named and self.billed_once

    @property
    def billed_once(self) -> bool:
        return set(self.found.lost) <= self.billed


class Laboratory:
    """Plants mistakes and looks at what is found."""

    def __init__(self, assignment: Assignment, suite: Suite, marker: Marker | None = None) -> None:
        self.assignment, self.suite = assignment, suite
        self._marker = marker or Marker(suite)
        self._prepared = prepare_questions(suite, lazily=True)

    def grade(self, recipe: Recipe, wrong: Wrong) -> Grade:
        """The grade of somebody who writes the recipe with these lines."""
        return graded(self.suite, self._marker, written(self.suite, recipe, wrong))

    def found(self, planted: tuple[str, ...], style: str, wrong: Wrong) -> Found:
        found = self.grade(STYLES[style], wrong)
        named = {
            q.question: q.diagnosis.misconceptions if q.diagnosis else ()
            for q in found.questions
            if q.diagnosis or q.earned < q.points
        }
        lost = tuple(q.question for q in found.questions if q.earned < q.points)
        open_ = {id for q in found.questions for id in _alternatives(q)}
        return Found(planted, style, named, found.earned, lost, frozenset(open_))

    def singles(self, styles: Iterable[str] = STYLES, step: int = 1) -> Iterator[Found]:
        """A known mistake in each style; every so many of them."""
        known = itertools.islice(self.assignment.mistakes.items(), 0, None, step)
        for (id, wrong), style in itertools.product(known, styles):
            yield self.found((id,), style, wrong)

    def pairs(self) -> Iterator[Found]:
        """Pairs that some question can tell from everything simpler, in alternating styles."""
        pairs = sorted(disjoint_pairs(self.assignment.mistakes))
        shuffled = random.Random(0).sample(pairs, len(pairs))
        chosen = itertools.islice(filter(self._is_visible, shuffled), PAIRS)
        for pair, style in zip(chosen, itertools.cycle(STYLES), strict=False):
            both = {**self.assignment.mistakes[pair[0]], **self.assignment.mistakes[pair[1]]}
            yield self.found(pair, style, both)

    def _is_visible(self, pair: tuple[str, str]) -> bool:
        """Whether some question can tell the two from everything simpler."""
        tables = (question.hypotheses for question in self._prepared.values())
        return any(
            table.is_distinct(table.mistakes.index(pair))
            for table in tables
            if pair in table.mistakes
        )

    def strangers(self, step: int = 1) -> Iterator[Found]:
        """A mistake that nobody knows, in alternating styles; every so many of them."""
        for number, (name, wrong) in itertools.islice(enumerate(STRANGERS.items()), 0, None, step):
            style = list(STYLES)[number % len(STYLES)]
            found = self.found((), style, wrong)
            yield replace(found, planted=(name,))

    def on_top(self, count: int = ON_TOP) -> Iterator[OnTop]:
        """A known mistake in a later step on top of one nobody knows, in alternating styles."""
        unknown = {name: wrong for name, wrong in STRANGERS.items() if set(wrong) <= set(_UPSTREAM)}
        known = {
            id: wrong for id, wrong in self.assignment.mistakes.items() if set(wrong) <= _DOWNSTREAM
        }
        alone = {id: self.found((id,), "arrays", wrong).lost for id, wrong in known.items()}
        pairs = random.Random(0).sample(list(itertools.product(unknown, known)), count)
        for (name, id), style in zip(pairs, itertools.cycle(STYLES), strict=False):
            (step,) = unknown[name]
            found = self.found((id,), style, {**unknown[name], **known[id]})
            yield OnTop(name, found, frozenset({_UPSTREAM[step], *alone[id]}))


def _alternatives(question: QuestionGrade) -> Iterator[str]:
    for ids in getattr(question.diagnosis, "alternatives", ()):
        yield from ids


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
        print(f"{title}: {right} of {len(found)} named, {len(false)} with a wrong name")
        for one in found:
            if not one.right:
                print("   ", " + ".join(one.planted), f"({one.style})", dict(one.named))
    on_top = list(laboratory.on_top())
    right = sum(one.right for one in on_top)
    false = sum(one.found.false for one in on_top)
    again = sum(not one.billed_once for one in on_top)
    print(
        f"a known mistake on top of an unknown one: {right} of {len(on_top)} found, "
        f"{false} with a wrong name, {again} billed again"
    )
    for one in on_top:
        if not one.right:
            print(
                "   ", one.unknown, "+", *one.found.planted, dict(one.found.named), one.found.lost
            )
    strangers = list(laboratory.strangers())
    named = [one for one in strangers if any(one.named.values())]
    passed = [one for one in strangers if one.earned == laboratory.suite.possible]
    print(f"unknown mistakes: {len(strangers)}, named {len(named)}, full marks {len(passed)}")
    for one in named + passed:
        print("   ", one.planted, one.style, dict(one.named))


if __name__ == "__main__":
    main()
