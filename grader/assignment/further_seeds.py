"""Suites of further seeds, and one suite that asks all of their cases in a single run.

A generator that draws well from one seed may draw badly from another, and the seed of a class is
secret: nobody looks at it before it is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from grader.assignment.build import build_for_student, with_distractors
from grader.assignment.folder import Assignment
from grader.model import AutomaticTable, Case, PairTable, Question, Suite


def redrawn(assignment: Assignment, suite: Suite, seeds: Sequence[int]) -> Iterator[Suite]:
    """Yield a suite for each seed, with what single known mistakes answer.

    Parameters
    ----------
    assignment
        What the suite was built from.
    suite
        A suite of another seed.
    seeds
        The seeds; the cases that are drawn from one have it in their ids.
    """
    for seed in seeds:
        own = build_for_student(assignment, suite, seed)
        both = zip(own.questions, suite.questions, strict=True)
        questions = [_renamed(drawn, shared, seed) for drawn, shared in both]
        with_answers = (with_distractors(question, assignment) for question in questions)
        yield replace(own, questions=tuple(with_answers))


def together(suite: Suite, others: Sequence[Suite]) -> Suite:
    """Return the suite with the redrawn cases of the others, so that one run asks them all.

    It is there to judge right answers, and holds nothing to explain wrong ones with.
    """
    questions = tuple(_with_cases_of(question, others) for question in suite.questions)
    return replace(suite, questions=questions, program=None)


def _with_cases_of(question: Question, others: Sequence[Suite]) -> Question:
    cases = {case.id: case for case in question.cases}
    for other in others:
        for case in other.question(question.id).cases:
            cases.setdefault(case.id, case)
    all_cases = tuple(cases.values())
    return replace(question, cases=all_cases, pairs=PairTable(), automatic=AutomaticTable())


def _renamed(drawn: Question, shared: Question, seed: int) -> Question:
    """Return the question with the seed in the ids of the cases that are drawn from it."""
    both = zip(drawn.cases, shared.cases, strict=True)
    new = {case.id for case, old in both if case is not old and not case.repeats}
    cases = (_with_seed(c, seed) if {c.id, c.repeats} & new else c for c in drawn.cases)
    return replace(drawn, cases=tuple(cases))


def _with_seed(case: Case, seed: int) -> Case:
    repeats = f"{case.repeats}@{seed}" if case.repeats else ""
    return replace(case, id=f"{case.id}@{seed}", repeats=repeats)
