"""Chains: the steps of an assignment that depend on each other, apart from all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.model import Question, Suite
from grader.report.question_view import on_the_way


@dataclass(frozen=True)
class Chain:
    """Steps on the way to the same answers, and the names of the functions that are asked."""

    places: tuple[int, ...]
    functions: tuple[str, ...]


def chains(suite: Suite) -> tuple[Chain, ...]:
    """Return the chains in the order of their first steps.

    Two questions share a chain if they share a step or are parts of one call.  A step that
    no question comes past belongs to the chain of the step after it, to which it leads.
    """
    groups: list[_Group] = []
    for question in suite.questions:
        own = _Group((question,), on_the_way(question) | {question.step, _call(question)})
        related = [group for group in groups if not group.marks.isdisjoint(own.marks)]
        groups = [group for group in groups if group.marks.isdisjoint(own.marks)]
        groups.append(_together([*related, own]))
    chain_of = {step: place for place, group in enumerate(groups) for step in group.marks}
    places: dict[int, list[int]] = {}
    current = max(chain_of.values(), default=0)
    for place, step in reversed(list(enumerate(suite.steps))):
        current = chain_of.get(step.id, current)
        places.setdefault(current, []).insert(0, place)
    ordered = sorted(places.items(), key=lambda entry: entry[1])
    return tuple(Chain(tuple(of), _functions(groups[one : one + 1])) for one, of in ordered)


@dataclass(frozen=True, eq=False)
class _Group:
    """Questions, and what makes others belong to them: ids of steps, and names of calls."""

    questions: tuple[Question, ...]
    marks: frozenset[str]


def _together(groups: Sequence[_Group]) -> _Group:
    questions = tuple(question for group in groups for question in group.questions)
    return _Group(questions, frozenset().union(*(group.marks for group in groups)))


def _call(question: Question) -> str:
    """Return what only parts of the same call have in common; no step has such an id."""
    return f"call {question.part.call if question.part else question.id}"


def _functions(groups: Sequence[_Group]) -> tuple[str, ...]:
    names = (_name(one) for group in groups for one in group.questions)
    return tuple(dict.fromkeys(names))


def _name(question: Question) -> str:
    """Return the name of the code that is asked: ``forward``, or of a method ``Layer.forward``."""
    owner, dot, _ = question.function.rpartition(".")
    return f"{owner}{dot}{question.code_name}"
