"""What cannot tell right from wrong does not hold, whatever the seed; all phases say it at once."""

import re
import shutil
from dataclasses import replace

import numpy as np
import pytest

from grader.assignment.build import build
from grader.assignment.folder import load_assignment
from grader.assignment.refused_variants import refused_variants
from grader.assignment.verify import verify
from grader.cli import main
from grader.errors import AssignmentError
from grader.inputs import Inputs
from grader.model import (
    Grade,
    Observation,
    QuestionGrade,
    Raised,
    Returned,
    Status,
    Undefined,
    Verdict,
)
from grader.sandbox.inside import protocol
from grader.suite.json_codec import DTYPES
from tests.conftest import ROOT

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(LOGISTIC, tmp_path / "logistic")


def never(submission, plan):
    raise AssertionError("there is no variant to run")


def problems(assignment, suite=None, **seeds):
    """What does not hold of an assignment whose right variants are left out."""
    alone = replace(assignment, variants=())
    found = verify(alone, suite or build(alone, seed=0), never, **seeds)
    return [one for one in found.problems if "no right answer was tried" not in one]


def with_cases(assignment, **generators):
    return replace(assignment, cases={**assignment.cases, **generators})


def test_a_good_assignment_holds_but_for_the_variants_that_it_has_not(logistic):
    assert not problems(logistic)


def test_a_generator_that_is_blind_with_some_seeds_only_does_not_hold(logistic):
    """Where all targets are 0 or 1 their squares are no mistake."""

    def error():
        def draw(rng):
            targets = [0.0, 1.0] if rng.integers(3) == 0 else [0.25, 0.5]
            return {"s": rng.normal(size=2), "t": np.array(targets)}

        yield Inputs("two scores", draw)

    def slope():
        def draw(rng):
            return {"w": rng.normal(size=2), "x": rng.normal(size=2), "t": np.float64(1)}

        yield Inputs("two weights", draw)

    squared = {**logistic.mistakes, "slope_twice": {"ds": lambda p, t: p - t**2}}
    blind = replace(with_cases(logistic, error=error, slope=slope), mistakes=squared)
    holding = [seed for seed in range(10) if not problems(blind, build(blind, seed), seeds=())]

    assert any("tells 'slope_twice'" in one for one in problems(blind))
    assert 0 < len(holding) < 10


def test_a_wrong_answer_near_the_tolerance_does_not_hold(logistic):
    tight = {"ds": lambda p, t: (p - t) * (1 + 3e-5)}
    near = replace(logistic, mistakes={**logistic.mistakes, "slope_twice": tight})

    found = problems(near)

    assert any(
        re.search(
            r"yaml:\d+:\d+: no case tells 'slope_twice' clearly .* only 3.0 tolerances off, and",
            one,
        )
        for one in found
    )
    assert any("the tolerance 1e-05 does not lie 10 times from" in one for one in found)


def test_mistakes_that_one_question_cannot_tell_apart_are_listed(logistic):
    """In ``slope`` alone: the sign of the error, or of the input."""
    mistakes = {**logistic.mistakes, "input_missing": {"dw": lambda ds, x: ds * -x}}
    alike = replace(logistic, mistakes=mistakes, variants=())

    found = verify(alike, build(alike, seed=0), never)

    assert found.lookalikes == (("slope", ("sign_flipped", "input_missing")),)


def test_checks_whose_sizes_never_come_twice_are_listed(logistic):
    """A function that keeps its first answer by the sizes of its arguments passes them."""
    found = verify(replace(logistic, variants=()), build(logistic, seed=0), never, seeds=())

    assert found.unrepeated == (("sigmoid", ("values", "extremes")),)


def test_a_step_without_words_is_said(folder):
    path = folder / "assignment.yaml"
    text = path.read_text().replace("given: [s, p]", "given: [p]")
    path.write_text(re.sub(r"  - \{id: s, .*\n", "", text))

    assert problems(load_assignment(folder)) == ["assignment.yaml:16:3: step 's' has no words"]


