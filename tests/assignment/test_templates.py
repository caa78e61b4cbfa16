"""Assignments of others grade fairly: classes, a sequence, an optimiser's state, plain numbers."""

import shutil

import numpy as np
import pytest

from grader.assignment.folder import load_assignment
from grader.assignment.right_values import right_values
from grader.errors import AssignmentError
from grader.marking.marker import Marker
from grader.marking.own_answers import OwnAnswers
from grader.model import Status, Submission
from grader.report.causes import is_unwritten
from grader.report.question_view import view_questions
from grader.results.asking import asking
from grader.sandbox import Plan, open_sandbox
from grader.suite.file import dumps, loads, public
from tests.conftest import ROOT, built_once

ASSIGNMENTS = ROOT / "tests" / "assignments"

RIGHT = {
    "batchnorm": ("right", "loops", "closed_form"),
    "rnn": ("right", "stacked", "recursive"),
    "attention": ("right", "loops", "einsum"),
    "numerics": ("right", "arrays", "functional"),
    "optimiser": ("right", "dataclass", "properties"),
}
WRONG = {
    "batchnorm": {
        "biased": "unbiased_variance",
        "no_epsilon": "eps_left_out",
        "averaged_slope": "bias_averaged",
        "scale_forgotten": "gamma_left_out",
        "variance_forgotten": "variance_held_fixed",
    },
    "rnn": {
        "first_state": "forgetful",
        "truncated": "truncated",
        "slope_missing": "without_slope",
        "not_transposed": "untransposed",
        "own_state": "own_state",
        "one_bias": "last_step_only",
    },
    "attention": {
        "no_scale_forward": "not_scaled",
        "over_questions": "columns_sum_to_one",
        "no_row_sum": "row_sum_left_out",
        "diagonal": "diagonal_alone",
        "no_scale_back": "scale_left_out_back",
    },
    "numerics": {
        "swapped": "weights_swapped",
        "ends_missing": "ends_left_out",
        "plus": "uphill",
        "one_slope": "euler",
        "half": "half_step",
        "one_mean": "always_arithmetic",
    },
    "optimiser": {
        "not_squared": "no_square",
        "uncorrected": "not_corrected",
        "epsilon_in_root": "eps_in_root",
        "state_lost": "state_lost",
        "time_stands": "time_stands",
        "one_beta": "one_beta",
        "decay_swapped_and_uphill": "decay_swapped uphill",
        "in_place": "in_place",
    },
}


@pytest.fixture(scope="module")
def suites(run_folder):
    return {name: built_once(load_assignment(ASSIGNMENTS / name), 1, run_folder) for name in RIGHT}


@pytest.fixture(scope="module")
def grades(suites):
    """The grade of each submission by its assignment and name."""
    found = {}
    for assignment, suite in suites.items():
        marker, plan = Marker(suite), Plan.of(suite)
        with open_sandbox(suite.limits, suite.modules) as worker:
            for path in (ASSIGNMENTS / assignment / "submissions").glob("*/*.py"):
                name = path.parent.name
                submission = Submission(name, suite.module, path.read_bytes())
                own = OwnAnswers({}, asking(worker.run, submission, suite))
                found[assignment, name] = marker.mark(name, worker.run(submission, plan), own)
    return found


@pytest.mark.parametrize("assignment", RIGHT)
def test_right_answers_of_every_style_have_all_points(grades, assignment):
    assert {name: grades[assignment, name].earned for name in RIGHT[assignment]} == dict.fromkeys(
        RIGHT[assignment], 100
    )


@pytest.mark.parametrize("assignment", WRONG)
def test_every_planted_mistake_is_named_and_leaves_points(grades, assignment):
    for name, mistakes in WRONG[assignment].items():
        grade = grades[assignment, name]
        named = {
            id
            for one in grade.questions
            if one.diagnosis is not None
            for id in one.diagnosis.misconceptions
        }
        assert named == set(mistakes.split()), name
        assert 0 < grade.earned < 100, name


def test_an_undescribed_factor_costs_its_own_part_alone(grades):
    grade = grades["optimiser", "halved"]
    fits = {one.question: [fit.text for fit in one.fits] for one in grade.questions if one.fits}

    assert fits == {"rmsprop.w_rms": ["0.5 * right + 0.5 * w"]}
    assert grade.earned == 85


def test_what_methods_come_past_is_known_of_right_answers(suites):
    """Or the first line of a method would be the first that is not known: a right one."""
    right = right_values(load_assignment(ASSIGNMENTS / "batchnorm"), suites["batchnorm"].questions)
    (question,) = [q for q in suites["batchnorm"].questions if q.id == "forward"]
    case = next(case for case in question.cases if not case.hidden)
    x = case.arguments[0]
    centred = x - x.mean(axis=0)

    known = [value for stack in right[case.id].stacks for value in stack if value.shape == x.shape]

    assert any(np.allclose(value, centred**2) for value in known)


