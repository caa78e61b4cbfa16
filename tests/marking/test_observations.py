"""What is said of a mistake that nobody knows holds for all of its answers."""

from dataclasses import replace

import numpy as np
import pytest

from grader.marking.judge import judge_question
from grader.marking.observations import symptom
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

RNG = np.random.default_rng(3)
EXPECTED = [RNG.uniform(0.5, 2, (3, 4)), RNG.uniform(0.5, 2, (3, 4)), RNG.uniform(0.5, 2, (4, 4))]


def found(answer, checks=("values", "values", "values"), expected=EXPECTED, targets=None):
    """The symptom of whoever answers ``answer(expected)``, or ``answer(expected, target)``."""
    given = [()] * len(expected) if targets is None else [(frozen(t),) for t in targets]
    cases = tuple(
        Case(f"q.{i}", "", check, False, arguments, frozen(right))
        for i, (right, check, arguments) in enumerate(zip(expected, checks, given, strict=True))
    )
    graded = tuple(Check(id, id, 1) for id in dict.fromkeys(checks))
    parameters = () if targets is None else ("t",)
    question = Question(
        "q", "q", parameters, "", "", Formula("", ""), "q", Tolerance(), graded, cases
    )
    seen = [Observation(c.id, Returned(answer(c.expected, *c.arguments))) for c in cases]
    return symptom(question, judge_question(question, seen))


@pytest.mark.parametrize(
    "answer, kind",
    [
        (lambda e: e.T, SymptomKind.TRANSPOSED),
        (lambda e: e * np.resize([1, -1], e.shape), SymptomKind.SIGNS),
        (lambda e: e * np.arange(1, len(e) + 1)[:, None], SymptomKind.ROW_FACTORS),
        (lambda e: e * np.arange(1, 5), SymptomKind.COLUMN_FACTORS),
        (lambda e: e[::-1], SymptomKind.REVERSED_ROWS),
        (lambda e: e[:, ::-1], SymptomKind.REVERSED_COLUMNS),
        (lambda e: np.sort(e), SymptomKind.SORTED_ROWS),
        (lambda e: -np.sort(-e, axis=0), SymptomKind.SORTED_COLUMNS),
        (lambda e: e[[1, 0, *range(2, len(e))]], SymptomKind.PERMUTED_ROWS),
        (lambda e: e[:, [2, 0, 1, 3]], SymptomKind.PERMUTED_COLUMNS),
        (lambda e: e[::-1, ::-1], SymptomKind.REORDERED),
        (lambda e: e / e.sum(), SymptomKind.CASE_FACTORS),
    ],
)
def test_a_pattern_that_all_answers_share_is_seen(answer, kind):
    assert found(answer) == Symptom(kind)


@pytest.mark.parametrize(
    "answer, kind, shift",
    [
        (lambda e: np.roll(e, 1, axis=0), SymptomKind.SHIFTED_ROWS, 1),
        (lambda e: np.roll(e, -1, axis=0), SymptomKind.SHIFTED_ROWS, -1),
        (lambda e: np.roll(e, 1, axis=1), SymptomKind.SHIFTED_COLUMNS, 1),
        (lambda e: np.pad(e, ((1, 0), (0, 0)))[:-1], SymptomKind.SHIFTED_ROWS, 1),
        (lambda e: np.pad(e, ((0, 0), (0, 2)), "edge")[:, 2:], SymptomKind.SHIFTED_COLUMNS, -2),
    ],
)
def test_rows_and_columns_that_are_shifted_are_seen(answer, kind, shift):
    assert found(answer) == Symptom(kind, shift=shift)


VECTORS = [RNG.uniform(0.5, 2, n) for n in (5, 3, 1)]


@pytest.mark.parametrize(
    "answer, seen",
    [
        (lambda v: np.roll(v, 1), Symptom(SymptomKind.SHIFTED_ENTRIES, shift=1)),
        (lambda v: v[::-1], Symptom(SymptomKind.REVERSED_ENTRIES)),
        (np.sort, Symptom(SymptomKind.SORTED_ENTRIES)),
        (lambda v: v[np.argsort(np.sin(9 * np.arange(v.size)))], Symptom(SymptomKind.REORDERED)),
    ],
)
def test_entries_in_another_order_are_seen(answer, seen):
    assert found(answer, expected=VECTORS) == seen


@pytest.mark.parametrize("answer", [lambda v: np.roll(v, 1), lambda v: v[::-1]])
def test_two_entries_do_not_tell_a_shift_from_an_exchange(answer):
    assert found(answer, expected=[RNG.uniform(1, 2, 2) for _ in range(3)]) == Symptom(
        SymptomKind.REORDERED
    )


def test_equal_rows_are_not_seen_as_shifted():
    equal = [np.tile(RNG.uniform(1, 2, 4), (5, 1)) for _ in range(3)]
    answer = lambda e: np.vstack([e[:1] + 1, e[1:]])  # noqa: E731

    assert found(answer, expected=equal) == Symptom(SymptomKind.SOME_ROWS, places=(0,))


