"""Which suite a command works with."""

from __future__ import annotations

from pathlib import Path

from grader.cli.say import note
from grader.files import source_digest
from grader.model import Suite
from grader.suite.file import load


def hidden_suite(folder: Path, kept: Path) -> Suite:
    """The suite that is kept from the first run, made anew where the assignment has changed.

    A fresh one gets a secret seed; a changed assignment keeps the seed, so that the numbers of
    cases that did not change stay as they were.  Raises AssignmentError.
    """
    old = load(kept) if kept.exists() else None
    if old and old.source == source_digest(folder):
        return old
    # Where a suite is kept, nothing that reads and builds one has to be loaded.
    from grader.assignment.build import build
    from grader.assignment.folder import load_assignment

    assignment = load_assignment(folder)
    why = "again, because the assignment has changed" if old else "from a secret seed"
    note(f"making {kept} {why}: some seconds, once")
    return build(assignment, old.seed if old else None)


def public_suite(folder: Path) -> Suite:
    """What a student may see of an assignment.  Raises AssignmentError."""
    from grader.assignment.build import build_public
    from grader.assignment.folder import load_assignment

    return build_public(load_assignment(folder))
