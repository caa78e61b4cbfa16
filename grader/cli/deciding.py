"""What a person decides about points and about groups of unexplained answers."""

from __future__ import annotations

import argparse
import getpass
from collections import Counter
from datetime import UTC, datetime

from grader.cli.say import say
from grader.cli.upkeep import (
    bring_up_to_date,
    pages_only,
    record_in,
)
from grader.errors import UsageError
from grader.model import Label, Override, Person, Question
from grader.people.lookup import describe, find
from grader.report import numbers
from grader.results.folder import Record


def override(options: argparse.Namespace) -> int:
    """Give points in place of the grader's, or take them back."""
    with record_in(options.results) as record:
        how = pages_only(options, record)
        person = find(record.book.people(), options.student)
        question = _question(record, options.question)
        if options.undo:
            said = _undone(record, person, question)
        else:
            said = _decided(record, person, question, options)
        bring_up_to_date(record, how, run=False)
    say(said)
    return 0


def _decided(
    record: Record, person: Person, question: Question, options: argparse.Namespace
) -> str:
    if options.points is None or not options.why:
        raise UsageError('say how many points, and why: POINTS --why "..."')
    if not 0 <= options.points <= question.points:
        most = numbers.points(question.points)
        raise UsageError(f"{question.id} is worth 0 to {most} points, not {options.points:g}")
    author = options.author or getpass.getuser()
    record.book.override(
        Override(person.student, question.id, options.points, options.why, author, _now())
    )
    points = numbers.points(options.points)
    return f"{describe(person)} has {points} points for {question.id} by {author}: {options.why}"


def _undone(record: Record, person: Person, question: Question) -> str:
    if not record.book.undo_overrides(person.student, question.id, _now()):
        raise UsageError(f"nobody has overridden {question.id} of {describe(person)}")
    return f"the grader's points for {question.id} of {describe(person)} count again"


def _question(record: Record, id: str) -> Question:
    known = {question.id: question for question in record.suite.questions}
    if id not in known:
        raise UsageError(f"there is no question '{id}'; there are {', '.join(known)}")
    return known[id]


def label(options: argparse.Namespace) -> int:
    """Name a group, take its name away, or list all groups."""
    with record_in(options.results) as record:
        groups = _groups(record)
        if options.group is None:
            say(groups_text(groups, record.book.labels()))
            return 0
        if options.group not in groups:
            raise UsageError(f"there is no group '{options.group}'; `grader label` lists them")
        how = pages_only(options, record)
        said = _named(record, options, groups[options.group])
        bring_up_to_date(record, how, run=False)
    say(said)
    return 0


def _named(record: Record, options: argparse.Namespace, students: int) -> str:
    if options.undo:
        if not record.book.unlabel(options.group):
            raise UsageError(f"the group {options.group} has no name")
        return f"{options.group} has no name any more"
    if not options.title or not options.hint:
        raise UsageError('say what to call it, and a hint: "TITLE" --hint "..."')
    named = Label(options.group, options.title, options.hint)
    record.book.label(named, options.author or getpass.getuser(), _now())
    return f"{options.group} is '{options.title}' on the pages of {students} student(s)"


def _groups(record: Record) -> Counter[str]:
    marked = record.book.marked(record.key)
    attempts = {attempt.id for attempt in record.book.attempts()}
    return Counter(group for id, groups in marked.items() if id in attempts for group in groups)


def groups_text(groups: Counter[str], labels: dict[str, Label]) -> str:
    """The groups as lines of a terminal, the largest first, and how many are like nobody."""
    shared = sorted((-students, group) for group, students in groups.items() if students > 1)
    lines = [
        f"{-less:>5}  {group}  {labels[group].title if group in labels else ''}".rstrip()
        for less, group in shared
    ]
    alone = len(groups) - len(shared)
    if alone:
        lines.append(f"{alone} unexplained wrong answers are like no other")
    return "\n".join(lines) or "every wrong answer is explained"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
