"""Source of a suite's text; this module imports nothing large."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class SuiteSource:
    """How to read the text of a suite, its place for messages, and its digest if that is known.

    ``graded_with`` is what a kit records of the machine that grades (see ``selfcheck.versions``).
    """

    read: Callable[[], str]
    place: str
    id: str = ""
    graded_with: str = ""
