"""A lesson from a class's mistakes: the commonest ones as pairs of formulas, without any name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grader.model import Standing, Suite
from grader.report.dashboard.class_table import ClassTable, RowBuilder
from grader.report.dashboard.sections import Topic
from grader.report.dashboard.topics import topics
from grader.report.words import words_in


@dataclass(frozen=True)
class Slide:
    """One mistake on one screen; ``before`` and ``after`` are the ids of its neighbours."""

    id: str
    number: str
    made_by: str
    topic: Topic
    before: str
    after: str


@dataclass(frozen=True)
class LessonPage:
    """The slides of a lesson."""

    labels: Mapping[str, str]
    says: Mapping[str, str]
    title: str
    assignment: str
    slides: tuple[Slide, ...]
    footer: tuple[str, ...] = ()


def lesson_page(suite: Suite, standings: Iterable[Standing], most: int) -> LessonPage:
    """Return the commonest mistakes of a class, each on a slide of its own.

    Parameters
    ----------
    suite : Suite
    standings : iterable of Standing
    most : int
        The greatest number of slides.
    """
    words = words_in(suite.language)
    builder = RowBuilder(suite, {})
    table = ClassTable(map(builder.build, standings))
    found = topics(suite, table, words)[:most]
    ids = [f"slide-{number}" for number in range(1, len(found) + 1)]
    slides = tuple(
        Slide(
            id=ids[place],
            number=words("lesson.number", n=place + 1, all=len(found)),
            made_by=words.count("lesson.made_by", int(topic.count.number)),
            topic=topic,
            before=ids[place - 1] if place else "",
            after=ids[place + 1] if place + 1 < len(ids) else "",
        )
        for place, topic in enumerate(found)
    )
    start = "lesson.says."
    says = {n.removeprefix(start): s for n, s in words.sentences.items() if n.startswith(start)}
    return LessonPage(
        words.labels, says, words("lesson.title", assignment=suite.title), suite.title, slides
    )
