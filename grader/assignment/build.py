"""Assignment to Suite: the cases of each question, and what every known mistake answers."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from grader.assignment.automatic import automatic_table
from grader.assignment.consistency import is_computable
from grader.assignment.distractors import (
    DescribedAnswers,
    described_answers,
    described_mistakes,
    distractors,
    relevant_mistakes,
)
from grader.assignment.drawn_cases import PUBLISHED_SEED, CaseBuilder
from grader.assignment.folder import Assignment
from grader.assignment.pairs import decisive_case, pair_table
from grader.assignment.right_values import right_values
from grader.errors import AssignmentError
from grader.model import Case, Question, Suite, frozen
from grader.suite.answers import Answers
from grader.suite.traces import Traces


def build(assignment: Assignment, seed: int | None = None) -> Suite:
    """Build the suite of an assignment.

    Parameters
    ----------
    assignment
        What ``load_assignment`` returns.
    seed
        The seed of the hidden cases; None takes a fresh secret one.

    Returns
    -------
    Suite
        With all cases, and what every known mistake answers to them.

    Raises
    ------
    AssignmentError
        A generator or the reference fails; the message names the case.
    """
    seed = secrets.randbits(128) if seed is None else seed
    questions = _questions(assignment, lambda one: _hidden_question(assignment, one, seed))
    known = right_values(assignment, questions)
    return replace(assignment.outline, questions=questions, seed=seed, right_values=known)


def build_problems(assignment: Assignment) -> tuple[str, ...]:
    """Return what of an assignment that has problems cannot be built besides.

    Questions without a generator, or about what the recipe does not have, are left out: that is a
    problem already.
    """
    outlines = [
        _with_any_check(question, assignment.outline)
        for question in assignment.outline.questions
        if question.call in assignment.cases and is_computable(assignment.recipe, question)
    ]
    outline = replace(assignment.outline, questions=tuple(outlines), program=None)
    whole = replace(assignment, outline=outline, mistakes={})
    try:
        _questions(whole, lambda one: _hidden_question(whole, one, PUBLISHED_SEED))
    except AssignmentError as error:
        return error.problems
    return ()


def _with_any_check(question: Question, outline: Suite) -> Question:
    """Return the question with the checks of all: its own may be what is misspelt."""
    checks = {check.id: check for one in outline.questions for check in one.checks}
    return replace(question, checks=tuple(checks.values()))


def build_public(assignment: Assignment, *, with_pairs: bool = True) -> Suite:
    """Build the public suite, like ``suite.file.public`` and faster.

    Parameters
    ----------
    assignment
        What ``load_assignment`` returns.
    with_pairs
        Hold what every two known mistakes at once answer, which takes most of the time.  Without
        it a marker needs the assignment's formulas to find two mistakes.

    Returns
    -------
    Suite
        With the public cases alone.

    Raises
    ------
    AssignmentError
        As ``build`` does.
    """
    questions = _questions(assignment, lambda one: _public_question(assignment, one, with_pairs))
    return replace(assignment.outline, questions=questions, source="", program=None, hints="ladder")


def build_for_student(assignment: Assignment, shared: Suite, seed: int) -> Suite:
    """Build one student's suite from the shared one, with hidden numbers of another seed.

    This is much faster than ``build``: the public cases are those of the shared suite.

    Parameters
    ----------
    assignment
        What ``load_assignment`` returns.
    shared
        A suite that was built from the assignment.
    seed
        The seed of the student's hidden cases.

    Returns
    -------
    Suite
        With the cases that ``build`` makes of this seed, and the answers of known mistakes to the
        public cases only.

    Raises
    ------
    AssignmentError
        As ``build`` does.
    """
    both = zip(assignment.outline.questions, shared.questions, strict=True)
    questions = tuple(
        _with_own_cases(old, CaseBuilder(assignment, outline, seed, True, old).cases())
        for outline, old in both
    )
    return replace(shared, questions=questions, seed=seed)


def _with_own_cases(shared: Question, cases: tuple[Case, ...]) -> Question:
    """Return the shared question with a student's own cases, and without the answers to them."""
    automatic = shared.automatic
    if automatic.mistakes:
        is_own = [case is not old for case, old in zip(cases, shared.cases, strict=True)]
        kinds = np.where(is_own, -1, automatic.kinds).astype(np.int16)
        automatic = replace(automatic, kinds=frozen(kinds))
    return replace(shared, cases=cases, automatic=automatic)


def _questions(
    assignment: Assignment, built_from: Callable[[Question], Question]
) -> tuple[Question, ...]:
    """Return the questions, each built from its outline; all that fail are said at once."""
    built: list[Question] = []
    problems: list[str] = []
    for outline in assignment.outline.questions:
        try:
            built.append(built_from(outline))
        except AssignmentError as error:
            problems += error.problems
    if problems:
        raise AssignmentError(str(assignment.folder), list(dict.fromkeys(problems)))
    return tuple(built)


def with_distractors(question: Question, assignment: Assignment) -> Question:
    """Return the question with the answers of every known mistake to its cases, and no pairs."""
    mistakes = relevant_mistakes(assignment.recipe, question, assignment.mistakes)
    choices = Answers(assignment.recipe, question, list(mistakes.values()))
    cases = []
    for case in question.cases:
        given = dict(zip(mistakes, choices.to(case), strict=True))
        cases.append(replace(case, distractors=tuple(distractors(case, given, None))))
    return replace(question, cases=tuple(cases))


def _hidden_question(assignment: Assignment, outline: Question, seed: int) -> Question:
    """Return the question with all cases and the answers of known mistakes to them."""
    drawn = replace(outline, cases=CaseBuilder(assignment, outline, seed, True).cases())
    answers = described_answers(drawn, assignment)
    question = _with_mistakes(drawn, assignment, answers)
    decisive = [decisive_case(question)] if assignment.outline.program else question.cases
    return replace(
        question,
        pairs=pair_table(question, assignment, decisive),
        automatic=automatic_table(question, assignment, answers),
    )


def _public_question(assignment: Assignment, outline: Question, with_pairs: bool) -> Question:
    """Return the question with its public cases.

    A kit has no right formula, and so none with an edit.
    """
    cases = CaseBuilder(assignment, outline, PUBLISHED_SEED, False).cases()
    drawn = replace(outline, checks=outline.checks_of(cases), cases=cases)
    question = _with_mistakes(drawn, assignment, described_answers(drawn, assignment))
    pairs = pair_table(question, assignment, question.cases if with_pairs else ())
    return replace(question, pairs=pairs)


def _with_mistakes(
    question: Question, assignment: Assignment, answers: DescribedAnswers
) -> Question:
    """Return the question with these answers of known mistakes to its cases."""
    mistakes = described_mistakes(question, assignment)
    traces = Traces(assignment.recipe, question, list(mistakes.values()))
    cases = []
    for case in question.cases:
        changed = traces.on(case.arguments) if case.example else None
        wrong = distractors(case, answers[case.id], changed)
        cases.append(replace(case, distractors=tuple(wrong)))
    return replace(question, cases=tuple(cases))
