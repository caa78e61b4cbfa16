"""Grade a class from Python, with callbacks in place of a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.intake import ExpectedModule, collect
from grader.model import Suite
from grader.report import ClassPage, summary_text
from grader.report.frame import framed
from grader.results.grading import grade_intake
from grader.results.job import JobResult
from grader.results.update import Listener, Progress, RunOptions
from grader.results.worker import renderer


@dataclass(frozen=True, eq=False)
class GradedClass:
    """A class with its page; in a notebook it shows itself as the page.

    Parameters
    ----------
    folder
        The folder of results, with a page for each student.
    page
        The page of the class, as data.
    faults
        How many submissions are ungraded through a fault that is not the student's.
    """

    folder: Path
    page: ClassPage
    faults: int

    @property
    def html(self) -> str:
        """The page, complete."""
        return renderer().class_html(self.page)

    def _repr_html_(self) -> str:
        return framed(self.html)

    def __str__(self) -> str:
        return summary_text(self.page)


def grade_folder(
    paths: str | Path | Iterable[str | Path],
    suite: Suite,
    output: str | Path = "results",
    *,
    roster: str | Path | None = None,
    workers: int = 1,
    trusted: bool = False,
    on_graded: Callable[[int, int], None] | None = None,
    on_note: Callable[[str], None] | None = None,
) -> GradedClass:
    """Grade what a class handed in, as far as it is new or has changed.

    Parameters
    ----------
    paths
        Folders, archives and files as they were downloaded.
    suite
        What is asked (see ``load_suite`` and ``build``).
    output
        The folder of results.
    roster
        The class as CSV; finds who is missing.
    workers
        How many processes work at the same time.
    trusted
        Run the code without a sandbox.
    on_graded
        Called after each submission with how many are done, and of how many.
    on_note
        Called with each sentence for the person who waits.

    Returns
    -------
    GradedClass
        The page of the class and where the pages of the students are.

    Raises
    ------
    GraderError
        Something cannot be read, run or written; what was graded until then is kept.
    """
    several = [paths] if isinstance(paths, str | Path) else paths
    intake = collect(map(Path, several), ExpectedModule.of(suite), Path(roster) if roster else None)
    options = RunOptions(workers=workers, trusted=trusted)
    listener = _Callbacks(on_graded, on_note)
    progress = grade_intake(intake, suite, Path(output), options, listener)
    assert progress.page is not None, "an update that ends writes the page of the class"
    return GradedClass(Path(output), progress.page, progress.faults)


class _Callbacks(Listener):
    """Passes events on to two functions."""

    def __init__(
        self,
        on_graded: Callable[[int, int], None] | None,
        on_note: Callable[[str], None] | None,
    ) -> None:
        self._on_graded, self._on_note = on_graded, on_note

    def note(self, sentence: str) -> None:
        if self._on_note:
            self._on_note(sentence)

    warn = note

    def graded(self, result: JobResult, progress: Progress) -> None:
        if self._on_graded:
            self._on_graded(progress.done, progress.total)
