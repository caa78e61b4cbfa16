"""Decisions of people: points in place of the grader's, and names of groups of answers."""

from __future__ import annotations

import dataclasses

from grader.gradebook.database import Database
from grader.model import Label, Override


class Decisions:
    """The decisions in a gradebook.

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
