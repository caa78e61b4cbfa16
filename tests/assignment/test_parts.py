"""A function that returns several things is asked once, and marked part by part."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from grader.assignment.folder import load_assignment
from grader.errors import AssignmentError
from grader.locating.locate import cases_to_record
from grader.marking.marker import Marker
from grader.marking.own_answers import OwnAnswers
from grader.model import Status, Submission, SymptomKind
from grader.report.causes import causes
from grader.report.outcome_words import trouble_title
from grader.report.question_view import view_questions
from grader.report.words import words_in
from grader.results.asking import asking
from grader.sandbox import Plan, open_sandbox
from grader.suite.file import dumps, loads, public
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "assignments" / "mlp_relu_mse"
RIGHT = ["right", "plain", "examples", "einsum"]
BACKWARD = ["backward.dw2", "backward.db2", "backward.dw1", "backward.db1"]


@pytest.fixture(scope="module")
def grades(mlp_relu_mse_suite):
    """The grade of each right variant and of each submission, by its name."""
    suite = mlp_relu_mse_suite
    files = [*FOLDER.glob("submissions/*/network.py"), *FOLDER.glob("variants/*.py")]
    names = [path.parent.name if path.stem == "network" else path.stem for path in files]
    marker, plan = Marker(suite), Plan.of(suite)
    found = {}
    with open_sandbox(suite.limits, suite.modules) as worker:
        for name, path in zip(names, files, strict=True):
            submission = Submission(name, suite.module, path.read_bytes())
            own = OwnAnswers({}, asking(worker.run, submission, suite))
            found[name] = marker.mark(name, worker.run(submission, plan), own)
    return found


def of(grade, question):
    return next(one for one in grade.questions if one.question == question)


def wrong(grade):
    return {one.question for one in grade.questions if not all(v.right for v in one.verdicts)}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers_of_every_style_have_all_points(grades, name):
    assert wrong(grades[name]) == set()
    assert grades[name].earned == 100


@pytest.mark.parametrize(
    "name, mistake, lost",
    [
        ("not_averaged", "sum_for_mean", 10),
        ("slope_left_out", "slope_left_out", 15),
        ("uphill", "uphill", 5),
        ("all_errors", "all_errors", 10),
    ],
)
def test_a_mistake_is_named_and_costs_the_first_part_that_shows_it(grades, name, mistake, lost):
    diagnoses = [of(grades[name], question).diagnosis for question in wrong(grades[name])]

    assert {one.misconceptions for one in diagnoses} == {(mistake,)}
    assert grades[name].earned == 100 - lost


@pytest.mark.parametrize(
    "name, questions, lacks",
    [
        ("bias_key_missing", {"backward.db1"}, "key"),
        ("one_value", {"layer.h"}, "value"),
        ("tuple_for_dict", set(BACKWARD), "container"),
    ],
)
def test_a_part_that_is_not_there_costs_itself_alone(grades, name, questions, lacks):
    seen = [v for q in questions for v in of(grades[name], q).verdicts]

    assert wrong(grades[name]) == questions
    assert {v.status for v in seen} == {Status.WRONG_TYPE}
    assert {v.observation.outcome.lacks for v in seen} == {lacks}


def test_parts_in_each_others_place_are_seen(grades, mlp_relu_mse_suite):
    found = {q: of(grades["layer_swapped"], q).symptom for q in wrong(grades["layer_swapped"])}

    assert {q: (s.kind, s.part) for q, s in found.items()} == {
        "layer.a": (SymptomKind.OTHER_PART, "h"),
        "layer.h": (SymptomKind.OTHER_PART, "a"),
    }
    assert not cases_to_record(mlp_relu_mse_suite, grades["layer_swapped"])


def test_parts_in_each_others_place_are_one_thing_to_mend(grades, mlp_relu_mse_suite):
    views = view_questions(mlp_relu_mse_suite, grades["layer_swapped"], reveal=False)
    (cause,) = causes(views)
    shown = next(view for view in views if view.question.id == cause.question)

    assert {cause.question, *cause.explains} == {"layer.a", "layer.h"}
    assert cause.gain == mlp_relu_mse_suite.possible - grades["layer_swapped"].earned
    assert trouble_title(shown, words_in("en")) == "Give each part of layer in its own place"


def test_a_call_that_raises_answers_none_of_its_parts(grades):
    assert wrong(grades["raises"]) == set(BACKWARD)
    assert grades["raises"].earned == 60


def test_all_parts_are_asked_of_one_call_with_the_same_arguments(mlp_relu_mse_suite):
    suite = mlp_relu_mse_suite
    first, *others = [q for q in suite.questions if q.call == "backward"]
    asked = [part for part in Plan.of(suite).questions if part.function == "backward"]

    for other in others:
        for one, case in zip(first.cases, other.cases, strict=True):
            assert all(map(np.array_equal, one.arguments, case.arguments))
    assert len(asked) == 2  # the public cases and the hidden ones
    assert sorted(number for part in asked for number in part.cases) == [
        i for i, case in enumerate(suite.cases) if suite.question_of(case).call == "backward"
    ]


def test_parts_come_back_from_a_file_and_stay_in_what_students_get(mlp_relu_mse_suite):
    back = loads(dumps(public(mlp_relu_mse_suite)))

    assert [q.part for q in back.questions] == [q.part for q in mlp_relu_mse_suite.questions]
    assert back.question("backward.db1").signature == "backward(x, t, weights)['db1']"
    assert back.question("layer.h").signature == "layer(x, w1, b1)[1]"


def test_a_part_has_words_of_its_step_and_a_share_of_the_points():
    questions = {q.id: q for q in load_assignment(FOLDER).outline.questions}

    assert {id: q.points for id, q in questions.items()} == {
        "layer.a": 10,
        "layer.h": 10,
        "predict": 10,
        "loss": 10,
        "backward.dw2": 10,
        "backward.db2": 10,
        "backward.dw1": 15,
        "backward.db1": 5,
        "update.new_w1": 5,
        "update.new_w2": 5,
        "recent": 10,
    }
    assert questions["backward.dw1"].title == "Weights of the first layer"
    assert questions["backward.dw1"].formula.latex == r"\frac{\partial E}{\partial w_1}"


def test_a_misspelt_key_of_parts_is_one_problem(tmp_path):
    folder = shutil.copytree(FOLDER, tmp_path / "mlp")
    path = folder / "assignment.yaml"
    text = path.read_text().replace("returns: [a, h]", "retruns: [a, h]")
    path.write_text(text.replace("step: dw1, points", "stpe: dw1, points"))

    with pytest.raises(AssignmentError) as caught:
        load_assignment(folder)

    one, other = (problem.partition(": ")[2] for problem in caught.value.problems)
    assert one == "unknown key 'retruns'; did you mean 'returns'?"
    assert other == "unknown key 'stpe'; did you mean 'step'?"


@pytest.mark.parametrize(
    "old, new, problem",
    [
        ("dw2: dw2", "dw2: dw22", ": the recipe has no quantity 'dw22'; did you mean 'dw2'?"),
        ("returns: [a, h]", "returns: []", ": must name the parts"),
        ("returns: [a, h]", "returns: [a, a]", ": there is more than one part 'a'"),
        ("returns: [a, h]\n    points: {values: 20}\n", "returns: [a, h]\n", "has no points"),
        ("step: dw1, points", "stop: dw1, points", ": unknown key 'stop'"),
    ],
)
def test_what_is_wrong_with_parts_is_said_with_its_place(tmp_path, old, new, problem):
    folder = shutil.copytree(FOLDER, tmp_path / "mlp")
    path = folder / "assignment.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))

    with pytest.raises(AssignmentError) as caught:
        load_assignment(folder)

    found = [one for one in caught.value.problems if problem in one]
    at = text[: text.index(old)].count("\n") + 1
    assert found and found[0].startswith(f"assignment.yaml:{at}:"), caught.value.problems


def test_a_question_without_parts_is_its_own_call(logistic_suite):
    question = logistic_suite.questions[0]

    assert question.call == question.id
    assert replace(question, id="other").call == "other"


@pytest.mark.parametrize(
    "name, fixes",
    [("raises", [40]), ("tuple_for_dict", [40]), ("bias_key_missing", [5]), ("one_value", [10])],
)
def test_a_call_that_gives_no_part_is_one_thing_to_fix(grades, mlp_relu_mse_suite, name, fixes):
    views = view_questions(mlp_relu_mse_suite, grades[name], reveal=False)

    assert [cause.gain for cause in causes(views)] == fixes


@pytest.mark.parametrize(
    "old, mistaken, follows",
    [
        ("", "", True),
        ("* (a > 0)", "", False),  # not written on top of it, but wrong itself
    ],
)
def test_what_is_right_on_top_of_a_function_of_several_parts_follows(
    mlp_relu_mse_suite, old, mistaken, follows
):
    suite = mlp_relu_mse_suite
    source = (FOLDER / "submissions" / "right" / "network.py").read_text()
    assert old in source
    source = source.replace(old, mistaken) + "\n\ndef layer(x, w1, b1):\n    return None, None\n"
    submission = Submission("unwritten", suite.module, source.encode())
    with open_sandbox(suite.limits, suite.modules) as worker:
        own = OwnAnswers({}, asking(worker.run, submission, suite))
        grade = Marker(suite).mark("unwritten", worker.run(submission, Plan.of(suite)), own)

    diagnosis = of(grade, "backward.dw1").diagnosis
    assert (diagnosis is not None and set(diagnosis.follows) <= {"layer.a", "layer.h"}) is follows
    assert (of(grade, "backward.dw1").earned > 0) is follows
