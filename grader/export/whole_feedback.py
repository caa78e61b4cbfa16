"""The whole explanation of a student's page, for platforms whose page is the only one.

It is the feedback with the path, every hint, the marked line and the worked examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from grader.export.blocks import Block
from grader.export.feedback import Feedback, feedback_of, question_of
from grader.report.pages import Card, CodePlace, Example, MarkedLine, StudentPage


def whole_feedback(page: StudentPage) -> Feedback:
    """Return all that a page explains."""
    short = feedback_of(page)
    questions = {
        id: (*short.questions[id], *_more(card))
        for id, card in ((question_of(card), card) for card in page.cards)
    }
    return replace(short, verdict=(*short.verdict, *_path(page)), questions=questions)


def _path(page: StudentPage) -> Iterator[Block]:
    if page.steps:
        yield Block("title", page.path_title)
        lines = (f"{step.number}  {step.title}: {step.words}" for step in page.steps)
        yield Block("code", "\n".join(lines))


def _more(card: Card) -> Iterator[Block]:
    if card.place:
        yield from _place(card.place)
    for mistake in card.mistakes:
        for hint in mistake.hints[1:]:
            yield Block("folded", f"{hint.title}\n{hint.text}")
    for example in card.examples:
        yield from _example(example)


def _place(place: CodePlace) -> Iterator[Block]:
    yield Block("title", place.title)
    yield Block("code", "\n".join(line for part in place.lines for line in _marked(part)))
    yield from (Block("text", words) for words in place.words)


def _marked(line: MarkedLine) -> Iterator[str]:
    sign = ">" if line.marked else " "
    yield f"{sign}{line.number:>5}  {line.before}{line.marked}{line.after}".rstrip()
    if line.marked:
        yield " " * (8 + len(line.before)) + "^" * len(line.marked)


def _example(example: Example) -> Iterator[Block]:
    rows = [" | ".join(example.columns)]
    rows += [f"{name} = {value}" for name, value in example.given]
    rows += [
        " | ".join(filter(None, (row.title, row.right, row.wrong, row.words)))
        for row in example.rows
    ]
    yield Block("folded", "\n".join([example.title, *rows]))
