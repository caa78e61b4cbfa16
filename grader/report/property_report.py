"""Results of the property checks of a student's own check: frozen strings, like a page's."""

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
    rows : mapping from str to tuple of PropertyRow
        By the title of the question.
    unwritten : mapping from str to str
        By the title of each question without an answer: the text in its place.
    explained : tuple of FailedProperty
    states : mapping from Kind to str
        The word for each state of a check.
    more_hints : str
        Format with ``{n}``, the number of the next hint.
    closing : tuple of str
        The last lines of the output.
    """

    rows: Mapping[str, tuple[PropertyRow, ...]] = field(default_factory=dict)
    unwritten: Mapping[str, str] = field(default_factory=dict)
    explained: tuple[FailedProperty, ...] = ()
    states: Mapping[Kind, str] = field(default_factory=dict)
    more_hints: str = ""
    closing: tuple[str, ...] = ()
