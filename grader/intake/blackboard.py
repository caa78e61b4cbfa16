"""Blackboard, "Assignment File Download": files in one folder, whose names tell the students.

Homework 3_jdoe_attempt_2026-03-01-10-15-30_answer.py    assignment, user name, time, file
Homework 3_jdoe_attempt_2026-03-01-10-15-30.txt          Blackboard's account of the attempt

The assignment's name is what all files begin with.  The last attempt of a student counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grader.intake.download import FoundSubmission
from grader.intake.file_tree import Entry, File, folder_of
from grader.model import Person

_NAME = re.compile(
    r"(?P<author>.+?_[^_]+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|(?P<account>\.txt))",
    re.DOTALL,
)


@dataclass(frozen=True)
class _Attempt:
    """A file of one attempt; ``author`` is the assignment's name and the user's."""

    author: str
    time: str
    file: File
    is_account: bool


def id_position(entry: Entry) -> int | None:
    """Return where the attempt's time begins in the name; None if it is not Blackboard's."""
    found = _NAME.fullmatch(entry.name) if isinstance(entry, File) else None
    return found.start("time") if found else None


def submissions(entries: Sequence[Entry]) -> tuple[FoundSubmission, ...]:
    """Return the submissions of files that all have Blackboard's names."""
    attempts = [_attempt(entry) for entry in entries if isinstance(entry, File)]
    by_author: dict[str, list[_Attempt]] = {}
    for attempt in attempts:
        by_author.setdefault(attempt.author, []).append(attempt)
    common = _assignment(list(by_author))
    return tuple(_found(author[len(common) :], of_one) for author, of_one in by_author.items())


def _attempt(file: File) -> _Attempt:
    parts = _NAME.fullmatch(file.name)
    assert parts, f"{file.name} is not one of Blackboard's names"
    renamed = replace(file, name=parts["file"] or file.name)
    return _Attempt(parts["author"], parts["time"], renamed, bool(parts["account"]))


def _assignment(authors: Sequence[str]) -> str:
    """Return what all names begin with, up to the underscore before the user's name."""
    if len(authors) == 1:
        return authors[0][: authors[0].rindex("_") + 1]
    first = authors[0]
    ends = (at + 1 for at, letter in enumerate(first) if letter == "_")
    shared = [first[:end] for end in ends if all(a.startswith(first[:end]) for a in authors)]
    return max(shared, key=len, default="")


def _found(login: str, attempts: Sequence[_Attempt]) -> FoundSubmission:
    last = max(attempt.time for attempt in attempts)
    of_last = [attempt for attempt in attempts if attempt.time == last]
    handed_in = [one.file for one in of_last if not one.is_account]
    files = handed_in or [one.file for one in of_last]
    person = Person(login, login=login)
    entry = folder_of(login, tuple(files))
    return FoundSubmission(person, entry, remarks=tuple(_remarks(attempts, last)))


def _remarks(attempts: Sequence[_Attempt], last: str) -> Iterator[str]:
    earlier = len({attempt.time for attempt in attempts}) - 1
    if earlier:
        yield f"the attempt of {last} was taken, not {earlier} earlier one{'s' * (earlier != 1)}"
