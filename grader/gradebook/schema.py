"""The tables of the gradebook.  SQLite allows one writer and many readers.

    students    each person, and the attempt that counts
    attempts    the files that were handed in; one row for each different file of a student
    written     the derivations that were handed in with an attempt
    checked     what was found in each derivation, whoever handed it in
    runs        the execution of an attempt by one plan (cases and limits)
    marks       the grade of an attempt by one suite
    prints      the fingerprints of an attempt by one method
    overrides   points that a person gave; an undone one stays, with the time of the undoing
    labels      the names that people gave to groups of unexplained answers
    departed    the students who left the class; all their rows stay

A run or a mark on record is never made again, unless a fault of the grader spoiled it
(``again``); a missing one is made by the next command, whatever stopped the last one.  In
write-ahead mode a crash loses only what was not yet committed.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from grader.errors import GraderError, UsageError

FORMAT = "2"

_TABLES = """
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS students (
    student TEXT PRIMARY KEY, person TEXT NOT NULL, attempt INTEGER REFERENCES attempts
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS attempts (
    id INTEGER PRIMARY KEY, student TEXT NOT NULL, number INTEGER NOT NULL, digest TEXT NOT NULL,
    filename TEXT NOT NULL, source BLOB, unreadable TEXT NOT NULL, submitted TEXT NOT NULL,
    late INTEGER NOT NULL, remarks TEXT NOT NULL,
    page TEXT NOT NULL DEFAULT '', page_bytes INTEGER NOT NULL DEFAULT 0,
    written TEXT NOT NULL DEFAULT '',
    UNIQUE (student, digest)
);
CREATE TABLE IF NOT EXISTS written (
    attempt INTEGER PRIMARY KEY REFERENCES attempts, filename TEXT NOT NULL,
    content BLOB NOT NULL, unreadable TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS checked (
    key TEXT NOT NULL, grader TEXT NOT NULL, found BLOB NOT NULL, PRIMARY KEY (key, grader)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
    attempt INTEGER NOT NULL REFERENCES attempts, plan TEXT NOT NULL, grader TEXT NOT NULL,
    isolation TEXT NOT NULL, execution BLOB NOT NULL, PRIMARY KEY (attempt, plan, grader)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS marks (
    attempt INTEGER NOT NULL REFERENCES attempts, suite TEXT NOT NULL, grader TEXT NOT NULL,
    grade BLOB NOT NULL, variant TEXT NOT NULL, groups TEXT NOT NULL, again INTEGER NOT NULL,
    PRIMARY KEY (attempt, suite, grader)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS prints (
    attempt INTEGER PRIMARY KEY REFERENCES attempts, method TEXT NOT NULL, prints BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS overrides (
    id INTEGER PRIMARY KEY, student TEXT NOT NULL, question TEXT NOT NULL, points REAL NOT NULL,
    why TEXT NOT NULL, author TEXT NOT NULL, time TEXT NOT NULL, undone TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS labels (
    name TEXT PRIMARY KEY, title TEXT NOT NULL, hint TEXT NOT NULL, author TEXT NOT NULL,
    time TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS departed (
    student TEXT PRIMARY KEY, author TEXT NOT NULL, time TEXT NOT NULL
) WITHOUT ROWID;
"""


# Format 1 recognised faults of the grader by the first words of the reason, which a file's name
# could forge, and did not hold the answers of a student's own functions to further calls.
_FROM_1_TO_2 = """
BEGIN IMMEDIATE;
DELETE FROM marks;
DELETE FROM runs;
UPDATE about SET value = '2' WHERE key = 'format';
COMMIT;
"""


def connect(path: Path) -> sqlite3.Connection:
    """Open the file; create it if it is missing.

    Raises
    ------
    UsageError
        The file is no gradebook of this format.
    GraderError
        The file cannot be opened or written.
    """
    with contextlib.ExitStack() as on_failure:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)  # it holds the answers to hidden cases
            connection = sqlite3.connect(path, isolation_level=None, timeout=30.0)
            on_failure.callback(connection.close)
            found = _prepare(connection)
        except sqlite3.DatabaseError as error:
            raise unusable(path, error) from error
        except OSError as error:
            raise GraderError(f"cannot open {path}: {error.strerror}") from error
        if found != FORMAT:
            raise UsageError(f"{path} is a gradebook of format {found}; this grader reads {FORMAT}")
        on_failure.pop_all()
    return connection


def _prepare(connection: sqlite3.Connection) -> str:
    """Create the missing tables, migrate old ones, and return the file's format."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executescript(_TABLES)
    _add_missing_column(connection)
    connection.execute("INSERT OR IGNORE INTO about VALUES ('format', ?)", [FORMAT])
    if _format(connection) == "1":
        connection.executescript(_FROM_1_TO_2)
    return _format(connection)


def _add_missing_column(connection: sqlite3.Connection) -> None:
    """Add the column that early files of this format lack; a grader that ignores it reads both."""
    columns = connection.execute("SELECT name FROM pragma_table_info('attempts')")
    if ("written",) not in columns.fetchall():
        connection.execute("ALTER TABLE attempts ADD COLUMN written TEXT NOT NULL DEFAULT ''")


def _format(connection: sqlite3.Connection) -> str:
    (found,) = connection.execute("SELECT value FROM about WHERE key = 'format'").fetchone()
    return str(found)


def unusable(path: Path, error: sqlite3.Error) -> GraderError:
    """Return the error for a file that SQLite cannot use."""
    if isinstance(error, sqlite3.OperationalError):
        return GraderError(f"cannot use {path}: {error}; earlier grades in it are intact")
    return UsageError(f"{path} is no gradebook: {error}; move it away, or choose another folder")
