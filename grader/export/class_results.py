"""What an export reads from a folder of results."""

from __future__ import annotations

from typing import Protocol

from grader.model import Isolation, Standing, Suite


class GradedWith(Protocol):
    """What grades were made with."""

    @property
    def suite(self) -> Suite:
        """The suite."""

    @property
    def digest(self) -> str:
        """The digest of the suite."""

    @property
    def isolation(self) -> Isolation:
        """How the submissions were isolated when they ran."""


class ClassResults(GradedWith, Protocol):
    """The standings of a class, and the suite that graded them."""

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The standings of all students."""

    def page(self, student: str) -> bytes:
        """Return a student's page; raise GraderError if there is none."""
