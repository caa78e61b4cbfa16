"""Every student's own hidden numbers: as hard, and as well explained, as the shared ones."""

from dataclasses import replace

import numpy as np
import pytest

from grader.assignment.build import build, build_for_student
from grader.assignment.distractors import disjoint_pairs
from grader.assignment.per_student import PerStudentSuites, read_key
from grader.errors import AssignmentError, UsageError
from grader.inputs import Inputs
from grader.suite.own_numbers import student_seed, variant
from tests.diagnosis.matrix import Laboratory
from tests.marking.answers import execution
from tests.marking.test_diagnose import RIGHT, sigmoid

KEY = b"sixteen bytes or more"


@pytest.fixture(scope="module")
def numbers(logistic, logistic_suite):
    return PerStudentSuites(logistic, logistic_suite, KEY)


def drawn(suite, hidden):
    return {c.id: [a.tolist() for a in c.arguments] for c in suite.cases if c.hidden is hidden}


def test_a_seed_is_the_students_the_assignments_and_the_keys():
    seeds = {
        student_seed(KEY, "logistic", "alice"),
        student_seed(KEY, "logistic", "bob"),
        student_seed(KEY, "logistic", "alice", draw=1),
        student_seed(KEY, "softmax", "alice"),
        student_seed(KEY, "logistica", "lice"),
        student_seed(KEY + b"!", "logistic", "alice"),
    }

    assert len(seeds) == 6
    assert student_seed(KEY, "logistic", "alice") in seeds
    assert min(seeds).bit_length() > 64


def test_the_name_of_a_variant_is_short_and_no_part_of_the_seed():
    name = variant(KEY, "logistic", "alice")

    assert name == variant(KEY, "logistic", "alice") != variant(KEY, "logistic", "bob")
    assert len(name) == 6
    assert name not in f"{student_seed(KEY, 'logistic', 'alice'):032x}"


@pytest.mark.parametrize("written", [None, b"", b"short", b"  fifteen bytes  \n"])
def test_a_key_that_can_be_guessed_is_refused(tmp_path, written):
    path = tmp_path / "key"
    if written is not None:
        path.write_bytes(written)

    with pytest.raises(UsageError, match="key"):
        read_key(path)


def test_a_key_is_what_the_file_holds(tmp_path):
    (tmp_path / "key").write_bytes(KEY + b"\n")

    assert read_key(tmp_path / "key") == KEY


def test_own_numbers_are_those_that_a_suite_of_this_seed_has(logistic, logistic_suite):
    own, whole = build_for_student(logistic, logistic_suite, 9), build(logistic, 9)

    for one, other in zip(own.cases, whole.cases, strict=True):
        assert (one.id, one.conditioning) == (other.id, other.conditioning)
        assert one.presentation == other.presentation
        np.testing.assert_array_equal(one.expected, other.expected)
        for argument, same in zip(one.arguments, other.arguments, strict=True):
            np.testing.assert_array_equal(argument, same)


def test_hidden_numbers_are_ones_own_and_shown_ones_everybodys(numbers, logistic_suite):
    alice, bob = numbers.for_student("alice").suite, numbers.for_student("bob").suite

    assert drawn(alice, hidden=False) == drawn(bob, hidden=False)
    assert drawn(alice, hidden=False) == drawn(logistic_suite, hidden=False)
    differing = {
        id for id, values in drawn(alice, hidden=True).items() if values != drawn(bob, True)[id]
    }
    assert differing == set(drawn(alice, hidden=True)) - {"sigmoid.large"}
    assert drawn(numbers.for_student("alice").suite, True) == drawn(alice, True)


def test_right_answers_have_full_marks_whatever_the_numbers(numbers):
    for student in ("alice", "bob", "carol"):
        own = numbers.for_student(student)
        assert own.mark(student, execution(own.suite, RIGHT)).earned == 100


