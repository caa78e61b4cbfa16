"""Record what a person decides: points, names of groups of answers, and who left the class.

Nothing is run.  Each function changes the gradebook; ``update`` with ``run=False`` then makes the
pages and tables that it concerns.
"""

from __future__ import annotations

from datetime import UTC, datetime

from grader.errors import UsageError
from grader.model import Label, Override, Person
from grader.report import numbers
from grader.results.folder import ResultsFolder
from grader.results.worker import page_path


def override(
    results: ResultsFolder, person: Person, question: str, points: float, why: str, author: str
) -> None:
    """Give points in place of the grader's.  Raise UsageError where they are out of range."""
    possible = results.suite.marked[question]
    if not 0 <= points <= possible:
        most = numbers.points(possible)
        raise UsageError(f"{question} is worth 0 to {most} points, not {points:g}")
    decided = Override(person.student, question, points, why, author, _now())
    results.book.decisions.override(decided)


def undo_override(results: ResultsFolder, person: Person, question: str) -> bool:
    """Let the grader's points count again; return whether others had counted."""
    return results.book.decisions.undo_overrides(person.student, question, _now()) > 0


def forget(results: ResultsFolder, person: Person, author: str) -> None:
    """Take a student out of the class; the record stays, and the page goes."""
    results.book.decisions.forget(person.student, author, _now())
    page_path(results.folder, person.student).unlink(missing_ok=True)


def remember(results: ResultsFolder, person: Person) -> None:
    """Take a student back into the class."""
    results.book.decisions.remember(person.student)


def require_question(results: ResultsFolder, id: str) -> None:
    """Raise UsageError where no question has this id; a derivation with points counts as one."""
    known = results.suite.marked
    if id not in known:
        raise UsageError(f"there is no question '{id}'; there are {', '.join(known)}")


def label(results: ResultsFolder, named: Label, author: str) -> None:
    """Call a group of unexplained answers by a name."""
    results.book.decisions.label(named, author, _now())


def groups_of_answers(results: ResultsFolder) -> dict[str, list[Person]]:
    """Return the students in each group of unexplained answers."""
    marked = results.book.groups_of_marked(results.key)
    found: dict[str, list[Person]] = {}
    for attempt in results.book.attempts():
        for group in marked.get(attempt.id, ()):
            found.setdefault(group, []).append(attempt.delivery.person)
    return found


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
