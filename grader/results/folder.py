"""A folder of results: its files, the attempts that are out of date, and its tables.

<folder>/gradebook.sqlite  the record, from which everything else can be made again
<folder>/suite.json        the suite with the hidden cases
<folder>/students/*.html   a page for each student, written as soon as it is graded
<folder>/index.html        the class
<folder>/grades.csv        a row for each student, safe to open in a spreadsheet
<folder>/grades.json       everything, strict JSON

Only the owner can read the files, whatever the umask says.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.errors import GraderError, unreadable
from grader.export import csv_header, csv_row, grades_json, provenance
from grader.files import OWNER_ONLY, require_grades, write_atomically
from grader.gradebook import Attempt, Gradebook, Key, derivations
from grader.model import Isolation, Label, Standing, Submission, Suite
from grader.report import ClassPage, class_page
from grader.results.job import Job, JobResult
from grader.results.worker import page_path, renderer
from grader.sandbox import Plan
from grader.similarity import (
    METHOD,
    Fingerprints,
    Likeness,
    cluster_fingerprints,
    fingerprints_of,
    wrong_answers,
)
from grader.suite.file import digest, load, save
from grader.suite.json_codec import plain, typed

SUITE = "suite.json"
BOOK = "gradebook.sqlite"
_PAGE_ENDS = b"</html>"
_OWNER_ONLY_FOLDER = 0o700
_NEVER_RUN = Isolation("", ())


@dataclass(frozen=True, eq=False)
class StaleAttempt:
    """An attempt whose mark or page is out of date; ``runs`` tells whether it must be run."""

    attempt: Attempt
    standing: Standing
    runs: bool


class ResultsFolder:
    """A folder of results, open for reading and writing.

    ``per_student`` is the name of the per-student suites, empty where all students have the same.
    """

    def __init__(
        self, folder: Path, suite: Suite, version: str, per_student: str | None = None
    ) -> None:
        """Open the folder; without ``per_student``, with the suites that graded it.

        Raise UsageError if it holds the grades of another assignment.
        """
        self.folder = folder
        self.suite = suite
        self.digest = digest(suite)
        self.book = Gradebook(folder / BOOK, suite.assignment)
        try:
            if per_student is not None:
                self.book.set_facts(own_numbers=per_student)
            self.per_student = self.book.fact("own_numbers")
        except BaseException:
            self.close()
            raise
        suffix = f"+{self.per_student}" if self.per_student else ""
        self.key = Key(plan_digest(suite) + suffix, self.digest + suffix, version)

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The standings of all students, sorted by student."""
        return tuple(self.each_standing())

    def each_standing(self) -> Iterator[Standing]:
        """Yield everybody's standing, by student, so that no class has to fit into memory."""
        return self.book.standings(self.suite, self.key)

    @property
    def isolation(self) -> Isolation:
        """The weakest isolation of all runs."""
        return self.book.isolation(self.key) or _NEVER_RUN

    def page(self, student: str) -> bytes:
        """Return a student's page.  Raise GraderError if there is none."""
        try:
            return page_path(self.folder, student).read_bytes()
        except OSError as error:
            raise GraderError(
                f"cannot read the page of {student}: {error.strerror}; `grader report` makes it"
            ) from error

    def close(self) -> None:
        self.book.close()

    # --- attempts that are out of date ----------------------------------------------------------

    def stale(self, *, every_page: bool = False) -> tuple[StaleAttempt, ...]:
        """Return the attempts that must be run, marked or rendered, sorted by student."""
        standings = self.book.unmarked_standings(self.suite)
        labels = self.book.decisions.labels()
        marked, ran = self.book.groups_of_marked(self.key), self.book.ids_with_run(self.key)
        found = []
        for attempt in self.book.attempts():
            standing, groups = standings[attempt.student], marked.get(attempt.id)
            stands = groups is not None and self._page_stands(attempt, standing, groups, labels)
            if every_page or not stands:
                runs = attempt.id not in ran and attempt.has_code
                found.append(StaleAttempt(attempt, standing, runs))
        return tuple(found)

    def job(self, stale: StaleAttempt) -> Job:
        """Return the job that brings an attempt up to date."""
        submission = self.book.submission(stale.attempt)
        return Job(
            attempt=stale.attempt.id,
            standing=replace(
                stale.standing, earlier=self.book.earlier_grade(stale.attempt, self.key, self.suite)
            ),
            submission=submission,
            run=self.book.run(stale.attempt, self.key),
            unreadable=stale.attempt.unreadable,
            checked=self._checked(submission),
        )

    def _checked(self, submission: Submission) -> bytes | None:
        """What was found before in the derivation, if there is one."""
        task, written = self.suite.derivation, submission.derivation
        if task is None or written is None:
            return None
        return self.book.checked(derivations.content_key(written, task), self.key)

    def keep(self, result: JobResult) -> None:
        """Record the result of a job.  Raise GraderError."""
        job, labels = result.job, self.book.decisions.labels()
        stamp = self._stamp(job.standing, result.mark.groups, labels) if result.page_bytes else ""
        with self.book.transaction():
            self.book.save_result(job.attempt, self.key, result.run, result.mark)
            self.book.save_page(job.attempt, stamp, result.page_bytes)
            if result.checked:
                self.book.save_checked(*result.checked, key=self.key)
            if result.prints:
                self.book.save_fingerprints(METHOD, {job.attempt: result.prints})

    def _page_stands(
        self,
        attempt: Attempt,
        standing: Standing,
        groups: tuple[str, ...],
        labels: Mapping[str, Label],
    ) -> bool:
        """Return whether the page on disk is whole and the same as would be written now."""
        if attempt.page != self._stamp(standing, groups, labels):
            return False
        return _whole(page_path(self.folder, attempt.student), attempt.page_bytes)

    def _stamp(
        self, standing: Standing, groups: tuple[str, ...], labels: Mapping[str, Label]
    ) -> str:
        """Return a digest of everything that a page is made from besides the run."""
        said = [labels[group] for group in groups if group in labels]
        decided = replace(standing, grade=None, labels=(), earlier=None)
        facts = repr((self.key, decided, said))
        return hashlib.sha256(facts.encode("utf-8", "backslashreplace")).hexdigest()[:16]

    # --- tables and the page of the class -------------------------------------------------------

    def write_tables(self) -> ClassPage:
        """Write the tables and the page of the class; return the page.  Raise GraderError."""
        rows = [csv_header(self.suite)]
        answers: dict[str, frozenset[str]] = {}

        def each() -> Iterator[Standing]:
            for standing in self.each_standing():
                rows.append(csv_row(self.suite, standing))
                if standing.grade:
                    answers[standing.person.student] = wrong_answers(standing.grade)
                yield standing

        pieces = grades_json(self.suite, provenance(self, self.key.grader), each())
        self._write("grades.json", (piece.encode() for piece in pieces))
        self._write("grades.csv", (row.encode() for row in rows))
        page = class_page(
            self.suite,
            self.each_standing(),
            isolation=self.isolation,
            version=self.key.grader,
            suite_id=self.digest,
            similar=self._similar(answers),
            source=self._source_of(),
        )
        self._write("index.html", [renderer().class_html(page).encode()])
        return page

    def _source_of(self) -> Callable[[str], tuple[str, bytes] | None]:
        """Return what gives the name and the bytes of a student's file."""
        attempts = {attempt.student: attempt for attempt in self.book.attempts()}

        def source(student: str) -> tuple[str, bytes] | None:
            attempt = attempts.get(student)
            if attempt is None or attempt.unreadable:
                return None
            return attempt.filename, self.book.submission(attempt).source

        return source

    def _write(self, name: str, content: Iterable[bytes]) -> None:
        write_atomically(self.folder / name, content, mode=OWNER_ONLY)

    def _similar(self, answers: Mapping[str, frozenset[str]]) -> Likeness:
        """Return the clusters of similar files; compare again if the files changed.

        ``answers`` are the wrong answers of each student.
        """
        attempts = [attempt for attempt in self.book.attempts() if attempt.has_code]
        compared = repr((self.key, self.book.count_marks(self.key), [a.id for a in attempts]))
        stamp = hashlib.sha256(compared.encode()).hexdigest()
        if self.book.fact("likeness_of") == stamp:
            kept: Likeness = typed(Likeness, json.loads(self.book.fact("likeness")))
            return kept
        by_student = {attempt.student: attempt for attempt in attempts}
        found = cluster_fingerprints(
            self._prints(attempts),
            lambda student: self.book.submission(by_student[student]).source,
            self.suite.starter.encode(),
            answers,
        )
        self.book.set_facts(likeness_of=stamp, likeness=json.dumps(plain(found)))
        return found

    def _prints(self, attempts: Sequence[Attempt]) -> Mapping[str, Fingerprints]:
        """Return the fingerprints of attempts by student; make those that no worker made."""
        kept = self.book.ids_with_fingerprints(METHOD)
        with self.book.transaction():  # one, because each waits for the disk
            for attempt in attempts:
                if attempt.id not in kept:
                    made = fingerprints_of(self.book.submission(attempt).source).packed()
                    self.book.save_fingerprints(METHOD, {attempt.id: made})
        return RecordedFingerprints(self.book, {one.student: one.id for one in attempts})