def test_a_slope_that_is_not_kept_costs_its_own_part(grades):
    grade = grades["batchnorm", "slope_not_kept"]
    wrong = [one for one in grade.questions if not all(v.right for v in one.verdicts)]
    outcomes = {v.observation.outcome.error for v in wrong[0].verdicts}

    assert [one.question for one in wrong] == ["backward.dbeta"]
    assert outcomes == {"AttributeError"}
    assert grade.earned == 85


@pytest.mark.parametrize("assignment", RIGHT)
def test_nothing_that_answers_is_called_unwritten(grades, suites, assignment):
    for (of, name), grade in grades.items():
        if of == assignment:
            views = view_questions(suites[of], grade, reveal=False)
            assert not any(map(is_unwritten, views)), name


def test_a_class_in_place_of_functions_is_told_what_its_methods_are(suites):
    suite = suites["rnn"]
    source = b"class RNN:\n    def forward(self, x):\n        return x\n"
    with open_sandbox(suite.limits, suite.modules) as worker:
        run = worker.run(Submission("class", suite.module, source), Plan.of(suite))
    grade = Marker(suite).mark("class", run)
    shown = [v for one in grade.questions for v in one.verdicts if not v.hidden]

    assert {v.status for v in shown} == {Status.UNDEFINED}
    assert {v.observation.outcome.similar for v in shown} == {"RNN.forward"}
    assert not any(map(is_unwritten, view_questions(suite, grade, reveal=False)))


@pytest.mark.parametrize("assignment", RIGHT)
def test_scripts_texts_and_functions_come_back_from_a_file(suites, assignment):
    suite = public(suites[assignment])
    back = loads(dumps(suite))

    assert [q.script for q in back.questions] == [q.script for q in suite.questions]
    assert [q.arguments for q in back.questions] == [q.arguments for q in suite.questions]
    assert dumps(back) == dumps(suite)


def test_what_was_run_is_said(suites):
    questions = {q.id: q for q in suites["batchnorm"].questions}

    assert questions["backward.dgamma"].signature == (
        "layer = BatchNorm(gamma, beta); layer.forward(x); dx = layer.backward(dout); layer.dgamma"
    )
    assert questions["backward.dgamma"].function == "BatchNorm.dgamma"
    assert questions["backward.dx"].function == "BatchNorm.backward"
    assert {q.code_name for q in questions.values()} == {"forward", "backward"}


def test_the_last_statement_is_run_where_each_part_has_its_own_answer(tmp_path):
    """``layer.backward(dout)`` need not be bound to anything."""
    folder = shutil.copytree(ASSIGNMENTS / "batchnorm", tmp_path / "batchnorm")
    path = folder / "assignment.yaml"
    text = path.read_text().replace("dx = layer.backward(dout)", "layer.backward(dout)")
    path.write_text(text.replace("then: dx,", "then: layer.dx,"))

    questions = {q.id: q for q in load_assignment(folder).outline.questions}

    assert questions["backward.dgamma"].statements == (
        "layer = BatchNorm(gamma, beta)",
        "layer.forward(x)",
        "layer.backward(dout)",
        "layer.dgamma",
    )


@pytest.mark.parametrize(
    "old, new, problem",
    [
        ("layer.forward(x)\n", "layer.forward(xx)\n", "'xx'; did you mean 'x'?"),
        ("layer.forward(x)\n", "layer._forward(x)\n", "'_forward' is private"),
        ("layer.forward(x)\n", "open(x)\n", "'open' is not the student's"),
        ("layer.forward(x)\n", "[x for x in x]\n", "is no name, call, attribute or constant"),
        ("layer.forward(x)\n", "del layer\n", "is neither a call nor"),
        ("layer.forward(x)\n", "layer.forward(\n", "is not Python"),
        ("then: layer.dbeta", "then: leyer.dbeta", "'leyer'; did you mean 'layer'?"),
        ("step: dx, then: dx", "step: dx", "'then' must stand at each of the parts"),
        ("call: layer = BatchNorm(gamma, beta); layer.forward(x)\n", "function: B.f\n", "'call'"),
    ],
)
def test_what_is_wrong_with_a_script_is_said_with_its_place(tmp_path, old, new, problem):
    folder = shutil.copytree(ASSIGNMENTS / "batchnorm", tmp_path / "batchnorm")
    path = folder / "assignment.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))

    with pytest.raises(AssignmentError) as caught:
        load_assignment(folder)

    assert any(
        one.startswith("assignment.yaml:") and problem in one for one in caught.value.problems
    ), caught.value.problems
