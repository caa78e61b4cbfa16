"""What an assignment says of the written derivation is held against its files."""

from __future__ import annotations

import shutil

import pytest

from grader.assignment.folder import load_assignment
from grader.errors import AssignmentError
from grader.suite.file import dumps, loads, public
from tests.conftest import ROOT

SQUARED_ERROR = ROOT / "tests" / "assignments" / "squared_error"
SAID = (
    "{file: derivation.md, spec: derivation.yaml, points: 20, results_share: 0.6, steps_share: 0.4}"
)


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(SQUARED_ERROR, tmp_path / "assignment")
    return tmp_path / "assignment"


def say(folder, text, also=("", "")):
    path = folder / "assignment.yaml"
    said = path.read_text()
    assert SAID in said
    path.write_text(said.replace(SAID, text).replace(*also))


def problems(folder):
    with pytest.raises(AssignmentError) as refused:
        load_assignment(folder)
    return "\n".join(refused.value.problems)


def test_the_points_of_the_derivation_belong_to_the_hundred(squared_error):
    suite = squared_error.outline

    assert suite.possible == 100
    assert suite.marked == {"grad_net": 20, "grad_w2": 30, "grad_w1": 30, "derivation": 20}


def test_a_derivation_for_feedback_is_no_part_of_the_points(backprop):
    assert backprop.outline.derivation.points == 0
    assert "derivation" not in backprop.outline.marked
    assert backprop.outline.possible == 100


@pytest.mark.parametrize(
    "said, results, steps",
    [
        ("results_share: 0.6", 0.6, 0.4),
        ("steps_share: 0.25", 0.75, 0.25),
        ("results_share: 1, steps_share: 0", 1, 0),
        ("points: 20", 0.7, 0.3),
    ],
)
def test_one_share_is_what_the_other_leaves(folder, said, results, steps):
    more = "" if "points" in said else ", points: 20"
    say(folder, "{file: derivation.md, spec: derivation.yaml, " + said + more + "}")

    task = load_assignment(folder).outline.derivation

    assert (task.results_share, task.steps_share) == (pytest.approx(results), pytest.approx(steps))


@pytest.mark.parametrize(
    "said, reason",
    [
        ("{file: derivation.md, points: 20}", "'spec' is missing"),
        ("{file: derivation.md, spec: nowhere.yaml, points: 20}", "there is no"),
        ("{file: a/derivation.md, spec: derivation.yaml, points: 20}", "a file's name"),
        ("{file: derivation.pdf, spec: derivation.yaml, points: 20}", "ends in one of"),
        (SAID.replace("0.4", "0.5"), "the shares add up to 1.1"),
        (SAID.replace("points", "point"), "unknown key 'point'"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(folder, said, reason):
    say(folder, said)

    assert reason in problems(folder)


def test_a_wrong_specification_is_told_by_its_own_lines(folder):
    path = folder / "derivation.yaml"
    path.write_text(path.read_text().replace(r"'\frac{1}{1 + e^{-u}}'", r"'\frac{1}{1 + '"))

    assert "derivation.yaml:17:18" in problems(folder)


def test_the_suite_carries_the_question_to_students_too(squared_error_suite):
    back = loads(dumps(public(squared_error_suite)))

    assert back.derivation == squared_error_suite.derivation
    assert "graph:" in back.derivation.specification
