"""Recognised mistakes in full: the formulas, the evidence, and what else they explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from grader.model import Misconception, Suite
from grader.report.causes import Cause, mistake_anchor
from grader.report.pages import Mistake
from grader.report.question_view import QuestionView
from grader.report.words import Words


def mistakes(
    suite: Suite, view: QuestionView, found: Sequence[Cause], words: Words
) -> tuple[Mistake, ...]:
    """Return the mistakes that are first seen in a question, in the order of the fixes.

    Mistakes that the answers cannot tell apart have no evidence for any of them; mistakes that are
    made together share the evidence, which the last of them shows.
    """
    perhaps = alternatives(suite, view)
    if perhaps:
        return tuple(_mistake(view, known, words) for known in perhaps)
    own = [cause for cause in found if cause.question == view.question.id]
    made = [
        _mistake(view, suite.misconception(id), words) for cause in own for id in cause.mistakes
    ]
    if len(made) > 1:
        titles = [words("card.numbered", n=n, title=one.title) for n, one in enumerate(made, 1)]
        made = [replace(one, title=title) for one, title in zip(made, titles, strict=True)]
    return (*made[:-1], *(replace(one, evidence=_evidence(view, words)) for one in made[-1:]))


def known_mistakes(
    suite: Suite, view: QuestionView, found: Sequence[Cause]
) -> tuple[Misconception, ...]:
    """Return the named mistakes that are first seen in a question, in the order of the fixes."""
    return tuple(
        suite.misconception(id)
        for cause in found
        if cause.question == view.question.id
        for id in cause.mistakes
    )


def alternatives(suite: Suite, view: QuestionView) -> list[Misconception]:
    """Return the mistakes that give the question's answers equally well."""
    diagnosis = view.graded.diagnosis
    sets = diagnosis.alternatives if diagnosis else ()
    return [suite.misconception(id) for id in dict.fromkeys(id for ids in sets for id in ids)]


def _mistake(view: QuestionView, known: Misconception, words: Words) -> Mistake:
    return Mistake(
        id=mistake_anchor(view.question.id, known.id),
        title=known.title,
        fix=known.fix,
        right=Markup(known.right.mathml),
        wrong=Markup(known.wrong.mathml),
        right_label=_marked(known.right.mathml, "missing", words),
        wrong_label=_marked(known.wrong.mathml, "wrong", words),
        question=next(iter(known.hints), ""),
        evidence="",
    )


def _evidence(view: QuestionView, words: Words) -> str:
    diagnosis, cases = view.graded.diagnosis, len(view.marked)
    assert diagnosis is not None
    kind = "alone" if len(diagnosis.misconceptions) == 1 else "together"
    return words.count(f"evidence.{'carried' if diagnosis.carried else kind}", cases)


def _marked(mathml: str, kind: str, words: Words) -> str:
    """Return the label for a mark in a formula, or an empty string if it has no such mark."""
    return words(f"formula.{kind}") if f'class="{kind}"' in mathml else ""