def test_what_a_kit_would_refuse_is_said(folder):
    path = folder / "assignment.yaml"
    path.write_text(
        path.read_text().replace("the odds: '", "ds: '\\frac{dE}{ds} = p - t', odds: '")
    )

    (problem,) = problems(load_assignment(folder))

    assert re.match(
        r"assignment\.yaml:\d+:\d+: the task sheet would show the formula of step 'ds'", problem
    )


@pytest.mark.parametrize(
    "inputs, said",
    [
        (Inputs("one", lambda rng: {"s": np.ones(2)}, check="exmaple"), "did you mean 'example'?"),
        (
            Inputs("one", lambda rng: {"s": np.ones(2)}, presentation="readonly"),
            "there is no presentation 'readonly'; did you mean 'read-only'?",
        ),
        (Inputs("one", lambda rng: {"w": 1.0}), "nothing draws 'x', which step 's' needs for 's'"),
        (Inputs("one", lambda rng: {"s": np.array(["sin"])}), "'s' is of type <U3, and a suite"),
    ],
)
def test_a_case_that_says_what_nothing_has_is_refused(logistic, inputs, said):
    with pytest.raises(AssignmentError, match=re.escape(said)) as caught:
        build(with_cases(logistic, sigmoid=lambda: iter([inputs])), seed=0)

    assert re.match(r"test_verify\.py:\d+: case 'one' of sigmoid: ", caught.value.problems[0])


def test_what_a_sandbox_carries_a_suite_holds():
    assert DTYPES == protocol.DTYPES


def test_two_broken_generators_are_both_said(logistic):
    def broken():
        raise ValueError("no numbers today")
        yield

    with pytest.raises(AssignmentError) as caught:
        build(with_cases(logistic, sigmoid=broken, slope=broken), seed=0)

    assert [one.split(": ")[1] for one in caught.value.problems] == [
        "cases of sigmoid",
        "cases of slope",
    ]


def test_a_step_that_gives_no_array_is_said_with_its_step(folder):
    path = folder / "model.py"
    path.write_text(path.read_text().replace("return ds * x", 'return {"dw": ds * x}'))

    with pytest.raises(AssignmentError, match="step 'dw' gives a dict; a function is"):
        build(load_assignment(folder), seed=0)


def test_reading_and_building_say_their_problems_together(folder, capsys):
    cases = folder / "cases.py"
    cases.write_text(cases.read_text().replace('"a matrix", ', '"a matrix", check="valeus", draw='))
    path = folder / "assignment.yaml"
    path.write_text(path.read_text().replace("title: Logistic", "titel: Logistic"))

    assert main(["verify", str(folder)]) == 2

    said = capsys.readouterr().err
    assert "unknown key 'titel'" in said
    assert "case 'a matrix' of sigmoid: the question has no check 'valeus'; did you mean" in said


@pytest.mark.parametrize(
    "file, old, new, said",
    [
        (
            "cases.py",
            '"four others", draw)',
            '"four others", draw, check="vals")',
            "no check 'vals'",
        ),
        ("cases.py", 'again="four others"', 'again="four other"', "mean 'four others'?"),
        ("cases.py", '"w": rng', '"ww": rng', "nothing draws 'w'; did you mean 'ww'?"),
        ("model.py", "return ds * x", "return ds * x + np.ones(7)", "ValueError"),
        ("model.py", "def ds(p, t):", "def ds(pp, t):", "'pp'; did you mean 'p'?"),
        ("assignment.yaml", "points: {values: 30}", "points: {vals: 30}", "mean 'values'?"),
    ],
)
def test_what_is_wrong_is_said_once_with_file_and_line(folder, capsys, file, old, new, said):
    path = folder / file
    before, found, _ = path.read_text().partition(old)
    assert found
    path.write_text(path.read_text().replace(old, new, 1))

    assert main(["verify", str(folder)]) == 2

    (problem,) = re.findall("(?m)^  - (.*)$", capsys.readouterr().err)
    line = int(re.match(rf"{re.escape(file)}:(\d+)", problem)[1])
    assert said in problem
    # A draw is placed at the function that draws, whose key may be a few lines below.
    assert 0 <= before.count("\n") + 1 - line <= (2 if "draws" in said else 0)


