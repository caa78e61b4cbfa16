"""A student's page within its size: what is left out first where there is much to say.

A page travels by mail and through learning platforms, and is read on phones.  Most pages are half
as large as they may be; one with many unrelated mistakes in a long file can be larger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from grader.report.pages import Card, StudentPage

MOST_BYTES = 100_000


def shorter_pages(page: StudentPage) -> Iterator[StudentPage]:
    """Yield the page, and then shorter ones: each leaves out what is missed least.

    First the numbers that can be changed go, then the listings of whole functions, whose wrong
    lines are shown beside, then the worked examples: from all cards but the first, and at last
    from that one, too.
    """
    yield page
    for change in (_without_numbers_to_change, _without_function, _without_examples):
        page = replace(page, cards=(*page.cards[:1], *map(change, page.cards[1:])))
        yield page
    for change in (_without_numbers_to_change, _without_function, _without_examples):
        page = replace(page, cards=tuple(map(change, page.cards)))
        yield page


def within_size(page: StudentPage, render: Callable[[StudentPage], str]) -> str:
    """Return the first of these pages, as HTML, that is within its size, or the shortest."""
    html = ""
    for shorter in shorter_pages(page):
        html = render(shorter)
        if len(html.encode("utf-8", "replace")) <= MOST_BYTES:
            break
    return html


def _without_numbers_to_change(card: Card) -> Card:
    return replace(card, examples=tuple(replace(one, try_it=None) for one in card.examples))


def _without_function(card: Card) -> Card:
    return replace(card, function_listing=None)


def _without_examples(card: Card) -> Card:
    return replace(card, examples=())
