"""Decisions of people: points, names of groups of answers, and who left the class."""

from __future__ import annotations

import dataclasses

from grader.gradebook.database import Database
from grader.model import Label, Override


class Decisions:
    """The decisions of people in a gradebook.

    Parameters
    ----------
    database : Database
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def override(self, override: Override) -> None:
        """Record points that count in place of the grader's."""
        with self._database.transaction():
            self._database.execute(
                "INSERT INTO overrides (student, question, points, why, author, time)"
                " VALUES (:student, :question, :points, :why, :author, :time)",
                dataclasses.asdict(override),
            )

    def undo_overrides(self, student: str, question: str, time: str) -> int:
        """Let the grader's points count again; return how many overrides that ends."""
        with self._database.transaction():
            ended = self._database.execute(
                "UPDATE overrides SET undone = ?"
                " WHERE student = ? AND question = ? AND undone = ''",
                [time, student, question],
            )
        return ended.rowcount

    def label(self, label: Label, author: str, time: str) -> None:
        """Record the name of a group of unexplained answers."""
        with self._database.transaction():
            self._database.execute(
                "INSERT OR REPLACE INTO labels VALUES (?, ?, ?, ?, ?)",
                [label.group, label.title, label.hint, author, time],
            )

    def unlabel(self, group: str) -> bool:
        """Delete the name of a group; return whether it had one."""
        with self._database.transaction():
            ended = self._database.execute("DELETE FROM labels WHERE name = ?", [group])
        return ended.rowcount > 0

    def forget(self, student: str, author: str, time: str) -> None:
        """Take a student out of the class; all that is on record of the student stays."""
        with self._database.transaction():
            self._database.execute(
                "INSERT OR REPLACE INTO departed VALUES (?, ?, ?)", [student, author, time]
            )

    def remember(self, student: str) -> bool:
        """Take a student back into the class; return whether the student had left."""
        with self._database.transaction():
            ended = self._database.execute("DELETE FROM departed WHERE student = ?", [student])
        return ended.rowcount > 0

    def departed(self) -> frozenset[str]:
        """Return the students who left the class."""
        rows = self._database.execute("SELECT student FROM departed")
        return frozenset(student for (student,) in rows)

    def labels(self) -> dict[str, Label]:
        """Return all labels by their group."""
        rows = self._database.execute("SELECT name, title, hint FROM labels ORDER BY name")
        return {group: Label(group, title, hint) for group, title, hint in rows}

    def overrides(self) -> dict[str, tuple[Override, ...]]:
        """Return the overrides in force by student, the oldest first."""
        rows = self._database.execute(
            "SELECT student, question, points, why, author, time FROM overrides"
            " WHERE undone = '' ORDER BY id"
        )
        found: dict[str, tuple[Override, ...]] = {}
        for row in rows:
            override = Override(*row)
            found[override.student] = (*found.get(override.student, ()), override)
        return found
