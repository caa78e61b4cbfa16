"""Read what students handed in: recognise the platform by file names, and trust no byte.

A download is a tree of files, on disk or in an archive (``file_tree``, ``zip_archive``), and is
never extracted.  ``platforms`` recognises who made it; one module for each platform knows whose
file is whose (``canvas``, ``moodle``, ``blackboard``, ``brightspace``, ``gradescope``,
``nbgrader``; ``plain_folder`` if there is no platform).  ``roster_join`` adds what the class list
knows.  ``file_choice`` finds the file to grade among a student's files, and ``first_bytes`` tells
what it is.

A student chooses a file's name, and often the display name.  So nearly all entries must have a
platform's names, ids come from its part of a name alone, and whatever is not understood is a
warning.

No code of a student is parsed or imported here.  Identity comes from the platform's file names
alone, never from the content of a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.lazy import door

if TYPE_CHECKING:
    from grader.intake.collection import Intake, collect
    from grader.intake.expected_module import ExpectedModule
    from grader.intake.pending import (
        PendingSubmission,
        Unreadable,
        one_file,
        one_file_derivation,
    )

__all__ = [
    "ExpectedModule",
    "Intake",
    "PendingSubmission",
    "Unreadable",
    "collect",
    "one_file",
    "one_file_derivation",
]

_HOMES = {
    "PendingSubmission": "pending",
    "Intake": "collection",
    "Unreadable": "pending",
    "ExpectedModule": "expected_module",
    "collect": "collection",
    "one_file": "pending",
    "one_file_derivation": "pending",
}
"""The module of each name.  Names load on first use, so a self-check loads no platform."""

__getattr__ = door(__name__, _HOMES)
