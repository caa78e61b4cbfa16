"""Verdicts to the mistakes that explain them: one, two at once, or one times a factor.  Pure.

A hypothesis explains a question only if it predicts *every* answer: the wrong ones as they came,
and the right one where the student was right.  The search goes from simple to complex and stops
where something fits.  Simple is what adds least to the mistakes that earlier questions showed,
then what has fewest mistakes, then what would not have shown in a question that is right; where
that does not decide there is no diagnosis, because silence is better than confident error.

Questions are taken in the assignment's order.  A mistake that an earlier question showed and that
explains this one too is *carried forward*.  Where such a mistake makes an answer overflow,
nothing else can be seen in that case, so the case is accounted for and the search goes on in the
others.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from grader.marking.compare import ROUNDING, ZERO_SCALE
from grader.marking.fingerprint import NOT_FINITE, RAISES, Fingerprint, Printer
from grader.marking.hypotheses import Hypotheses
from grader.marking.memo import MOST_ANSWERS, Itself, worth_remembering
from grader.model import (
    Array,
    Diagnosis,
    Misconception,
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

_FEWEST = 3
"""With fewer cases than this a mistake is not named: they could agree by chance."""

Candidate = tuple[tuple[str, ...], float]
"""Mistakes, and the constant factor on top of them."""


class Diagnostician:
    """What is known of a suite's mistakes, ready to be held against answers."""

    def __init__(self, suite: Suite, asked: Mapping[str, Asked] | None = None) -> None:
        """``asked`` are the suite's questions by id, where they are ready already."""
        self._asked = asked or asked_of(suite)
        self._same = {known.id: known.same_as or known.id for known in suite.misconceptions}
        self._raises = {known.id: known.raises for known in suite.misconceptions}
        self._explained = functools.lru_cache(MOST_ANSWERS)(self._explain)

    def diagnose(self, verdicts: Mapping[str, Sequence[Verdict]]) -> dict[str, Diagnosis | None]:
        """The diagnosis of each question by its id; None where it is right or unexplained."""
        found: dict[str, Diagnosis | None] = {}
        known: tuple[str, ...] = ()
        right = frozenset(
            id for id in self._asked if all(v.status is Status.RIGHT for v in verdicts[id])
        )
        for id in self._asked:
            found[id] = diagnosis = self._explain_wrong(id, verdicts[id], known, right)
            if diagnosis:
                known = tuple(dict.fromkeys(known + diagnosis.misconceptions))
        return found

    def _explain_wrong(
        self, id: str, verdicts: Sequence[Verdict], known: tuple[str, ...], right: frozenset[str]
    ) -> Diagnosis | None:
        if id in right:
            return None
        lasting = worth_remembering(verdict.observation for verdict in verdicts)
        explain = self._explained if lasting else self._explain
        return explain(id, Itself(verdicts), known, right)

    def _acquitted(self, right: frozenset[str]) -> frozenset[str]:
        """The mistakes that would have shown in a question that is right."""
        return frozenset().union(*(self._asked[id].hypotheses.single_mistakes for id in right))

    def _explain(
        self, id: str, judged: Itself, known: tuple[str, ...], right: frozenset[str]
    ) -> Diagnosis | None:
        """The diagnosis of one question, where these were right and earlier ones showed those."""
        asked = self._asked[id]
        acquitted = functools.cache(functools.partial(self._acquitted, right))
        evidence = Evidence.of(asked, judged.it)
        if evidence is None:
            return None
        met = asked.tables.met(known)
        for spoilt in (_overflowing, _overflowing_or_changed):
            carried, columns = spoilt(met, evidence, known)
            if not evidence.wrong[columns].any():
                return Diagnosis(carried, carried) if carried else None
            if len(columns) < min(_FEWEST, len(evidence.columns)):
                return None
            hypotheses = asked.tables.worth_a_look(evidence, columns)
            for candidates in _fitting(hypotheses, evidence, columns, self._raises):
                simplest = _simplest(candidates, known, acquitted)
                if simplest:
                    return self._diagnosis(carried + simplest[0], simplest[1], known)
        return None

    def _diagnosis(self, mistakes: Sequence[str], factor: float, known: Sequence[str]) -> Diagnosis:
        named = self._in_known_words(mistakes, known)
        return Diagnosis(named, tuple(id for id in named if id in known), factor)

    def _in_known_words(self, mistakes: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
        """The mistakes once each, under the name by which an earlier question showed them."""
        met = {self._same[id]: id for id in reversed(known)}
        return tuple(dict.fromkeys(met.get(self._same[id], id) for id in mistakes))


class Tables(Protocol):
    """Where the hypotheses of a question come from."""

    def met(self, known: tuple[str, ...]) -> Hypotheses:
        """A table that holds at least those of these mistakes that touch the question."""

    def worth_a_look(self, evidence: Evidence, within: Array) -> Hypotheses:
        """A table that holds at least what predicts the answers in these columns of the evidence.

        A single mistake also does so times a factor.
        """


@dataclass(frozen=True, eq=False)
class _Whole:
    """All hypotheses, ready to be looked at."""

    table: Hypotheses

    def met(self, known: tuple[str, ...]) -> Hypotheses:
        return self.table

    def worth_a_look(self, evidence: Evidence, within: Array) -> Hypotheses:
        return self.table


class Known:
    """What is known to be answered to a question; made ready when it is first used."""

    def __init__(
        self, question: Question, columns: Sequence[int], misconceptions: Sequence[Misconception]
    ) -> None:
        self._question, self._misconceptions = question, misconceptions
        self._cases = [question.cases[column] for column in columns]

    def make_ready(self) -> None:
        """Now, so that processes that are forked have it in common."""
        assert self.printer is not None

    @functools.cached_property
    def hypotheses(self) -> Hypotheses:
        return Hypotheses.of(self._question, self._misconceptions)

    @functools.cached_property
    def printer(self) -> Printer:
        names, expected = zip(*((case.id, case.expected) for case in self._cases), strict=True)
        return Printer(names, expected, self.hypotheses.vocabulary)


@dataclass(frozen=True, eq=False)
class Asked:
    """A question, ready to have its answers explained.

    ``columns`` are the positions in the question of its marked cases and examples; ``examples``,
    ``allowed`` (see ``judge``) and the printer's cases are in their order.  Without ``own_tables``
    all hypotheses are looked at.
    """

    columns: Array
    examples: tuple[bool, ...]
    allowed: Array
    known: Known
    own_tables: Tables | None = None

    @classmethod
    def of(cls, question: Question, misconceptions: Sequence[Misconception]) -> Asked:
        remarks = {check.id for check in question.checks if check.remark}
        columns = [i for i, case in enumerate(question.cases) if case.check not in remarks]
        return cls(
            columns=np.array(columns, int),
            examples=tuple(question.cases[column].example for column in columns),
            allowed=allowed(question, columns),
            known=Known(question, columns, misconceptions),
        )

    @property
    def hypotheses(self) -> Hypotheses:
        return self.known.hypotheses

    @property
    def printer(self) -> Printer:
        return self.known.printer

    @property
    def tables(self) -> Tables:
        return self.own_tables or _Whole(self.hypotheses)


def asked_of(suite: Suite, *, later: bool = False) -> dict[str, Asked]:
    """The suite's questions by id, ready to have their answers explained.

    With ``later`` each is made ready when there is something to explain, and not before.
    """
    asked = {q.id: Asked.of(q, suite.misconceptions) for q in suite.questions}
    for one in () if later else asked.values():
        one.known.make_ready()
    return asked


def allowed(question: Question, columns: Sequence[int]) -> Array:
    """How far from a hypothesis the answers to these cases may lie, relative to themselves."""
    rounding = [ROUNDING * question.cases[column].conditioning for column in columns]
    return np.maximum(question.tolerance.relative, rounding)


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

    @property
    def slack(self) -> Array:
        """How far off the answers' numbers a hypothesis may be."""
        return self.allowed * np.maximum(self.print.norms, ZERO_SCALE)

    @classmethod
    def of(cls, asked: Asked, verdicts: Sequence[Verdict]) -> Evidence | None:
        """None where nothing is wrong, or something is that no wrong formula would do."""
        seen = [verdicts[column] for column in asked.columns]
        wrong = [verdict.status is not Status.RIGHT for verdict in seen]
        if not any(w and not e for w, e in zip(wrong, asked.examples, strict=True)):
            return None
        if any(verdict.status not in _EXPLICABLE for verdict in seen):
            return None
        return cls(
            columns=asked.columns,
            print=asked.printer.fingerprint([_answer(verdict) for verdict in seen]),
            messages=tuple(_message(verdict) for verdict in seen),
            wrong=np.array(wrong),
            allowed=asked.allowed,
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


def _overflowing_or_changed(
    hypotheses: Hypotheses, evidence: Evidence, known: tuple[str, ...]
) -> tuple[tuple[str, ...], Array]:
    """The same, leaving out also where those mistakes give wrong numbers.

    Three mistakes at once are in no table; where two of them show only in extreme cases the third
    can still be seen in the others.
    """
    carried, columns = _overflowing(hypotheses, evidence, known)
    spoilt = np.zeros(len(evidence.columns), bool)
    for mistake in carried:
        spoilt |= hypotheses.changed(mistake, evidence.columns) & evidence.wrong
    return carried, columns[~spoilt[columns]]


def _simplest(
    candidates: Sequence[Candidate], known: Sequence[str], acquitted: Callable[[], frozenset[str]]
) -> Candidate | None:
    """The one candidate that is simpler than all others: fewest new mistakes come first."""

    def complexity(candidate: Candidate) -> tuple[int, int]:
        mistakes = set(candidate[0])
        return len(mistakes - set(known)), len(mistakes)

    def doubts(candidate: Candidate) -> int:
        return len(acquitted().intersection(candidate[0]))

    leading = _least(candidates, complexity)
    if len(leading) > 1:
        leading = _least(leading, doubts)
    return leading[0] if len(leading) == 1 else None


def _least(candidates: Sequence[Candidate], by: Callable[[Candidate], Any]) -> list[Candidate]:
    sizes = list(map(by, candidates))
    least = min(sizes, default=None)
    return [one for one, size in zip(candidates, sizes, strict=True) if size == least]


def _fitting(
    hypotheses: Hypotheses, evidence: Evidence, within: Array, raises: Mapping[str, str]
) -> Iterator[list[Candidate]]:
    """What fits the answers in these columns: mistakes and pairs; then mistakes times a factor."""
    columns = evidence.columns[within]
    kinds = hypotheses.words(evidence.print.kinds)[within]
    numbers = evidence.print.projections[within]
    slack = evidence.slack[within]
    wrong = [i for i in within if evidence.wrong[i]]
    telling = np.argsort(~evidence.wrong[within], kind="stable")  # a wrong answer fits few
    rows = hypotheses.agreeing(columns[telling], kinds[telling], numbers[telling], slack[telling])
    fitting = [hypotheses.mistakes[row] for row in rows]
    if all(evidence.print.kinds[i].startswith(RAISES) for i in wrong):
        messages = [evidence.messages[i] for i in wrong]
        yield [(ids, 1.0) for ids in fitting if _said(ids, raises, messages)]
        return
    yield [(ids, 1.0) for ids in fitting]
    yield list(_scaled(hypotheses, columns, kinds, numbers, slack))


def _said(ids: Sequence[str], raises: Mapping[str, str], messages: Sequence[str]) -> bool:
    """Exceptions alone convict nobody: other slips raise them too, so the text must fit."""
    texts = [raises[id] for id in ids if raises.get(id)]
    return bool(texts) and all(any(text in message for text in texts) for message in messages)


def _scaled(
    hypotheses: Hypotheses, columns: Array, kinds: Array, numbers: Array, slack: Array
) -> Iterator[Candidate]:
    """One mistake times a constant that all cases share."""
    for row, factor in hypotheses.multiples(columns, kinds, numbers, slack):
        if 1e-3 < abs(factor) < 1e3:
            yield hypotheses.mistakes[row], factor
