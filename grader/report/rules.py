"""The section on properties in the page of a student's own check: frozen strings."""

from __future__ import annotations

from dataclasses import dataclass

from grader.report.pill import Pill
from grader.report.property_report import FailedProperty


@dataclass(frozen=True)
class Rule:
    """One property and its state; ``why`` says what an unchecked property waits for."""

    state: Pill
    title: str
    why: str
    explained: FailedProperty | None


@dataclass(frozen=True)
class RuleGroup:
    """The properties of one function; ``open`` if the group starts unfolded."""

    title: str
    signature: str
    state: Pill
    open: bool
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Rules:
    """All properties, by function, in the order of the questions."""

    title: str
    lead: str
    groups: tuple[RuleGroup, ...]
