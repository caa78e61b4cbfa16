"""The place in the student's own code where an answer goes wrong, on the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from grader.model import Array, Place, Suite
from grader.report import numbers
from grader.report.listing import SourceText
from grader.report.pages import Card, CodePlace, Link, MarkedLine, PathStep
from grader.report.question_view import QuestionView
from grader.report.words import Words
from grader.text.clean import clean

_MOST_LINES = 8
_WIDEST = 120
_MOST_NUMBERS = 3

_Span = tuple[int, int, int, int, int]
"""Cell, line, column, end line, end column."""


def with_places(
    cards: Iterable[Card],
    questions: Sequence[QuestionView],
    suite: Suite,
    source: SourceText,
    words: Words,
) -> tuple[Card, ...]:
    """Return the cards with the places of their questions; each place is shown once.

    A card that shows the line of an exception already gets no place.
    """
    views = {view.anchor: view for view in questions}
    shown: dict[_Span, Link] = {}
    made = []
    for card in cards:
        place = views[card.id].graded.place
        if place and not card.listing:
            span = place.range
            if span in shown and not card.ladders:
                card = replace(card, same_place=shown[span])
            elif code := _code_place(place, views[card.id], suite, source, words):
                shown[span] = Link(code.id, place_name(place, words))
                card = _with_place(card, code)
        made.append(card)
    return tuple(made)


def _with_place(card: Card, code: CodePlace) -> Card:
    """Return the card with the place; where hints are a ladder, it is part of the last hint."""
    if not card.ladders:
        return replace(card, place=code)
    first, *others = card.ladders
    *before, last = first.hints
    hints = (*before, replace(last, place=code))
    return replace(card, ladders=(replace(first, hints=hints), *others))


def with_links(steps: Sequence[PathStep], cards: Iterable[Card]) -> tuple[PathStep, ...]:
    """Return the steps with links to the places on the cards, which link back."""
    links: Mapping[str, Link] = {
        card.place.step.target: Link(card.place.id, card.place.title)
        for card in cards
        if card.place
    }
    named = [replace(step, id=_step_id(int(step.number))) for step in steps]
    return tuple(
        replace(step, place=links[step.id]) if step.id in links else replace(step, id="")
        for step in named
    )


def place_name(place: Place, words: Words) -> str:
    """Return the name of a place: its line, and in a notebook its cell."""
    key = "place.link_in_cell" if place.cell else "place.link"
    return words(key, line=place.line, cell=place.cell)


def _code_place(
    place: Place, view: QuestionView, suite: Suite, source: SourceText, words: Words
) -> CodePlace | None:
    lines = tuple(_lines(place, source))
    if not any(line.marked for line in lines):
        return None
    steps = [step.id for step in suite.steps]
    step = suite.steps[steps.index(_step(place, view, suite))]
    return CodePlace(
        id=f"place-{view.question.id}",
        title=place_name(place, words),
        lines=lines,
        words=tuple(_sentences(place, view, suite, words)),
        step=Link(_step_id(steps.index(step.id) + 1), step.title),
    )


def _step_id(number: int) -> str:
    return f"step-{number}"


def _step(place: Place, view: QuestionView, suite: Suite) -> str:
    """Return the step that the place belongs to: of the mistake, if one is known."""
    diagnosis = view.graded.diagnosis
    known = place.decides or (diagnosis.new if diagnosis else ())
    if place.step:
        return place.step
    return suite.misconception(known[0]).step if known else view.question.step


def _lines(place: Place, source: SourceText) -> Iterator[MarkedLine]:
    first = source.line_of(place.cell, place.line)
    last = first + place.end_line - place.line
    for number, shown, text in source.neighbours(first, last)[:_MOST_LINES]:
        start = place.column if number == first else 0 if number > first else len(text)
        stop = place.end_column if number == last else len(text) if number < last else 0
        if not first <= number <= last:
            if not text.strip():
                continue
            start = stop = len(text)
        if first < number <= last:
            start = len(text) - len(text.lstrip())
        parts = text[:start], text[start:stop], text[stop:]
        yield MarkedLine(shown, *(_shown(part) for part in parts))


def _shown(text: str) -> str:
    return clean(text.expandtabs(4), lines=1, characters=_WIDEST)


def _sentences(place: Place, view: QuestionView, suite: Suite, words: Words) -> Iterator[str]:
    yield words(f"place.{place.fact or ('wrong' if place.case else 'raised')}")
    names = {case.id: case.name for case in view.question.cases}
    if place.value is not None and place.case in names:
        facts = {"case": names[place.case], "value": _short(place.value)}
        if place.expected is None:
            yield words("place.value", **facts)
        else:
            key = "place.of_step" if place.step else "place.of_answer"
            yield words(key, **facts, expected=_short(place.expected))
    if place.decides:
        titles = tuple(suite.misconception(id).title for id in place.decides)
        yield words("place.decides", title=words.listed(titles))


def _short(value: Array) -> str:
    """Return the first numbers of an array."""
    entries = [numbers.number(float(entry)) for entry in np.ravel(value)[:_MOST_NUMBERS]]
    if value.ndim == 0:
        return entries[0]
    more = [numbers.ELLIPSIS] if value.size > _MOST_NUMBERS else []
    return f"[{', '.join([*entries, *more])}]"
