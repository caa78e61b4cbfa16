"""Edits of the recipe that give a student's answers: a fit in words, and no diagnosis.

Edits are a second tier.  They are looked at where nothing else explains a question, alone (never
two at once, never times a factor), and they change no mark.  An edit must give every answer of the
question; where two sentences fit, neither is said.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.marking.evidence import QuestionEvidence
from grader.marking.fingerprint import fingerprint
from grader.marking.hypotheses import Hypotheses
from grader.model import Array, Case, Program, Question
from grader.suite.automatic.lines import automatic_lines
from grader.suite.program import load_program

Answer = Array | str


class EditFits:
    """The edits of one question, ready to be held against answers.

    Parameters
    ----------
    question
        With its automatic mistakes.  Columns that hold no answers (see ``AutomaticTable``) are
        computed for the few edits that agree with all others.
    program
        The program that was edited.
    """

    def __init__(self, question: Question, program: Program) -> None:
        self._question, self._program = question, program

    def texts(self, evidence: QuestionEvidence) -> tuple[str, ...]:
        """Return the sentences of the edits that give all these answers, each once."""
        if evidence.is_constant or not self._question.automatic.mistakes:
            return ()  # a hundred slips answer with one number over and over
        is_known = self._is_known[evidence.columns]
        rows = self._agreeing(evidence, np.flatnonzero(is_known))
        unknown = np.flatnonzero(~is_known)
        mistakes = self._question.automatic.mistakes
        return tuple(
            dict.fromkeys(
                mistakes[row].text for row in rows if self._confirmed(row, evidence, unknown)
            )
        )

    @functools.cached_property
    def _table(self) -> Hypotheses:
        table = self._question.automatic
        return Hypotheses(
            mistakes=tuple((str(mistake.line),) for mistake in table.mistakes),
            kinds=np.asfortranarray(table.kinds),
            projections=np.asfortranarray(table.projections),
            touched=np.zeros((0, len(self._question.cases)), bool),
            vocabulary={word: index for index, word in enumerate(table.vocabulary)},
        )

    @functools.cached_property
    def _is_known(self) -> Array:
        """Boolean mask, shape (cases,): the table holds the answers to this case."""
        known: Array = np.all(self._question.automatic.kinds >= 0, axis=0)
        return known

    def _agreeing(self, evidence: QuestionEvidence, places: Array) -> Sequence[int]:
        # A wrong answer agrees with few edits, so wrong answers are compared first.
        places = places[np.argsort(~evidence.wrong[places], kind="stable")]
        rows = self._table.agreeing(
            evidence.columns[places],
            self._table.words(evidence.answered.kinds)[places],
            evidence.answered.projections[places],
            evidence.slack[places],
        )
        return [int(row) for row in rows]

    def _confirmed(self, row: int, evidence: QuestionEvidence, places: Array) -> bool:
        """Return whether the edit gives the answers at these places, which the table has not."""
        for place in places:
            case = self._question.cases[evidence.columns[place]]
            edited = fingerprint([case.id], [self._answer(row, case)])
            off = abs(edited.projections[0] - evidence.answered.projections[place])
            if edited.kinds[0] != evidence.answered.kinds[place] or off > evidence.slack[place]:
                return False
        return True

    def _answer(self, row: int, case: Case) -> Answer:
        line = automatic_lines(self._program)[self._question.automatic.mistakes[row].line]
        given: Mapping[str, Any] = dict(zip(self._question.parameters, case.arguments, strict=True))
        recipe = load_program(self._program).recipe
        try:
            with np.errstate(all="ignore"):
                value = recipe.value(self._question.step, given, line.wrong_lines)
            return np.asarray(value, np.float64)
        except Exception as error:  # noqa: BLE001 - an edit may fail in any way
            return type(error).__name__
