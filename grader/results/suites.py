"""Build the suite that grades a folder of results, or one for each student."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.assignment.per_student import PerStudentSuites, read_key
from grader.errors import UsageError
from grader.model import Suite


def rebuilt_suite(
    folder: Path, old: Suite | None, place: Path, note: Callable[[str], None], language: str = ""
) -> Suite:
    """Build the hidden suite of an assignment, with the seed of the old one if there is one.

    A fresh suite gets a secret seed; a changed assignment keeps the seed, so that the numbers of
    cases that did not change stay as they were.  Raise AssignmentError.
    """
    assignment = load_assignment(folder, language)
    why = "again, because the assignment has changed" if old else "from a secret seed"
    if old and old.source == assignment.outline.source:
        why = "again, with words in another language"
    note(f"making {place} {why}: some seconds, once")
    return build(assignment, old.seed if old else None)


def per_student_suites(key: Path, folder: Path, suite: Suite) -> PerStudentSuites:
    """Prepare a suite for each student, drawn from the secret in the file ``key``.

    Raise UsageError where the suite was not built from the assignment in ``folder``.
    """
    secret = read_key(key)
    assignment = load_assignment(folder, suite.language)
    if assignment.outline.source != suite.source:
        raise UsageError(
            f"{folder} is not what the suite was built from: own numbers are drawn by"
            " the assignment, so name it with --assignment and leave --suite out"
        )
    return PerStudentSuites(assignment, suite, secret)
