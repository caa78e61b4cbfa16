"""What stands on the page of a class: frozen strings, in the order in which they are read.

As on the student's page nothing is decided in a template, and what is empty is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from grader.report.pages import Kind, Listing, Pill


@dataclass(frozen=True)
class Count:
    """A number of students.  ``key`` is that of their rows, or empty where it leads nowhere."""

    number: str
    words: str
    key: str


@dataclass(frozen=True)
class Tile:
    value: str
    words: str
    key: str
    kind: Kind | Literal[""]


@dataclass(frozen=True)
class Band:
    """One bar of the histogram, from the bottom up, in percent of its height."""

    words: str
    count: Count
    top: str
    height: str
    kind: Literal["", "middle"]
    note: str


@dataclass(frozen=True)
class Topic:
    """A mistake to talk about: how many made it, what to write on the board, what to say."""

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
    """One check: how many have it right, how hard it is, how well it tells students apart."""

    title: str
    rate: str
    right: str
    follows: str
    missed: Count
    difficulty: str
    discrimination: str
    strength: str
    reading: Pill
    points: str


@dataclass(frozen=True)
class ItemGroup:
    """The checks of one question."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class FirstStep:
    """Where the derivations of so many students first go wrong."""

    title: str
    formula: Markup
    count: Count
    share: str
    kind: Kind


@dataclass(frozen=True)
class Who:
    """A student, the page about them, and what is to be said."""

    name: str
    href: str
    words: str


@dataclass(frozen=True)
class Concern:
    """One reason to look, what to do about it, and who it is about."""

    title: str
    advice: str
    count: Count
    people: tuple[Who, ...]
    opened: bool


@dataclass(frozen=True)
class Agreement:
    """Students whose unexplained wrong answers are the same numbers."""

    group: str
    title: str
    label: str
    count: Count
    observation: str
    command: str
    people: tuple[Who, ...]


@dataclass(frozen=True)
class SideBySide:
    words: str
    left: Listing
    right: Listing


@dataclass(frozen=True)
class Alike:
    """Students whose files stand out by their likeness."""

    title: str
    count: Count
    people: tuple[Who, ...]
    pairs: tuple[SideBySide, ...]
    more: str


@dataclass(frozen=True)
class Chip:
    count: Count
    pressed: bool


@dataclass(frozen=True)
class Squares:
    """The checks of one kind in a row of squares, as the path of a drawing."""

    kind: Kind
    path: str


@dataclass(frozen=True)
class Row:
    """One student.  ``keys`` are what is true of them; ``order_points`` and ``order_checks`` are
    numbers to sort by, empty where there is none."""

    name: str
    href: str
    about: str
    keys: str
    points: str
    by_hand: str
    attempt: str
    squares: tuple[Squares, ...]
    checks: str
    mistakes: str
    pills: tuple[Pill, ...]
    order_points: str
    order_checks: str


@dataclass(frozen=True)
class ClassPage:
    """What the instructor reads first."""

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
    items: tuple[ItemGroup, ...]
    steps_note: str
    steps: tuple[FirstStep, ...]
    concerns: tuple[Concern, ...]
    agreements_note: str
    agreements: tuple[Agreement, ...]
    similar_note: str
    alike: tuple[Alike, ...]
    chips: tuple[Chip, ...]
    squares_width: str
    squares_note: str
    rows: tuple[Row, ...]
    footer: tuple[str, ...]
