"""What to discuss first: mistakes by how many students made them, and first wrong steps."""

from __future__ import annotations

from markupsafe import Markup

from grader.model import Suite
from grader.report.dashboard.class_table import ClassTable
from grader.report.dashboard.sections import FirstStep, Topic
from grader.report.pages import Kind
from grader.report.words import Words

MOST = 5
"""Topics that start unfolded: about as many as fit in an hour."""


def topics(suite: Suite, class_table: ClassTable, words: Words) -> tuple[Topic, ...]:
    """Return the mistakes that were made, the most frequent first."""
    steps = {step.id: step.title for step in suite.steps}
    made = [
        (class_table.count(f"m{place}"), f"m{place}", known)
        for place, known in enumerate(suite.misconceptions)
        if class_table.count(f"m{place}")
    ]
    made.sort(key=lambda one: -one[0])
    return tuple(
        Topic(
            rank=str(rank),
            title=known.title,
            count=class_table.linked_count(key, words.count("board.students", number)),
            share=f"{100 * number / max(class_table.count('ran'), 1):.1f}",
            step=steps.get(known.step, ""),
            right=Markup(known.right.mathml),
            wrong=Markup(known.wrong.mathml),
            fix=known.fix,
            question=next(iter(known.hints), ""),
        )
        for rank, (number, key, known) in enumerate(made, start=1)
    )


def first_steps(suite: Suite, class_table: ClassTable, words: Words) -> tuple[FirstStep, ...]:
    """Return where derivations first go wrong, in the order of the assignment."""
    rows: list[tuple[str, str, Markup, Kind]] = [
        (f"s{place}", step.title, Markup(step.formula.mathml), "wrong")
        for place, step in enumerate(suite.steps)
    ]
    rows += [
        ("s-none", words("board.step_none"), Markup(), "right"),
        ("s-unknown", words("board.step_unknown"), Markup(), "off"),
        ("s-off", words("board.step_off"), Markup(), "off"),
    ]
    largest = max((class_table.count(key) for key, *_ in rows), default=0)
    if not largest:
        return ()
    return tuple(
        FirstStep(
            title,
            formula,
            class_table.linked_count(key),
            f"{100 * class_table.count(key) / largest:.1f}",
            kind,
        )
        for key, title, formula, kind in rows
        if class_table.count(key) or kind == "wrong"
    )
