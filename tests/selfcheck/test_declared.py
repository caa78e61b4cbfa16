"""An assignment's properties and sheet are read with all their problems, each with its place."""

from __future__ import annotations

import shutil

import pytest

from grader.assignment.build import build_public
from grader.assignment.folder import load_assignment
from grader.assignment.verify import verify
from grader.errors import AssignmentError
from grader.suite.file import dumps, loads, public
from tests.conftest import ROOT

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(LOGISTIC, tmp_path / "logistic")


def problems(folder, old, new, file="assignment.yaml"):
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(AssignmentError) as raised:
        load_assignment(folder)
    return raised.value.problems


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("lengths: {N: [1, 4]}", "lengths: {N: [4, 1]}", "the least and the greatest length"),
        ("lengths: {N: [1, 4]}", "lengths: {M: [1, 4]}", "there is no length 'N'"),
        ("s: {shape: [N], most: 3}", "s: {shape: [N], mots: 3}", "unknown key 'mots'"),
        ("given: {s: s_large}", "given: {s: s_larger}", "there is no draw 's_larger'"),
        ("of: [sigmoid, error]", "of: [sigmoid, eror]", "there is no question 'eror'"),
        ("needs: [sigmoid]", "needs: [sigmoids]", "there is no question 'sigmoids'"),
        ("id: opposite", "id: oposite", "has no 'sigmoid_oposite'"),
        (
            "sigmoid.opposite]",
            "sigmoid.oposite]",
            "78:22: 'error.slope' waits for 'sigmoid.oposite', and there is no such property; did"
            " you mean 'sigmoid.opposite'?",
        ),
        ("after: [shape]", "after: [slope]", "62:15: 'sigmoid.opposite' waits for 'sigmoid.slope'"),
        ("after: [shape]", "after: [large]", "'sigmoid.large', which is not above it"),
        ("id: large\n", "id: opposite\n", "more than one property 'sigmoid.opposite'"),
        ("tolerance: 1e-9", "tolerance: 2", "must be a number from 0 to 1"),
        ("  properties: properties.py\n", "", "'files' names no file of their functions"),
        ("given: [s, p]", "given: [s, q]", "there is no step 'q'"),
        ("{the odds: '", "{the odds: '\\frac{", "cannot be shown"),
    ],
)
def test_each_problem_is_told_with_its_place(folder, old, new, said):
    found = problems(folder, old, new)

    assert any(said in one and one.startswith("assignment.yaml:") for one in found), found


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("of: [sigmoid, error]", "of: [sigmoid, eror]", "54:21: there is no question 'eror'; did"),
        ("of: [sigmoid, error]", "of: [sigmoid, xyz]", "54:21: there is no question 'xyz'"),
        ("id: opposite", "id: oposite", "58:11: the file of properties has no 'sigmoid_oposite'"),
        ("s: {shape", "scores: {shape", "there is no draw 's'"),
        ("of: [error]", "off: [error]", "unknown key 'off'; did you mean 'of'?"),
        ("title: The prob", "title: ''  # prob", "60:14: must not be empty"),
        ("title: Survives", "title: ''  # ", "must not be empty"),
    ],
)
def test_one_cause_is_one_problem(folder, old, new, said):
    (problem,) = problems(folder, old, new)

    assert said in problem


def test_a_file_of_properties_that_is_no_python_is_told(folder):
    found = problems(folder, "def _ask(", "def _ask((", "properties.py")

    assert any("properties.py:7: SyntaxError" in one for one in found)


def test_properties_survive_the_suite_file(logistic):
    suite = build_public(logistic)

    again = loads(dumps(suite))

    assert again.properties == suite.properties
    assert public(suite).properties == suite.properties


def test_braces_in_what_a_student_can_try_stay(folder):
    path = folder / "assignment.yaml"
    path.write_text(path.read_text().replace("'{f}(s)'", "'dict(a={f}(s), b={1})'"))

    tries = {one.key: one.attempt for one in load_assignment(folder).outline.properties.each}

    assert tries["sigmoid.large"] == "dict(a=sigmoid(s), b={1})"


def test_an_assignment_without_properties_is_one(folder):
    path = folder / "assignment.yaml"
    start, rest = path.read_text().split("properties:\n  lengths", 1)
    path.write_text(
        start.replace("  properties: properties.py\n", "")
        + "misconceptions:"
        + rest.split("misconceptions:", 1)[1]
    )

    assert build_public(load_assignment(folder)).properties is None


def test_verify_names_a_property_that_a_right_variant_has_not(folder):
    from grader.assignment.build import build
    from grader.assignment.verify import open_for_variants

    path = folder / "properties.py"
    path.write_text(path.read_text().replace("- 1).max()", "- 1.5).max()"))
    assignment = load_assignment(folder)
    suite = build(assignment, seed=0)

    with open_for_variants(suite) as worker:
        found = verify(assignment, suite, worker.run)

    assert "the property 'sigmoid.opposite' does not hold for the right variant 'loops'" in str(
        found.problems
    )