@pytest.mark.parametrize(
    "factors, kind",
    [
        (np.array([[2.0], [3.0]]), SymptomKind.ROW_FACTORS),
        (np.array([2.0, 3.0, 5.0]), SymptomKind.COLUMN_FACTORS),
    ],
)
def test_two_rows_are_enough_for_a_factor_each(factors, kind):
    two_rows = [RNG.uniform(0.5, 2, (2, 3)) for _ in range(3)]

    assert found(lambda e: e * factors, expected=two_rows) == Symptom(kind)


def test_a_factor_of_a_single_row_is_one_of_its_case():
    """Of its only row nobody could tell it, and a factor each would be its columns'."""
    rows = [RNG.uniform(0.5, 2, (1, 3)) for _ in range(3)]
    factors = iter([2.0, 3.0, 5.0])

    assert found(lambda e: e * next(factors), expected=rows) == Symptom(SymptomKind.CASE_FACTORS)


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
    "later", [lambda e: e + 1, lambda e: e[0], lambda e: np.full_like(e, np.nan)]
)
def test_two_answers_to_the_same_call_are_seen_before_all_else(later):
    asked = Case("q.0", "", "values", False, (), frozen(EXPECTED[0]))
    cases = (asked, replace(asked, id="q.again", repeats="q.0"))
    question = Question(
        "q", "q", (), "", "", Formula("", ""), "q", Tolerance(), (Check("values", "", 1),), cases
    )

    def told(*answers):
        seen = [
            Observation(case.id, Returned(answer))
            for case, answer in zip(cases, answers, strict=True)
        ]
        return symptom(question, judge_question(question, seen))

    assert told(EXPECTED[0], later(EXPECTED[0])) == Symptom(SymptomKind.CHANGES)
    assert told(2 * EXPECTED[0], 2 * EXPECTED[0]) == Symptom(
        SymptomKind.CONSTANT_FACTOR, factor=pytest.approx(2)
    )


SQUARES = [RNG.uniform(0.5, 2, (n, n)) for n in (2, 3, 4)]


@pytest.mark.parametrize(
    "spoilt, kind",
    [
        (lambda e: np.eye(len(e)), SymptomKind.ON_DIAGONAL),
        (lambda e: np.tril(np.ones_like(e), -1), SymptomKind.BELOW_DIAGONAL),
        (lambda e: np.triu(np.ones_like(e), 1), SymptomKind.ABOVE_DIAGONAL),
        (lambda e: 1 - np.eye(len(e)), SymptomKind.OFF_DIAGONAL),
    ],
)
def test_the_side_of_the_diagonal_that_is_wrong_is_named(spoilt, kind):
    def answer(expected):
        return expected + spoilt(expected) * expected**2

    assert found(answer, expected=SQUARES) == Symptom(kind)


def test_a_diagonal_is_looked_for_in_square_answers_only():
    assert found(lambda e: e + np.eye(*e.shape)) is None


TARGETS = [np.array([0.0, 1, 0]), np.array([1.0, 0, 0]), np.array([0.0, 0, 0, 1])]


@pytest.mark.parametrize(
    "places, kind",
    [
        (lambda t: t != 0, SymptomKind.WHERE_NOT_ZERO),
        (lambda t: t == 0, SymptomKind.WHERE_ZERO),
    ],
)
def test_rows_that_go_wrong_with_an_argument_are_told_by_its_name(places, kind):
    def answer(expected, target):
        return expected + places(target)[:, None] * expected**2

    assert found(answer, targets=TARGETS) == Symptom(kind, parameter="t")


def test_one_answer_that_goes_wrong_elsewhere_acquits_the_argument():
    def answer(expected, target):
        return expected + np.roll(target, len(target) // 4)[:, None] * expected**2

    assert found(answer, targets=TARGETS) is None


def test_what_should_vanish_and_does_not_is_seen():
    """Like units that are saturated, where a derivative should be next to nothing."""
    saturated = [e * np.array([1, 1e-4, 1, 0]) for e in EXPECTED]

    seen = found(lambda e: np.maximum(e, 0.1), expected=saturated)

    assert seen == Symptom(SymptomKind.NEXT_TO_NOTHING)


def test_a_few_wrong_cases_among_many_are_told_by_their_names():
    many = [RNG.uniform(0.5, 2, (3, 4 + i)) for i in range(5)]

    def answer(expected):
        return expected**2 if expected.shape[1] in (5, 8) else expected

    checks = ("values",) * 4 + ("extremes",)
    assert found(answer, checks, many) == Symptom(SymptomKind.SOME_CASES, cases=("q.1", "q.4"))


def test_rows_are_not_named_after_one_wrong_answer():
    def answer(expected):
        return expected * np.eye(4)[0][:, None] if expected.shape == (4, 4) else expected

    assert found(answer) == Symptom(SymptomKind.SOME_CASES, cases=("q.2",))


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


def test_a_factor_of_hidden_answers_alone_is_not_told(logistic_suite):
    """Else a submission could tell by it what it was asked there."""
    question = logistic_suite.question("error")
    told = [case.expected * (3.25 if case.hidden else 1) for case in question.cases]
    seen = [
        Observation(c.id, Returned(value)) for c, value in zip(question.cases, told, strict=True)
    ]

    found = symptom(question, judge_question(question, seen))

    assert found is None or found.kind is not SymptomKind.CONSTANT_FACTOR
