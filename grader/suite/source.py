"""Source of a suite's text; this module imports nothing large."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import UsageError, unreadable

if TYPE_CHECKING:
    from grader.suite.program import Formulas


@dataclass(frozen=True)
class SuiteSource:
    """How to read the text of a suite, its place for messages, and its digest if that is known.

    ``graded_with`` is what a kit records of the machine that grades (see ``selfcheck.versions``).
    ``formulas`` loads the recipe and the known mistakes, where this machine has them.
    """

    read: Callable[[], str]
    place: str
    id: str = ""
    graded_with: str = ""
    formulas: Callable[[], Formulas] | None = None

    @classmethod
    def of_file(cls, path: Path) -> SuiteSource:
        """Return the suite in a file, whose reading raises UsageError if it cannot be read."""
        return cls(lambda: _read(path), str(path))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as reason:
        raise UsageError(f"the suite {path} cannot be read: {unreadable(reason)}") from reason
