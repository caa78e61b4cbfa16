"""The class page as frozen strings, in reading order.

As on the student's page, templates decide nothing, and empty values are not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from grader.report.pages import Kind, Listing, Pill


@dataclass(frozen=True)
class Count:
    """A number of students; ``key`` selects their rows, and is empty for no link."""

    number: str
    words: str
    key: str


@dataclass(frozen=True)
class Tile:
    """One large number at the top of the page."""

    value: str
    words: str
    key: str
    kind: Kind | Literal[""]


@dataclass(frozen=True)
class Band:
    """One bar of the histogram; ``top`` and ``height`` are percent of the drawing."""

    words: str
    count: Count
    top: str
    height: str
    kind: Literal["", "middle"]
    note: str


@dataclass(frozen=True)
class Topic:
    """A mistake to talk about: how many made it, what to show and what to ask."""

    rank: str
    title: str
    count: Count
    share: str
    step: str
    right: Markup
    wrong: Markup
    fix: str
    question: str


@dataclass(frozen=True)
class Item:
    """One check: how many have it right, and its discrimination."""

    title: str
    rate: str
    right: str
    follows: str
    missed: Count
    discrimination: str
    strength: str
    reading: Pill
    points: str


@dataclass(frozen=True)
class QuestionRow:
    """One question: mean points, how many are right, the commonest mistake; its checks folded.

    ``right`` and ``follows`` are percent of the submissions that ran.
    """

    title: str
    function: str
    mean: str
    possible: str
    right: str
    follows: str
    shares: str
    wrong: Count
    mistake: str
    mistake_count: Count | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class SectionRow:
    """One section of the class beside the others; ``questions`` are mean points."""

    title: str
    count: Count
    median: str
    mean: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class MeanBar:
    """Mean points of some students; ``share`` is percent of the possible points."""

    title: str
    number: str
    mean: str
    share: str


@dataclass(frozen=True)
class FirstStep:
    """One step, and how many derivations first go wrong there."""

    title: str
    formula: Markup
    count: Count
    share: str
    kind: Kind


@dataclass(frozen=True)
class PersonLink:
    """A student's name, the link to their page, and a remark."""

    name: str
    href: str
    words: str


@dataclass(frozen=True)
class ReadEntry:
    """Unexplained answers to read: what they lost, what they show, and the code of one student."""

    group: str
    title: str
    label: str
    lost: str
    count: Count
    observation: str
    command: str
    listing: Listing | None
    people: tuple[PersonLink, ...]
    more: str


@dataclass(frozen=True)
class Concern:
    """One reason to look, the advice, and the students it concerns."""

    title: str
    advice: str
    count: Count
    people: tuple[PersonLink, ...]
    more: str
    opened: bool


@dataclass(frozen=True)
class SideBySide:
    """Excerpts of two files that share code."""

    words: str
    left: Listing
    right: Listing


@dataclass(frozen=True)
class SimilarGroup:
    """Students whose files are unusually similar."""

    title: str
    count: Count
    people: tuple[PersonLink, ...]
    more_people: str
    pairs: tuple[SideBySide, ...]
    more: str


@dataclass(frozen=True)
class DerivationRow:
    """One asked result: how many texts are in each state, in the order of the columns."""

    title: str
    counts: tuple[Count, ...]


@dataclass(frozen=True)
class SlipRow:
    """One slip, by what would repair it, and how many made it."""

    repair: str
    count: Count


@dataclass(frozen=True)
class Derivations:
    """The written derivations of a class."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[DerivationRow, ...]
    slips_title: str
    slips: tuple[SlipRow, ...]


@dataclass(frozen=True)
class Chip:
    """A button that filters the table of students."""

    count: Count
    pressed: bool


@dataclass(frozen=True)
class Squares:
    """The checks of one kind in a row of squares, as an SVG path."""

    kind: Kind
    path: str


@dataclass(frozen=True)
class TableRow:
    """One student in the table.

    ``keys`` are the facts about the student; ``marks`` has the first letter of the kind of each
    check; ``right`` says how many checks are right, ``checks`` also which are not.
    ``order_points`` and ``order_checks`` are numbers to sort by, empty if there are none.
    """

    name: str
    href: str
    about: str
    keys: str
    points: str
    by_hand: str
    attempt: str
    squares: tuple[Squares, ...]
    marks: str
    right: str
    checks: str
    mistakes: str
    pills: tuple[Pill, ...]
    order_points: str
    order_checks: str


@dataclass(frozen=True)
class ClassPage:
    """The page of a class.

    A large class has its rows as data in ``row_data``, which a script shows; ``rows`` is empty.
    """

    labels: Mapping[str, str]
    says: Mapping[str, str]
    title: str
    assignment: str
    tiles: tuple[Tile, ...]
    scores_note: str
    bands: tuple[Band, ...]
    topics: tuple[Topic, ...]
    more_topics: tuple[Topic, ...]
    items_note: str
    items: tuple[QuestionRow, ...]
    section_heads: tuple[str, ...]
    sections: tuple[SectionRow, ...]
    times: tuple[MeanBar, ...]
    attempts: tuple[MeanBar, ...]
    steps_note: str
    steps: tuple[FirstStep, ...]
    derivations: Derivations | None
    concerns: tuple[Concern, ...]
    to_read_note: str
    to_read: tuple[ReadEntry, ...]
    similar_note: str
    similar_groups: tuple[SimilarGroup, ...]
    chips: tuple[Chip, ...]
    squares_width: str
    squares_note: str
    rows: tuple[TableRow, ...]
    row_data: Markup
    footer: tuple[str, ...]
