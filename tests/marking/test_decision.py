"""Of several explanations that fit the simplest is named, and what is not certain is not."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from grader.marking.answer_column import AnswerColumn
from grader.marking.decision import MAX_ALTERNATIVES, Equivalence, diagnosis_of, leading_candidates
from grader.marking.earlier import EarlierQuestions
from grader.marking.fingerprint import RAISES
from grader.marking.hypotheses import Hypotheses
from grader.marking.marker import Marker
from grader.marking.search import Candidate, CandidateSearch
from grader.marking.search_budget import SearchBudget
from grader.model import Formula, Misconception, PairTable
from tests.diagnosis.asking import graded, outcome, written
from tests.diagnosis.styles import STYLES

NOTHING = Formula("", "")


def equivalence(*ids: str, **same_as: str) -> Equivalence:
    return Equivalence(
        Misconception(id, "", "", NOTHING, NOTHING, "", (), same_as=same_as.get(id, ""))
        for id in (*ids, *same_as)
    )


def earlier(*known: str, shown: frozenset[str] = frozenset(), wrong: bool = False):
    """Earlier questions: one that is right and would have shown these, and perhaps a wrong one."""
    prepared = {"right": SimpleNamespace(mistakes=tuple(shown))}
    diagnoses = {"wrong": None} if wrong else {}
    return EarlierQuestions(prepared, frozenset({"right"}), SearchBudget(0), diagnoses, known)


def leading(sets, before, same=None):
    candidates = [one if isinstance(one, Candidate) else Candidate(one) for one in sets]
    chosen = leading_candidates(candidates, before, same or equivalence(*"abcdefg"))
    return [one.mistakes for one in chosen]


@pytest.mark.parametrize(
    ("sets", "known", "chosen"),
    [
        ([("a",), ("b",)], ("a",), [("a",)]),  # nothing new
        ([("a", "b"), ("c",)], ("a",), [("c",)]),  # one new each, and fewer in all
        ([("b", "c"), ("a", "b")], ("a",), [("a", "b")]),  # fewer new ones
        ([("b", "c"), ("d",)], ("b", "c"), [("b", "c")]),  # fewer new ones count before fewer
        ([("a",), ("b",)], (), [("a",), ("b",)]),
    ],
)
def test_what_adds_least_leads(sets, known, chosen):
    assert leading(sets, earlier(*known)) == chosen


def test_of_pairs_that_leads_which_less_should_have_shown_before():
    before = earlier(shown=frozenset("bc"))

    assert leading([("a", "b"), ("b", "c")], before) == [("a", "b")]
    assert leading([("b",), ("a",)], before) == [("b",), ("a",)]


def test_after_a_wrong_question_no_pair_is_named_that_should_have_shown_before():
    shown = frozenset("b")

    assert leading([("a", "b")], earlier(shown=shown)) == [("a", "b")]
    assert leading([("a", "b")], earlier(shown=shown, wrong=True)) == []
    assert leading([("a", "b")], earlier("b", shown=shown, wrong=True)) == [("a", "b")]
    assert leading([("b",)], earlier(shown=shown, wrong=True)) == [("b",)]


def test_too_many_explanations_are_none():
    sets = [(id,) for id in "abcdefg"]

    assert len(leading(sets[:MAX_ALTERNATIVES], earlier())) == MAX_ALTERNATIVES
    assert leading(sets[: MAX_ALTERNATIVES + 1], earlier()) == []


def test_of_two_with_a_factor_neither_is_named():
    scaled = [Candidate(("a",), 2.0), Candidate(("b",), 3.0)]

    assert leading(scaled[:1], earlier()) == [("a",)]
    assert leading(scaled, earlier()) == []


def test_one_mistake_made_in_two_ways_is_one():
    same = equivalence("a", "c", b="a")

    assert leading([("a",), ("b",)], earlier(), same) == [("a",)]
    assert leading([("a",), ("b",)], earlier("b"), same) == [("b",)]
    assert same.as_named_before(("a", "c"), ("b",)) == ("b", "c")


def test_what_all_explanations_have_in_common_is_certain():
    sets = [Candidate(("a", "b")), Candidate(("a", "c"))]

    found = diagnosis_of(("d",), sets, ("d",), equivalence(*"abcd"))

    assert found.misconceptions == ("d", "a")
    assert found.carried == ("d",)
    assert found.alternatives == (("b",), ("c",))


@pytest.mark.parametrize(
    ("raises", "named"), [({}, []), ({"a": ""}, []), ({"a": "axis"}, ["a"]), ({"a": "shape"}, [])]
)
def test_exceptions_alone_are_confirmed_by_their_text(raises, named):
    kind = f"{RAISES} ValueError"
    columns = [AnswerColumn(SimpleNamespace(id=str(n)), 2, {kind: 0}, None) for n in range(3)]
    for one in columns:
        one.hold(np.array([1, 0]), np.zeros(2))
    question = SimpleNamespace(hypotheses=Hypotheses([(), ("a",)], 1, columns, ()))
    evidence = SimpleNamespace(
        columns=np.arange(3),
        answered=SimpleNamespace(kinds=(kind,) * 3, projections=np.zeros(3)),
        messages=("no such axis",) * 3,
        wrong=np.ones(3, bool),
        raised=np.ones(3, bool),
        of_form=np.zeros(3, bool),
        slack=np.full(3, 1e-9),
    )

    (found,) = CandidateSearch(raises).candidates(question, evidence, np.arange(3), earlier())

    assert [id for one in found for id in one.mistakes] == named


@pytest.mark.parametrize(("ordinary", "named"), [(2, False), (3, True)])
def test_with_fewer_than_three_cases_left_nothing_is_named(backprop_suite, ordinary, named):
    """An overflow that softmax showed accounts for the other cases of grad_z."""
    functions = written(
        backprop_suite,
        STYLES["arrays"],
        {"y": lambda z: np.exp(z) / np.exp(z).sum(), "dz": lambda y, t: t - y},
    )
    question = backprop_suite.question("grad_z")
    answers = {c.id: outcome(functions["grad_z"], c.arguments) for c in question.cases}
    is_lost = {id: not np.isfinite(answer.value).all() for id, answer in answers.items()}
    marked = [c for c in question.cases if question.marks(c) and not c.of_form]
    lost = [case for case in marked if is_lost[case.id]]
    others = [case for case in marked if not is_lost[case.id]][:ordinary]
    few = replace(question, cases=(*lost, *others), pairs=PairTable())
    softmax = backprop_suite.question("softmax")
    suite = replace(backprop_suite, questions=(softmax, few), program=None)

    _, graded_few = graded(suite, Marker(suite), functions).questions

    diagnosis = graded_few.diagnosis
    assert lost and len(others) == ordinary
    assert (diagnosis is not None and "error_sign_flipped" in diagnosis.misconceptions) is named
