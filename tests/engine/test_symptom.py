"""What is said of a mistake that nobody knows holds for all of its answers."""

import numpy as np
import pytest

from grader.judge import judge_question
from grader.model import (
    Case,
    Check,
    Formula,
    Observation,
    Question,
    Returned,
    Symptom,
    SymptomKind,
    Tolerance,
    frozen,
)
from grader.symptom import symptom

RNG = np.random.default_rng(3)
EXPECTED = [RNG.uniform(0.5, 2, (3, 4)), RNG.uniform(0.5, 2, (3, 4)), RNG.uniform(0.5, 2, (4, 4))]


def found(answer, checks=("values", "values", "values")):
    cases = tuple(
        Case(f"q.{i}", "", check, False, (), frozen(expected))
        for i, (expected, check) in enumerate(zip(EXPECTED, checks, strict=True))
    )
    graded = tuple(Check(id, id, 1) for id in dict.fromkeys(checks))
    question = Question("q", "q", (), "", "", Formula("", ""), "q", Tolerance(), graded, cases)
    seen = [Observation(case.id, Returned(answer(case.expected))) for case in cases]
    return symptom(question, judge_question(question, seen))


@pytest.mark.parametrize(
    "answer, kind",
    [
        (lambda e: e.T, SymptomKind.TRANSPOSED),
        (lambda e: e * np.resize([1, -1], e.shape), SymptomKind.SIGNS),
        (lambda e: e * np.arange(1, len(e) + 1)[:, None], SymptomKind.ROW_FACTORS),
        (lambda e: e * np.arange(1, 5), SymptomKind.COLUMN_FACTORS),
        (lambda e: e[::-1], SymptomKind.REORDERED),
    ],
)
def test_a_pattern_that_all_answers_share_is_seen(answer, kind):
    assert found(answer) == Symptom(kind)


def test_a_constant_factor_is_measured():
    seen = found(lambda e: e / 3)

    assert seen.kind is SymptomKind.CONSTANT_FACTOR
    assert seen.factor == pytest.approx(1 / 3)


def test_the_columns_that_are_wrong_are_named():
    def first_column_missing(expected):
        answer = expected.copy()
        answer[:, 0] = 0
        return answer

    assert found(first_column_missing) == Symptom(SymptomKind.SOME_COLUMNS, places=(0,))


def test_an_answer_that_is_wrong_in_one_check_only_says_which():
    def large(expected):
        return expected * 9 + 1 if expected.shape == (4, 4) else expected

    seen = found(large, checks=("values", "values", "extremes"))

    assert seen == Symptom(SymptomKind.ONE_CHECK, check="extremes")


@pytest.mark.parametrize(
    "answer",
    [
        lambda e: e,
        lambda e: np.full_like(e, np.nan),
        lambda e: e**2 + RNG.normal(size=e.shape),
        lambda e: e[:, :2],
        np.zeros_like,
    ],
)
def test_nothing_is_said_where_nothing_is_wrong_or_nothing_is_shared(answer):
    assert found(answer) is None


def test_one_answer_that_does_not_fit_forbids_the_observation():
    def mostly_transposed(expected):
        return expected.T if expected.shape == (3, 4) else expected * 2 + 1

    assert found(mostly_transposed) is None