def test_a_case_of_several_parts_is_wrong_once(tmp_path, capsys):
    folder = shutil.copytree(ROOT / "tests" / "assignments" / "attention", tmp_path / "attention")
    path = folder / "cases.py"
    path.write_text(path.read_text().replace("public=True", 'public=True, presentation="plane"'))

    assert main(["verify", str(folder)]) == 2

    problems = re.findall("(?m)^  - (.*)$", capsys.readouterr().err)
    assert [one.split(": ")[1] for one in problems] == [
        "case 'four questions' of forward",
        "case 'four questions' of backward",
    ]


def test_generators_and_names_that_count_for_nothing_are_said(logistic):
    more = with_cases(logistic, slop=logistic.cases["slope"])
    found = problems(replace(more, case_names={"a vektor": "Ein Vektor", "a matrix": "Matrix"}))

    assert re.match(r"cases\.py:\d+: CASES: there is no question 'slop'; did you mean", found[0])
    assert found[1:] == [
        "assignment.yaml:1:1: there is no case 'a vektor'; did you mean 'a vector'?"
    ]


def graded(suite, outcomes, variant="loops"):
    """The grade of a variant with these outcomes of whole questions, all else being right."""
    questions = []
    for question in suite.questions:
        outcome = outcomes.get(question.id)
        status = Status.RAISED if outcome else Status.RIGHT
        verdicts = [
            Verdict(case.id, case.check, case.hidden, status, Observation(case.id, outcome))
            for case in question.cases
        ]
        questions.append(QuestionGrade(question.id, (), tuple(verdicts)))
    return Grade(variant, tuple(questions))


def test_one_cause_of_many_losses_is_said_once_where_it_is_mended(logistic):
    suite = build(logistic, seed=0)
    missing = {"sigmoid": Undefined("sigmoidd", "sigmoid"), "error": Undefined("sigmoidd")}
    raised = {"slope": Raised("ValueError", "no"), "error": Raised("ValueError", "no")}
    grades = [
        graded(suite, missing),
        graded(suite, missing, "other"),
        graded(suite, raised, "third"),
    ]

    one, other = refused_variants(suite, grades, logistic.places)

    assert one == (
        "assignment.yaml:22:15: the right variants 'loops' and 'other' lose sigmoid and error: it"
        " defines no 'sigmoidd'; did you mean 'sigmoid'? (in sigmoid.a-vector, sigmoid.a-matrix,"
        " sigmoid.large and 2 more)"
    )
    assert "'third' loses error and slope: ValueError: no (in error.five-scores, " in other


def test_a_right_answer_that_is_not_finite_is_the_recipes_fault(logistic):
    def cases():
        yield Inputs("none", lambda rng: {"s": np.array([np.nan])})

    suite = build(with_cases(logistic, sigmoid=cases), seed=0)
    answer = Returned(np.array([np.nan]))

    (problem,) = refused_variants(suite, [graded(suite, {"sigmoid": answer})], logistic.places)

    assert "loses sigmoid: the recipe's own answer is not finite (in sigmoid.none)" in problem


def test_what_follows_from_a_lost_question_is_not_said(folder, capsys):
    """Properties of a function that is not there, and its cases of further seeds."""
    path = folder / "assignment.yaml"
    path.write_text(path.read_text().replace("function: sigmoid", "function: sigmoidd"))

    assert main(["verify", str(folder)]) == 1

    (problem,) = re.findall("(?m)^PROBLEM  (.*)$", capsys.readouterr().out)
    assert problem.startswith("assignment.yaml:22:15: the right variant 'loops' loses sigmoid: ")
