"""The durable record of a class: who handed in what, and what it came to."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.gradebook import grades
from grader.gradebook.database import Database
from grader.gradebook.decisions import Decisions
from grader.gradebook.lateness import lateness
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
    LatePolicy,
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


class Gradebook(Database):
    """What a class handed in and what it came to; ``decisions`` is what people decided."""

    def __init__(self, path: Path, assignment: str) -> None:
        """Raise UsageError where the file is the record of another assignment."""
        super().__init__(path)
        self.decisions = Decisions(self)
        try:
            self._claim(assignment)
        except BaseException:
            self.close()
            raise

    def _claim(self, assignment: str) -> None:
        found = self.about("assignment") or assignment
        if found != assignment:
            raise UsageError(
                f"{self.path} holds the grades of '{found}', not of '{assignment}';"
                " choose another folder with -o"
            )
        self.note(assignment=assignment)

    # --- what was handed in ---------------------------------------------------------------------

    def receive(self, delivery: Delivery, handed_in: Submission | str) -> bool:
        """Take in what a student handed in, or the reason why it cannot be read.

        From now on it is the attempt that counts; whether it is a new one.  The same bytes again
        are the same attempt.
        """
        student = delivery.person.student
        digest = _digest(handed_in)
        with self.changing():
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
        """Know these people too, of whom nothing was handed in now."""
        with self.changing():
            self._db.executemany(
                "INSERT INTO students VALUES (?, ?, NULL)"
                " ON CONFLICT (student) DO UPDATE SET person = excluded.person",
                ((person.student, plain(person)) for person in people),
            )

    def attempts(self) -> tuple[Attempt, ...]:
        """The attempts that count, one a student who handed something in, by student."""
        rows = self._db.execute(
            "SELECT a.id, a.number, s.person, a.submitted, a.late, a.remarks, a.filename,"
            " a.unreadable, a.page, a.page_bytes"
            " FROM students s JOIN attempts a ON a.id = s.attempt ORDER BY s.student"
        )
        return tuple(attempt_of(*row) for row in rows)

    def submission(self, attempt: Attempt) -> Submission:
        """The bytes that were handed in."""
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

    # --- what it came to ------------------------------------------------------------------------

    def checked(self, content: str, key: Key) -> bytes | None:
        """What was found in a derivation of this key (see ``derivations``), if it was checked."""
        row = self._db.execute(
            "SELECT found FROM checked WHERE key = ? AND grader = ?", [content, key.grader]
        ).fetchone()
        return bytes(row[0]) if row else None

    def keep_checked(self, content: str, found: bytes, key: Key) -> None:
        """Keep what was found in a derivation of this key."""
        with self.changing():
            self._db.execute(
                "INSERT OR REPLACE INTO checked VALUES (?, ?, ?)", [content, key.grader, found]
            )

    def run(self, attempt: Attempt, key: Key) -> Run | None:
        """The run of this attempt by this plan, if there was one."""
        row = self._db.execute(
            "SELECT execution, isolation FROM runs WHERE attempt = ? AND plan = ? AND grader = ?",
            [attempt.id, key.plan, key.grader],
        ).fetchone()
        return Run(row[0], isolation_of(row[1])) if row else None

    def ran(self, key: Key) -> frozenset[int]:
        """The ids of the attempts that were run by this plan."""
        rows = self._db.execute(
            "SELECT attempt FROM runs WHERE plan = ? AND grader = ?", [key.plan, key.grader]
        )
        return frozenset(id for (id,) in rows)

    def isolation(self, key: Key) -> Isolation | None:
        """How these runs were held, if there were any: the weakest of all."""
        rows = self._db.execute(
            "SELECT DISTINCT isolation FROM runs WHERE plan = ? AND grader = ?",
            [key.plan, key.grader],
        )
        held = [isolation_of(text) for (text,) in rows]
        return max(held, key=lambda one: (one.level, one.layers), default=None)

    def keep(self, attempt: int, key: Key, run: Run | None, mark: Mark) -> None:
        """What the attempt came to, and its run where there is a new one."""
        with self.changing():
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

    def keep_page(self, attempt: int, page: str, page_bytes: int) -> None:
        """What the page on disk was made from, and its size."""
        with self.changing():
            self._db.execute(
                "UPDATE attempts SET page = ?, page_bytes = ? WHERE id = ?",
                [page, page_bytes, attempt],
            )

    def keep_prints(self, method: str, prints: Mapping[int, bytes]) -> None:
        """What attempts, by their ids, are compared by with the others."""
        with self.changing():
            self._db.executemany(
                "INSERT OR REPLACE INTO prints VALUES (?, ?, ?)",
                ((attempt, method, data) for attempt, data in prints.items()),
            )

    def prints(self, method: str) -> dict[int, bytes]:
        """What was kept by this method of the attempts that count, by their ids."""
        rows = self._db.execute(
            "SELECT p.attempt, p.prints FROM prints p JOIN students s ON s.attempt = p.attempt"
            " WHERE p.method = ?",
            [method],
        )
        return dict(rows)

    def marked(self, key: Key) -> dict[int, tuple[str, ...]]:
        """The groups that each attempt falls into which has a mark that stands, by its id."""
        rows = self._db.execute(
            "SELECT attempt, groups FROM marks WHERE suite = ? AND grader = ? AND NOT again",
            [key.suite, key.grader],
        )
        return {id: tuple(groups.split()) for id, groups in rows}

    def marks(self, key: Key) -> int:
        """How many marks by this suite there are."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM marks WHERE suite = ? AND grader = ?", [key.suite, key.grader]
        ).fetchone()
        return int(count)

    def forget_runs(self) -> None:
        """Have everything run again, whatever it came to before."""
        with self.changing():
            self._db.execute("DELETE FROM marks")
            self._db.execute("DELETE FROM runs")
            self._db.execute("DELETE FROM checked")

    def grade(self, attempt: Attempt, key: Key, suite: Suite) -> tuple[Grade, str] | None:
        """The attempt's grade by this suite, and which variant it was asked, if it has one."""
        row = self._db.execute(
            "SELECT grade, variant FROM marks WHERE attempt = ? AND suite = ? AND grader = ?",
            [attempt.id, key.suite, key.grader],
        ).fetchone()
        return (grades.unpacked(row[0], attempt.student, suite), row[1]) if row else None

    # --- all of it ------------------------------------------------------------------------------

    def people(self) -> tuple[Person, ...]:
        """Everybody, by student."""
        rows = self._db.execute("SELECT person FROM students ORDER BY student")
        return tuple(person_of(text) for (text,) in rows)

    def before_marking(self, policy: LatePolicy | None) -> dict[str, Standing]:
        """Everybody's standing by student, without grades and labels."""
        decided = self.decisions.overrides()
        standings = {
            person.student: Standing(person, overrides=decided.get(person.student, ()))
            for person in self.people()
        }
        for attempt in self.attempts():
            standings[attempt.student] = dataclasses.replace(
                standings[attempt.student],
                lateness=lateness(attempt.delivery, policy),
                attempt=attempt.number,
                submitted=attempt.delivery.submitted,
                remarks=attempt.delivery.remarks,
            )
        return standings

    def standings(self, suite: Suite, key: Key) -> tuple[Standing, ...]:
        """Everybody's standing by this suite, by student.

        An attempt without a mark is ungraded: whoever was to make it was stopped.
        """
        standings, labels = self.before_marking(suite.late), self.decisions.labels()
        for attempt in self.attempts():
            found = self.grade(attempt, key, suite)
            grade, variant = found or (Grade(attempt.student, (), ungraded=_NOT_YET), "")
            standings[attempt.student] = with_grade(
                standings[attempt.student], grade, variant, labels=labels
            )
        return tuple(standings.values())

    def _insert_attempt(self, delivery: Delivery, handed_in: Submission | str, digest: str) -> bool:
        student = delivery.person.student
        when = [delivery.submitted, delivery.late, json.dumps(delivery.remarks)]
        (earlier,) = self._db.execute(
            "SELECT count(*) FROM attempts WHERE student = ?", [student]
        ).fetchone()
        what: list[Any] = ["", None, handed_in]
        if isinstance(handed_in, Submission):
            what = [_text(handed_in.filename), handed_in.source, ""]
        inserted = self._db.execute(
            "INSERT OR IGNORE INTO attempts (student, number, digest, filename, source,"
            " unreadable, submitted, late, remarks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [student, earlier + 1, digest, *what, *when],
        )
        if inserted.rowcount and isinstance(handed_in, Submission) and handed_in.derivation:
            self._insert_written(inserted.lastrowid, handed_in.derivation)
        if not inserted.rowcount:
            self._db.execute(
                "UPDATE attempts SET submitted = ?, late = ?, remarks = ?"
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
    """The standing of a student whose attempt has been marked."""
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
    """A file's name whose bytes are no text, told as an escape: no table could hold it."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
