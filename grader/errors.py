"""The grader's own failures, and the exit status of each.

    GraderError            3  a fault of ours: what it touched is ungraded, never zero
     +-- UsageError        2  the command line asks for something that cannot be done
     +-- AssignmentError   2  the instructor's folder or suite has problems, all of them listed
     +-- SandboxError      3  student code could not be run as promised

What a student's code does is never one of these: it is an ``Outcome`` (see ``model``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence


def unreadable(error: OSError | ValueError) -> str:
    """Return why a file cannot be read or is not what it should be, in words for people.

    The name of the file is left to the caller, and no number of the system's is said.
    """
    if isinstance(error, OSError):
        return (error.strerror or "it cannot be opened").lower()
    if isinstance(error, UnicodeError):
        return "it is not text in UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"it is not whole JSON (line {error.lineno}, column {error.colno})"
    return str(error)


class GraderError(Exception):
    """Something failed that is not the student's."""

    exit_status = 3


class UsageError(GraderError):
    """The command was asked for something that cannot be done."""

    exit_status = 2

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows: the sentence, without the lines that led to it."""
        return [str(self)]


class AssignmentError(GraderError):
    """The assignment has problems, each a line that starts with its place."""

    exit_status = 2

    def __init__(self, place: str, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        lines = "".join(f"\n  - {problem}" for problem in self.problems)
        super().__init__(f"{place}: {len(self.problems)} problem(s){lines}")


class SandboxError(GraderError):
    """The sandbox could not keep its promise."""
