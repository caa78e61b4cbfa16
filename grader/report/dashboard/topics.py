"""What to talk about first: the mistakes by how many made them, and the steps that go wrong."""

from __future__ import annotations

from markupsafe import Markup

from grader.model import Suite
from grader.report.dashboard.nouns import FirstStep, Topic
from grader.report.dashboard.roll import Roll
from grader.report.pages import Kind
from grader.report.words import Words

MOST = 5
"""Topics that stand open; an hour has no room for more."""


def topics(suite: Suite, roll: Roll, words: Words) -> tuple[Topic, ...]:
    """The mistakes that were made, by the number of students, then as the suite has them."""
    steps = {step.id: step.title for step in suite.steps}
    made = [
        (roll.count(f"m{place}"), f"m{place}", known)
        for place, known in enumerate(suite.misconceptions)
        if roll.count(f"m{place}")
    ]
    made.sort(key=lambda one: -one[0])
    return tuple(
        Topic(
            rank=str(rank),
            title=known.title,
            count=roll.told(key, words.count("board.students", number)),
            share=f"{100 * number / max(roll.count('ran'), 1):.1f}",
            step=steps.get(known.step, ""),
            right=Markup(known.right.mathml),
            wrong=Markup(known.wrong.mathml),
            fix=known.fix,
            question=next(iter(known.hints), ""),
        )
        for rank, (number, key, known) in enumerate(made, start=1)
    )


def first_steps(suite: Suite, roll: Roll, words: Words) -> tuple[FirstStep, ...]:
    """Where derivations first go wrong, in the order of the assignment; all who handed in."""
    rows: list[tuple[str, str, Markup, Kind]] = [
        (f"s{place}", step.title, Markup(step.formula.mathml), "wrong")
        for place, step in enumerate(suite.steps)
    ]
    rows += [
        ("s-none", words("board.step_none"), Markup(), "right"),
        ("s-unknown", words("board.step_unknown"), Markup(), "off"),
        ("s-off", words("board.step_off"), Markup(), "off"),
    ]
    largest = max((roll.count(key) for key, *_ in rows), default=0)
    if not largest:
        return ()
    return tuple(
        FirstStep(title, formula, roll.told(key), f"{100 * roll.count(key) / largest:.1f}", kind)
        for key, title, formula, kind in rows
        if roll.count(key) or kind == "wrong"
    )
