"""Verdicts to the mistakes that explain them: one, two at once, or one times a factor.  Pure.

A hypothesis explains a question only if it predicts *every* answer: the wrong ones as they came,
and the right one where the student was right.  The search goes from simple to complex and stops
where something fits.  Simple is what adds least to the mistakes that earlier questions showed,
then what has fewest mistakes, then what would not have shown in a question that is right; where
that does not decide there is no diagnosis, because silence is better than confident error.

Questions are taken in the assignment's order.  What follows from the student's own functions to
earlier questions is no new mistake (see ``follow``); a mistake that an earlier question showed and
that explains this one too is *carried forward*.  What does not follow is also searched for on top
of the student's own functions: one known mistake in the steps that they leave, then two.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from grader.marking.compare import ROUNDING, ZERO_SCALE, varies
from grader.marking.fingerprint import NOT_FINITE, RAISES, Fingerprint, Printer
from grader.marking.hypotheses import Hypotheses
from grader.marking.own_answers import OwnAnswers
from grader.model import (
    NOT_CALLED,
    Array,
    Case,
    Diagnosis,
    Misconception,
    Question,
    Raised,
    Returned,
    Status,
    Suite,
    Verdict,
)

if TYPE_CHECKING:  # a public suite has no program, so a student's own check does without these
    from grader.marking.continuation import Continuation
    from grader.marking.follow import Answers, Follower

_EXPLICABLE = (
    Status.RIGHT,
    Status.WRONG_VALUE,
    Status.NOT_FINITE,
    Status.WRONG_SHAPE,
    Status.RAISED,
)

_FEWEST = 3
"""With fewer cases than this a mistake is not named: they could agree by chance."""

_CLEARLY = 10.0
"""Tolerances: what is nearer than so many is not clearly another thing."""

_EXACT = 1e-10
"""Relative distance; right double-precision code errs less, but for badly conditioned cases."""

_MOST_ALTERNATIVES = 4
"""More sets of mistakes that explain the same answers say nothing to a student."""

_T = TypeVar("_T")

Candidate = tuple[tuple[str, ...], float]
"""Mistakes, and the constant factor on top of them."""


class Diagnostician:
    """What is known of a suite's mistakes, ready to be held against answers."""

    def __init__(self, suite: Suite, asked: Mapping[str, Asked] | None = None) -> None:
        """``asked`` are the suite's questions by id, where they are ready already."""
        self._asked = asked or asked_of(suite)
        self._questions = {question.id: question for question in suite.questions}
        self._follower = _follower(suite)
        self._same = {known.id: known.same_as or known.id for known in suite.misconceptions}
        self._raises = {known.id: known.raises for known in suite.misconceptions}

    def diagnose(
        self, verdicts: Mapping[str, Sequence[Verdict]], own: OwnAnswers | None = None
    ) -> dict[str, Diagnosis | None]:
        """Return the diagnosis of each question by its id; None where it is right or unexplained.

        ``own`` is how the student's own functions are asked; without it, or without the suite's
        program, nothing is found to follow from them.
        """
        own = own or OwnAnswers()
        right = frozenset(
            id for id in self._asked if all(v.status is Status.RIGHT for v in verdicts[id])
        )
        found = _Found(right)
        for id in self._asked:
            found.add(id, None if id in right else self._explain_wrong(id, verdicts, found, own))
            if id in right and _is_inexact(verdicts[id]):
                found.inexact.add(id)
        return found.diagnoses

    def _explain_wrong(
        self, id: str, verdicts: Mapping[str, Sequence[Verdict]], found: _Found, own: OwnAnswers
    ) -> Diagnosis | None:
        asked, judged = self._asked[id], verdicts[id]
        if any(verdict.status in NOT_CALLED for verdict in judged):
            return None
        if not any(not v.right and self._questions[id].marks(c) for c, v in self._seen(id, judged)):
            return None
        shared = _from_a_shared_line(judged, {e: verdicts[e] for e in found.wrong})
        if shared:
            return self._following(id, shared, found)
        if self._follower is None or not found.deviating:
            return self._without_own_functions(id, judged, found)
        answers = self._follower.answers(id, asked.columns.tolist(), judged, asked.allowed)
        if names := self._follower.follows(answers, found.deviating, own):
            return self._following(id, names, found)
        alone = self._without_own_functions(id, judged, found)
        if _is_simple(alone):
            return alone
        return self._on_top(answers, found, own) or alone or self._in_part(answers, found, own)

    def _seen(self, id: str, judged: Sequence[Verdict]) -> Iterator[tuple[Case, Verdict]]:
        return zip(self._questions[id].cases, judged, strict=True)

    def _following(self, id: str, names: Sequence[str], found: _Found) -> Diagnosis:
        carried = self._carried(id, names, found)
        return Diagnosis(carried, carried, follows=tuple(names))

    def _carried(self, id: str, names: Sequence[str], found: _Found) -> tuple[str, ...]:
        """The mistakes that these questions showed, and that change answers to this one."""
        showing = {self._same[known] for known in self._asked[id].hypotheses.single_mistakes}
        return tuple(known for known in found.mistakes_of(names) if self._same[known] in showing)

    def _on_top(self, answers: Answers, found: _Found, own: OwnAnswers) -> Diagnosis | None:
        """One known mistake on top of the student's own functions, else two."""
        assert self._follower is not None
        known = self._asked[answers.question.id].hypotheses.single_mistakes
        likely = [id for id in known if id not in self._acquitted(found.right)]
        for mistakes in ([(id,) for id in known], list(itertools.combinations(likely, 2))):
            fitting = self._follower.on_top(answers, found.deviating, mistakes, own)
            if fitting:
                _, checks = self._follower.follows_in_part(answers, fitting[0].follows, own)
                return self._named_on_top(answers.question.id, fitting, found, checks)
        return None

    def _in_part(self, answers: Answers, found: _Found, own: OwnAnswers) -> Diagnosis | None:
        """What follows in some checks, where nothing explains the others."""
        assert self._follower is not None
        names, checks = self._follower.follows_in_part(answers, found.deviating, own)
        carried = self._carried(answers.question.id, names, found)
        return Diagnosis(carried, carried, follows=names, checks=checks) if checks else None

    def _named_on_top(
        self,
        id: str,
        fitting: Sequence[Continuation],
        found: _Found,
        checks: tuple[str, ...],
    ) -> Diagnosis | None:
        known = set(found.known)
        fitting = _least(fitting, lambda one: (len(set(one.mistakes) - known), len(one.follows)))
        carried = self._carried(id, fitting[0].follows, found)
        sets = self._distinct_sets([one.mistakes for one in fitting], found.known)
        if len(sets) > _MOST_ALTERNATIVES:
            return None
        named = self._in_known_words(sets[0], found.known) if len(sets) == 1 else ()
        named = tuple(dict.fromkeys((*carried, *named)))
        return Diagnosis(
            misconceptions=named,
            carried=tuple(id for id in named if id in carried or id in known),
            follows=fitting[0].follows,
            alternatives=sets if len(sets) > 1 else (),
            checks=checks,
        )

    def _without_own_functions(
        self, id: str, verdicts: Sequence[Verdict], found: _Found
    ) -> Diagnosis | None:
        """The diagnosis by the tables of what known mistakes answer."""
        return self._explain(id, verdicts, found.known, found.right, bool(found.wrong))

    def _acquitted(self, right: frozenset[str]) -> frozenset[str]:
        """The mistakes that would have shown in a question that is right."""
        return frozenset().union(*(self._asked[id].hypotheses.single_mistakes for id in right))

    def _explain(
        self,
        id: str,
        judged: Sequence[Verdict],
        known: tuple[str, ...],
        right: frozenset[str],
        astray: bool,
    ) -> Diagnosis | None:
        """The diagnosis of one question, where these were right and earlier ones showed those."""
        asked = self._asked[id]
        acquitted = functools.cache(functools.partial(self._acquitted, right))
        evidence = Evidence.of(asked, judged)
        if evidence is None or (evidence.is_constant and known):
            return None  # after another mistake, one number over and over says nothing
        carried, columns = _overflowing(asked.tables.met(known), evidence, known)
        if not evidence.wrong[columns].any():
            return Diagnosis(carried, carried) if carried else None
        if len(columns) < min(_FEWEST, len(evidence.columns)):
            return None
        writing, columns = self._writing(asked, evidence, columns, acquitted)
        hypotheses = asked.tables.worth_a_look(evidence, columns)
        for candidates in _fitting(hypotheses, evidence, columns, self._raises, acquitted):
            leading = self._leading(candidates, known, acquitted, astray)
            if leading:
                return self._diagnosis((*carried, *writing), leading, known)
        return None

    def _writing(
        self,
        asked: Asked,
        evidence: Evidence,
        columns: Array,
        acquitted: Callable[[], frozenset[str]],
    ) -> tuple[tuple[str, ...], Array]:
        """The mistake of writing to an argument, where it is made beside others.

        It shows in cases that present their arguments in another way, and in no others; what is
        left to explain are the other columns.
        """
        raised = np.array([kind.startswith(RAISES) for kind in evidence.print.kinds])
        here = columns[evidence.of_form[columns] & raised[columns]]
        rest = np.setdiff1d(columns, here)
        if not here.size or not evidence.wrong[rest].any():
            return (), columns
        hypotheses = asked.tables.worth_a_look(evidence, here)
        for candidates in _fitting(hypotheses, evidence, here, self._raises, acquitted):
            alone = [ids for ids, _ in candidates if len(ids) == 1]
            if len(alone) == 1:
                return alone[0], rest
        return (), columns

    def _leading(
        self,
        candidates: Sequence[Candidate],
        known: tuple[str, ...],
        acquitted: Callable[[], frozenset[str]],
        astray: bool,
    ) -> list[Candidate]:
        """The simplest candidates that mean different things; none where that says too little."""
        leading = _simplest(candidates, known, acquitted)
        if astray:  # what an earlier question shows may be all there is to this one, too
            leading = [
                one
                for one in leading
                if len(one[0]) < 2 or not (acquitted() & set(one[0]) - set(known))
            ]
        sets = self._distinct_sets([ids for ids, _ in leading], known)
        leading = [next(one for one in leading if one[0] == ids) for ids in sets]
        scaled = any(factor != 1.0 for _, factor in leading)
        return [] if len(leading) > (1 if scaled else _MOST_ALTERNATIVES) else leading

    def _distinct_sets(
        self, sets: Sequence[tuple[str, ...]], known: Sequence[str]
    ) -> tuple[tuple[str, ...], ...]:
        """Those of these sets of mistakes that are not one another made in another way."""
        distinct: dict[frozenset[str], tuple[str, ...]] = {}
        for ids in sets:
            same = frozenset(self._same[id] for id in ids)
            if same not in distinct or set(ids) <= set(known):
                distinct[same] = ids
        return tuple(distinct.values())

    def _diagnosis(
        self, carried: Sequence[str], leading: Sequence[Candidate], known: Sequence[str]
    ) -> Diagnosis:
        sets = [self._in_known_words(ids, known) for ids, _ in leading]
        common = [id for id in sets[0] if all(id in ids for ids in sets)]
        named = tuple(dict.fromkeys((*carried, *common)))
        return Diagnosis(
            misconceptions=named,
            carried=tuple(id for id in named if id in known),
            scale=leading[0][1],
            alternatives=_without(sets, common) if len(sets) > 1 else (),
        )

    def _in_known_words(self, mistakes: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
        """The mistakes once each, under the name by which an earlier question showed them."""
        met = {self._same[id]: id for id in reversed(known)}
        return tuple(dict.fromkeys(met.get(self._same[id], id) for id in mistakes))


@dataclass
class _Found:
    """What the questions so far have shown."""

    right: frozenset[str]
    diagnoses: dict[str, Diagnosis | None] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    inexact: set[str] = field(default_factory=set)

    def add(self, id: str, diagnosis: Diagnosis | None) -> None:
        self.diagnoses[id] = diagnosis
        if diagnosis:
            self.known = tuple(dict.fromkeys(self.known + diagnosis.misconceptions))

    @property
    def wrong(self) -> tuple[str, ...]:
        return tuple(id for id in self.diagnoses if id not in self.right)

    @property
    def deviating(self) -> tuple[str, ...]:
        """The questions whose functions do not give the right numbers to the last digits."""
        return tuple(id for id in self.diagnoses if id not in self.right or id in self.inexact)

    def mistakes_of(self, questions: Sequence[str]) -> tuple[str, ...]:
        """The known mistakes that these questions showed."""
        found = [self.diagnoses[id] for id in questions]
        return tuple(dict.fromkeys(id for one in found if one for id in one.misconceptions))


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
    def right(self) -> Fingerprint:
        return self.printer.fingerprint([case.expected for case in self._cases])

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
    of_form: Array
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
            of_form=np.array([question.cases[column].of_form for column in columns], bool),
            allowed=allowed(question, columns),
            known=Known(question, columns, misconceptions),
        )

    @functools.cached_property
    def right(self) -> Fingerprint:
        """The fingerprint of the right answers."""
        return self.known.right

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
    of_form: Array
    is_constant: bool
    """Whether all arrays hold one number over and over."""

    right: Fingerprint

    @functools.cached_property
    def is_multiple_of_right(self) -> bool:
        """Whether the answers are the right ones times one factor, where they are finite."""
        alike = np.array([a == b for a, b in zip(self.print.kinds, self.right.kinds, strict=True)])
        mine, right = self.print.projections[alike], self.right.projections[alike]
        if not alike.any() or not right.any():
            return False
        with np.errstate(all="ignore"):
            off = np.abs(mine - (mine @ right) / (right @ right) * right)
            return bool((off <= _CLEARLY * self.slack[alike]).all())

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
        answers = [_answer(verdict) for verdict in seen]
        arrays = [answer for answer in answers if not isinstance(answer, str)]
        return cls(
            columns=asked.columns,
            of_form=asked.of_form,
            is_constant=bool(arrays) and not varies(arrays),
            print=asked.printer.fingerprint(answers),
            messages=tuple(_message(verdict) for verdict in seen),
            wrong=np.array(wrong),
            right=asked.right,
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
    """The known mistakes that show in nothing but overflow, and the columns left to explain.

    Such a mistake is at work where the answers are not finite exactly where it predicts that.
    """
    lost = np.array([kind == NOT_FINITE for kind in evidence.print.kinds])
    accounted = np.zeros_like(lost)
    carried = []
    for mistake in known:
        predicted = hypotheses.not_finite(mistake, evidence.columns)
        only = (hypotheses.changed(mistake, evidence.columns) == predicted).all()
        if predicted.any() and only and lost[predicted].all():
            carried.append(mistake)
            accounted |= predicted
    return tuple(carried), np.flatnonzero(~accounted)


def _from_a_shared_line(
    verdicts: Sequence[Verdict], earlier: Mapping[str, Sequence[Verdict]]
) -> tuple[str, ...]:
    """The first earlier question that the same line stops, where nothing else is wrong.

    One line that raises is one thing to mend.  Right answers must show that the rest is right.
    """
    stopped = {_stopping_line(verdict) for verdict in verdicts if not verdict.right}
    if None in stopped or sum(verdict.right for verdict in verdicts) < _FEWEST:
        return ()
    for id, before in earlier.items():
        if stopped <= {_stopping_line(verdict) for verdict in before}:
            return (id,)
    return ()


def _stopping_line(verdict: Verdict) -> tuple[str, int] | None:
    """The exception and the innermost line of the student's file that it came from."""
    outcome = verdict.observation.outcome
    if not isinstance(outcome, Raised) or not outcome.trace:
        return None
    return outcome.error, outcome.trace[-1].line


def _follower(suite: Suite) -> Follower | None:
    """What finds out what follows, where the suite has a program to continue."""
    if suite.program is None:
        return None
    from grader.marking.follow import Follower
    from grader.suite.program import load_program

    return Follower(load_program(suite.program), suite.questions)


def _is_inexact(verdicts: Sequence[Verdict]) -> bool:
    """Whether right answers are further off than double precision makes them."""
    return any(verdict.distance is not None and verdict.distance > _EXACT for verdict in verdicts)


def _is_simple(diagnosis: Diagnosis | None) -> bool:
    """Whether it adds one mistake at most to what earlier questions showed."""
    return diagnosis is not None and len(diagnosis.new) <= 1 and diagnosis.scale == 1.0


def _without(sets: Sequence[tuple[str, ...]], common: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(id for id in ids if id not in common) for ids in sets)


def _simplest(
    candidates: Sequence[Candidate], known: Sequence[str], acquitted: Callable[[], frozenset[str]]
) -> list[Candidate]:
    """The candidates that are simpler than all others: fewest new mistakes come first.

    Of pairs, those come first of which less should have shown in a question that is right.
    """

    def complexity(candidate: Candidate) -> tuple[int, int]:
        mistakes = set(candidate[0])
        return len(mistakes - set(known)), len(mistakes)

    def doubts(candidate: Candidate) -> int:
        return len(acquitted().intersection(candidate[0]))

    leading = _least(candidates, complexity)
    if len(leading) > 1 and len(leading[0][0]) > 1:
        leading = _least(leading, doubts)
    return leading


def _least(candidates: Sequence[_T], by: Callable[[_T], Any]) -> list[_T]:
    sizes = list(map(by, candidates))
    least = min(sizes, default=None)
    return [one for one, size in zip(candidates, sizes, strict=True) if size == least]


def _fitting(
    hypotheses: Hypotheses,
    evidence: Evidence,
    within: Array,
    raises: Mapping[str, str],
    acquitted: Callable[[], frozenset[str]],
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
        yield [
            (ids, 1.0)
            for ids in fitting
            if _said(ids, raises, messages)
            # That another function writes to its argument shows where that one is asked.
            and not (evidence.of_form[wrong].all() and acquitted().intersection(ids))
        ]
        return
    if evidence.is_constant:  # a hundred slips answer with one number over and over
        yield [(ids, 1.0) for ids in fitting if len(ids) == 1]
        return
    yield [(ids, 1.0) for ids in fitting]
    if not evidence.is_multiple_of_right:  # then a factor is all that can be seen
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
