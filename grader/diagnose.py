"""Verdicts to the mistakes that explain them: one, two at once, or one times a factor.  Pure.

A hypothesis explains a question only if it predicts *every* answer: the wrong ones as they came,
and the right one where the student was right.  The search goes from simple to complex and stops
where something fits; hypotheses of one level that fit alike are no diagnosis, because silence is
better than confident error.

Questions are taken in the assignment's order.  A mistake that an earlier question showed and that
explains this one too is *carried forward*.  Where such a mistake makes an answer overflow,
nothing else can be seen in that case, so the case is accounted for and the search goes on in the
others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.fingerprint import NOT_FINITE, RAISES, Fingerprint, fingerprint
from grader.hypotheses import Hypotheses
from grader.model import (
    Array,
    Diagnosis,
    Question,
    Raised,
    Returned,
    Status,
    Suite,
    Verdict,
)

_EXPLICABLE = (
    Status.RIGHT,
    Status.WRONG_VALUE,
    Status.NOT_FINITE,
    Status.WRONG_SHAPE,
    Status.RAISED,
)

_ROUNDING = 64 * np.finfo(np.float64).eps

Candidate = tuple[tuple[str, ...], float]
"""Mistakes, and the constant factor on top of them."""


class Diagnostician:
    """What is known of a suite's mistakes, ready to be held against answers."""

    def __init__(self, suite: Suite) -> None:
        self._questions = suite.questions
        self._raises = {known.id: known.raises for known in suite.misconceptions}
        self._hypotheses = {q.id: Hypotheses.of(q, suite.misconceptions) for q in suite.questions}

    def diagnose(self, verdicts: Mapping[str, Sequence[Verdict]]) -> dict[str, Diagnosis | None]:
        """The diagnosis of each question by its id; None where it is right or unexplained."""
        found: dict[str, Diagnosis | None] = {}
        known: tuple[str, ...] = ()
        for question in self._questions:
            diagnosis = self._explain(question, verdicts[question.id], known)
            found[question.id] = diagnosis
            if diagnosis:
                known = tuple(dict.fromkeys(known + diagnosis.misconceptions))
        return found

    def _explain(
        self, question: Question, verdicts: Sequence[Verdict], known: tuple[str, ...]
    ) -> Diagnosis | None:
        evidence = Evidence.of(question, verdicts)
        if evidence is None:
            return None
        hypotheses = self._hypotheses[question.id]
        carried, columns = _overflowing(hypotheses, evidence, known)
        if not evidence.wrong[columns].any():
            return Diagnosis(carried, carried) if carried else None
        search = _Search(hypotheses, evidence, columns, self._raises)
        fitting = _first(search.levels(), known)
        if fitting is None:
            return None
        mistakes = tuple(dict.fromkeys(carried + fitting[0]))
        return Diagnosis(mistakes, tuple(id for id in mistakes if id in known), fitting[1])


@dataclass(frozen=True, eq=False)
class Evidence:
    """The answers to a question's marked cases and examples, as far as arrays can explain them.

    ``columns`` are the positions of those cases in the question; the other fields have one entry
    for each of them.
    """

    columns: Array
    print: Fingerprint
    messages: tuple[str, ...]
    wrong: Array
    allowed: Array

    @classmethod
    def of(cls, question: Question, verdicts: Sequence[Verdict]) -> Evidence | None:
        """None where nothing is wrong, or something is that no wrong formula would do."""
        seen = [
            (column, case, verdict)
            for column, (case, verdict) in enumerate(zip(question.cases, verdicts, strict=True))
            if question.marks(case) or case.example
        ]
        if all(v.right for _, case, v in seen if not case.example):
            return None
        if any(verdict.status not in _EXPLICABLE for _, _, verdict in seen):
            return None
        return cls(
            columns=np.array([column for column, _, _ in seen]),
            print=fingerprint([c.id for _, c, _ in seen], [_answer(v) for _, _, v in seen]),
            messages=tuple(_message(v) for _, _, v in seen),
            wrong=np.array([not v.right for _, _, v in seen]),
            allowed=np.array(
                [
                    max(question.tolerance.relative, _ROUNDING * case.conditioning)
                    for _, case, _ in seen
                ]
            ),
        )


