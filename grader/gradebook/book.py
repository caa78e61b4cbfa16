"""The gradebook: attempts, their runs and marks, and the standing of each student."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.gradebook import grades
from grader.gradebook.database import Database
from grader.gradebook.decisions import Decisions
from grader.gradebook.lateness import lateness, time_of
from grader.gradebook.rows import (
    Attempt,
    Key,
    Mark,
    Run,
    attempt_of,
    isolation_of,
    person_of,
    plain,
)
from grader.model import (
    Blame,
    Delivery,
    Grade,
    Isolation,
    Label,
    Person,
    Standing,
    Submission,
    Suite,
    Ungraded,
    WrittenDerivation,
)

_NOT_YET = Ungraded(
    Blame.NOBODY, "not graded yet: the command that was to do it was stopped; run it again"
)


_IN_CLASS = "s.student NOT IN (SELECT student FROM departed)"


class Gradebook(Database):
    """The record of one class and one assignment.

    Parameters
    ----------
    path : Path
        The SQLite file; it is created if it is missing.
    assignment : str
        The assignment's name.

    Attributes
    ----------
    decisions : Decisions
        The overrides and labels that people made.

    Raises
    ------
    UsageError
        The file is the record of another assignment.
    GraderError
        The file cannot be opened or written.
    """

    def __init__(self, path: Path, assignment: str) -> None:
        super().__init__(path)
        self.decisions = Decisions(self)
        try:
            self._claim(assignment)
        except BaseException:
            self.close()
            raise

    def _claim(self, assignment: str) -> None:
        found = self.fact("assignment") or assignment
        if found != assignment:
            raise UsageError(
                f"{self.path} holds the grades of '{found}', not of '{assignment}';"
                " choose another folder with -o"
            )
        self.set_facts(assignment=assignment)

    # --- attempts -------------------------------------------------------------------------------

    def receive(self, delivery: Delivery, handed_in: Submission | str) -> bool:
        """Record an attempt; from now on it is the one that counts.

        The same bytes again are the same attempt.

        Parameters
        ----------
        delivery : Delivery
        handed_in : Submission or str
            The submission, or the reason why it cannot be read.

        Returns
        -------
        bool
            Whether the attempt is new.
        """
        student = delivery.person.student
        digest = _digest(handed_in)
        with self.transaction():
            new = self._insert_attempt(delivery, handed_in, digest)
            (attempt,) = self._db.execute(
                "SELECT id FROM attempts WHERE student = ? AND digest = ?", [student, digest]
            ).fetchone()
            self._db.execute(
                "INSERT OR REPLACE INTO students VALUES (?, ?, ?)",
                [student, plain(delivery.person), attempt],
            )
        return new

    def enrol(self, people: Iterable[Person]) -> None:
        """Record people who handed in nothing."""
        with self.transaction():
            self._db.executemany(
                "INSERT INTO students VALUES (?, ?, NULL)"
                " ON CONFLICT (student) DO UPDATE SET person = excluded.person",
                ((person.student, plain(person)) for person in people),
            )

    def attempts(self) -> tuple[Attempt, ...]:
        """Return the attempt that counts of each student in the class, sorted by student."""
        rows = self._db.execute(
            "SELECT a.id, a.number, s.person, a.submitted, a.late, a.remarks, a.written,"
            " a.filename, a.unreadable, a.page, a.page_bytes"
            f" FROM students s JOIN attempts a ON a.id = s.attempt WHERE {_IN_CLASS}"
            " ORDER BY s.student"
        )
        return tuple(attempt_of(*row) for row in rows)

    def submission(self, attempt: Attempt) -> Submission:
        """Return the submission of an attempt."""
        (source,) = self._db.execute(
            "SELECT source FROM attempts WHERE id = ?", [attempt.id]
        ).fetchone()
        written = self._written(attempt.id)
        return Submission(attempt.student, attempt.filename, source or b"", derivation=written)

    def _written(self, attempt: int) -> WrittenDerivation | None:
        row = self._db.execute(
            "SELECT filename, content, unreadable FROM written WHERE attempt = ?", [attempt]
        ).fetchone()
        return WrittenDerivation(*row) if row else None

    # --- runs and marks -------------------------------------------------------------------------

    def checked(self, content: str, key: Key) -> bytes | None:
        """What was found in a derivation of this key (see ``derivations``), if it was checked."""
        row = self._db.execute(
            "SELECT found FROM checked WHERE key = ? AND grader = ?", [content, key.grader]
        ).fetchone()
        return bytes(row[0]) if row else None

    def save_checked(self, content: str, found: bytes, key: Key) -> None:
        """Keep what was found in a derivation of this key."""
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO checked VALUES (?, ?, ?)", [content, key.grader, found]
            )

    def run(self, attempt: Attempt, key: Key) -> Run | None:
        """Return the run of an attempt by the plan of ``key``, or None."""
        row = self._db.execute(
            "SELECT execution, isolation FROM runs WHERE attempt = ? AND plan = ? AND grader = ?",
            [attempt.id, key.plan, key.grader],
        ).fetchone()
        return Run(row[0], isolation_of(row[1])) if row else None

    def ids_with_run(self, key: Key) -> frozenset[int]:
        """Return the ids of the attempts that have a run by the plan of ``key``."""
        rows = self._db.execute(
            "SELECT attempt FROM runs WHERE plan = ? AND grader = ?", [key.plan, key.grader]
        )
        return frozenset(id for (id,) in rows)

    def isolation(self, key: Key) -> Isolation | None:
        """Return the weakest isolation of all runs by the plan of ``key``; None without runs."""
        rows = self._db.execute(
            "SELECT DISTINCT isolation FROM runs WHERE plan = ? AND grader = ?",
            [key.plan, key.grader],
        )
        held = [isolation_of(text) for (text,) in rows]
        return max(held, key=lambda one: (one.level, one.layers), default=None)

    def save_result(self, attempt: int, key: Key, run: Run | None, mark: Mark) -> None:
        """Record the mark of an attempt, and its run if there is a new one."""
        with self.transaction():
            if run:
                self._db.execute(
                    "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?)",
                    [attempt, key.plan, key.grader, plain(run.isolation), run.execution],
                )
            self._db.execute(
                "INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    *(attempt, key.suite, key.grader),
                    *(mark.grade, mark.variant, " ".join(mark.groups), mark.again),
                ],
            )

    def save_page(self, attempt: int, page: str, page_bytes: int) -> None:
        """Record the digest of what the page on disk was made from, and its size."""
        with self.transaction():
            self._db.execute(
                "UPDATE attempts SET page = ?, page_bytes = ? WHERE id = ?",
                [page, page_bytes, attempt],
            )

    def save_fingerprints(self, method: str, prints: Mapping[int, bytes]) -> None:
        """Record the fingerprints of attempts by their ids; ``method`` made them."""
        with self.transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO prints VALUES (?, ?, ?)",
                ((attempt, method, data) for attempt, data in prints.items()),
            )

    def ids_with_fingerprints(self, method: str) -> frozenset[int]:
        """Return the ids of the attempts whose fingerprints by ``method`` are recorded."""
        rows = self._db.execute("SELECT attempt FROM prints WHERE method = ?", [method])
        return frozenset(id for (id,) in rows)

    def fingerprints(self, attempt: int, method: str) -> bytes:
        """Return the recorded fingerprints of an attempt.  Raise KeyError where there are none."""
        row = self._db.execute(
            "SELECT prints FROM prints WHERE attempt = ? AND method = ?", [attempt, method]
        ).fetchone()
        if row is None:
            raise KeyError(attempt)
        found: bytes = row[0]
        return found

    def groups_of_marked(self, key: Key) -> dict[int, tuple[str, ...]]:
        """Return the groups of unexplained answers of each attempt with a valid mark, by id."""
        rows = self._db.execute(
            "SELECT attempt, groups FROM marks WHERE suite = ? AND grader = ? AND NOT again",
            [key.suite, key.grader],
        )
        return {id: tuple(groups.split()) for id, groups in rows}

    def count_marks(self, key: Key) -> int:
        """Return the number of marks by the suite of ``key``."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM marks WHERE suite = ? AND grader = ?", [key.suite, key.grader]
        ).fetchone()
        return int(count)

    def forget_runs(self) -> None:
        """Delete all runs and marks, so that everything is run again."""
        with self.transaction():
            self._db.execute("DELETE FROM marks")
            self._db.execute("DELETE FROM runs")
            self._db.execute("DELETE FROM checked")

    def grade(self, attempt: Attempt, key: Key, suite: Suite) -> tuple[Grade, str] | None:
        """Return an attempt's grade by this suite and the name of its variant, or None."""
        row = self._db.execute(
            "SELECT grade, variant FROM marks WHERE attempt = ? AND suite = ? AND grader = ?",
            [attempt.id, key.suite, key.grader],
        ).fetchone()
        return (grades.unpacked(row[0], attempt.student, suite), row[1]) if row else None

    def earlier_grade(self, attempt: Attempt, key: Key, suite: Suite) -> Grade | None:
        """Return the grade by this suite of the student's last attempt before this one.

        An earlier version of the grader may have made it.
        """
        row = self._db.execute(
            "SELECT m.grade FROM attempts a JOIN marks m ON m.attempt = a.id"
            " WHERE a.student = ? AND a.number < ? AND m.suite = ? AND NOT m.again"
            " ORDER BY a.number DESC, m.grader = ? DESC LIMIT 1",
            [attempt.student, attempt.number, key.suite, key.grader],
        ).fetchone()
        return grades.unpacked(row[0], attempt.student, suite) if row else None

    # --- the class ------------------------------------------------------------------------------

    def people(self, *, departed: bool = False) -> tuple[Person, ...]:
        """Return everybody in the class, sorted by student; or those who left it."""
        wanted = f"NOT ({_IN_CLASS})" if departed else _IN_CLASS
        rows = self._db.execute(f"SELECT person FROM students s WHERE {wanted} ORDER BY s.student")
        return tuple(person_of(text) for (text,) in rows)

    def unmarked_standings(self, suite: Suite) -> dict[str, Standing]:
        """Return everybody's standing by student, without grades and labels."""
        decided = self.decisions.overrides()
        standings = {
            person.student: Standing(person, overrides=decided.get(person.student, ()))
            for person in self.people()
        }
        for attempt in self.attempts():
            standings[attempt.student] = dataclasses.replace(
                standings[attempt.student],
                lateness=lateness(attempt.delivery, suite.late, suite.zone),
                attempt=attempt.number,
                submitted=time_of(attempt.delivery, suite),
                remarks=attempt.delivery.remarks,
            )
        return standings

    def standings(self, suite: Suite, key: Key) -> Iterator[Standing]:
        """Yield everybody's standing by this suite, sorted by student.

        An attempt without a mark is ungraded: the command that was to mark it was stopped.
        """
        standings, labels = self.unmarked_standings(suite), self.decisions.labels()
        attempts = {attempt.student: attempt for attempt in self.attempts()}
        for student, standing in standings.items():
            if student not in attempts:
                yield standing
                continue
            found = self.grade(attempts[student], key, suite)
            grade, variant = found or (Grade(student, (), ungraded=_NOT_YET), "")
            yield with_grade(standing, grade, variant, labels=labels)

    def _insert_attempt(self, delivery: Delivery, handed_in: Submission | str, digest: str) -> bool:
        student = delivery.person.student
        when = [
            *(delivery.submitted, delivery.late, json.dumps(delivery.remarks)),
            delivery.written,
        ]
        (earlier,) = self._db.execute(
            "SELECT count(*) FROM attempts WHERE student = ?", [student]
        ).fetchone()
        what: list[Any] = ["", None, handed_in]
        if isinstance(handed_in, Submission):
            what = [_text(handed_in.filename), handed_in.source, ""]
        inserted = self._db.execute(
            "INSERT OR IGNORE INTO attempts (student, number, digest, filename, source,"
            " unreadable, submitted, late, remarks, written)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [student, earlier + 1, digest, *what, *when],
        )
        if inserted.rowcount and isinstance(handed_in, Submission) and handed_in.derivation:
            self._insert_written(inserted.lastrowid, handed_in.derivation)
        if not inserted.rowcount:
            self._db.execute(
                "UPDATE attempts SET submitted = ?, late = ?, remarks = ?, written = ?"
                " WHERE student = ? AND digest = ?",
                [*when, student, digest],
            )
        return inserted.rowcount > 0

    def _insert_written(self, attempt: int | None, written: WrittenDerivation) -> None:
        self._db.execute(
            "INSERT INTO written VALUES (?, ?, ?, ?)",
            [attempt, _text(written.filename), written.content, written.unreadable],
        )


def with_grade(
    standing: Standing, grade: Grade, variant: str, *, labels: Mapping[str, Label]
) -> Standing:
    """Return the standing with its grade and the labels of the grade's groups."""
    groups = dict.fromkeys(q.group for q in grade.questions if q.group in labels)
    return dataclasses.replace(
        standing, grade=grade, variant=variant, labels=tuple(labels[group] for group in groups)
    )


def _digest(handed_in: Submission | str) -> str:
    if isinstance(handed_in, str):
        return hashlib.sha256(b"unreadable\0" + handed_in.encode("utf-8", "replace")).hexdigest()
    name = handed_in.filename.encode("utf-8", "surrogatepass")
    found = hashlib.sha256(name + b"\0" + handed_in.source)
    if handed_in.derivation:
        found.update(repr(handed_in.derivation).encode("utf-8", "backslashreplace"))
    return found.hexdigest()


def _text(name: str) -> str:
    # A file name with bytes that are not UTF-8 cannot be stored as text.
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
