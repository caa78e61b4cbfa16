"""What must hold whatever the numbers, as a section of the page of a student's own check.

Frozen strings, like everything on a page.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.report.beside import Explained
from grader.report.pill import Pill


@dataclass(frozen=True)
class Rule:
    """One property and how it stands; ``why`` says what it waits for."""

    state: Pill
    title: str
    why: str
    explained: Explained | None


@dataclass(frozen=True)
class RuleGroup:
    """The properties of one function; ``open`` where there is something to read."""

    title: str
    signature: str
    state: Pill
    open: bool
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Rules:
    """All of them, by function, in the order of the questions."""

    title: str
    lead: str
    groups: tuple[RuleGroup, ...]
