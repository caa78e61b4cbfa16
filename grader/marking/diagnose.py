"""Verdicts to the mistakes that explain them: what is tried, and in which order.  Pure.

A hypothesis explains a question only if it predicts *every* answer: the wrong ones as they came,
and the right one where the student was right.

Questions are taken in the assignment's order.  What follows from the student's own functions to
earlier questions is no new mistake (see ``follow``); a mistake that an earlier question showed and
that explains this one too is *carried forward*.  What does not follow is searched for among the
known mistakes (see ``search``), then on top of the student's own functions: one known mistake in
the steps that they leave, then two.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from grader.marking.decision import (
    MAX_ALTERNATIVES,
    Equivalence,
    diagnosis_of,
    leading_candidates,
    least,
)
from grader.marking.earlier import EarlierQuestions, is_inexact
from grader.marking.evidence import QuestionEvidence
from grader.marking.fit_search import FitSearch
from grader.marking.fits import constant_factor
from grader.marking.lookalikes import Lookalikes
from grader.marking.own_answers import OwnAnswers, Point
from grader.marking.prepared import PreparedQuestion, prepare_questions
from grader.marking.repeated import is_whole, question_with_change, question_with_factor
from grader.marking.search import CandidateSearch, carried_overflows
from grader.marking.search_budget import MOST_CANDIDATES, SearchBudget
from grader.marking.stored_answers import single_fingerprints
from grader.marking.tracebacks import shared_raising_line
from grader.model import (
    NOT_CALLED,
    Array,
    Case,
    Diagnosis,
    Fit,
    Question,
    Raised,
    Returned,
    Suite,
    Verdict,
)

if TYPE_CHECKING:  # a public suite has no program, so a student's own check does without these
    from grader.marking.answers import QuestionAnswers
    from grader.marking.follow import Follower
    from grader.marking.on_top import OnTop, OnTopSearch

_FEWEST = 3
"""With fewer cases than this a mistake is not named: they could agree by chance."""


@dataclass(frozen=True)
class Explanation:
    """What is known of a question's wrong answers.

    Where the answers are right or unexplained there is no diagnosis; ``fits`` are changes that give
    the answers where there is none, or where an earlier question showed the same change.
    ``cut_short`` is True where nothing is known because more may not be tried.
    """

    diagnosis: Diagnosis | None = None
    fits: tuple[Fit, ...] = ()
    cut_short: bool = False


class Diagnostician:
    """Explains answers to the questions of one suite.

    Parameters
    ----------
    suite
        The suite.  With its program it is also found out what follows from a student's own
        functions.
    prepared
        Its questions by id, where they are prepared already.
    most_candidates
        How many candidates are tried for one submission (see ``SearchBudget``).
    """

    def __init__(
        self,
        suite: Suite,
        prepared: Mapping[str, PreparedQuestion] | None = None,
        most_candidates: int = MOST_CANDIDATES,
    ) -> None:
        self._most_candidates = most_candidates
        self._prepared = prepared or prepare_questions(suite)
        self._questions = {question.id: question for question in suite.questions}
        self._follower = _follower(suite)
        self._fits = FitSearch(suite, self._follower)
        self._same = Equivalence(suite.misconceptions)
        raises = {known.id: known.raises for known in suite.misconceptions}
        self._lookalikes = functools.cache(
            lambda id: Lookalikes(
                single_fingerprints(self._prepared[id].shared, suite.misconceptions), self._same
            )
        )
        self._search = CandidateSearch(raises)
        self._on_top_search = _on_top_search(self._follower, raises)

    def explain(
        self, verdicts: Mapping[str, Sequence[Verdict]], own: OwnAnswers | None = None
    ) -> dict[str, Explanation]:
        """Explain the wrong answers of a submission.

        Parameters
        ----------
        verdicts
            The verdicts on each question's cases by the question's id.
        own
            The answers of the student's own functions at further points.  Without it, or without
            the suite's program, nothing is found to follow from them.

        Returns
        -------
        dict
            The explanation of each question by its id.
        """
        own = own or OwnAnswers()
        budget = SearchBudget(self._most_candidates)
        earlier = EarlierQuestions.of(self._prepared, verdicts, budget)
        own.foresee(self._first_calls(verdicts, earlier.right))
        found = {}
        for id in self._prepared:
            is_right, refused = id in earlier.right, earlier.budget.refused
            one = Explanation() if is_right else self._explanation(id, verdicts, earlier, own)
            is_cut = earlier.budget.refused > refused and one.diagnosis is None
            found[id] = replace(one, cut_short=is_cut)
            earlier.add(id, one.diagnosis, verdicts[id])
        return found

    def _first_calls(
        self, verdicts: Mapping[str, Sequence[Verdict]], right: Collection[str]
    ) -> tuple[Point, ...]:
        """Return the calls with which it is found out what follows, of all questions together.

        Each child that makes calls costs more than they do.  None where a call did not end.
        """
        seen = [one.observation.outcome for judged in verdicts.values() for one in judged]
        if self._follower is None or not all(isinstance(one, Returned | Raised) for one in seen):
            return ()
        found: dict[str, Point] = {}
        deviating: list[str] = []
        for id, question in self._prepared.items():
            wrong = {e: verdicts[e] for e in deviating if e not in right}
            explicable = id not in right and _is_explicable(self._questions[id], verdicts[id])
            if explicable and not shared_raising_line(verdicts[id], wrong):
                calls = self._follower.first_calls(id, question.columns.tolist(), deviating)
                found |= {point.key: point for point in calls}
            if id not in right or is_inexact(verdicts[id]):
                deviating.append(id)
        return tuple(found.values())

    def _explanation(
        self,
        id: str,
        verdicts: Mapping[str, Sequence[Verdict]],
        earlier: EarlierQuestions,
        own: OwnAnswers,
    ) -> Explanation:
        diagnosis = self._diagnosis(id, verdicts, earlier, own)
        if diagnosis and (earlier.deviating or len(diagnosis.new) > 1):
            diagnosis = self._lookalikes(id).widened(diagnosis)
        if before := question_with_factor(diagnosis, earlier.diagnoses):
            assert diagnosis is not None
            return Explanation(replace(diagnosis, scale=1.0, follows=(before,)))
        if diagnosis:
            return Explanation(diagnosis)
        judged = verdicts[id]
        fits = self._fits.fits(self._prepared[id], self._questions[id], judged, earlier, own)
        return self._repeated(id, judged, fits, earlier) or Explanation(fits=fits)

    def _repeated(
        self, id: str, judged: Sequence[Verdict], fits: tuple[Fit, ...], earlier: EarlierQuestions
    ) -> Explanation | None:
        """Return the explanation by a change without a name that an earlier question showed."""
        question = self._questions[id]
        changes = fits or constant_factor(question, judged)
        shown = [(self._questions[e], change) for e, change in earlier.changes.items()]
        before = question_with_change(question, changes, shown)
        if before and is_whole(question, judged):
            return Explanation(Diagnosis(follows=(before,)), changes)
        if changes:
            earlier.changes[id] = changes[0]
        return None

    def _diagnosis(
        self,
        id: str,
        verdicts: Mapping[str, Sequence[Verdict]],
        earlier: EarlierQuestions,
        own: OwnAnswers,
    ) -> Diagnosis | None:
        judged = verdicts[id]
        if not _is_explicable(self._questions[id], judged):
            return None
        shared = shared_raising_line(judged, {e: verdicts[e] for e in earlier.wrong})
        if shared:
            return self._following(id, shared, earlier)
        if self._follower is None or not earlier.deviating:
            return self._by_tables(id, judged, earlier)
        question = self._prepared[id]
        answers = self._follower.answers(id, question.columns.tolist(), judged, question.allowed)
        if names := self._follower.follows(answers, earlier.deviating, own):
            return self._following(id, names, earlier)
        alone = self._by_tables(id, judged, earlier)
        if _is_simple(alone):
            return alone
        on_top = self._on_top(answers, earlier, own)
        if on_top or (alone and alone.new):
            return on_top or alone
        return self._in_part(answers, earlier, own) or alone

    def _following(self, id: str, names: Sequence[str], earlier: EarlierQuestions) -> Diagnosis:
        carried = self._carried(id, names, earlier)
        return Diagnosis(carried, carried, follows=tuple(names))

    def _carried(self, id: str, names: Sequence[str], earlier: EarlierQuestions) -> tuple[str, ...]:
        """Return the mistakes that these questions showed and that change answers to this one."""
        showing = {self._same(known) for known in self._prepared[id].mistakes}
        shown = earlier.mistakes_shown_by(names)
        return tuple(known for known in shown if self._same(known) in showing)

    def _on_top(
        self, answers: QuestionAnswers, earlier: EarlierQuestions, own: OwnAnswers
    ) -> Diagnosis | None:
        """Try one known mistake on top of the student's own functions, then two."""
        assert self._follower is not None and self._on_top_search is not None
        known = self._prepared[answers.question.id].mistakes
        likely = [id for id in known if id not in earlier.ruled_out]
        for mistakes in ([(id,) for id in known], list(itertools.combinations(likely, 2))):
            if mistakes and len(mistakes[0]) > 1 and self._is_multiple(answers, earlier, own):
                return None  # a factor is all that can be seen
            fitting = self._on_top_search.continuations(
                answers, earlier.deviating, mistakes, own, earlier.budget
            )
            if fitting:
                own_functions = fitting[0].continuation.follows
                _, checks = self._follower.follows_in_part(answers, own_functions, own)
                return self._named_on_top(answers.question.id, fitting, earlier, checks)
        return None

    def _is_multiple(
        self, answers: QuestionAnswers, earlier: EarlierQuestions, own: OwnAnswers
    ) -> bool:
        """Return whether one factor on what the student's functions lead to gives all answers."""
        prepared = self._prepared[answers.question.id]
        continued = self._fits.continued(prepared, answers.question, earlier, own)
        return any(constant_factor(question, answers.verdicts) for _, question in continued)

    def _in_part(
        self, answers: QuestionAnswers, earlier: EarlierQuestions, own: OwnAnswers
    ) -> Diagnosis | None:
        """Find what follows in some checks, where nothing explains the others."""
        assert self._follower is not None
        names, checks = self._follower.follows_in_part(answers, earlier.deviating, own)
        carried = self._carried(answers.question.id, names, earlier)
        return Diagnosis(carried, carried, follows=names, checks=checks) if checks else None

    def _named_on_top(
        self,
        id: str,
        fitting: Sequence[OnTop],
        earlier: EarlierQuestions,
        checks: tuple[str, ...],
    ) -> Diagnosis | None:
        """Return the diagnosis by the simplest of these; None where that is not certain.

        What shows in few cases is named as one of several at most.
        """
        known = set(earlier.known)

        def complexity(one: OnTop) -> tuple[int, int]:
            made, follows = one.continuation.mistakes, one.continuation.follows
            return len(set(made) - known), len(follows)

        fitting = least(fitting, complexity)
        follows = fitting[0].continuation.follows
        carried = self._carried(id, follows, earlier)
        made = [one.continuation.mistakes for one in fitting]
        sets = self._same.distinct_sets(made, earlier.known)
        is_certain = any(one.is_certain for one in fitting)
        if len(sets) > MAX_ALTERNATIVES or (len(sets) == 1 and not is_certain):
            return None
        named = self._same.as_named_before(sets[0], earlier.known) if len(sets) == 1 else ()
        named = tuple(dict.fromkeys((*carried, *named)))
        return Diagnosis(
            misconceptions=named,
            carried=tuple(id for id in named if id in carried or id in known),
            follows=follows,
            alternatives=sets if len(sets) > 1 else (),
            checks=checks,
        )

    def _by_tables(
        self, id: str, judged: Sequence[Verdict], earlier: EarlierQuestions
    ) -> Diagnosis | None:
        """Explain a question by the tables of what known mistakes answer."""
        question = self._prepared[id]
        evidence = question.evidence(judged)
        if evidence is None or (evidence.is_constant and earlier.known):
            return None  # after another mistake, one number over and over says nothing
        carried, places = carried_overflows(question.hypotheses, evidence, earlier.known)
        if not evidence.wrong[places].any():
            return Diagnosis(carried, carried) if carried else None
        if len(places) < min(_FEWEST, len(evidence.columns)):
            return None
        writing, places = self._writing(question, evidence, places, earlier)
        for candidates in self._search.candidates(question, evidence, places, earlier):
            leading = leading_candidates(candidates, earlier, self._same)
            if leading:
                return diagnosis_of((*carried, *writing), leading, earlier.known, self._same)
        return None

    def _writing(
        self,
        question: PreparedQuestion,
        evidence: QuestionEvidence,
        places: Array,
        earlier: EarlierQuestions,
    ) -> tuple[tuple[str, ...], Array]:
        """Find the mistake of writing to an argument where others are made besides.

        It shows in the cases that present their arguments in another way, and in no others.
        Return it, and the places that are left to explain.
        """
        here = places[evidence.of_form[places] & evidence.raised[places]]
        rest = np.setdiff1d(places, here)
        if not here.size or not evidence.wrong[rest].any():
            return (), places
        found = self._search.raising(question, evidence, here, earlier)
        return (found[0].mistakes, rest) if len(found) == 1 else ((), places)


