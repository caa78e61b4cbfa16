"""The derivation as a path of steps, and the first step that goes wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from markupsafe import Markup

from grader.model import Question, Status, Step, Suite
from grader.report.pages import Kind, PathStep
from grader.report.question_view import QuestionView
from grader.report.words import Words

_ASTRAY: tuple[Kind, ...] = ("wrong", "part")
_COMPARED = (Status.WRONG_VALUE, Status.NOT_FINITE, Status.WRONG_SHAPE)


def path_steps(
    suite: Suite,
    questions: Sequence[QuestionView],
    words: Words,
    written: Mapping[str, str] | None = None,
) -> tuple[PathStep, ...]:
    """Return every step in the order of the assignment, the first wrong one marked.

    ``written`` says how steps stand in the written derivation, by their ids.
    """
    blamed = _blamed(suite, questions)
    suspected = _suspected(suite, questions)
    kinds = _kinds(suite, questions, blamed)
    first = _first(kinds)
    named = [step.id in blamed for step in suite.steps]
    return tuple(
        PathStep(
            kind=kind,
            number=str(place + 1),
            title=step.title,
            formula=Markup(step.formula.mathml),
            words=words("step.one_of")
            if step.id in suspected
            else words(f"step.{_words_key(kinds, place, first, named[place])}"),
            first=place == first,
            written=(written or {}).get(step.id, ""),
        )
        for place, (step, kind) in enumerate(zip(suite.steps, kinds, strict=True))
    )


def first_wrong(suite: Suite, questions: Sequence[QuestionView]) -> int | None:
    """Return the index of the first wrong step, or None."""
    return _first(_kinds(suite, questions, _blamed(suite, questions)))


def _kinds(
    suite: Suite, questions: Sequence[QuestionView], blamed: Mapping[str, bool]
) -> list[Kind]:
    return [_kind(step, questions, blamed) for step in suite.steps]


def _first(kinds: Sequence[Kind]) -> int | None:
    return next((place for place, kind in enumerate(kinds) if kind in _ASTRAY), None)


def _words_key(kinds: Sequence[Kind], place: int, first: int | None, named: bool) -> str:
    """Without a diagnosis the mistake may also be in an unasked step just before."""
    kind = kinds[place]
    if kind in _ASTRAY and not named:
        unseen_before = place > 0 and kinds[place - 1] == "off"
        return f"unnamed_{kind}_or_before" if unseen_before else f"unnamed_{kind}"
    return f"first_{kind}" if place == first else kind


def _blamed(suite: Suite, questions: Sequence[QuestionView]) -> dict[str, bool]:
    """Map each step with a recognised mistake to whether its question earned nothing."""
    blamed: dict[str, bool] = {}
    for view in questions:
        diagnosis = view.graded.diagnosis
        if diagnosis:
            maybe = [id for ids in diagnosis.alternatives for id in ids]
            for id in (*diagnosis.new, *maybe):
                blamed.setdefault(suite.misconception(id).step, not view.graded.earned)
    return blamed


def _suspected(suite: Suite, questions: Sequence[QuestionView]) -> frozenset[str]:
    """Return the steps of mistakes that the answers cannot tell apart."""
    diagnoses = [view.graded.diagnosis for view in questions]
    return frozenset(
        suite.misconception(id).step
        for diagnosis in diagnoses
        if diagnosis
        for ids in diagnosis.alternatives
        for id in ids
    )


def _kind(step: Step, questions: Sequence[QuestionView], blamed: Mapping[str, bool]) -> Kind:
    if step.id in blamed:
        return "wrong" if blamed[step.id] else "part"
    asking = next((a for a in questions if a.question.step == step.id), None)
    if asking is not None:
        return question_kind(asking)
    passed = any(a.is_right and step.id in on_the_way(a.question) for a in questions)
    return "right" if passed else "off"


def question_kind(view: QuestionView) -> Kind:
    """Return how the step stands that a question asks for."""
    if view.is_right:
        return "right"
    diagnosis = view.graded.diagnosis
    if diagnosis:
        # The mistake is in another step, and that step gets the mark.
        return "follows"
    if all(verdict.status not in _COMPARED for _, verdict in view.wrong):
        return "empty"
    return "part" if view.graded.earned else "wrong"


@lru_cache(maxsize=64)
def on_the_way(question: Question) -> frozenset[str]:
    """Return the steps that a right answer to the question passes through."""
    return frozenset(step for case in question.cases for step in case.trace)
