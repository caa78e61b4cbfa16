"""The worked example and the drawings of a student's page, as frozen strings (see ``pages``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

RowKind = Literal["same", "first", "later", "own"]
"""A row of a worked example: before the numbers differ, where they first differ, after that, and
the student's own answer."""

MarkKind = Literal["yours", "limit", "known", "noise"]
"""A distance on the bar: the student's, the tolerance, a known mistake's, or rounding."""


@dataclass(frozen=True)
class ExampleCell:
    """A value of a worked example; ``span`` is the number of columns that it takes, if several."""

    kind: Literal["", "wrong", "same"]
    text: str
    span: str = ""


@dataclass(frozen=True)
class ExampleRow:
    """One step of a worked example: the right value, then the others."""

    kind: RowKind
    title: str
    formula: Markup
    cells: tuple[ExampleCell, ...]
    words: str


@dataclass(frozen=True)
class TryInput:
    """An argument whose numbers can be changed: the subscript and the text of each."""

    name: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class TryStep:
    """A step that a script computes, right and with the mistake."""

    id: str
    title: str
    formula: Markup


@dataclass(frozen=True)
class TryIt:
    """An example with numbers to change; ``data`` holds the steps for the script, as JSON."""

    inputs: tuple[TryInput, ...]
    steps: tuple[TryStep, ...]
    data: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """A small case worked out step by step; ``run`` is Python code that repeats it.

    ``all_rows`` are all steps, which start folded; empty if ``rows`` has them all.
    """

    title: str
    given: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[ExampleRow, ...]
    all_rows: tuple[ExampleRow, ...]
    run: str
    try_it: TryIt | None = None


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
