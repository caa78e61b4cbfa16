"""``import grader``: what it promises exists, is documented, and is all."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys

import pytest

import grader
from tests.conftest import ROOT

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"
CALLABLE = [name for name in grader.__all__ if inspect.isfunction(getattr(grader, name))]
TYPES = [name for name in grader.__all__ if inspect.isclass(getattr(grader, name))]


@pytest.fixture(scope="module")
def suite():
    return grader.build(grader.load_assignment(LOGISTIC), 1)


def test_the_names_are_sorted_and_each_exists():
    assert sorted(grader.__all__) == grader.__all__
    assert set(grader.__all__) == {*CALLABLE, *TYPES, "__version__"}


def test_what_the_type_checker_sees_is_what_there_is():
    source = inspect.getsource(grader)
    block = source.partition("if TYPE_CHECKING:\n")[2].partition("\n__all__")[0]
    imports = re.findall(r"import (.+)", block)
    names = {name.split(" as ")[-1] for line in imports for name in line.split(", ")}

    assert names | {"__version__"} == set(grader.__all__)


@pytest.mark.parametrize("name", CALLABLE)
def test_every_function_says_what_it_takes_returns_and_raises(name):
    function = getattr(grader, name)
    text = inspect.getdoc(function)
    signature = inspect.signature(function)
    sections = re.findall(r"^(\w+)\n-{4,}$", text, re.MULTILINE)
    returns = ["Returns"] if signature.return_annotation != "None" else []
    taken = text.partition("Parameters\n----------\n")[2].partition("\n\n")[0]
    described = re.findall(r"^(\w.*)$", taken, re.MULTILINE)

    assert len(text.splitlines()[0]) < 80
    assert sections == ["Parameters", *returns, "Raises"]
    assert ", ".join(described).split(", ") == list(signature.parameters)


@pytest.mark.parametrize("name", TYPES)
def test_every_class_is_documented(name):
    assert inspect.getdoc(getattr(grader, name))


def test_importing_it_loads_nothing_large():
    program = "import sys, grader; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE)
    loaded = done.stdout.decode().split()

    assert not {"numpy", "jinja2", "yaml", "sqlite3", "grader.model"}.intersection(loaded)


def test_a_name_that_does_not_exist_is_refused():
    with pytest.raises(AttributeError, match="nothing_such"):
        grader.nothing_such  # noqa: B018 - it is looked up, which is the point


@pytest.mark.parametrize("place", ["submissions/right", "submissions/right/logistic.py"])
def test_one_submission_is_graded_and_shows_itself(suite, place, capfd):
    found = grader.grade_one(LOGISTIC / place, suite)

    assert found.grade.earned == 100
    assert found.html.startswith("<!doctype html>")
    assert found._repr_html_().startswith("<iframe sandbox srcdoc=")
    assert "100 of 100" in str(found)
    assert capfd.readouterr() == ("", "")


def test_a_mistake_is_named_on_the_page_and_in_the_text(suite):
    found = grader.grade_one(str(LOGISTIC / "submissions" / "slope_twice"), suite, student="ada")

    assert found.grade.student == "ada"
    assert found.grade.diagnoses == ("slope_twice",)
    assert "The slope of the sigmoid is there twice" in str(found)
    assert "The slope of the sigmoid is there twice" in found.html


def test_a_folder_with_nothing_to_grade_gives_a_page_that_says_so(suite, tmp_path):
    (tmp_path / "essay.txt").write_text("no code")

    found = grader.grade_one(tmp_path, suite)

    assert found.grade.ungraded is not None
    assert not found.grade.is_our_fault
    assert str(found.grade.ungraded) in str(found)


def test_the_page_in_a_notebook_is_only_text_to_it(suite, tmp_path):
    hostile = tmp_path / '"><script>alert(1)<script>.py'
    hostile.write_text('raise ValueError("</iframe><script>alert(2)</script>")')

    shown = grader.grade_one(hostile, suite)._repr_html_()

    assert shown.count("<") == 2, "the frame's own tags"
    assert shown.count('"') == 4, "two attributes"


def test_a_path_that_does_not_exist_is_refused(suite, tmp_path):
    with pytest.raises(grader.UsageError, match="there is no"):
        grader.grade_one(tmp_path / "nothing", suite)


def test_a_class_is_graded_with_callbacks_and_nothing_is_printed(suite, tmp_path, capfd):
    steps, notes = [], []
    found = grader.grade_folder(
        LOGISTIC / "submissions",
        suite,
        tmp_path / "results",
        on_graded=lambda done, total: steps.append((done, total)),
        on_note=notes.append,
    )

    assert steps == [(number, 4) for number in range(1, 5)]
    assert "a folder with 4 submissions" in notes[0]
    assert found.faults == 0
    assert (found.folder / "index.html").read_text() == found.html
    assert "handed in" in str(found)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name, right", [("right", True), ("slope_twice", False)])
def test_ones_own_file_is_checked_by_public_cases(suite, name, right, capfd):
    found = grader.check(LOGISTIC / "submissions" / name / "logistic.py", suite, seed=1)

    assert found.is_right is right
    assert not any(case.hidden for case in found.found.suite.cases)
    assert ("Something is off in error" in str(found)) is not right
    assert "</p><iframe sandbox srcdoc=" in found._repr_html_()
    assert capfd.readouterr() == ("", "")


def test_a_suite_is_saved_and_loaded(suite, tmp_path):
    grader.save_suite(suite, str(tmp_path / "suite.json"))

    assert len(grader.load_suite(str(tmp_path / "suite.json")).cases) == len(suite.cases)
