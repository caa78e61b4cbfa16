"""Hypotheses as a suite holds them: the answers of known mistakes, and what to compute others with.

A suite holds what every single mistake answers.  Of the thousands of pairs it holds the answers to
one case, which rule out nearly all of them for any submission; the others come from its program.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from grader.marking.answer_column import AnswerColumn, Compute
from grader.marking.fingerprint import Fingerprint, column, fingerprint
from grader.marking.hypotheses import Hypotheses
from grader.model import Array, Case, Misconception, PairTable, Question, Suite, frozen

if TYPE_CHECKING:  # a kit has no formulas, so a student's own check does without these
    from grader.suite.answers import Answers
    from grader.suite.program import Formulas

LoadFormulas = Callable[[], "Formulas"]
"""Loads the recipe and the known mistakes."""


def formulas_of(suite: Suite) -> LoadFormulas | None:
    """Return what loads the formulas that a suite carries, if it does."""
    if suite.program is None:
        return None
    from grader.suite.program import load_program

    return functools.partial(load_program, suite.program)


def hypotheses_of(
    question: Question,
    misconceptions: Sequence[Misconception],
    formulas: LoadFormulas | None = None,
) -> Hypotheses:
    """Return the hypotheses of a question.

    Parameters
    ----------
    question
        The question, with the answers that its suite holds.
    misconceptions
        The known mistakes.
    formulas
        What other answers are computed with.  Without it there are pairs only where the suite
        holds all of their answers.
    """
    stored = question.pairs
    if formulas is None and not {case.id for case in question.cases} <= {*stored.cases}:
        stored = PairTable()
    singles = single_fingerprints(question, misconceptions)
    mistakes = [(), *((id,) for id in singles), *stored.pairs]
    compute = _computing(question, mistakes, formulas)
    vocabulary = {word: index for index, word in enumerate(stored.vocabulary)}
    columns = [AnswerColumn(case, len(mistakes), vocabulary, compute) for case in question.cases]
    _hold_singles(columns, list(singles.values()), vocabulary)
    for one in columns:
        if one.case.id in stored.cases:
            place = stored.cases.index(one.case.id)
            one.hold(stored.kinds[:, place], stored.projections[:, place])
    return Hypotheses(mistakes, len(singles), columns, vocabulary)


def _computing(
    question: Question, mistakes: Sequence[tuple[str, ...]], formulas: LoadFormulas | None
) -> Compute:
    """Return the function that computes answers of these sets of mistakes, by their places."""

    @functools.cache
    def answers() -> Answers:
        from grader.suite.answers import Answers

        assert formulas is not None, "all answers are held"
        known = formulas()
        lines = [
            {step: line for id in ids for step, line in known.mistakes[id].items()}
            for ids in mistakes
        ]
        return Answers(known.recipe, question, lines)

    def compute(case: Case, places: Sequence[int]) -> Sequence[Array | str]:
        return answers().to(case, places)

    return compute


def _hold_singles(
    columns: Sequence[AnswerColumn], singles: Sequence[Fingerprint], vocabulary: dict[str, int]
) -> None:
    """Have the columns hold the right answers, and those of single mistakes."""
    cases = [one.case for one in columns]
    right = fingerprint([case.id for case in cases], [case.expected for case in cases])
    for place, one in enumerate(columns):
        prints = [(p.kinds[place], p.projections[place], p.norms[place]) for p in (right, *singles)]
        kinds, numbers, norms = zip(*prints, strict=True)
        codes = [vocabulary.setdefault(kind, len(vocabulary)) for kind in kinds]
        one.hold(np.array(codes), np.array(numbers), np.array(norms))


def single_fingerprints(
    question: Question, misconceptions: Sequence[Misconception]
) -> dict[str, Fingerprint]:
    """Return the fingerprint of each misconception that changes an answer of the question, by id.

    One whose answers are all zeros is left out: a hundred other slips give the same.
    """
    named = {d.misconception for case in question.cases for d in case.distractors}
    ids = [known.id for known in misconceptions if known.id in named]
    columns = [column(case.id, _answers(case, ids)) for case in question.cases]
    kinds, numbers, norms = zip(*columns, strict=True) if columns else ((), (), ())
    rows = zip(
        ids, zip(*kinds, strict=True), np.transpose(numbers), np.transpose(norms), strict=True
    )
    singles = {id: Fingerprint(said, frozen(n), frozen(m)) for id, said, n, m in rows}
    return {id: one for id, one in singles.items() if _says_something(one)}


def _answers(case: Case, mistakes: Sequence[str]) -> list[Array | str]:
    """Return the answer of each of these mistakes to a case."""
    wrong = {d.misconception: d for d in reversed(case.distractors)}

    def answer(mistake: str) -> Array | str:
        known = wrong.get(mistake)
        if known is None:
            return case.expected
        return known.value if known.value is not None else known.raised

    return [answer(mistake) for mistake in mistakes]


def _says_something(one: Fingerprint) -> bool:
    return bool(one.norms.any()) or any(not kind.startswith("array") for kind in one.kinds)
