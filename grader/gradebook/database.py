"""The SQLite file of a gradebook: transactions, and facts about the whole."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.gradebook import schema


class Database:
    """One file.  Every method that writes has written when it returns."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it.  Raise GraderError where it cannot be used."""
        self.path = path
        self._db = schema.connect(path)

    def close(self) -> None:
        self._db.close()

    def execute(
        self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()
    ) -> sqlite3.Cursor:
        """Run one statement."""
        return self._db.execute(statement, values)

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """Write everything in the block or nothing of it.  Raise GraderError."""
        if self._db.in_transaction:
            yield
            return
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise schema.unusable(self.path, error) from error
            raise

    def about(self, key: str) -> str:
        """What was noted under this key, or empty."""
        row = self._db.execute("SELECT value FROM about WHERE key = ?", [key]).fetchone()
        return row[0] if row else ""

    def note(self, **facts: str) -> None:
        """Keep these facts in place of what was known under their names."""
        with self.changing():
            self._db.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", facts.items())
