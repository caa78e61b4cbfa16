"""The student's page as frozen strings, in reading order.

Every value is ready to print: no template decides, computes or formats.  A field that is an empty
string, an empty tuple or None is not shown.  Only formulas of the assignment are ``Markup``;
templates escape every other text.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

# Part of what stands on a page, and apart only because ``rules`` needs them, too.
from grader.report.illustrations import Bar, Example, Heat
from grader.report.pill import Kind as Kind
from grader.report.pill import Pill as Pill
from grader.report.rules import Rules
from grader.report.written import WrittenSection


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
class SinceRow:
    """Questions that changed in one way since the attempt before."""

    state: Pill
    words: str


@dataclass(frozen=True)
class Since:
    """What changed since the attempt before."""

    title: str
    lead: str
    rows: tuple[SinceRow, ...]


@dataclass(frozen=True)
class Fix:
    """One thing to do and the points that it returns; no link if the target is empty.

    ``question`` is the id of the question that shows it first; ``parts`` are what has to be done
    together before the points come.
    """

    number: str
    question: str
    link: Link
    why: str
    gain: str
    where: str
    parts: tuple[Link, ...] = ()


@dataclass(frozen=True)
class PathStep:
    """One step of the derivation and its state; ``written`` says how the text stands there.

    With an ``id`` it has a ``place``: a link to the student's line, which links back.
    ``chain`` names the functions that its chain leads to; it is empty where there is one chain.
    ``is_wide`` says that its formula needs the room of two steps.
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
    chain: str = ""
    is_wide: bool = False


@dataclass(frozen=True)
class Path:
    """The steps of one chain, and the functions that it leads to if there are other chains."""

    functions: str
    steps: tuple[PathStep, ...]


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
class Mistake:
    """A recognised mistake: the right formula, the student's, and the evidence.

    ``question`` is the first of the instructor's hints.
    """

    id: str
    title: str
    fix: str
    right: Markup
    wrong: Markup
    right_label: str
    wrong_label: str
    question: str
    evidence: str


@dataclass(frozen=True)
class Hint:
    """A text that unfolds under a title, and what may stand below it."""

    title: str
    text: str
    listing: Listing | None = None
    mistakes: tuple[Mistake, ...] = ()
    examples: tuple[Example, ...] = ()
    place: CodePlace | None = None


@dataclass(frozen=True)
class Ladder:
    """The hints on one mistake, from a question to the fix."""

    id: str
    title: str
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
    ladders: tuple[Ladder, ...]
    examples: tuple[Example, ...]
    heat: Heat | None
    bar: Bar | None
    printed: tuple[Hint, ...]
    function_listing: Listing | None
    place: CodePlace | None = None
    same_place: Link | None = None

    @property
    def has_body(self) -> bool:
        """False if there is nothing to say but from what the answers follow."""
        return self.kind != "follows" or bool(self.explanation or self.decision or self.printed)


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
    """One check of a question."""

    state: Pill
    check: str
    cases: str
    distance: str
    points: str


@dataclass(frozen=True)
class CheckGroup:
    """One question with its checks; without rows there is nothing to unfold."""

    state: Pill
    question: str
    function: str
    link: str
    words: str
    points: str
    rows: tuple[CheckRow, ...]


@dataclass(frozen=True)
class StudentPage:
    """The page of one student.

    ``made`` says how the page came about, in the file's head where nobody reads it by accident;
    ``rules`` is set only in a student's own check.
    """

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
    checks: tuple[CheckGroup, ...]
    footer: tuple[str, ...]
    made: str
    rules: Rules | None = None
    derivation: WrittenSection | None = None
    since: Since | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """The steps chain by chain."""
        chains = itertools.groupby(self.steps, key=lambda step: step.chain)
        return tuple(Path(chain, tuple(steps)) for chain, steps in chains)

    @property
    def explained_cards(self) -> tuple[Card, ...]:
        """The cards that have more to say than from what their answers follow."""
        return tuple(card for card in self.cards if card.has_body)

    @property
    def followers(self) -> tuple[Card, ...]:
        """The cards whose answers only follow from another mistake."""
        return tuple(card for card in self.cards if not card.has_body)

    @property
    def has_numbers_to_change(self) -> bool:
        """True if a script computes an example again."""
        return any(one.try_it for card in self.cards for one in card.examples)
