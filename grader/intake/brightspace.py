"""Brightspace (D2L), "Download" of an assignment: a folder for each time a student handed in.

    100001-2000001 - Jane Doe - Jul 30, 2026 1053 PM/answer.py
    100001-2000001 - 20261234 Jane Doe - 30 July 2026 10:53 PM/answer.py
    index.html

The first number is the user's in this course only.  Some sites put a number of the school before
the name.  The last time a student handed in counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from grader.intake.download import FoundSubmission, numbered_name
from grader.intake.file_tree import Entry, Folder, folder_of
from grader.model import Person

INDEX = "index.html"
"""The page that Brightspace puts beside the folders."""

_NAME = re.compile(
    r"(?P<id>\d+)-\d+ - (?P<name>.+) - (?P<time>[^-]*\b\d{4}\W+\d{1,2}\W?\d\d(?: *[AP]M)?)",
    re.DOTALL | re.IGNORECASE,
)
_TIME = re.compile(r"(\w+)\W+(\w+)\W+(\d{4})\W+(\d{1,2})\W?(\d\d)(?: *([AP]M))?", re.IGNORECASE)
_FORMS = ("%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y")


def id_position(entry: Entry) -> int | None:
    """Return where Brightspace's ids begin in the name; None if the name is not Brightspace's."""
    found = _NAME.fullmatch(entry.name) if isinstance(entry, Folder) else None
    return found.start("id") if found else None


def submissions(entries: Sequence[Entry]) -> tuple[FoundSubmission, ...]:
    """Return the submissions of folders that all have Brightspace's names."""
    by_author: dict[tuple[str, str], dict[str, Folder]] = {}
    for entry in entries:
        parts = _NAME.fullmatch(entry.name)
        assert parts, f"{entry.name} is not one of Brightspace's names"
        assert isinstance(entry, Folder)
        by_author.setdefault((parts["name"], parts["id"]), {})[parts["time"]] = entry
    return tuple(_found(*author, attempts) for author, attempts in by_author.items())


def _found(name: str, id: str, attempts: dict[str, Folder]) -> FoundSubmission:
    numbers, shown = numbered_name(name)
    person = Person(f"{name}_{id}", name=shown)
    times = {written: _read(written) for written in attempts}
    if len(attempts) > 1 and None in times.values():
        # Nobody can tell which is the last, so the student is asked.
        return FoundSubmission(person, folder_of(name, tuple(attempts.values())), numbers=numbers)
    last = max(attempts, key=lambda written: times[written] or datetime.min)
    earlier = len(attempts) - 1
    remark = f"the one of {last} was taken, not {earlier} earlier one{'s' * (earlier != 1)}"
    return FoundSubmission(
        person, attempts[last], numbers=numbers, remarks=(remark,) if earlier else ()
    )


def _read(written: str) -> datetime | None:
    """Return a time as Brightspace writes it in English, else None."""
    parts = _TIME.search(written)
    if not parts:
        return None
    day, (hour, minute, half) = " ".join(parts.groups()[:3]), parts.groups()[3:]
    clock = f"{hour}:{minute} {half}" if half else f"{hour}:{minute}"
    for form in _FORMS:
        try:
            return datetime.strptime(f"{day} {clock}", f"{form} {'%I:%M %p' if half else '%H:%M'}")
        except ValueError:
            continue
    return None
