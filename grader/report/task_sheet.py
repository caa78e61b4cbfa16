"""The task sheet as frozen strings, like the pages."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class StatedFormula:
    """A formula of the problem and its name."""

    words: str
    formula: Markup


@dataclass(frozen=True)
class Task:
    """One function to write, or the derivation, which has no formula and no checks."""

    number: str
    title: str
    signature: str
    asked: str
    formula: Markup
    points: str
    checks: tuple[str, ...]
    holds_title: str
    holds: tuple[str, ...]


@dataclass(frozen=True)
class TaskSheet:
    """The task sheet that an instructor hands out."""

    lang: str
    title: str
    assignment: str
    who: str
    introduction: tuple[str, ...]
    setting_title: str
    setting: tuple[StatedFormula, ...]
    symbols_title: str
    symbols: tuple[tuple[str, str], ...]
    tasks_title: str
    tasks: tuple[Task, ...]
    rules_title: str
    rules: tuple[str, ...]
    check_title: str
    check_words: tuple[str, ...]
    commands: tuple[str, ...]
    footer: tuple[str, ...]
