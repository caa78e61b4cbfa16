"""The student's page as frozen strings, in reading order.

Every value is ready to print: no template decides, computes or formats.  A field that is an empty
string, an empty tuple or None is not shown.  Only formulas of the assignment are ``Markup``;
templates escape every other text.
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
from grader.report.written import WrittenSection

RowKind = Literal["same", "first", "later", "own"]
"""A row of a worked example: before the numbers differ, where they first differ, after that, and
the student's own answer."""

MarkKind = Literal["yours", "limit", "known", "noise"]
"""A distance on the bar: the student's, the tolerance, a known mistake's, or rounding."""


@dataclass(frozen=True)
class Link:
    """A link to another place on the page, by its HTML id."""

    target: str
    words: str


@dataclass(frozen=True)
class Ring:
    """Points as a ring; ``dash`` is the drawn part and the whole, in percent."""

    dash: str
    large: str
    small: str
    label: str


@dataclass(frozen=True)
class Headline:
    """The verdict: two sentences, the points and the counts."""

    sentence: str
    lead: str
    ring: Ring
    tally: tuple[Pill, ...]


@dataclass(frozen=True)
class CountRow:
    """One row of the points: what the grader found, and what counts."""

    kind: Literal["", "sum"]
    title: str
    more: str
    found: str
    now: str


@dataclass(frozen=True)
class Counts:
    """What is on record of a submission, and how the final points arise."""

    title: str
    facts: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[CountRow, ...]
    note: str


@dataclass(frozen=True)
class Fix:
    """One root cause and the points that fixing it gains."""

    number: str
    link: Link
    why: str
    gain: str
    where: str


@dataclass(frozen=True)
class PathStep:
    """One step of the derivation and its state; ``written`` says how the text stands there.

    With an ``id`` it has a ``place``: a link to the student's line, which links back.
    """

    kind: Kind
    number: str
    title: str
    formula: Markup
    words: str
    first: bool
    written: str = ""
    id: str = ""
    place: Link | None = None


@dataclass(frozen=True)
class MarkedLine:
    """One line of the student's file in three parts, the middle one marked."""

    number: str
    before: str
    marked: str
    after: str


@dataclass(frozen=True)
class CodePlace:
    """The student's lines around the expression where an answer goes wrong."""

    id: str
    title: str
    lines: tuple[MarkedLine, ...]
    words: tuple[str, ...]
    step: Link


@dataclass(frozen=True)
class CodeLine:
    """One line of the student's file; ``caret`` is a caret line to print below."""

    number: str
    text: str
    kind: Literal["", "here"]
    caret: str


@dataclass(frozen=True)
class Listing:
    """An excerpt of the student's file.

    ``whole`` is False if the excerpt was cut.  ``cell`` counts from 1 in a notebook and is 0 in a
    plain file.
    """

    title: str
    lines: tuple[CodeLine, ...]
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
    """A small case worked out step by step; ``run`` is Python code that repeats it."""

    title: str
    given: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[ExampleRow, ...]
    run: str


@dataclass(frozen=True)
class HeatCell:
    """One entry of a heat map in SVG units; ``level`` is 0 (agrees) to 5."""

    level: str
    x: str
    y: str
    text_x: str
    text_y: str
    text: str
    worst: bool


@dataclass(frozen=True)
class DrawingLabel:
    """A text beside a drawing, in SVG units."""

    x: str
    y: str
    text: str


@dataclass(frozen=True)
class Heat:
    """A heat map of the error of each entry: drawn, in words and as a table."""

    title: str
    words: str
    size: str
    width: str
    height: str
    cell_width: str
    cell_height: str
    cells: tuple[HeatCell, ...]
    columns: tuple[DrawingLabel, ...]
    rows: tuple[DrawingLabel, ...]
    numbers: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class BarMark:
    """One distance on the bar; ``sign`` is its letter in the key below."""

    kind: MarkKind
    x: str
    y: str
    sign: str
    words: str
    value: str


@dataclass(frozen=True)
class Bar:
    """An error on a scale of powers of ten, beside distances to compare it with."""

    title: str
    words: str
    limit: str
    beyond: str
    ticks: tuple[DrawingLabel, ...]
    marks: tuple[BarMark, ...]


@dataclass(frozen=True)
class Hint:
    """A hint, or any text that unfolds under a title."""

    title: str
    text: str


@dataclass(frozen=True)
class Mistake:
    """A recognised mistake: the right formula, the student's, and the evidence."""

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
    """One question that needs work.

    ``place`` is where the answer goes wrong in the student's code, or ``same_place`` a link to the
    card that shows it.
    """

    id: str
    kind: Kind
    title: str
    signature: str
    state: Pill
    points: str
    summary: str
    decision: str
    asked: str
    formula: Markup
    follows_words: str
    follows: tuple[Link, ...]
    explanation: tuple[str, ...]
    label: Hint | None
    listing: Listing | None
    mistakes: tuple[Mistake, ...]
    examples: tuple[Example, ...]
    heat: Heat | None
    bar: Bar | None
    printed: tuple[Hint, ...]
    function_listing: Listing | None
    place: CodePlace | None = None
    same_place: Link | None = None


@dataclass(frozen=True)
class Trouble:
    """Why the submission did not run, and what to do now."""

    title: str
    words: tuple[str, ...]
    message: str
    listing: Listing | None
    next: str
    command: str


@dataclass(frozen=True)
class CheckRow:
    """One row of the table of all checks."""

    state: Pill
    question: str
    link: str
    check: str
    cases: str
    distance: str
    points: str


@dataclass(frozen=True)
class StudentPage:
    """The page of one student; ``rules`` is set only in a student's own check."""

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
    derivation: WrittenSection | None = None
