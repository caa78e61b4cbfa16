"""The SQLite file of a gradebook: transactions, and facts about the whole."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.gradebook import schema


class Database:
    """One SQLite file.  Every method that writes has committed when it returns.

    Parameters
    ----------
    path : Path
        It is created if it is missing.

    Raises
    ------
    GraderError
        The file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = schema.connect(path)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def execute(
        self, statement: str, values: Sequence[Any] | Mapping[str, Any] = ()
    ) -> sqlite3.Cursor:
        """Execute one statement."""
        return self._db.execute(statement, values)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit everything in the block or nothing of it.  Raise GraderError."""
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

    def fact(self, key: str) -> str:
        """Return the fact with this key; an empty string if there is none."""
        row = self._db.execute("SELECT value FROM about WHERE key = ?", [key]).fetchone()
        return row[0] if row else ""

    def set_facts(self, **facts: str) -> None:
        """Record these facts under their names, in place of earlier ones."""
        with self.transaction():
            self._db.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", facts.items())
