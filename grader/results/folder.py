"""A folder of results: what is in it, what in it is out of date, and how it is brought up to date.

<folder>/gradebook.sqlite  the record: everything else here can be made from it again
<folder>/suite.json        the hidden cases, for the owner's eyes
<folder>/students/*.html   one page a student, written as soon as it is graded
<folder>/index.html        the class
<folder>/grades.csv        one row a student, safe to open in a spreadsheet
<folder>/grades.json       everything, strict JSON

All of it is for the owner's eyes alone, whatever the umask says.
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

from grader.errors import GraderError
from grader.export import grades_csv, grades_json, provenance
from grader.files import OWNER_ONLY, require_grades, write_atomically
from grader.gradebook import Attempt, Gradebook, Key
from grader.model import Isolation, Label, Standing, Suite
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
    """An attempt whose mark or page is out of date; ``runs`` says whether it must be run."""

    attempt: Attempt
    standing: Standing
    runs: bool


class ResultsFolder:
    """One folder of results, open for reading and writing.

    ``per_student`` is the name of the per-student suites, empty where all students have the same.
    """

    def __init__(
        self, folder: Path, suite: Suite, version: str, per_student: str | None = None
    ) -> None:
        """Without ``per_student``, open it with the suites that the folder was graded with.

        Raises UsageError where the folder holds the grades of another assignment.
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
        """Everybody's standing, by student."""
        return self.book.standings(self.suite, self.key)

    @property
    def isolation(self) -> Isolation:
        """How what was run was held."""
        return self.book.isolation(self.key) or _NEVER_RUN

    def page(self, student: str) -> bytes:
        """The student's page.  Raises GraderError where there is none."""
        try:
            return page_path(self.folder, student).read_bytes()
        except OSError as error:
            raise GraderError(
                f"cannot read the page of {student}: {error.strerror}; `grader report` makes it"
            ) from error

    def close(self) -> None:
        self.book.close()

    # --- what is out of date --------------------------------------------------------------------

    def stale(self, *, every_page: bool = False) -> tuple[StaleAttempt, ...]:
        """What has to be run, marked or rendered, by student."""
        standings = self.book.unmarked_standings(self.suite)
        labels = self.book.decisions.labels()
        marked, ran = self.book.groups_of_marked(self.key), self.book.ids_with_run(self.key)
        found = []
        for attempt in self.book.attempts():
            standing, groups = standings[attempt.student], marked.get(attempt.id)
            stands = groups is not None and self._page_stands(attempt, standing, groups, labels)
            if every_page or not stands:
                runs = attempt.id not in ran and not attempt.unreadable
                found.append(StaleAttempt(attempt, standing, runs))
        return tuple(found)

    def job(self, stale: StaleAttempt) -> Job:
        """The job that brings it up to date."""
        return Job(
            attempt=stale.attempt.id,
            standing=stale.standing,
            submission=self.book.submission(stale.attempt),
            run=self.book.run(stale.attempt, self.key),
            unreadable=stale.attempt.unreadable,
        )

    def keep(self, result: JobResult) -> None:
        """ResultsFolder what a job came to.  Raises GraderError."""
        job, labels = result.job, self.book.decisions.labels()
        stamp = self._stamp(job.standing, result.mark.groups, labels) if result.page_bytes else ""
        with self.book.transaction():
            self.book.save_result(job.attempt, self.key, result.run, result.mark)
            self.book.save_page(job.attempt, stamp, result.page_bytes)
            if result.prints:
                self.book.save_fingerprints(METHOD, {job.attempt: result.prints})

    def _page_stands(
        self,
        attempt: Attempt,
        standing: Standing,
        groups: tuple[str, ...],
        labels: Mapping[str, Label],
    ) -> bool:
        """Whether the page on disk is whole, and what would be written now."""
        if attempt.page != self._stamp(standing, groups, labels):
            return False
        return _whole(page_path(self.folder, attempt.student), attempt.page_bytes)

    def _stamp(
        self, standing: Standing, groups: tuple[str, ...], labels: Mapping[str, Label]
    ) -> str:
        """A digest of all that a page is made from besides the run."""
        said = [labels[group] for group in groups if group in labels]
        facts = repr((self.key, replace(standing, grade=None, labels=()), said))
        return hashlib.sha256(facts.encode("utf-8", "backslashreplace")).hexdigest()[:16]

    # --- what is made of it ---------------------------------------------------------------------

    def write_tables(self) -> ClassPage:
        """Write the tables and the page of the class, which is returned.  Raises GraderError."""
        isolation, standings = self.isolation, self.standings
        page = class_page(
            self.suite,
            standings,
            isolation=isolation,
            version=self.key.grader,
            suite_id=self.digest,
            similar=self._similar(standings),
            source=self._source_of(),
        )
        pieces = grades_json(self.suite, provenance(self, self.key.grader), standings)
        table = grades_csv(self.suite, standings)
        html = renderer().class_html(page)
        self._write("grades.json", (piece.encode() for piece in pieces))
        self._write("grades.csv", [table.encode()])
        self._write("index.html", [html.encode()])
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

    def _similar(self, standings: Sequence[Standing]) -> Likeness:
        """Which files stand out by their likeness; compared again where there are others."""
        attempts = [attempt for attempt in self.book.attempts() if not attempt.unreadable]
        compared = repr((self.key, self.book.count_marks(self.key), [a.id for a in attempts]))
        stamp = hashlib.sha256(compared.encode()).hexdigest()
        if self.book.fact("likeness_of") == stamp:
            kept: Likeness = typed(Likeness, json.loads(self.book.fact("likeness")))
            return kept
        answers = {one.person.student: wrong_answers(one.grade) for one in standings if one.grade}
        by_student = {attempt.student: attempt for attempt in attempts}
        found = cluster_fingerprints(
            self._prints(attempts),
            lambda student: self.book.submission(by_student[student]).source,
            self.suite.starter.encode(),
            answers,
        )
        self.book.set_facts(likeness_of=stamp, likeness=json.dumps(plain(found)))
        return found

    def _prints(self, attempts: Sequence[Attempt]) -> dict[str, Fingerprints]:
        """What the files are compared by, made and kept where no worker made them."""
        kept = self.book.fingerprints(METHOD)
        missing = {
            attempt.id: fingerprints_of(self.book.submission(attempt).source).packed()
            for attempt in attempts
            if attempt.id not in kept
        }
        self.book.save_fingerprints(METHOD, missing)
        kept |= missing
        return {attempt.student: Fingerprints.unpacked(kept[attempt.id]) for attempt in attempts}


