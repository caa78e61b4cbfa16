"""Check one file from Python."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.model import Suite
from grader.report import Renderer, Style, check_text
from grader.report.frame import framed
from grader.selfcheck.checking import Checked
from grader.selfcheck.page import page_with_properties
from grader.selfcheck.property_lines import property_report
from grader.selfcheck.session import Session
from grader.suite.file import dumps, public
from grader.suite.source import SuiteSource


@dataclass(frozen=True, eq=False)
class CheckedFile:
    """What a check found; in a notebook it shows itself as the page.

    Parameters
    ----------
    found
        The grade of the public cases, and which properties hold on random inputs.
    """

    found: Checked

    @property
    def is_right(self) -> bool:
        """Whether there is nothing to fix."""
        return not self.found.something_to_fix

    @property
    def html(self) -> str:
        """The page, complete."""
        return Renderer().student_html(page_with_properties(self.found))

    def _repr_html_(self) -> str:
        return framed(self.html)

    def __str__(self) -> str:
        return check_text(self.found.page, Style(), property_report(self.found, everything=False))


def check(path: str | Path, suite: Suite, *, seed: int | None = None) -> CheckedFile:
    """Check one's own file against the public cases.

    Parameters
    ----------
    path
        The file: a module or a notebook.
    suite
        What is asked; of its hidden cases none is used.
    seed
        The seed of the random inputs; None takes a fresh one.

    Returns
    -------
    CheckedFile
        What was found.

    Raises
    ------
    UsageError
        The file cannot be read.
    """
    source = SuiteSource(lambda: dumps(public(suite)), "the suite")
    with Session.opened(source, Path(path), seed=seed) as session:
        return CheckedFile(session.check())
