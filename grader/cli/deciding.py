"""Record decisions about points, groups of unexplained answers, and who left the class."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from grader.cli.language import spoken
from grader.cli.progress import Notes
from grader.cli.say import announce, say
from grader.cli.suites import per_student
from grader.errors import UsageError
from grader.model import Label, Person
from grader.people.lookup import describe, find
from grader.report import numbers
from grader.report.dashboard.sections import ReadEntry
from grader.report.dashboard.to_read import unexplained_answers
from grader.report.words import Words, words_in
from grader.results import decisions
from grader.results.folder import ResultsFolder
from grader.results.update import RunOptions, opened, tasks, update

_Points = tuple[float | None, float | None]
"""A student's points for a question and in all."""


def override(options: argparse.Namespace) -> int:
    """Give points in place of the grader's, or take them back."""
    with opened(options.results, listener=Notes()) as results, _updating(options, results):
        person = find(results.book.people(), options.student)
        decisions.require_question(results, options.question)
        decide = _undo if options.undo else _decide
        message = decide(options, results, person)
    announce(message)
    return 0


@contextmanager
def _updating(options: argparse.Namespace, results: ResultsFolder) -> Iterator[None]:
    """Render the pages and tables that a decision concerns, after the block has made it.

    Raise UsageError before the block if pages cannot be rendered without a key.
    """
    how = RunOptions(per_student=per_student(options, results.suite))
    tasks(results, how.per_student)
    yield
    update(results, how, Notes(), run=False)


def _decide(options: argparse.Namespace, results: ResultsFolder, person: Person) -> str:
    if options.points is None or not options.why:
        raise UsageError('say how many points, and why: POINTS --why "..."')
    author, before = options.author or getpass.getuser(), _points(results, person, options)
    question, points = options.question, numbers.points(options.points)
    decisions.override(results, person, question, options.points, options.why, author)
    after = _points(results, person, options)
    return (
        f"{describe(person)} has {points} points for {question} by {author}: {options.why}\n"
        + _change(question, before, after)
    )


def _undo(options: argparse.Namespace, results: ResultsFolder, person: Person) -> str:
    question, before = options.question, _points(results, person, options)
    if not decisions.undo_override(results, person, question):
        raise UsageError(f"nobody has overridden {question} of {describe(person)}")
    after = _points(results, person, options)
    return f"the grader's points for {question} of {describe(person)} count again\n" + _change(
        question, before, after
    )


def _points(results: ResultsFolder, person: Person, options: argparse.Namespace) -> _Points:
    """Return a student's points for the question and in all."""
    standing = next(one for one in results.standings if one.person.student == person.student)
    return standing.points(options.question), standing.earned(results.suite)


def _change(question: str, before: _Points, after: _Points) -> str:
    old, new = ([numbers.points(points) for points in both] for both in (before, after))
    return f"{question}: {old[0]} -> {new[0]}, in all: {old[1]} -> {new[1]}"


def forget(options: argparse.Namespace) -> int:
    """Take students out of the class, or back into it."""
    with opened(options.results, listener=Notes()) as results, _updating(options, results):
        known = results.book.people(departed=options.undo)
        people = [find(known, wanted, parts=False) for wanted in options.students]
        for person in people:
            if options.undo:
                decisions.remember(results, person)
            else:
                decisions.forget(results, person, options.author or getpass.getuser())
    where = "in the class again" if options.undo else "out of the class; the record stays"
    announce(f"{', '.join(map(describe, people))}: {where}")
    return 0


def label(options: argparse.Namespace) -> int:
    """Name a group, take its name away, or list all groups."""
    with opened(options.results, listener=Notes()) as results:
        groups = decisions.groups_of_answers(results)
        if options.group is None:
            words = words_in(results.suite.language)
            entries = unexplained_answers(results.suite, results.standings, words)
            nothing = spoken("every wrong answer is explained")
            say(entries_text(entries, words) if entries else nothing)
            return 0
        if options.group not in groups:
            raise UsageError(f"there is no group '{options.group}'; `grader label` lists them")
        with _updating(options, results):
            message = _name_group(options, results, len(groups[options.group]))
    announce(message)
    return 0


def _name_group(options: argparse.Namespace, results: ResultsFolder, students: int) -> str:
    if options.undo:
        if not results.book.decisions.unlabel(options.group):
            raise UsageError(f"the group {options.group} has no name")
        return f"{options.group} has no name any more"
    if not options.title or not options.hint:
        raise UsageError('say what to call it, and a hint: "TITLE" --hint "..."')
    named = Label(options.group, options.title, options.hint)
    decisions.label(results, named, options.author or getpass.getuser())
    return f"{options.group} is '{options.title}' on the pages of {students} student(s)"


def entries_text(entries: Sequence[ReadEntry], words: Words) -> str:
    """Return the groups as lines, what lost most first: what it is, and who gave it."""
    lines: list[str] = []
    for entry in entries:
        about = entry.label or entry.observation
        names = words("list.comma").join(who.name for who in entry.people)
        count = f"{entry.count.number} {entry.count.words}"
        about_it = words("board.entry", title=entry.title, count=count, lost=entry.lost)
        lines += [
            f"{entry.group}  {about_it}",
            f"    {about}",
            f"    {names} {entry.more}".rstrip(),
        ]
    return "\n".join(lines)
