"""The whole explanation of a student's page, for platforms whose page is the only one.

It is the feedback with the path, the marked line, every hint, the worked examples and the lines of
a written derivation.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import replace

from grader.export.blocks import TextBlock
from grader.export.feedback import Feedback, feedback_of, question_of
from grader.report.derivation_text import TextOptions, derivation_text
from grader.report.pages import Card, CodePlace, Hint, MarkedLine, StudentPage
from grader.report.terminal_text import code_lines, example_lines
from grader.report.words import words_in

_LINE = 90
_WIDTH = 10_000  # no table is broken up: a browser scrolls


def whole_feedback(page: StudentPage, language: str = "en") -> Feedback:
    """Return all that a page explains; hints and examples are folded, as they are on the page.

    ``language`` is that of the assignment.
    """
    short = feedback_of(page)
    questions = dict(short.questions)
    for card in page.cards:
        questions[question_of(card)] = (*short.questions[question_of(card)], *_more(card))
    verdict = (*short.verdict, *_path(page), *_written(page, language))
    return replace(short, verdict=verdict, questions=questions)


def _path(page: StudentPage) -> Iterator[TextBlock]:
    if page.steps:
        yield TextBlock("title", page.path_title)
        lines = (f"{step.number}  {step.title}: {step.words}" for step in page.steps)
        yield TextBlock("code", "\n".join(lines))


def _written(page: StudentPage, language: str) -> Iterator[TextBlock]:
    if page.derivation:
        options = TextOptions(_LINE, hints=2, everything=True)
        yield _folded(derivation_text(page.derivation, words_in(language), options))


def _more(card: Card) -> Iterator[TextBlock]:
    yield from (TextBlock("text", text) for mistake in card.mistakes if (text := mistake.evidence))
    if card.place:
        yield TextBlock("title", card.place.title)
        yield TextBlock("code", "\n".join(_marked_lines(card.place)))
        yield from (TextBlock("text", words) for words in card.place.words)
    for ladder in card.ladders:
        yield from (_folded(hint.title, *_hint(hint)) for hint in ladder.hints[1:])
    for example in card.examples:
        yield _folded(*example_lines(example, _WIDTH))


def _folded(*lines: str) -> TextBlock:
    return TextBlock("folded", "\n".join(lines).strip())


def _hint(hint: Hint) -> Iterator[str]:
    if hint.text:
        yield _wrapped(hint.text)
    if hint.listing:
        yield from (hint.listing.title, *code_lines(hint.listing.lines))
    yield from (_wrapped(mistake.fix) for mistake in hint.mistakes)
    if hint.place:
        yield from (hint.place.title, *_marked_lines(hint.place))
        yield from map(_wrapped, hint.place.words)
    for example in hint.examples:
        yield from example_lines(example, _WIDTH)


def _wrapped(text: str) -> str:
    return textwrap.fill(text, _LINE)


def _marked_lines(place: CodePlace) -> Iterator[str]:
    yield from (part for line in place.lines for part in _marked(line))


def _marked(line: MarkedLine) -> Iterator[str]:
    sign = ">" if line.marked else " "
    yield f"{sign}{line.number:>5}  {line.before}{line.marked}{line.after}".rstrip()
    if line.marked:
        yield " " * (8 + len(line.before)) + "^" * len(line.marked)