class RecordedFingerprints(Mapping[str, Fingerprints]):
    """The fingerprints of a class by student, read when they are needed.

    Those of a large class take hundreds of megabytes, and all of them are read several times.
    """

    def __init__(self, book: Gradebook, attempts: Mapping[str, int]) -> None:
        self._book, self._attempts = book, attempts

    def __getitem__(self, student: str) -> Fingerprints:
        return Fingerprints.unpacked(self._book.fingerprints(self._attempts[student], METHOD))

    def __iter__(self) -> Iterator[str]:
        return iter(self._attempts)

    def __len__(self) -> int:
        return len(self._attempts)


def keep_suite(suite: Suite, folder: Path) -> None:
    """Write the suite into the folder, unless it is there."""
    path = folder / SUITE
    if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != digest(suite):
        save(suite, path)


def suite_in(folder: Path) -> Suite:
    """Return the suite that graded a folder.  Raise UsageError if there are no grades."""
    require_grades(folder, (BOOK, SUITE))
    return load(folder / SUITE)


def plan_digest(suite: Suite) -> str:
    """Return a digest of everything that decides a run besides the submission."""
    plan = Plan.of(suite)
    facts = (
        *(plan.cases, plan.questions, plan.companion, plan.loading),
        *(suite.limits, suite.modules),
    )
    found = hashlib.sha256(repr(facts).encode())
    for question in suite.questions:
        about = (question.part, question.arguments, question.script)
        if any(about):
            found.update(repr((question.id, *about)).encode())
    for case in suite.cases:
        for argument in case.arguments:
            layout = (case.id, case.presentation, argument.dtype.str, argument.shape)
            found.update(repr(layout).encode() + argument.tobytes())
    return found.hexdigest()


