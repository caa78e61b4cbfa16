"""A function is given what the assignment says: plain numbers, lists and dicts, or arrays."""

import re
import shutil

import pytest

from grader.assignment.build import build_public
from grader.assignment.folder import load_assignment
from grader.errors import AssignmentError
from grader.model import Argument
from grader.results.folder import plan_digest
from grader.suite.file import dumps, loads
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "assignments" / "mlp_relu_mse"


@pytest.fixture
def edited(tmp_path):
    """The folder with a replacement in one of its files."""

    def edit(name, old, new):
        folder = shutil.copytree(FOLDER, tmp_path / "mlp")
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new))
        return folder

    return edit


def test_quantities_are_put_together_to_arguments():
    question = load_assignment(FOLDER).outline.question("update.new_w1")

    assert question.parameters == ("w1", "w2", "dw1", "dw2", "rate")
    assert question.signature == "update(weights, slopes, rate)[0]"
    assert question.arguments == (
        Argument("weights", "arrays", ("w1", "w2")),
        Argument("slopes", "arrays", ("dw1", "dw2")),
        Argument("rate", "float", ("rate",)),
    )


def test_arguments_come_back_from_a_file(mlp_relu_mse_suite):
    back = loads(dumps(mlp_relu_mse_suite))

    assert [q.arguments for q in back.questions] == [
        q.arguments for q in mlp_relu_mse_suite.questions
    ]


@pytest.mark.parametrize(
    "old, new, problem",
    [
        ("n: int", "n: integer", r"'integer' is no kind of argument: array, int"),
        ("n: int", "n: {a: nn}", r"the recipe has no quantity 'nn'"),
        ("n: int", "n: [errors]", r"'errors' is given more than once"),
    ],
)
def test_a_kind_that_there_is_not_is_said_with_its_place(edited, old, new, problem):
    with pytest.raises(AssignmentError) as caught:
        load_assignment(edited("assignment.yaml", old, new))

    assert re.search(rf"assignment\.yaml:\d+:\d+: {problem}", str(caught.value))


@pytest.mark.parametrize(
    "old, new, problem",
    [
        ('"n": int(', '"n": float(', "'n' is to be of kind int, not float64"),
        (
            '"rate": rng.uniform(0.1, 0.5)',
            '"rate": rng.uniform(0, 1, 2)',
            "kind float, not float64",
        ),
        ('"errors": rng.uniform(1, 2, 7)', '"errors": 1.0', "kind list, not float64, shape ()"),
    ],
)
def test_what_is_drawn_in_another_kind_is_said_with_its_place(edited, old, new, problem):
    folder = edited("cases.py", old, new)

    with pytest.raises(AssignmentError) as caught:
        build_public(load_assignment(folder))

    assert problem in str(caught.value)
    assert re.search(r" cases\.py:\d+: case '", str(caught.value))


def test_a_run_is_made_again_where_other_arguments_or_parts_are_asked(edited):
    before = plan_digest(build_public(load_assignment(FOLDER)))
    other = edited("assignment.yaml", "errors: list", "errors: array")

    assert plan_digest(build_public(load_assignment(other))) != before
