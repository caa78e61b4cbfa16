"""A suite holds one case of what pairs of mistakes answer, and nobody can tell."""

from dataclasses import replace

from grader.assignment.distractors import disjoint_pairs
from grader.assignment.pairs import decisive_case, pair_table
from grader.marking.marker import Marker
from grader.marking.stored_answers import hypotheses_of
from tests.diagnosis.asking import graded, written


def holding_all(assignment, suite):
    """The suite with the answers of pairs to every case."""
    whole = [replace(q, pairs=pair_table(q, assignment, q.cases)) for q in suite.questions]
    return replace(suite, questions=tuple(whole))


def test_two_mistakes_are_found_alike_where_their_answers_are_held_and_computed(
    logistic, logistic_suite
):
    suites = logistic_suite, holding_all(logistic, logistic_suite)
    markers = [Marker(suite) for suite in suites]
    both_named = 0
    for planted in disjoint_pairs(logistic.mistakes).values():
        functions = written(logistic_suite, logistic.recipe, planted)
        computed, held = (
            graded(suite, marker, functions) for suite, marker in zip(suites, markers, strict=True)
        )
        found = [question.diagnosis for question in computed.questions]
        assert found == [question.diagnosis for question in held.questions]
        both_named += any(one and len(one.misconceptions) == 2 for one in found)
    assert both_named


def test_without_formulas_there_are_pairs_only_where_all_their_answers_are_held(
    logistic, logistic_suite
):
    whole = holding_all(logistic, logistic_suite)
    known = logistic_suite.misconceptions

    few, all_ = (
        hypotheses_of(suite.question("slope"), known).mistakes for suite in (logistic_suite, whole)
    )

    assert {len(ids) for ids in few} == {0, 1}
    assert {len(ids) for ids in all_} == {0, 1, 2}


def test_the_case_that_is_held_is_shown_and_tells_most_mistakes_apart(logistic_suite):
    slope = logistic_suite.question("slope")

    held = decisive_case(slope)

    assert not held.hidden
    assert len(held.distractors) == max(len(c.distractors) for c in slope.cases if not c.hidden)
