"""What an export reads of a folder of results."""

from __future__ import annotations

from typing import Protocol

from grader.model import Isolation, Standing, Suite


class GradedWith(Protocol):
    """What grades were made with."""

    @property
    def suite(self) -> Suite: ...

    @property
    def digest(self) -> str:
        """The suite's."""

    @property
    def isolation(self) -> Isolation: ...


class Record(GradedWith, Protocol):
    """Everybody's standing, and what they were graded with."""

    @property
    def standings(self) -> tuple[Standing, ...]: ...

    def page(self, student: str) -> bytes:
        """The student's page.  Raises GraderError where there is none."""
