"""The search for hypotheses that predict the answers to a question.

The search goes from simple to complex: single mistakes and pairs, then a single mistake times a
constant factor.  It yields everything that fits; what is certain is decided elsewhere (see
``decision``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.marking.earlier import EarlierQuestions
from grader.marking.evidence import QuestionEvidence
from grader.marking.hypotheses import Hypotheses
from grader.marking.prepared import PreparedQuestion
from grader.model import Array

_FACTORS = (1e-3, 1e3)
"""A factor beyond these is more likely another formula."""


@dataclass(frozen=True)
class Candidate:
    """Known mistakes that predict all answers, times a constant factor."""

    mistakes: tuple[str, ...]
    factor: float = 1.0


class CandidateSearch:
    """Searches one suite's hypotheses.

    Parameters
    ----------
    raises
        For each mistake a piece of the exception's text that must be seen where it shows in
        exceptions alone, or an empty text.
    """

    def __init__(self, raises: Mapping[str, str]) -> None:
        self._raises = raises

    def candidates(
        self,
        question: PreparedQuestion,
        evidence: QuestionEvidence,
        within: Array,
        earlier: EarlierQuestions,
    ) -> Iterator[list[Candidate]]:
        """Yield the candidates for the answers at these places, the simpler ones first.

        Parameters
        ----------
        question, evidence
            The question and the answers to it.
        within
            Places in the evidence, shape (m,): a candidate predicts all of these answers.
        earlier
            What earlier questions have shown.

        Yields
        ------
        list of Candidate
            Mistakes and pairs; then mistakes times a factor.
        """
        table = question.source.candidate_rows(evidence, within)
        fitting = _predicting(table, evidence, within)
        wrong = within[evidence.wrong[within]]
        if evidence.raised[wrong].all():
            yield self._confirmed(fitting, evidence, wrong, earlier)
        elif evidence.is_constant:  # a hundred slips answer with one number over and over
            yield [Candidate(ids) for ids in fitting if len(ids) == 1]
        elif evidence.is_multiple_of_right:  # a factor is all that can be seen
            known = set(earlier.known)
            yield [Candidate(ids) for ids in fitting if len(set(ids) - known) <= 1]
        else:
            yield [Candidate(ids) for ids in fitting]
            yield list(_scaled(table, evidence, within))

    def _confirmed(
        self,
        fitting: Sequence[tuple[str, ...]],
        evidence: QuestionEvidence,
        wrong: Array,
        earlier: EarlierQuestions,
    ) -> list[Candidate]:
        """Return the sets of mistakes that the exceptions at these places confirm."""
        messages = [evidence.messages[place] for place in wrong]
        # That another function writes to its argument shows in the question on that function.
        excluded = earlier.ruled_out if evidence.of_form[wrong].all() else frozenset[str]()
        return [
            Candidate(ids)
            for ids in fitting
            if self._is_confirmed(ids, messages) and not excluded.intersection(ids)
        ]

    def _is_confirmed(self, mistakes: Sequence[str], messages: Sequence[str]) -> bool:
        """Return whether each message contains a text of one of these mistakes.

        Exceptions alone prove nothing: other slips raise them, too.
        """
        texts = [self._raises[id] for id in mistakes if self._raises.get(id)]
        return all(any(text in message for text in texts) for message in messages)


def carried_overflows(
    hypotheses: Hypotheses, evidence: QuestionEvidence, known: tuple[str, ...]
) -> tuple[tuple[str, ...], Array]:
    """Find the known mistakes that show in overflow alone, and the places left to explain.

    Such a mistake is at work where the answers are not finite exactly where it predicts that.

    Returns
    -------
    mistakes : tuple of str
        Those of ``known`` that are at work.
    places : array
        The places in the evidence that they do not account for.
    """
    accounted = np.zeros_like(evidence.not_finite)
    carried = []
    for mistake in known:
        predicted = hypotheses.not_finite(mistake, evidence.columns)
        only = (hypotheses.changed(mistake, evidence.columns) == predicted).all()
        if predicted.any() and only and evidence.not_finite[predicted].all():
            carried.append(mistake)
            accounted |= predicted
    return tuple(carried), np.flatnonzero(~accounted)


def _predicting(
    table: Hypotheses, evidence: QuestionEvidence, within: Array
) -> list[tuple[str, ...]]:
    """Return the sets of mistakes that predict the answers at these places."""
    # A wrong answer agrees with few hypotheses, so wrong answers are compared first.
    places = within[np.argsort(~evidence.wrong[within], kind="stable")]
    rows = table.agreeing(
        evidence.columns[places],
        table.kind_codes(evidence.answered.kinds)[places],
        evidence.answered.projections[places],
        evidence.slack[places],
    )
    return [table.mistakes[row] for row in rows]


def _scaled(table: Hypotheses, evidence: QuestionEvidence, within: Array) -> Iterator[Candidate]:
    """Yield the single mistakes that predict the answers times a factor that all cases share."""
    multiples = table.multiples(
        evidence.columns[within],
        table.kind_codes(evidence.answered.kinds)[within],
        evidence.answered.projections[within],
        evidence.slack[within],
    )
    least, most = _FACTORS
    for row, factor in multiples:
        if least < abs(factor) < most:
            yield Candidate(table.mistakes[row], factor)
