"""An assignment becomes a suite: reproducible, extendable, and blind nowhere it knows of."""

from dataclasses import replace

import numpy as np
import pytest

from grader.assignment.build import build, build_public
from grader.assignment.folder import Assignment
from grader.errors import AssignmentError
from grader.inputs import Inputs
from grader.model import Suite
from grader.suite.answers import presented
from grader.suite.file import dumps, public


def numbers(suite: Suite, question: str) -> dict[str, list]:
    return {
        case.id: [argument.tolist() for argument in case.arguments]
        for case in suite.question(question).cases
    }


def with_cases(assignment: Assignment, question: str, *more: Inputs) -> Assignment:
    old = assignment.cases[question]
    cases = {**assignment.cases, question: lambda: [*more, *old()]}
    return replace(assignment, cases=cases)


def test_the_same_seed_makes_the_same_suite(logistic):
    assert dumps(build(logistic, 7)) == dumps(build(logistic, 7))


def test_without_a_seed_every_suite_is_another(logistic):
    one, other = build(logistic), build(logistic)

    assert one.seed != other.seed
    assert numbers(one, "slope") != numbers(other, "slope")


def test_public_cases_are_the_same_in_every_suite(logistic):
    one, other = public(build(logistic, 1)), public(build(logistic, 2))

    assert dumps(one) == dumps(other)


def test_adding_a_case_changes_no_other_numbers(logistic, logistic_suite):
    more = Inputs("one more", lambda rng: {"s": rng.normal(size=2)})

    longer = build(with_cases(logistic, "sigmoid", more), seed=1)

    assert set(numbers(longer, "sigmoid")) - set(numbers(logistic_suite, "sigmoid"))
    for question in ("sigmoid", "error", "slope"):
        assert numbers(longer, question).items() >= numbers(logistic_suite, question).items()


def test_a_public_suite_holds_no_hidden_case_and_no_seed(logistic_suite):
    shown = public(logistic_suite)

    assert shown.seed is None
    assert not shown.source
    assert not any(case.hidden for case in shown.cases)
    hidden = [case.id for case in logistic_suite.cases if case.hidden]
    assert hidden
    assert not any(id in dumps(shown) for id in hidden)


def test_a_check_with_hidden_cases_only_is_not_passed_unasked(logistic_suite):
    sigmoid = public(logistic_suite).question("sigmoid")

    assert [check.id for check in logistic_suite.question("sigmoid").checks] == [
        "values",
        "extremes",
    ]
    assert [check.id for check in sigmoid.checks] == ["values"]
    assert sigmoid.points == 20


def test_a_hidden_suite_holds_what_pairs_answer_to_one_shown_case(logistic_suite):
    shown = {case.id for case in logistic_suite.cases if not case.hidden}
    slope = logistic_suite.question("slope").pairs

    assert ("sign_flipped", "input_missing") in slope.pairs
    assert slope.projections.shape == slope.kinds.shape == (len(slope.pairs), 1)
    assert set(slope.cases) <= shown


def test_a_kit_has_no_formulas_and_so_all_that_pairs_answer_to_its_cases(logistic):
    slope = build_public(logistic).question("slope")

    assert slope.pairs.cases == tuple(case.id for case in slope.cases)
    assert slope.pairs.projections.shape == (len(slope.pairs.pairs), len(slope.cases))


def test_distractors_are_what_the_wrong_line_answers(logistic_suite):
    case = logistic_suite.question("error").cases[0]
    s, t = case.arguments
    p = 1 / (1 + np.exp(-s))

    wrong = {d.misconception: d.value for d in case.distractors}

    np.testing.assert_allclose(wrong["sign_flipped"], t - p)
    np.testing.assert_allclose(wrong["slope_twice"], (p - t) * p * (1 - p))


def test_a_misconception_that_makes_no_difference_is_no_distractor(logistic_suite):
    ordinary = logistic_suite.question("sigmoid").cases[0]

    assert not ordinary.distractors


def test_a_wrong_line_that_fails_answers_with_its_exception(logistic):
    mistakes = {**logistic.mistakes, "input_missing": {"dw": lambda ds, x: x @ x.reshape(2, 2)}}

    suite = build(replace(logistic, mistakes=mistakes), seed=1)

    wrong = {d.misconception: d for d in suite.question("slope").cases[0].distractors}
    assert wrong["input_missing"].value is None
    assert wrong["input_missing"].raised == "ValueError"


def test_an_example_is_public_and_traced(logistic_suite):
    example = next(case for case in logistic_suite.cases if case.example)

    assert not example.hidden
    assert list(example.trace) == ["p"]


def test_a_repeated_case_asks_the_very_same(logistic_suite):
    cases = {case.id: case for case in logistic_suite.question("slope").cases}
    again = cases["slope.again"]

    assert again.repeats == "slope.four-others"
    assert again.arguments is cases[again.repeats].arguments


def test_arrays_of_a_suite_cannot_be_written_to(logistic_suite):
    case = logistic_suite.cases[0]

    assert not case.expected.flags.writeable
    assert not any(argument.flags.writeable for argument in case.arguments)


@pytest.mark.parametrize(
    "presentation, writeable, contiguous",
    [("plain", True, True), ("read-only", False, True), ("strided", True, False)],
)
def test_arguments_are_presented_as_a_case_wants_them(presentation, writeable, contiguous):
    array = np.arange(6.0).reshape(2, 3)

    shown = presented(array, presentation)

    np.testing.assert_array_equal(shown, array)
    assert shown.flags.writeable is writeable
    assert shown.flags.c_contiguous is contiguous


@pytest.mark.parametrize(
    "more, said",
    [
        (Inputs("A vector", lambda rng: {"s": 1.0}), "two cases have the id 'sigmoid.a-vector'"),
        (
            Inputs("odd", lambda rng: {}),
            "'odd' of sigmoid: nothing draws 'w', which step 's' needs",
        ),
        (Inputs("odd", again="nothing"), "there is no earlier case 'nothing'"),
    ],
)
def test_a_case_that_cannot_be_made_is_named(logistic, more, said):
    with pytest.raises(AssignmentError, match=said):
        build(with_cases(logistic, "sigmoid", more), seed=1)


def test_single_precision_loses_more_where_a_case_is_badly_conditioned(logistic):
    near = Inputs("near", lambda rng: {"s": np.array([18.0]), "t": np.array([1.0])})

    suite = build(with_cases(logistic, "error", near), seed=1)

    conditioning = {case.name: case.conditioning for case in suite.question("error").cases}
    assert conditioning["near"] > 1e5 > 1e3 > conditioning["five scores"]


def test_a_public_suite_is_the_same_whichever_way_it_is_made(logistic, logistic_suite):
    direct, taken = build_public(logistic), public(logistic_suite)

    assert direct.seed is None
    assert numbers(direct, "slope") == numbers(taken, "slope")
    for one, other in zip(direct.cases, taken.cases, strict=True):
        assert one.id == other.id
        np.testing.assert_array_equal(one.expected, other.expected)
