"""Check one file from Python."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from grader.marking.stored_answers import formulas_of
from grader.model import Suite
from grader.report import Renderer, Style, check_text
from grader.report.frame import framed
from grader.report.words import words_in
from grader.selfcheck.checking import Checked
from grader.selfcheck.file_facts import file_facts, opening_line
from grader.selfcheck.here import calling_file, suite_here
from grader.selfcheck.page import page_with_properties
from grader.selfcheck.property_lines import property_report
from grader.selfcheck.session import Session
from grader.suite.file import dumps, public
from grader.suite.source import SuiteSource


@dataclass(frozen=True, eq=False, repr=False)
class CheckedFile:
    """What a check found: the page in a notebook, and its text at a prompt.

    Parameters
    ----------
    found
        The grade of the public cases, and which properties hold on random inputs.
    opening
        The line that says which file was read, and when it was saved.
    """

    found: Checked
    opening: str = ""

    @property
    def is_right(self) -> bool:
        """Whether there is nothing to fix."""
        return not self.found.something_to_fix

    @property
    def html(self) -> str:
        """The page, complete."""
        return Renderer().student_html(page_with_properties(self.found))

    def _repr_html_(self) -> str:
        opening = f"<p>{escape(self.opening)}</p>" if self.opening else ""
        return opening + framed(self.html)

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        report = property_report(self.found, everything=False)
        opening = (self.opening,) if self.opening else ()
        report = replace(report, opening=opening, more_hints="", more="")
        return check_text(self.found.page, Style(), report)


def check(
    path: str | Path | None = None,
    suite: Suite | str | Path | None = None,
    *,
    seed: int | None = None,
) -> CheckedFile:
    """Check one's own file against the public cases.

    Without arguments, in a notebook or a module, that is what is checked, as it was saved last.

    Parameters
    ----------
    path
        The file: a module or a notebook.  None takes the one in which the call stands; at a prompt
        it is found in this folder, as ``grader check`` finds it.
    suite
        What is asked, or the file ``public.json`` of the kit that holds it; of hidden cases none is
        used.  None takes that of ``check.pyz``, or the one beside the file.
    seed
        The seed of the random inputs; None takes a fresh one.

    Returns
    -------
    CheckedFile
        What was found.

    Raises
    ------
    UsageError
        The file or the suite is not found, or cannot be read.
    """
    names = sys._getframe(1).f_globals  # the file in which the call stands
    file = Path(path) if path is not None else calling_file(names, os.environ)
    source = _source(suite, file.parent if file else Path.cwd())
    with Session.opened(source, file, [Path.cwd()], seed=seed) as session:
        return CheckedFile(session.check(), _opening(session))


def _source(suite: Suite | str | Path | None, folder: Path) -> SuiteSource:
    if isinstance(suite, Suite):
        return SuiteSource(lambda: dumps(public(suite)), "the suite", formulas=formulas_of(suite))
    return suite_here(folder) if suite is None else SuiteSource.of_file(Path(suite))


def _opening(session: Session) -> str:
    facts = file_facts(session.path, [question.function for question in session.suite.questions])
    words = words_in(session.suite.language)
    return opening_line(facts, time.time(), words) if facts else ""
