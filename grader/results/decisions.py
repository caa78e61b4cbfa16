"""Record what a person decides: points, names of groups of answers, and who left the class.

Nothing is run.  Each function changes the gradebook; ``update`` with ``run=False`` then makes the
pages and tables that it concerns.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from grader.errors import UsageError
from grader.model import Label, Override, Person, Question
from grader.report import numbers
from grader.results.folder import ResultsFolder
from grader.results.worker import page_path


def override(
    results: ResultsFolder,
    person: Person,
    question: Question,
    points: float,
    why: str,
    author: str,
) -> None:
    """Give points in place of the grader's.  Raise UsageError where they are out of range."""
    if not 0 <= points <= question.points:
        most = numbers.points(question.points)
        raise UsageError(f"{question.id} is worth 0 to {most} points, not {points:g}")
    decided = Override(person.student, question.id, points, why, author, _now())
    results.book.decisions.override(decided)


def undo_override(results: ResultsFolder, person: Person, question: Question) -> bool:
    """Let the grader's points count again; return whether others had counted."""
    return results.book.decisions.undo_overrides(person.student, question.id, _now()) > 0


def forget(results: ResultsFolder, person: Person, author: str) -> None:
    """Take a student out of the class; the record stays, and the page goes."""
    results.book.decisions.forget(person.student, author, _now())
    page_path(results.folder, person.student).unlink(missing_ok=True)


def remember(results: ResultsFolder, person: Person) -> None:
    """Take a student back into the class."""
    results.book.decisions.remember(person.student)


def question_of(results: ResultsFolder, id: str) -> Question:
    """Return the question of this id.  Raise UsageError where there is none."""
    known = {question.id: question for question in results.suite.questions}
    if id not in known:
        raise UsageError(f"there is no question '{id}'; there are {', '.join(known)}")
    return known[id]


def label(results: ResultsFolder, named: Label, author: str) -> None:
    """Call a group of unexplained answers by a name."""
    results.book.decisions.label(named, author, _now())


def groups_of_answers(results: ResultsFolder) -> Counter[str]:
    """Return how many students are in each group of unexplained answers."""
    marked = results.book.groups_of_marked(results.key)
    attempts = {attempt.id for attempt in results.book.attempts()}
    return Counter(group for id, groups in marked.items() if id in attempts for group in groups)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
