"""The durable record of a class: who handed in what, what it came to, what people decided."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.gradebook import grades, schema
from grader.gradebook.lateness import lateness
from grader.model import (
    Blame,
    Delivery,
    Grade,
    Isolation,
    Label,
    LatePolicy,
    Override,
    Person,
    Standing,
    Submission,
    Suite,
    Ungraded,
)

_NOT_YET = Ungraded(
    Blame.NOBODY, "not graded yet: the command that was to do it was stopped; run it again"
)


@dataclass(frozen=True)
class Key:
    """What a mark depends on besides the submission: runs by plan, marks by suite."""

    plan: str
    suite: str
    grader: str


@dataclass(frozen=True)
class Attempt:
    """What a student handed in, as the gradebook knows it.

    ``unreadable`` says why there is nothing to run; ``page`` is what the page on disk was made
    from, and ``page_bytes`` its size.
    """

    id: int
    number: int
    delivery: Delivery
    filename: str
    unreadable: str
    page: str
    page_bytes: int

    @property
    def student(self) -> str:
        return self.delivery.person.student


@dataclass(frozen=True, eq=False)
class Run:
    """What an attempt's code did (see ``executions``), and how it was held."""

    execution: bytes
    isolation: Isolation


@dataclass(frozen=True, eq=False)
class Mark:
    """What a run is worth (see ``grades``); ``again`` where a fault of ours spoilt it."""

    grade: bytes
    variant: str = ""
    groups: tuple[str, ...] = ()
    again: bool = False