def _follower(suite: Suite) -> Follower | None:
    """Return what finds out what follows, if the suite has a program to continue."""
    if suite.program is None:
        return None
    from grader.marking.follow import Follower
    from grader.suite.program import load_program

    return Follower(load_program(suite.program), suite.questions)


def _on_top_search(follower: Follower | None, raises: Mapping[str, str]) -> OnTopSearch | None:
    if follower is None:
        return None
    from grader.marking.on_top import OnTopSearch

    return OnTopSearch(follower, raises)


def _is_explicable(question: Question, judged: Sequence[Verdict]) -> bool:
    """Return whether the function was called, and an answer is wrong on which points depend."""
    is_called = not any(verdict.status in NOT_CALLED for verdict in judged)
    return is_called and _has_wrong_mark(question, judged)


def _has_wrong_mark(question: Question, judged: Sequence[Verdict]) -> bool:
    """Return whether an answer is wrong on which points depend."""
    seen: Iterator[tuple[Case, Verdict]] = zip(question.cases, judged, strict=True)
    return any(not verdict.right and question.marks(case) for case, verdict in seen)


def _is_simple(diagnosis: Diagnosis | None) -> bool:
    """Return whether it adds one mistake at most to what earlier questions showed."""
    return diagnosis is not None and len(diagnosis.new) <= 1 and diagnosis.scale == 1.0
