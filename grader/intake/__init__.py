"""What was handed in: recognised by its names, and read with suspicion.

A download is a tree of files, on the disk or in an archive (``tree``, ``archive``), which is never
extracted.  One module a platform knows whose each file is (``canvas``, ``moodle``, ``gradescope``,
``nbgrader``; ``plain`` where there is none), ``roster`` adds what the class's list knows, and
``choose`` finds the file to grade among those of one student when its turn comes.

Nothing is parsed or imported here.  Identity comes from the platform's names alone, never from
what is in a file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.lazy import door

if TYPE_CHECKING:
    from grader.intake.collecting import Intake, collect
    from grader.intake.handed import HandedIn, Unreadable, one_file
    from grader.intake.wanted import Wanted

__all__ = ["HandedIn", "Intake", "Unreadable", "Wanted", "collect", "one_file"]

_HOMES = {
    "HandedIn": "handed",
    "Intake": "collecting",
    "Unreadable": "handed",
    "Wanted": "wanted",
    "collect": "collecting",
    "one_file": "handed",
}
"""Where each name lives: loaded when it is asked for, so a check waits for no platform."""

__getattr__ = door(__name__, _HOMES)
