"""The sections of the page, put together."""

from __future__ import annotations

from collections.abc import Iterable

from grader.model import Isolation, Standing, Suite
from grader.report import numbers
from grader.report.dashboard.items import FEWEST, items
from grader.report.dashboard.nouns import ClassPage
from grader.report.dashboard.people import (
    agreements,
    agreements_note,
    alike,
    alike_keys,
    concerns,
    similar_note,
)
from grader.report.dashboard.roll import Clerk, Roll
from grader.report.dashboard.scores import bands, scores_note, tiles
from grader.report.dashboard.table import Tabulator, chips, squares_note
from grader.report.dashboard.topics import MOST, first_steps, topics
from grader.report.words import Words, words_in
from grader.similarity import Likeness

_SAYS = "board.says."


def class_page(
    suite: Suite,
    standings: Iterable[Standing],
    *,
    isolation: Isolation,
    version: str,
    suite_id: str,
    similar: Likeness | None = None,
) -> ClassPage:
    """The page of a class: everybody, also who handed in nothing, by name."""
    words = words_in(suite.language)
    likeness = similar or Likeness()
    clerk = Clerk(suite, alike_keys(likeness))
    roll = Roll(clerk.line(standing) for standing in standings)
    found, tabulator = topics(suite, roll, words), Tabulator(suite, words)
    return ClassPage(
        labels=words.labels,
        says=_says(words),
        title=words("class.title", assignment=suite.title),
        assignment=suite.title,
        tiles=tiles(suite, roll, words),
        scores_note=scores_note(roll, words),
        bands=bands(suite, roll, words),
        topics=found[:MOST],
        more_topics=found[MOST:],
        items_note=words("board.items_note", n=roll.count("ran"), fewest=FEWEST),
        items=items(suite, roll, words),
        steps_note=words.count("board.steps_note", roll.count("handed_in")),
        steps=first_steps(suite, roll, words),
        concerns=concerns(suite, roll, words),
        agreements_note=agreements_note(roll, words),
        agreements=agreements(suite, roll, words),
        similar_note=similar_note(likeness, words),
        alike=alike(roll, likeness, words),
        chips=chips(roll, words),
        squares_width=tabulator.width,
        squares_note=squares_note(suite, words),
        rows=tuple(tabulator.row(line) for line in roll.lines),
        footer=(
            words(
                "footer.made",
                version=version,
                suite=numbers.short_digest(suite_id),
                level=isolation.level,
            ),
        ),
    )


def _says(words: Words) -> dict[str, str]:
    """What the page says whatever the class is like."""
    return {
        name.removeprefix(_SAYS): sentence
        for name, sentence in words.sentences.items()
        if name.startswith(_SAYS)
    }
