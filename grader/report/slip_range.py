"""Where the slip of a wrong question lies: the steps that no other question shows."""

from __future__ import annotations

from collections.abc import Sequence

from grader.model import Suite
from grader.report.question_view import QuestionView, on_the_way


def slip_range(suite: Suite, questions: Sequence[QuestionView], view: QuestionView) -> range:
    """Return the indices of the steps among which the question goes wrong.

    Steps that an earlier question passes through belong to that question.  A step in which a known
    mistake of this question was made is in the range wherever else it is right.
    """
    earlier = questions[: questions.index(view)]
    shown = {step for other in earlier for step in on_the_way(other.question)}
    shown |= {step for a in questions if a.is_right for step in on_the_way(a.question)}
    own = (on_the_way(view.question) - shown) | blamed_steps(suite, view) | {view.question.step}
    places = [place for place, step in enumerate(suite.steps) if step.id in own]
    return range(min(places, default=0), max(places, default=-1) + 1)


def blamed_steps(suite: Suite, view: QuestionView) -> frozenset[str]:
    """Return the steps of the mistakes that are new in a question, or perhaps are."""
    diagnosis = view.graded.diagnosis
    if diagnosis is None:
        return frozenset()
    perhaps = [id for ids in diagnosis.alternatives for id in ids]
    return frozenset(suite.misconception(id).step for id in (*diagnosis.new, *perhaps))
