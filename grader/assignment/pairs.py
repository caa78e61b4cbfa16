"""What every two known mistakes at once answer to the cases of a question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.assignment.answer_table import AnswerTable
from grader.assignment.distractors import described_mistakes, disjoint_pairs
from grader.assignment.folder import Assignment
from grader.marking.fingerprint import column
from grader.model import Case, PairTable, Question, frozen
from grader.suite.answers import Answers


def pair_table(question: Question, assignment: Assignment, cases: Sequence[Case]) -> PairTable:
    """Return the fingerprints of what pairs of mistakes answer to some cases of a question.

    Without cases the table only says which pairs there are.
    """
    mistakes = described_mistakes(question, assignment)
    pairs = disjoint_pairs(mistakes)
    if not pairs:
        return PairTable()
    place = {id: number for number, id in enumerate(mistakes)}
    members = np.array([(place[one], place[other]) for one, other in pairs], np.int16)
    names = tuple(mistakes), frozen(members), tuple(case.id for case in cases)
    if not cases:
        return PairTable(*names)
    answers = Answers(assignment.recipe, question, list(pairs.values()))
    table = AnswerTable.of([column(case.id, answers.to(case)) for case in cases])
    return PairTable(*names, *table.part(np.arange(len(pairs))))


def decisive_case(question: Question) -> Case:
    """Return the case to which known mistakes give the most different answers.

    It is a shown one where there is any, because these are the same for every student.
    """
    remarks = {check.id for check in question.checks if check.remark}
    asked = [case for case in question.cases if case.check not in remarks] or question.cases
    return max(asked, key=lambda case: (not case.hidden, not case.of_form, _differing(case)))


def _differing(case: Case) -> int:
    """Return how many different fingerprints the answers of known mistakes to a case have."""
    wrong = [d.raised if d.value is None else d.value for d in case.distractors]
    kinds, numbers, _ = column(case.id, wrong)
    return len({(kind, f"{number:.9g}") for kind, number in zip(kinds, numbers, strict=True)})
