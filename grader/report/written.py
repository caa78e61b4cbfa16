"""The section on the written derivation: frozen strings, beside the code that answers the same.

``Markup`` here is MathML that passed the list of what a formula may be (see ``text.mathml``).
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from grader.report.pill import Kind, Pill


@dataclass(frozen=True)
class WrittenFormula:
    """A formula, or its source where it cannot be shown."""

    mathml: Markup
    source: str = ""


@dataclass(frozen=True)
class WrittenSlip:
    """Why a line breaks.  ``repair`` is the whole of it in words, under a title that unfolds.

    ``replaced`` and ``replacement``, or ``missing``, are the same as formulas.
    """

    before_place: str
    before: str
    here_place: str
    here: str
    point: str
    repair: str
    replaced: Markup
    replacement: Markup
    missing: Markup
    certainty: str


@dataclass(frozen=True)
class WrittenLine:
    """One side of a chain; ``tex`` is its source, for a terminal."""

    anchor: str
    css: str
    mark: str
    verdict: str
    line: str
    relation: str
    formula: WrittenFormula
    tex: str
    note: str
    slip: WrittenSlip | None


@dataclass(frozen=True)
class WrittenChain:
    """A chain of equations."""

    title: str
    marks: str
    css: str
    lines: tuple[WrittenLine, ...]


@dataclass(frozen=True)
class HalvesRow:
    """One asked result: how it stands in the text, how in the code, and whether they agree."""

    title: str
    text: Pill
    text_link: str
    code: Pill
    code_link: str
    words: str
    kind: Kind


@dataclass(frozen=True)
class WrittenSection:
    """The written derivation of a student.

    ``chains`` are those with something to see; ``others``, all of whose lines hold, start folded
    under ``others_title``.
    """

    title: str
    sentence: str
    lead: str
    points: str
    tally: tuple[Pill, ...]
    problem: str
    rows: tuple[HalvesRow, ...]
    reading: tuple[str, ...]
    chains: tuple[WrittenChain, ...]
    others_title: str
    others: tuple[WrittenChain, ...]
    omitted: str
    unread: str
