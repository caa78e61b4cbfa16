"""What a student's own check says besides the page: frozen strings, like a page's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.report.pill import Kind


@dataclass(frozen=True)
class PropertyRow:
    """One property of a function, or a count of several, as a line of text."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class FailedProperty:
    """A property that does not hold: its meaning, the inputs, and code to repeat it."""

    title: str
    sentences: tuple[str, ...]
    given: tuple[tuple[str, str], ...]
    code: tuple[str, ...]
    code_title: str


@dataclass(frozen=True)
class PropertyReport:
    """Everything that a self-check says besides the page.

    Attributes
    ----------
    opening : tuple of str
        The first lines: which file was read.
    rows : mapping from str to tuple of PropertyRow
        By the title of the question.
    explained : tuple of FailedProperty
    states : mapping from Kind to str
        The word for each state of a property.
    points : str
        The points, in place of the page's; empty for those.
    more_hints : str
        How to see the next hint; format with ``{n}``, its number.
    more : str
        How to see everything.
    closing : tuple of str
        The lines before the last.
    """

    opening: tuple[str, ...] = ()
    rows: Mapping[str, tuple[PropertyRow, ...]] = field(default_factory=dict)
    explained: tuple[FailedProperty, ...] = ()
    states: Mapping[Kind, str] = field(default_factory=dict)
    points: str = ""
    more_hints: str = ""
    more: str = ""
    closing: tuple[str, ...] = ()
