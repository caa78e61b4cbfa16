"""Questions prepared for diagnosis: what known mistakes answer, and how far off they may be.

Preparing a question takes longer than diagnosing one submission, so it is done once for a suite.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from grader.marking.compare import ROUNDING, varies
from grader.marking.evidence import EXPLICABLE, QuestionEvidence, answer_of, messages_of
from grader.marking.fingerprint import Fingerprint, Fingerprinter
from grader.marking.hypotheses import Hypotheses
from grader.model import Array, Misconception, Question, Status, Suite, Verdict


class HypothesisSource(Protocol):
    """The place that a question's hypotheses come from."""

    def relevant_mistakes(self, known: tuple[str, ...]) -> Hypotheses:
        """Return a table with at least those of these mistakes that change some answer."""

    def candidate_rows(self, evidence: QuestionEvidence, within: Array) -> Hypotheses:
        """Return a table with at least the hypotheses that predict some of the answers.

        ``within`` are places in the evidence.  A single mistake also counts times a factor.
        """


@dataclass(frozen=True, eq=False)
class _WholeTable:
    """A source that returns every hypothesis."""

    table: Hypotheses

    def relevant_mistakes(self, known: tuple[str, ...]) -> Hypotheses:
        return self.table

    def candidate_rows(self, evidence: QuestionEvidence, within: Array) -> Hypotheses:
        return self.table


class KnownAnswers:
    """The answers of the right formula and of the known mistakes, computed when first used."""

    def __init__(
        self, question: Question, columns: Sequence[int], misconceptions: Sequence[Misconception]
    ) -> None:
        self._question, self._misconceptions = question, misconceptions
        self._cases = [question.cases[column] for column in columns]

    def compute(self) -> None:
        """Compute everything now, so that processes forked later share it."""
        assert self.fingerprinter is not None

    @functools.cached_property
    def right(self) -> Fingerprint:
        """The fingerprint of the right answers."""
        return self.fingerprinter.fingerprint([case.expected for case in self._cases])

    @functools.cached_property
    def hypotheses(self) -> Hypotheses:
        """All single mistakes and pairs."""
        return Hypotheses.of(self._question, self._misconceptions)

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
    own_source
        Where the hypotheses come from, if not from ``known``: a per-student suite computes them.
    """

    columns: Array
    examples: tuple[bool, ...]
    of_form: Array
    allowed: Array
    known: KnownAnswers
    own_source: HypothesisSource | None = None

    @classmethod
    def of(cls, question: Question, misconceptions: Sequence[Misconception]) -> PreparedQuestion:
        """Prepare a question for the diagnosis of these mistakes."""
        remarks = {check.id for check in question.checks if check.remark}
        columns = [i for i, case in enumerate(question.cases) if case.check not in remarks]
        return cls(
            columns=np.array(columns, int),
            examples=tuple(question.cases[column].example for column in columns),
            of_form=np.array([question.cases[column].of_form for column in columns], bool),
            allowed=allowed_distances(question, columns),
            known=KnownAnswers(question, columns, misconceptions),
        )

    @property
    def mistakes(self) -> tuple[str, ...]:
        """The ids of the known mistakes that change some answer of the question."""
        return self.known.hypotheses.single_mistakes

    @property
    def source(self) -> HypothesisSource:
        """The place that the hypotheses come from."""
        return self.own_source or _WholeTable(self.known.hypotheses)

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


def prepare_questions(suite: Suite, *, lazily: bool = False) -> dict[str, PreparedQuestion]:
    """Prepare the questions of a suite.

    Parameters
    ----------
    suite
        The suite.
    lazily
        Compute what the known mistakes answer when there is something to explain, and not now.

    Returns
    -------
    dict
        The prepared questions by their ids, in the order of the suite.
    """
    prepared = {q.id: PreparedQuestion.of(q, suite.misconceptions) for q in suite.questions}
    for question in () if lazily else prepared.values():
        question.known.compute()
    return prepared


def allowed_distances(question: Question, columns: Sequence[int]) -> Array:
    """Return how far from a hypothesis the answers to these cases may lie, shape (columns,).

    Distances are relative to the answers.
    """
    rounding = [ROUNDING * question.cases[column].conditioning for column in columns]
    return np.maximum(question.tolerance.relative, rounding)
