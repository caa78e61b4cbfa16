"""What wrong lines answer, all at once, is what each answers alone."""

import numpy as np

from grader.assignment.distractors import disjoint_pairs, relevant_mistakes
from grader.marking.fingerprint import column, fingerprint
from grader.suite.answers import Answers, presented


def alone(assignment, question, case, wrong):
    """The plain way: one choice, one case, one walk through the recipe."""
    given = {
        name: presented(value, case.presentation)
        for name, value in zip(question.parameters, case.arguments, strict=True)
    }
    try:
        with np.errstate(all="ignore"):
            return np.asarray(assignment.recipe.value(question.step, given, wrong), np.float64)
    except Exception as error:  # noqa: BLE001 - a wrong line may fail in any way
        return type(error).__name__


def test_many_choices_at_once_answer_as_each_does_alone(logistic, logistic_suite):
    for question in logistic_suite.questions:
        singles = relevant_mistakes(logistic.recipe, question, logistic.mistakes)
        choices = [{}, *singles.values(), *disjoint_pairs(singles).values()]
        answers = Answers(logistic.recipe, question, choices)
        for case in question.cases:
            for wrong, answer in zip(choices, answers.to(case), strict=True):
                np.testing.assert_array_equal(answer, alone(logistic, question, case, wrong))


def test_a_column_of_fingerprints_is_that_of_each_answer_bit_for_bit():
    rng = np.random.default_rng(5)
    answers = [
        *(rng.normal(size=shape) for shape in [(3,), (2, 4), (3,), (), (0,), (2, 4)]),
        np.full(3, np.nan),
        np.full(3, 1e200),
        np.asfortranarray(rng.normal(size=(2, 4))),
        "ValueError",
        "OverflowError",
    ]

    kinds, numbers, norms = column("some.case", answers)

    for row, answer in enumerate(answers):
        one = fingerprint(["some.case"], [answer])
        assert one.kinds == (kinds[row],)
        assert one.projections[0] == numbers[row]
        assert one.norms[0] == norms[row]
