"""The student's own derivation: which file it is, and what is found in it."""

from __future__ import annotations

from pathlib import Path, PurePath

from grader.derivation.process import DerivationChecker
from grader.errors import GraderError
from grader.intake import one_file_derivation
from grader.model import CheckedDerivation, DerivationTask, WrittenDerivation

SUFFIXES = (".md", ".tex", ".rmd", ".qmd", ".markdown", ".txt")


def is_derivation(path: Path) -> bool:
    """Return whether a file is a text, and not code."""
    return path.suffix.lower() in SUFFIXES


def beside(path: Path, task: DerivationTask) -> Path | None:
    """Return the derivation in the folder of a file: by its name, whatever kind of text it is."""
    asked = PurePath(task.file)
    names = dict.fromkeys((task.file, *(asked.stem + suffix for suffix in SUFFIXES)))
    there = (path.parent / name for name in names)
    return next((one for one in there if one.is_file()), None)


class OwnDerivation:
    """Checks one derivation again and again; a text that did not change is not checked again."""

    def __init__(self, task: DerivationTask) -> None:
        self.task = task
        self._checker = DerivationChecker()
        self._last: tuple[WrittenDerivation, CheckedDerivation] | None = None

    def start(self) -> None:
        """Have the process ready by the time that there is something to check."""
        self._checker.start()

    def read(self, path: Path) -> WrittenDerivation:
        """Return the derivation in a file."""
        return one_file_derivation(path)

    def check(self, written: WrittenDerivation) -> CheckedDerivation:
        """Return what was found; a fault of ours is told in its ``problem``."""
        if self._last is None or self._last[0] != written:
            self._last = written, self._checked(written)
        return self._last[1]

    def _checked(self, written: WrittenDerivation) -> CheckedDerivation:
        try:
            return self._checker.check(written, self.task.specification)
        except GraderError as error:
            return CheckedDerivation(problem=str(error))

    def close(self) -> None:
        """End the process."""
        self._checker.close()
