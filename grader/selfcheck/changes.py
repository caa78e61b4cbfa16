"""Changes from one check of a file to the next, in a line for each function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from grader.model import Question, QuestionGrade, Raised
from grader.report import numbers
from grader.report.words import Words, words_in
from grader.selfcheck.checking import Checked
from grader.text.clean import one_line


@dataclass(frozen=True)
class _QuestionState:
    """State of one question: right, wrong or empty, and what is wrong in a few words.

    ``mistakes`` tell one wrong state from another, also while hints are a ladder and no mistake is
    named.
    """

    kind: Literal["right", "wrong", "empty"]
    words: str = ""
    mistakes: tuple[str, ...] = ()


def changes(before: Checked, after: Checked) -> tuple[str, ...]:
    """Return one line a changed function; right and unwritten ones that stay so have none."""
    words = words_in(after.suite.language)
    return tuple(_lines(before, after, words))


def points_gained(before: Checked, after: Checked) -> str:
    """Return the points that the last save gained or lost, with their sign; empty for none."""
    gained = round(after.grade.earned - before.grade.earned, 2)
    return numbers.with_minus(f"{gained:+g}") if gained else ""


def _lines(before: Checked, after: Checked, words: Words) -> Iterator[str]:
    if after.load_failure is not None:
        name = "stopped_loading" if before.load_failure is None else "still_not_loading"
        yield words(f"change.{name}", words=_failure(after))
        return
    if before.load_failure is not None:
        yield words("change.loads")
        return
    for question in after.suite.questions:
        was, now = _state_of(before, question, words), _state_of(after, question, words)
        name = _change(was, now)
        if name:
            yield words(f"change.{name}", function=question.target, words=now.words)


def _change(was: _QuestionState, now: _QuestionState) -> str:
    match (was.kind, now.kind):
        case ("right", "right") | ("empty", "empty"):
            return ""
        case ("wrong", "right"):
            return "fixed"
        case ("empty", "right"):
            return "answers"
        case (_, "empty"):
            return "gone"
        case ("empty", _):
            return "answers_wrong"
        case ("right", _):
            return "new"
    return "still" if was == now else "other"


def _failure(checked: Checked) -> str:
    outcome = checked.load_failure
    if not isinstance(outcome, Raised):
        return type(outcome).__name__
    place = f" ({outcome.trace[-1].line})" if outcome.trace else ""
    return one_line(f"{outcome.error}: {outcome.message}{place}", characters=160)


def _state_of(checked: Checked, question: Question, words: Words) -> _QuestionState:
    if question.id in checked.unwritten:
        return _QuestionState("empty")
    graded = next(one for one in checked.grade.questions if one.question == question.id)
    marked = zip(question.cases, graded.verdicts, strict=True)
    if all(verdict.right for case, verdict in marked if question.marks(case)):
        broken = [f for f in checked.broken if f.about.question == question.id]
        return _QuestionState("wrong", broken[0].about.title) if broken else _QuestionState("right")
    mistakes = graded.diagnosis.misconceptions if graded.diagnosis else ()
    return _QuestionState("wrong", _wrong(checked, graded, mistakes, words), mistakes)


def _wrong(checked: Checked, graded: QuestionGrade, mistakes: tuple[str, ...], words: Words) -> str:
    if mistakes and checked.suite.hints == "open":
        return words.listed(tuple(checked.suite.misconception(id).title for id in mistakes))
    status = next(verdict.status for verdict in graded.verdicts if not verdict.right)
    return words(f"stands.{status.name.lower()}")
