"""What a student's own check says beside the page: frozen strings, like the page's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.report.pill import Kind


@dataclass(frozen=True)
class Row:
    """One line under a question."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Explained:
    """One property that does not hold: what that means, how it was seen, how to see it again."""

    title: str
    sentences: tuple[str, ...]
    given: tuple[tuple[str, str], ...]
    code: tuple[str, ...]
    code_title: str


@dataclass(frozen=True)
class Beside:
    """Lines by the title of their question; titles of questions without an answer; the rest.

    ``states`` are the words for how a check stands, by kind; ``closing`` is said last.
    """

    rows: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    unwritten: Mapping[str, str] = field(default_factory=dict)
    explained: tuple[Explained, ...] = ()
    states: Mapping[Kind, str] = field(default_factory=dict)
    more_hints: str = ""
    closing: tuple[str, ...] = ()