def keep_suite(suite: Suite, folder: Path) -> None:
    """Have the folder's suite be this one."""
    path = folder / SUITE
    if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != digest(suite):
        save(suite, path)


def suite_in(folder: Path) -> Suite:
    """The suite that a folder was graded with.  Raises UsageError where nothing was."""
    require_grades(folder, (BOOK, SUITE))
    return load(folder / SUITE)


def plan_digest(suite: Suite) -> str:
    """A digest of all that decides what a submission's run looks like, besides its bytes."""
    plan = Plan.of(suite)
    facts = (
        *(plan.cases, plan.questions, plan.companion, plan.loading),
        *(suite.limits, suite.modules),
    )
    found = hashlib.sha256(repr(facts).encode())
    for case in suite.cases:
        for argument in case.arguments:
            about = (case.id, case.presentation, argument.dtype.str, argument.shape)
            found.update(repr(about).encode() + argument.tobytes())
    return found.hexdigest()


@contextlib.contextmanager
def alone_in(folder: Path, *, waiting: Callable[[], None]) -> Iterator[None]:
    """Be the only grader that writes to this folder; ``waiting`` is called where another one is.

    The lock is SQLite's, so that it works wherever the gradebook does, and it ends with the
    process that holds it, however that ends.  Raises GraderError.
    """
    try:
        for place in (folder, page_path(folder, "").parent):
            place.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        lock = _private_file(folder / ".lock")
    except (OSError, sqlite3.Error) as error:
        raise GraderError(f"cannot write in {folder}: {error}") from error
    with contextlib.closing(lock):
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise GraderError(f"cannot write in {folder}: {error}") from error
            waiting()
            lock.execute("PRAGMA busy_timeout = 2147483647")
            lock.execute("BEGIN EXCLUSIVE")
        yield


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