def _answer(verdict: Verdict) -> Array | str:
    match verdict.observation.outcome:
        case Returned(value=value):
            return value
        case Raised(error=error):
            return error
    raise AssertionError(f"{verdict.status} is not explicable")


def _message(verdict: Verdict) -> str:
    outcome = verdict.observation.outcome
    return outcome.message if isinstance(outcome, Raised) else ""


def _overflowing(
    hypotheses: Hypotheses, evidence: Evidence, known: tuple[str, ...]
) -> tuple[tuple[str, ...], Array]:
    """The known mistakes at work where answers are not finite, and the columns left to explain."""
    lost = np.array([kind == NOT_FINITE for kind in evidence.print.kinds])
    accounted = np.zeros_like(lost)
    carried = []
    for mistake in known:
        predicted = hypotheses.not_finite(mistake, evidence.columns)
        if predicted.any() and lost[predicted].all():
            carried.append(mistake)
            accounted |= predicted
    return tuple(carried), np.flatnonzero(~accounted)


def _first(levels: Iterator[list[Candidate]], known: tuple[str, ...]) -> Candidate | None:
    """The candidate of the first level that has exactly one, once what is known has its say."""
    for candidates in levels:
        if len(candidates) > 1:
            overlaps = [len(set(mistakes) & set(known)) for mistakes, _ in candidates]
            best = max(overlaps)
            candidates = [c for c, n in zip(candidates, overlaps, strict=True) if n == best]
        if len(candidates) == 1:
            return candidates[0]
    return None


class _Search:
    """The hypotheses of one question against one set of answers, in some of its cases."""

    def __init__(
        self,
        hypotheses: Hypotheses,
        evidence: Evidence,
        within: Array,
        raises: Mapping[str, str],
    ) -> None:
        self._table = hypotheses.within(evidence.columns[within])
        self._kinds = hypotheses.words(evidence.print.kinds)[within]
        self._numbers = evidence.print.projections[within]
        self._slack = (evidence.allowed * evidence.print.norms)[within]
        wrong = [i for i in within if evidence.wrong[i]]
        self._messages = [evidence.messages[i] for i in wrong]
        self._only_raises = all(evidence.print.kinds[i].startswith(RAISES) for i in wrong)
        self._raises = raises

    def levels(self) -> Iterator[list[Candidate]]:
        alike = (self._table.kinds == self._kinds).all(axis=1)
        off = np.abs(self._table.projections - self._numbers)
        fits = alike & (off <= self._slack).all(axis=1)
        for size in (1, 2):
            rows = np.flatnonzero(fits & (self._table.sizes == size))
            yield [(self._table.mistakes[row], 1.0) for row in rows if self._plausible(row)]
        yield list(self._scaled(alike))

    def _plausible(self, row: int | np.integer[Any]) -> bool:
        """Exceptions alone convict nobody: other slips raise them too, so the text must fit."""
        texts = [self._raises.get(id, "") for id in self._table.mistakes[row]]
        wanted = [text for text in texts if text]
        if not self._only_raises:
            return True
        said = all(any(text in message for text in wanted) for message in self._messages)
        return bool(wanted) and said

    def _scaled(self, alike: Array) -> Iterator[Candidate]:
        """One mistake times a constant that all cases share."""
        for row in np.flatnonzero(alike & (self._table.sizes == 1)):
            predicted = self._table.projections[row]
            weight = predicted @ predicted
            factor = float(predicted @ self._numbers / weight) if weight else 0.0
            near = np.abs(factor * predicted - self._numbers) <= self._slack
            if 1e-3 < abs(factor) < 1e3 and near.all() and not self._only_raises:
                yield self._table.mistakes[row], factor
