"""The search for hypotheses that predict the answers to a question.

The search goes from simple to complex: single mistakes and pairs, then a single mistake times a
constant factor.  It yields everything that fits; what is certain is decided elsewhere (see
``decision``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
        table = question.hypotheses
        alone = table.singles_predicting(evidence, within)
        if _only_raised(evidence, within):
            rows = (*alone, *table.pairs_predicting(evidence, within))
            yield self._confirmed(_candidates(table, rows), evidence, within, earlier)
        elif evidence.is_constant:  # a hundred slips answer with one number over and over
            yield _candidates(table, alone)
        else:
            # A mistake that explains the answers alone is simpler than any pair that it is in.
            pairs = table.pairs_predicting(evidence, within, without=alone)
            fitting = _candidates(table, (*alone, *pairs))
            if evidence.is_multiple_of_right:  # a factor is all that can be seen
                known = set(earlier.known)
                yield [one for one in fitting if len(set(one.mistakes) - known) <= 1]
            else:
                yield fitting
                yield list(_scaled(table, evidence, within))

    def raising(
        self,
        question: PreparedQuestion,
        evidence: QuestionEvidence,
        within: Array,
        earlier: EarlierQuestions,
    ) -> list[Candidate]:
        """Return the single mistakes that raise the exceptions at these places.

        The parameters are those of ``candidates``.
        """
        table = question.hypotheses
        alone = _candidates(table, table.singles_predicting(evidence, within))
        return self._confirmed(alone, evidence, within, earlier)

    def _confirmed(
        self,
        fitting: Sequence[Candidate],
        evidence: QuestionEvidence,
        within: Array,
        earlier: EarlierQuestions,
    ) -> list[Candidate]:
        """Return the candidates that the exceptions at these places confirm."""
        wrong = within[evidence.wrong[within]]
        messages = [evidence.messages[place] for place in wrong]
        # That another function writes to its argument shows in the question on that function.
        excluded = earlier.ruled_out if evidence.of_form[wrong].all() else frozenset[str]()
        return [
            one
            for one in fitting
            if self._is_confirmed(one.mistakes, messages)
            and not excluded.intersection(one.mistakes)
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


def _only_raised(evidence: QuestionEvidence, within: Array) -> bool:
    """Return whether the wrong answers at these places are all exceptions."""
    return bool(evidence.raised[within[evidence.wrong[within]]].all())


def _candidates(table: Hypotheses, rows: Iterable[int]) -> list[Candidate]:
    return [Candidate(table.mistakes[row]) for row in rows]


def _scaled(table: Hypotheses, evidence: QuestionEvidence, within: Array) -> Iterator[Candidate]:
    """Yield the single mistakes that predict the answers times a factor that all cases share."""
    least, most = _FACTORS
    for mistakes, factor in table.multiples(evidence, within):
        if least < abs(factor) < most:
            yield Candidate(mistakes, factor)