@contextlib.contextmanager
def alone_in(folder: Path, *, waiting: Callable[[], None]) -> Iterator[None]:
    """Keep other graders out of a folder; call ``waiting`` before waiting for one.

    The lock is SQLite's, so it works wherever the gradebook works, and it ends with the process
    that holds it.  Raise GraderError.
    """
    try:
        for place in (folder, page_path(folder, "").parent):
            place.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        lock = _private_file(folder / ".lock")
    except (OSError, sqlite3.Error) as error:
        raise GraderError(f"cannot write in {folder}: {_why(error)}") from error
    with contextlib.closing(lock):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise GraderError(f"cannot write in {folder}: {_why(error)}") from error
            waiting()
            lock.execute("PRAGMA busy_timeout = 2147483647")
            lock.execute("BEGIN EXCLUSIVE")
        yield


def _why(error: OSError | sqlite3.Error) -> str:
    return unreadable(error) if isinstance(error, OSError) else str(error)


def _private_file(path: Path) -> sqlite3.Connection:
    """Open a database that only its owner can read, because a reader can hold its lock."""
    path.touch(mode=OWNER_ONLY)
    if path.stat().st_mode & 0o077:
        path.chmod(OWNER_ONLY)  # made by an earlier version of the grader
    return sqlite3.connect(path, isolation_level=None, timeout=0.0)


def _whole(path: Path, size: int) -> bool:
    try:
        with path.open("rb") as file:
            if file.seek(0, os.SEEK_END) != size or size < len(_PAGE_ENDS):
                return False
            file.seek(size - len(_PAGE_ENDS))
            return file.read() == _PAGE_ENDS
    except OSError:
        return False
