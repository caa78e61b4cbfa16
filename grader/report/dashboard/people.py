"""Lists of students that stay short: the first of them, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence

from grader.report.dashboard.sections import PersonLink
from grader.report.words import Words

MOST = 30


def people(links: Sequence[PersonLink], words: Words) -> tuple[tuple[PersonLink, ...], str]:
    """Return the first links, and a sentence for the others, empty if there are none."""
    more = len(links) - MOST
    return tuple(links[:MOST]), words("board.and_more", n=more) if more > 0 else ""
