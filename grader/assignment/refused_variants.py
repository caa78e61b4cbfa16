"""Right answers that do not earn full marks: each cause is said once, where it can be mended.

One misspelt name makes every case of a question wrong, for every variant and often for several
questions.  That is one cause: the losses are put together by the reason that a run gives for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from grader.assignment.places import DocumentPlaces
from grader.model import (
    Case,
    Grade,
    NotNumeric,
    Question,
    Raised,
    Suite,
    Undefined,
    Verdict,
)

_MOST_CASES = 3


@dataclass(frozen=True)
class _Cause:
    """Why something is lost, and the keys of ``assignment.yaml`` under which that is mended.

    ``only_here`` is the id of the call where the same words elsewhere would be another cause.
    """

    reason: str
    keys: tuple[str, ...]
    only_here: str = ""


@dataclass(frozen=True)
class _Loss:
    """A case that a variant loses."""

    variant: str
    question: Question
    case: Case
    verdict: Verdict

    @property
    def cause(self) -> _Cause:
        """What losses that one change would mend have in common."""
        call = self.question.call
        run = "call" if self.question.script else "function"
        match self.verdict.observation.outcome:
            case Undefined(function=name):
                return _Cause(f"it defines no '{name}'", (run,))
            case Raised(error=error, message=message):
                return _Cause(f"{error}: {message}", (run,))
            case NotNumeric(lacks=lacks) if lacks and (part := self.question.part):
                what = f"what it returns has no '{part.name}'"
                return _Cause(what, ("returns", part.name), call)
            case _ if not np.isfinite(self.case.expected).all():
                return _Cause("the recipe's own answer is not finite", ("step",), call)
        reason = self.verdict.clue.value or self.verdict.status.value
        return _Cause(reason, ("step",), call)

    @property
    def detail(self) -> str:
        """What the run says besides of its outcome."""
        match self.verdict.observation.outcome:
            case Undefined(similar=similar) if similar:
                return f"; did you mean '{similar}'?"
            case NotNumeric(detail=detail) if detail:
                return f", but {detail}"
        return ""


def refused_variants(
    suite: Suite, grades: Iterable[Grade], places: DocumentPlaces
) -> Iterator[str]:
    """Yield why right variants do not earn full marks."""
    causes: dict[_Cause, list[_Loss]] = {}
    for loss in _losses(suite, grades):
        causes.setdefault(loss.cause, []).append(loss)
    for cause, losses in causes.items():
        place = places.of("questions", losses[0].question.call, *cause.keys)
        detail = next((loss.detail for loss in losses if loss.detail), "")
        yield f"{place}: {_who_loses_what(losses)}: {cause.reason}{detail} ({_where(losses)})"


def lost_questions(suite: Suite, grade: Grade) -> frozenset[str]:
    """Return the ids of the questions that a variant loses points of."""
    return frozenset(loss.question.id for loss in _losses(suite, [grade]))


def _losses(suite: Suite, grades: Iterable[Grade]) -> Iterator[_Loss]:
    questions = {question.id: question for question in suite.questions}
    for grade in grades:
        for graded in grade.questions:
            question = questions[graded.question]
            cases = {case.id: case for case in question.cases if question.marks(case)}
            for verdict in graded.verdicts:
                if verdict.case in cases and not verdict.right:
                    yield _Loss(grade.student, question, cases[verdict.case], verdict)


def _who_loses_what(losses: Sequence[_Loss]) -> str:
    variants = list(dict.fromkeys(f"'{loss.variant}'" for loss in losses))
    questions = list(dict.fromkeys(loss.question.id for loss in losses))
    if len(variants) == 1:
        return f"the right variant {variants[0]} loses {_series(questions)}"
    return f"the right variants {_series(variants)} lose {_series(questions)}"


def _where(losses: Sequence[_Loss]) -> str:
    """Return the first cases, without those that are the same of a further seed."""
    cases = list(dict.fromkeys(loss.case.id.partition("@")[0] for loss in losses))
    more = f" and {len(cases) - _MOST_CASES} more" if len(cases) > _MOST_CASES else ""
    return f"in {', '.join(cases[:_MOST_CASES])}{more}"


def _series(words: Sequence[str]) -> str:
    """Return ``a``, or ``a and b``, or ``a, b and c``."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
