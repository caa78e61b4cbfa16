"""The feedback of a student's page for other systems: verdict, fixes, hint 1, the line of an error.

The sentences are those of the page, so a student reads the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from grader.export.blocks import TextBlock
from grader.export.heat_image import heat_image
from grader.model import Standing
from grader.report.pages import Card, Fix, Listing, StudentPage, Trouble

_ANCHOR = "q-"


@dataclass(frozen=True)
class Image:
    """A drawing as SVG, and what it shows."""

    label: str
    svg: str


@dataclass(frozen=True)
class Feedback:
    """The feedback on one submission.

    Attributes
    ----------
    verdict : tuple of TextBlock
        What is to be fixed first, or why the file does not load.
    questions : mapping from str to tuple of TextBlock
        The feedback on each question that needs work, by its id.
    images : mapping from str to tuple of Image
        The drawings for a question, by its id.
    """

    verdict: tuple[TextBlock, ...] = ()
    questions: Mapping[str, tuple[TextBlock, ...]] = field(default_factory=dict)
    images: Mapping[str, tuple[Image, ...]] = field(default_factory=dict)


FeedbackOf = Callable[[Standing], Feedback]
"""Returns the feedback on a student's attempt; without any if it cannot be made."""


def feedback_of(page: StudentPage) -> Feedback:
    """Return the feedback that a page shows."""
    cards = {question_of(card): card for card in page.cards}
    return Feedback(
        verdict=tuple(_verdict(page)),
        questions={fix.question: tuple(_fix(fix)) for fix in page.fixes}
        | {id: tuple(_card(card, page)) for id, card in cards.items()},
        images={
            id: (Image(card.heat.words, heat_image(card.heat)),)
            for id, card in cards.items()
            if card.heat
        },
    )


def question_of(card: Card) -> str:
    """Return the id of the question that a card is about."""
    return card.id.removeprefix(_ANCHOR)


def no_feedback(standing: Standing) -> Feedback:
    """Return no feedback, whoever the student is."""
    return Feedback()


def _verdict(page: StudentPage) -> Iterator[TextBlock]:
    yield TextBlock("title", page.headline.sentence)
    yield TextBlock("text", page.headline.lead)
    if page.trouble:
        yield from _trouble(page.trouble)


def _trouble(trouble: Trouble) -> Iterator[TextBlock]:
    yield TextBlock("title", trouble.title)
    yield from (TextBlock("text", sentence) for sentence in trouble.words)
    if trouble.message:
        yield TextBlock("code", trouble.message)
    if trouble.listing:
        yield from _listing(trouble.listing)
    yield TextBlock("text", trouble.next)
    if trouble.command:
        yield TextBlock("code", trouble.command)


def _card(card: Card, page: StudentPage) -> Iterator[TextBlock]:
    if card.follows_words:
        causes = "; ".join(link.words for link in card.follows)
        yield TextBlock("text", f"{card.follows_words} {causes}".strip())
    targets = {card.id} | {one.id for one in card.mistakes} | {one.id for one in card.ladders}
    for fix in page.fixes:
        if fix.link.target in targets:
            yield from _fix(fix)
    shown = {fix.why for fix in page.fixes}
    yield from (
        TextBlock("text", sentence) for sentence in card.explanation if sentence not in shown
    )
    if card.listing:
        yield from _listing(card.listing)
    yield from (
        TextBlock("text", mistake.question) for mistake in card.mistakes if mistake.question
    )
    for ladder in card.ladders:
        yield from (TextBlock("text", f"{hint.title}\n{hint.text}") for hint in ladder.hints[:1])
    if card.label:
        yield TextBlock("title", card.label.title)
        yield TextBlock("text", card.label.text)
    if card.decision:
        yield TextBlock("text", card.decision)


def _fix(fix: Fix) -> Iterator[TextBlock]:
    yield TextBlock("title", f"{fix.link.words} ({fix.gain})")
    yield from (
        TextBlock("text", text) for text in (fix.why, *(p.words for p in fix.parts)) if text
    )


def _listing(listing: Listing) -> Iterator[TextBlock]:
    yield TextBlock("text", listing.title)
    yield TextBlock("code", "\n".join(_lines(listing)))


def _lines(listing: Listing) -> Iterator[str]:
    for line in listing.lines:
        sign = ">" if line.kind == "here" else " "
        yield f"{sign}{line.number:>5}  {line.text}".rstrip()
        if line.caret:
            yield f"        {line.caret}"