def test_what_is_found_is_what_the_tables_of_that_seed_would_have_found(logistic, logistic_suite):
    """All mistakes alone, in twos and times a factor, against the suite that has it all."""
    numbers = PerStudentSuites(logistic, logistic_suite, KEY)
    seed = student_seed(KEY, logistic_suite.assignment, "dora")
    own, whole = numbers.for_student("dora"), build(logistic, seed)
    here = Laboratory(logistic, own.suite, own.marker)
    there = Laboratory(logistic, whole)
    planted = [*logistic.mistakes.values(), *disjoint_pairs(logistic.mistakes).values()]
    planted += [{"dw": lambda ds: 0.25 * ds}, {"ds": lambda p, t: (p - t) ** 2}, {}]
    planted += [{"ds": lambda p, t: 0.8 * (p - t)}]  # and no flipped sign times -0.8

    for wrong in planted:
        found, expected = (lab.grade(logistic.recipe, wrong) for lab in (here, there))
        assert found.earned == expected.earned
        for one, other in zip(found.questions, expected.questions, strict=True):
            assert one.diagnosis == other.diagnosis

    assert here.grade(logistic.recipe, planted[0]).diagnoses


def test_a_mistake_that_explains_the_shown_cases_alone_is_not_named(numbers):
    own = numbers.for_student("erin")
    shown = [c.arguments[0].tolist() for c in own.suite.question("error").cases if not c.hidden]

    def sometimes(s, t):
        return t - sigmoid(s) if s.tolist() in shown else t * sigmoid(s)

    graded = own.mark("erin", execution(own.suite, RIGHT | {"error": sometimes}))

    assert not graded.diagnoses
    assert graded.questions[1].earned == 0


def only(assignment, draw):
    """The assignment with one hidden case of one question, and one mistake: 0 is not its own."""
    (question,) = [q for q in assignment.outline.questions if q.id == "sigmoid"]
    known = [m for m in assignment.outline.misconceptions if m.id == "sigmoid_overflows"]
    outline = replace(assignment.outline, questions=(question,), misconceptions=tuple(known))
    return replace(
        assignment,
        outline=outline,
        cases={"sigmoid": lambda: [Inputs("drawn", draw)]},
        mistakes={"sigmoid_overflows": {"p": lambda p, s: np.where(s > 0, p, 0.5)}},
    )


def test_numbers_that_are_blind_to_a_mistake_are_drawn_again(logistic):
    assignment = only(logistic, lambda rng: {"s": rng.choice([-1.0, 1.0], 1)})
    shared = next(s for s in (build(assignment, i) for i in range(99)) if s.cases[0].distractors)
    numbers = PerStudentSuites(assignment, shared, KEY)
    students = [f"student {i}" for i in range(12)]
    first = [
        build_for_student(assignment, shared, student_seed(KEY, "logistic", s)) for s in students
    ]

    drawn = [numbers.for_student(student).suite for student in students]

    assert {suite.cases[0].arguments[0][0] for suite in first} == {-1.0, 1.0}
    assert {suite.cases[0].arguments[0][0] for suite in drawn} == {-1.0}


def test_an_assignment_that_no_numbers_suit_is_refused_and_not_tried_for_ever(logistic):
    told = iter([-1.0, 0.5])  # the shared suite's is the only one that tells
    assignment = only(logistic, lambda rng: {"s": np.array([next(told, rng.uniform(1, 2))])})
    numbers = PerStudentSuites(assignment, build(assignment, 1), KEY)

    with pytest.raises(AssignmentError, match="blind"):
        numbers.for_student("alice")


@pytest.mark.thorough
def test_the_homework_names_the_same_mistakes_whatever_the_numbers(backprop, backprop_suite):
    """Singles, pairs and strangers, planted: as with the shared numbers, for other numbers."""
    own = PerStudentSuites(backprop, backprop_suite, KEY).for_student("alice")
    here = Laboratory(backprop, own.suite, own.marker)
    there = Laboratory(backprop, backprop_suite)
    planted = [
        *list(backprop.mistakes.values())[::5],
        *list(disjoint_pairs(backprop.mistakes).values())[::300],
    ]
    planted += [{"dz": lambda y, t: 3 * (t - y)}, {"dw1": lambda dw1: dw1**2}]

    differing = [
        number
        for number, wrong in enumerate(planted)
        if diagnoses(here, backprop, wrong) != diagnoses(there, backprop, wrong)
    ]

    assert len(planted) > 50
    assert not differing


def diagnoses(laboratory, assignment, wrong):
    graded = laboratory.grade(assignment.recipe, wrong)
    found = [question.diagnosis for question in graded.questions]
    return [d and (d.misconceptions, d.carried, round(d.scale, 9)) for d in found]
