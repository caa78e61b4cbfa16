"""What stands on a page: frozen strings, in the order in which they are read.

Everything here is ready to be put in its place: no template decides, computes or formats.  A field
that is an empty string, an empty tuple or None is not shown.  Only what an instructor wrote as
mathematics is ``Markup``; text is escaped where it is put.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

# Part of what stands on a page, and apart only because ``rules`` needs them, too.
from grader.report.pill import Kind as Kind
from grader.report.pill import Pill as Pill
from grader.report.rules import Rules

RowKind = Literal["same", "first", "later", "own"]
"""A step of a worked example: before the numbers part, where they do, after that; or the answer
of the student's own."""

MarkKind = Literal["yours", "limit", "known", "noise"]
"""A distance on the bar: the answer's, the tolerance, a known mistake's, that of rounding."""


@dataclass(frozen=True)
class Link:
    """Another place on the page, by its id."""

    target: str
    words: str


@dataclass(frozen=True)
class Ring:
    """Points as a ring: ``dash`` is the drawn part and the whole, in percent."""

    dash: str
    large: str
    small: str
    label: str


@dataclass(frozen=True)
class Headline:
    """The verdict: one sentence, one more, the points, the counts."""

    sentence: str
    lead: str
    ring: Ring
    tally: tuple[Pill, ...]


@dataclass(frozen=True)
class CountRow:
    """What the grader found something to be worth, and what it counts now."""

    kind: Literal["", "sum"]
    title: str
    more: str
    found: str
    now: str


@dataclass(frozen=True)
class Counts:
    """What is on record of a submission, and how the points that count come about."""

    title: str
    facts: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[CountRow, ...]
    note: str


@dataclass(frozen=True)
class Fix:
    """One root cause and what it is worth to remove it."""

    number: str
    link: Link
    why: str
    gain: str
    where: str


@dataclass(frozen=True)
class PathStep:
    """One step of the derivation and how it stands."""

    kind: Kind
    number: str
    title: str
    formula: Markup
    words: str
    first: bool


@dataclass(frozen=True)
class Line:
    """One line of the student's file.  ``caret`` is spaces and a caret below it."""

    number: str
    text: str
    kind: Literal["", "here"]
    caret: str


@dataclass(frozen=True)
class Listing:
    """A few lines of the student's file; not ``whole`` where there would be more to show.

    ``cell`` counts from 1 in a notebook; in a file it is 0.
    """

    title: str
    lines: tuple[Line, ...]
    whole: bool = True
    cell: int = 0


@dataclass(frozen=True)
class ExampleRow:
    """One step of a worked example."""

    kind: RowKind
    title: str
    formula: Markup
    right: str
    wrong: str
    words: str


@dataclass(frozen=True)
class Example:
    """A small case worked out line by line; ``run`` is the code that repeats it."""

    title: str
    given: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[ExampleRow, ...]
    run: str


@dataclass(frozen=True)
class HeatCell:
    """One entry of a heat map; ``level`` 0 (agrees) to 5, in the SVG's units."""

    level: str
    x: str
    y: str
    text_x: str
    text_y: str
    text: str
    worst: bool


@dataclass(frozen=True)
class Label:
    """A text beside a drawing, in the SVG's units."""

    x: str
    y: str
    text: str


@dataclass(frozen=True)
class Heat:
    """How far each entry of an answer is off, drawn, in words and as a table."""

    title: str
    words: str
    size: str
    width: str
    height: str
    cell_width: str
    cell_height: str
    cells: tuple[HeatCell, ...]
    columns: tuple[Label, ...]
    rows: tuple[Label, ...]
    numbers: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class BarMark:
    """One distance on the bar.  ``sign`` is the letter by which the key below calls it."""

    kind: MarkKind
    x: str
    y: str
    sign: str
    words: str
    value: str


@dataclass(frozen=True)
class Bar:
    """An error on a scale of powers of ten, among others to compare it with."""

    title: str
    words: str
    limit: str
    beyond: str
    ticks: tuple[Label, ...]
    marks: tuple[BarMark, ...]


@dataclass(frozen=True)
class Hint:
    title: str
    text: str


@dataclass(frozen=True)
class Mistake:
    """A mistake that was recognised: what is right, what was written, and how that is known."""

    id: str
    title: str
    fix: str
    right: Markup
    wrong: Markup
    right_label: str
    wrong_label: str
    evidence: str
    explains: tuple[Link, ...]
    hints_title: str
    hints: tuple[Hint, ...]


@dataclass(frozen=True)
class Card:
    """One question with something to say about it."""

    id: str
    kind: Kind
    title: str
    signature: str
    state: Pill
    points: str
    summary: str
    decided: str
    asked: str
    formula: Markup
    follows_words: str
    follows: tuple[Link, ...]
    happened: tuple[str, ...]
    told: Hint | None
    listing: Listing | None
    mistakes: tuple[Mistake, ...]
    examples: tuple[Example, ...]
    heat: Heat | None
    bar: Bar | None
    printed: tuple[Hint, ...]
    own: Listing | None


@dataclass(frozen=True)
class Trouble:
    """Why nothing could be run, and what to do about it."""

    title: str
    words: tuple[str, ...]
    message: str
    listing: Listing | None
    next: str
    command: str


@dataclass(frozen=True)
class CheckRow:
    """One check of one question in the table of all."""

    state: Pill
    question: str
    link: str
    check: str
    cases: str
    distance: str
    points: str


@dataclass(frozen=True)
class StudentPage:
    """What one student reads; ``rules`` only on the page of their own check."""

    labels: Mapping[str, str]
    title: str
    assignment: str
    student: str
    headline: Headline
    counts: Counts | None
    trouble: Trouble | None
    fixes_title: str
    fixes: tuple[Fix, ...]
    path_title: str
    steps: tuple[PathStep, ...]
    cards: tuple[Card, ...]
    remarks: tuple[str, ...]
    checks_title: str
    checks: tuple[CheckRow, ...]
    footer: tuple[str, ...]
    rules: Rules | None = None