class Gradebook:
    """One file.  Every method that writes has written when it returns."""

    def __init__(self, path: Path, assignment: str) -> None:
        """Raises UsageError where the file is the record of another assignment."""
        self.path = path
        self._db = schema.connect(path)
        try:
            self._claim(assignment)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._db.close()

    def _claim(self, assignment: str) -> None:
        found = self.about("assignment") or assignment
        if found != assignment:
            raise UsageError(
                f"{self.path} holds the grades of '{found}', not of '{assignment}';"
                " choose another folder with -o"
            )
        self.note(assignment=assignment)

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """All that is written in the block, or nothing of it.  Raises GraderError."""
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

    # --- facts about the whole ------------------------------------------------------------------

    def about(self, key: str) -> str:
        """What was noted under this key, or empty."""
        row = self._db.execute("SELECT value FROM about WHERE key = ?", [key]).fetchone()
        return row[0] if row else ""

    def note(self, **facts: str) -> None:
        """Keep these facts in place of what was known under their names."""
        with self.changing():
            self._db.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", facts.items())

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
                [student, _plain(delivery.person), attempt],
            )
        return new

    def enrol(self, people: Iterable[Person]) -> None:
        """Know these people too, of whom nothing was handed in now."""
        with self.changing():
            self._db.executemany(
                "INSERT INTO students VALUES (?, ?, NULL)"
                " ON CONFLICT (student) DO UPDATE SET person = excluded.person",
                ((person.student, _plain(person)) for person in people),
            )

    def attempts(self) -> tuple[Attempt, ...]:
        """The attempts that count, one a student who handed something in, by student."""
        rows = self._db.execute(
            "SELECT a.id, a.number, s.person, a.submitted, a.late, a.remarks, a.filename,"
            " a.unreadable, a.page, a.page_bytes"
            " FROM students s JOIN attempts a ON a.id = s.attempt ORDER BY s.student"
        )
        return tuple(_attempt(*row) for row in rows)

    def submission(self, attempt: Attempt) -> Submission:
        """The bytes that were handed in."""
        (source,) = self._db.execute(
            "SELECT source FROM attempts WHERE id = ?", [attempt.id]
        ).fetchone()
        return Submission(attempt.student, attempt.filename, source or b"")

    # --- what it came to ------------------------------------------------------------------------

    def run(self, attempt: Attempt, key: Key) -> Run | None:
        """The run of this attempt by this plan, if there was one."""
        row = self._db.execute(
            "SELECT execution, isolation FROM runs WHERE attempt = ? AND plan = ? AND grader = ?",
            [attempt.id, key.plan, key.grader],
        ).fetchone()
        return Run(row[0], _isolation(row[1])) if row else None

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
        held = [_isolation(text) for (text,) in rows]
        return max(held, key=lambda one: (one.level, one.layers), default=None)

    def keep(self, attempt: int, key: Key, run: Run | None, mark: Mark) -> None:
        """What the attempt came to, and its run where there is a new one."""
        with self.changing():
            if run:
                self._db.execute(
                    "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?)",
                    [attempt, key.plan, key.grader, _plain(run.isolation), run.execution],
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

    def grade(self, attempt: Attempt, key: Key, suite: Suite) -> tuple[Grade, str] | None:
        """The attempt's grade by this suite, and which variant it was asked, if it has one."""
        row = self._db.execute(
            "SELECT grade, variant FROM marks WHERE attempt = ? AND suite = ? AND grader = ?",
            [attempt.id, key.suite, key.grader],
        ).fetchone()
        return (grades.unpacked(row[0], attempt.student, suite), row[1]) if row else None

    # --- what people decided --------------------------------------------------------------------

    def override(self, override: Override) -> None:
        """Let these points stand in place of the grader's."""
        with self.changing():
            self._db.execute(
                "INSERT INTO overrides (student, question, points, why, author, time)"
                " VALUES (:student, :question, :points, :why, :author, :time)",
                dataclasses.asdict(override),
            )

    def undo_overrides(self, student: str, question: str, time: str) -> int:
        """Let the grader's points stand again; how many overrides that ends."""
        with self.changing():
            ended = self._db.execute(
                "UPDATE overrides SET undone = ?"
                " WHERE student = ? AND question = ? AND undone = ''",
                [time, student, question],
            )
        return ended.rowcount

    def label(self, label: Label, author: str, time: str) -> None:
        """Call a group of unexplained answers by a name."""
        with self.changing():
            self._db.execute(
                "INSERT OR REPLACE INTO labels VALUES (?, ?, ?, ?, ?)",
                [label.group, label.title, label.hint, author, time],
            )

    def unlabel(self, group: str) -> bool:
        """Take the name away again; whether there was one."""
        with self.changing():
            ended = self._db.execute("DELETE FROM labels WHERE name = ?", [group])
        return ended.rowcount > 0

    def labels(self) -> dict[str, Label]:
        """All labels by their group."""
        rows = self._db.execute("SELECT name, title, hint FROM labels ORDER BY name")
        return {group: Label(group, title, hint) for group, title, hint in rows}

    def overrides(self) -> dict[str, tuple[Override, ...]]:
        """The overrides that stand, by student, in the order in which they were made."""
        rows = self._db.execute(
            "SELECT student, question, points, why, author, time FROM overrides"
            " WHERE undone = '' ORDER BY id"
        )
        found: dict[str, tuple[Override, ...]] = {}
        for row in rows:
            override = Override(*row)
            found[override.student] = (*found.get(override.student, ()), override)
        return found

    # --- all of it ------------------------------------------------------------------------------

    def people(self) -> tuple[Person, ...]:
        """Everybody, by student."""
        rows = self._db.execute("SELECT person FROM students ORDER BY student")
        return tuple(_person(text) for (text,) in rows)

    def before_marking(self, policy: LatePolicy | None) -> dict[str, Standing]:
        """Everybody's standing by student, without grades and labels."""
        decided = self.overrides()
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
        standings, labels = self.before_marking(suite.late), self.labels()
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
        if not inserted.rowcount:
            self._db.execute(
                "UPDATE attempts SET submitted = ?, late = ?, remarks = ?"
                " WHERE student = ? AND digest = ?",
                [*when, student, digest],
            )
        return inserted.rowcount > 0


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
    return hashlib.sha256(name + b"\0" + handed_in.source).hexdigest()


def _text(name: str) -> str:
    """A file's name whose bytes are no text, told as an escape: no table could hold it."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def _plain(noun: Person | Isolation) -> str:
    return json.dumps(vars(noun))


@functools.lru_cache(maxsize=64)
def _isolation(text: str) -> Isolation:
    fields: dict[str, Any] = json.loads(text)
    return Isolation(**(fields | {"layers": tuple(fields["layers"])}))


@functools.lru_cache(maxsize=1 << 13)
def _person(text: str) -> Person:
    fields: dict[str, Any] = json.loads(text)
    return Person(**(fields | {"members": tuple(fields["members"])}))


def _attempt(
    id: int,
    number: int,
    person: str,
    submitted: str,
    late: int,
    remarks: str,
    *rest: Any,
) -> Attempt:
    said: Sequence[str] = json.loads(remarks)
    delivery = Delivery(_person(person), submitted, bool(late), tuple(said))
    return Attempt(id, number, delivery, *rest)
