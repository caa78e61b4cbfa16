"""Questions prepared for diagnosis: what known mistakes answer, and how far off they may be.

Preparing a question takes longer than diagnosing one submission, so it is done once for a suite.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.marking.compare import ROUNDING, varies
from grader.marking.evidence import EXPLICABLE, QuestionEvidence, answer_of, messages_of
from grader.marking.fingerprint import Fingerprint, Fingerprinter
from grader.marking.hypotheses import Hypotheses
from grader.marking.stored_answers import LoadFormulas, formulas_of, hypotheses_of
from grader.model import Array, Question, Status, Suite, Verdict


class KnownAnswers:
    """The answers of the right formula and of the known mistakes, made ready when first used.

    Parameters
    ----------
    question
        The question.
    columns
        The positions of its marked cases and examples.
    hypotheses
        Makes the hypotheses ready.
    """

    def __init__(
        self, question: Question, columns: Sequence[int], hypotheses: Callable[[], Hypotheses]
    ) -> None:
        self._question, self._hypotheses = question, hypotheses
        self._cases = [question.cases[column] for column in columns]

    def prepare(self) -> None:
        """Make everything ready now, so that processes forked later share it."""
        assert self.fingerprinter is not None

    @functools.cached_property
    def right(self) -> Fingerprint:
        """The fingerprint of the right answers."""
        return self.fingerprinter.fingerprint([case.expected for case in self._cases])

    @functools.cached_property
    def hypotheses(self) -> Hypotheses:
        """The known mistakes, alone and in twos."""
        return self._hypotheses()

    @functools.cached_property
    def fingerprinter(self) -> Fingerprinter:
        """The function that takes fingerprints of answers to these cases."""
        names, expected = zip(*((case.id, case.expected) for case in self._cases), strict=True)
        known = {*self.hypotheses.vocabulary, *self._question.automatic.vocabulary}
        return Fingerprinter(names, expected, known)


@dataclass(frozen=True, eq=False)
class PreparedQuestion:
    """A question whose answers can be diagnosed.

    Parameters
    ----------
    columns
        The positions in the question of its n marked cases and examples, shape (n,).
    examples
        Which of these cases are examples, n entries.
    of_form
        Boolean mask, shape (n,): the cases that ask how arguments are treated.
    allowed
        How far from a hypothesis an answer may lie, relative to itself, shape (n,).
    known
        The answers of known mistakes to all cases of the question.
    """

    columns: Array
    examples: tuple[bool, ...]
    of_form: Array
    allowed: Array
    known: KnownAnswers

    @classmethod
    def of(cls, question: Question, hypotheses: Callable[[], Hypotheses]) -> PreparedQuestion:
        """Prepare a question for the diagnosis of the mistakes in these hypotheses."""
        remarks = {check.id for check in question.checks if check.remark}
        columns = [i for i, case in enumerate(question.cases) if case.check not in remarks]
        return cls(
            columns=np.array(columns, int),
            examples=tuple(question.cases[column].example for column in columns),
            of_form=np.array([question.cases[column].of_form for column in columns], bool),
            allowed=allowed_distances(question, columns),
            known=KnownAnswers(question, columns, hypotheses),
        )

    def redrawn(self, question: Question) -> PreparedQuestion:
        """Return the question prepared with other cases in place of some."""
        return PreparedQuestion.of(question, lambda: self.hypotheses.redrawn(question))

    @property
    def hypotheses(self) -> Hypotheses:
        """The known mistakes, alone and in twos."""
        return self.known.hypotheses

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The ids of the known mistakes that change some answer of the question."""
        return self.hypotheses.single_mistakes

    def evidence(self, verdicts: Sequence[Verdict]) -> QuestionEvidence | None:
        """Return the evidence in these verdicts on all cases of the question.

        None where no marked answer is wrong, or one is such that no wrong formula gives it.
        """
        seen = [verdicts[column] for column in self.columns]
        wrong = [verdict.status is not Status.RIGHT for verdict in seen]
        if not any(w and not e for w, e in zip(wrong, self.examples, strict=True)):
            return None
        if any(verdict.status not in EXPLICABLE for verdict in seen):
            return None
        answers = [answer_of(verdict) for verdict in seen]
        arrays = [answer for answer in answers if not isinstance(answer, str)]
        return QuestionEvidence(
            columns=self.columns,
            answered=self.known.fingerprinter.fingerprint(answers),
            right=self.known.right,
            messages=messages_of(seen),
            wrong=np.array(wrong),
            allowed=self.allowed,
            of_form=self.of_form,
            is_constant=bool(arrays) and not varies(arrays),
        )


def prepare_questions(
    suite: Suite, *, lazily: bool = False, formulas: LoadFormulas | None = None
) -> dict[str, PreparedQuestion]:
    """Prepare the questions of a suite.

    Parameters
    ----------
    suite
        The suite.
    lazily
        Compute what the known mistakes answer when there is something to explain, and not now.
    formulas
        What answers are computed with that the suite does not hold; by default its program.

    Returns
    -------
    dict
        The prepared questions by their ids, in the order of the suite.
    """
    formulas = formulas or formulas_of(suite)
    prepared = {
        question.id: PreparedQuestion.of(
            question,
            functools.partial(hypotheses_of, question, suite.misconceptions, formulas),
        )
        for question in suite.questions
    }
    for one in () if lazily else prepared.values():
        one.known.prepare()
    return prepared


def allowed_distances(question: Question, columns: Sequence[int]) -> Array:
    """Return how far from a hypothesis the answers to these cases may lie, shape (columns,).

    Distances are relative to the answers.
    """
    rounding = [ROUNDING * question.cases[column].conditioning for column in columns]
    return np.maximum(question.tolerance.relative, rounding)
