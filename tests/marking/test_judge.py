"""Observation to verdict: shape, then finiteness, then value."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.marking.judge import judge_question, method
from grader.model import (
    Case,
    Check,
    Clue,
    Died,
    Flooded,
    Formula,
    Frame,
    Method,
    NoModule,
    NotNumeric,
    Observation,
    OutOfMemory,
    Question,
    Raised,
    Returned,
    Status,
    Tampered,
    TimedOut,
    Tolerance,
    Undefined,
    frozen,
)

EXPECTED = np.array([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]])


def question(*expected, conditioning=1.0):
    cases = tuple(
        Case(f"q.{i}", f"case {i}", "values", True, (), frozen(e), conditioning=conditioning)
        for i, e in enumerate(expected)
    )
    formula = Formula("q", "<math/>")
    checks = (Check("values", "Values", 10),)
    return Question("q", "q", (), "Q", "", formula, "q", Tolerance(), checks, cases)


def verdict(outcome, expected=EXPECTED):
    asked = question(expected)
    return judge_question(asked, [Observation("q.0", outcome)])[0]


@given(st.integers(0, 2**32), st.integers(-12, 12))
def test_a_part_in_1e15_is_forgiven_and_one_in_1e3_is_not_at_any_scale(seed, power):
    rng = np.random.default_rng(seed)
    expected = 10.0**power * rng.uniform(0.1, 1, (3, 4)) * rng.choice([-1, 1], (3, 4))

    assert verdict(Returned(expected * (1 + 1e-15)), expected).status is Status.RIGHT
    assert verdict(Returned(expected * (1 + 1e-3)), expected).status is Status.WRONG_VALUE


@pytest.mark.parametrize(
    "outcome, status",
    [
        (Returned(EXPECTED), Status.RIGHT),
        (Returned(EXPECTED * (1 + 1e-15)), Status.RIGHT),
        (Returned(EXPECTED * 1.001), Status.WRONG_VALUE),
        (Returned(-EXPECTED), Status.WRONG_VALUE),
        (Returned(EXPECTED * np.nan), Status.NOT_FINITE),
        (Returned(EXPECTED.T), Status.WRONG_SHAPE),
        (Returned(EXPECTED, "list"), Status.WRONG_TYPE),
        (Returned(EXPECTED, "matrix"), Status.WRONG_TYPE),
        (Returned(-EXPECTED, "list"), Status.WRONG_VALUE),
        (NotNumeric("NoneType"), Status.NOT_YET),
        (NotNumeric("str", "'3'"), Status.WRONG_TYPE),
        (Raised("NotImplementedError", ""), Status.NOT_YET),
        (Raised("IndexError", "out of range", (Frame(3, "q"),)), Status.RAISED),
        (Raised("SyntaxError", "invalid syntax", loading=True), Status.DOES_NOT_LOAD),
        (Undefined("q", "Q"), Status.UNDEFINED),
        (TimedOut(5.0), Status.TIMED_OUT),
        (OutOfMemory(1024), Status.OUT_OF_MEMORY),
        (Flooded(4096), Status.FLOODED),
        (Died(11), Status.DIED),
        (Tampered("two answers to one case"), Status.TAMPERED),
        (NoModule(), Status.NO_MODULE),
    ],
)
def test_each_outcome_has_one_status(outcome, status):
    assert verdict(outcome).status is status


def test_every_status_is_reached_by_some_outcome():
    marks = test_each_outcome_has_one_status.pytestmark[0].args[1]

    assert {status for _, status in marks} == set(Status)


@pytest.mark.parametrize(
    "value, expected, clue",
    [
        (EXPECTED.T, EXPECTED, Clue.TRANSPOSED),
        (EXPECTED.ravel(), EXPECTED, Clue.FLATTENED),
        (np.ones((3, 1)), np.ones(3), Clue.COLUMN),
        (np.ones((1, 3)), np.ones(3), Clue.ROW),
        (np.float64(1), np.ones(3), Clue.SCALAR),
        (np.ones(3), np.eye(3), Clue.DIAGONAL),
        (np.ones(5), np.ones(3), Clue.NONE),
        (np.ones(5), np.eye(3), Clue.NONE),
        (np.ones(2), EXPECTED, Clue.NONE),
        (np.ones((3, 1, 2)), np.ones((2, 1, 3)), Clue.NONE),
    ],
)
def test_a_wrong_shape_comes_with_its_likely_reason(value, expected, clue):
    assert verdict(Returned(value), expected).clue is clue


def test_a_list_of_the_right_numbers_is_told_from_one_of_wrong_numbers():
    assert verdict(Returned(EXPECTED, "list")).clue is Clue.NEEDS_ARRAY


@pytest.mark.parametrize(
    "message, clue",
    [
        ("q() takes 1 positional argument but 2 were given", Clue.ARGUMENTS),
        ("q() missing 1 required positional argument: 't'", Clue.ARGUMENTS),
        ("unsupported operand", Clue.NONE),
    ],
)
def test_a_wrong_number_of_arguments_is_recognised(message, clue):
    assert verdict(Raised("TypeError", message)).clue is clue


def test_writing_to_a_read_only_argument_is_recognised():
    raised = Raised("ValueError", "assignment destination is read-only")

    assert verdict(raised).clue is Clue.WRITES_TO_ARGUMENT


@pytest.mark.parametrize(
    "error, message",
    [
        ("ValueError", "operands could not be broadcast together"),
        ("RuntimeError", "assignment destination is read-only"),
        ("RuntimeError", "q() takes 1 positional argument but 2 were given"),
    ],
)
def test_another_exception_is_given_no_reason(error, message):
    seen = verdict(Raised(error, message))

    assert (seen.status, seen.clue) == (Status.RAISED, Clue.NONE)


def test_a_mapped_array_and_a_bare_number_where_one_is_asked_are_arrays():
    assert verdict(Returned(EXPECTED, "memmap")).right
    assert verdict(Returned(np.array(2.0), "float64"), np.array(2.0)).right


def test_an_answer_too_far_off_to_be_measured_is_finite_all_the_same():
    seen = verdict(Returned(np.full(EXPECTED.shape, 1e308)))

    assert (seen.status, seen.distance) == (Status.WRONG_VALUE, np.inf)


def judged(answers, conditioning=(1.0, 1e8)):
    """Two cases, the second of which magnifies rounding errors."""
    asked = question(EXPECTED, EXPECTED)
    cases = zip(asked.cases, conditioning, strict=True)
    asked = replace(asked, cases=tuple(replace(case, conditioning=k) for case, k in cases))
    seen = [Observation(f"q.{i}", Returned(a)) for i, a in enumerate(answers)]
    return asked, judge_question(asked, seen)


def test_single_precision_is_not_blamed_where_no_single_precision_could_be_right():
    narrow = EXPECTED.astype(np.float32)

    _, verdicts = judged([narrow * np.float32(1 + 1e-7), narrow * np.float32(1.005)])

    assert all(v.right for v in verdicts)


@pytest.mark.parametrize("far", [0.0, 0.5, 1.02, -1.0])
def test_no_case_accepts_an_answer_that_has_nothing_right(far):
    narrow = EXPECTED.astype(np.float32)

    _, verdicts = judged([narrow * np.float32(1 + 1e-7), narrow * np.float32(far)])

    assert [v.status for v in verdicts] == [Status.RIGHT, Status.WRONG_VALUE]


def test_double_precision_is_blamed_for_the_same_error():
    _, verdicts = judged([EXPECTED, EXPECTED * 1.5])

    assert [v.status for v in verdicts] == [Status.RIGHT, Status.WRONG_VALUE]


@pytest.mark.parametrize(
    "precise, conditioning, within, beyond",
    [
        (EXPECTED * (1 + 3.5e-10), 1e6, 3e-3, 4e-3),
        (EXPECTED, 1e11, 1e-3, 2e-3),
        (EXPECTED * (1 + 5e-6), 1e4, 5e-6, 0.1),
    ],
    ids=["ten times its own error", "what doubles lose", "too coarse to be an error of rounding"],
)
def test_an_ill_conditioned_case_forgives_what_the_answers_precision_explains(
    precise, conditioning, within, beyond
):
    def second(off):
        _, (_, seen) = judged([precise, EXPECTED * (1 + off)], (1.0, conditioning))
        return seen.status

    assert second(within) is Status.RIGHT
    assert second(beyond) is Status.WRONG_VALUE


@pytest.mark.parametrize(
    "answer, found",
    [
        (EXPECTED * (1 + 3e-16), Method.DOUBLE),
        (EXPECTED.astype(np.int32), Method.DOUBLE),
        (EXPECTED * (1 + 1e-8), Method.DIFFERENCES),
        (EXPECTED.astype(np.float16), Method.SINGLE),
        (EXPECTED * (1 + 3.5e-10), Method.DIFFERENCES),
        (EXPECTED.astype(np.float32), Method.SINGLE),
        (EXPECTED * (1 + 5e-7), Method.SINGLE),
        (EXPECTED * (1 + 5e-6), Method.ROUGH),
    ],
)
def test_the_decade_of_the_error_tells_the_method(answer, found):
    asked, verdicts = judged([answer, EXPECTED])

    assert method(asked, verdicts) is found


def test_nothing_right_has_no_method():
    asked, verdicts = judged([-EXPECTED, -EXPECTED])

    assert method(asked, verdicts) is None


def test_the_error_of_an_ill_conditioned_case_says_nothing_of_the_method():
    asked, verdicts = judged([EXPECTED, EXPECTED * (1 + 1e-6)])

    assert all(v.right for v in verdicts)
    assert method(asked, verdicts) is Method.DOUBLE


def test_one_rough_answer_among_precise_ones_does_not_tell_the_method():
    asked = question(EXPECTED, EXPECTED, EXPECTED)
    answers = [EXPECTED, EXPECTED * (1 + 5e-6), EXPECTED]
    verdicts = judge_question(
        asked, [Observation(f"q.{i}", Returned(answer)) for i, answer in enumerate(answers)]
    )

    assert method(asked, verdicts) is Method.DOUBLE
