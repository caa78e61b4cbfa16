"""The messages of the commands on what was handed in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.cli import main
from grader.model import Suite
from grader.suite.file import save
from tests.conftest import ROOT
from tests.intake.downloads import KINDS, MISSING, download, notebook

RIGHT = (ROOT / "tests/assignments/logistic/submissions/right/logistic.py").read_bytes()
WRONG = (ROOT / "tests/assignments/logistic/submissions/sign_flipped/logistic.py").read_bytes()


@pytest.fixture
def suite(tmp_path: Path, logistic_suite: Suite) -> str:
    path = tmp_path / "suite.json"
    save(logistic_suite, path)
    return str(path)


@pytest.fixture
def grade(tmp_path: Path, suite: str) -> Callable[..., dict[str, float]]:
    """Return the points of each student."""

    def points(*arguments: str) -> dict[str, float]:
        out = tmp_path / "results"
        assert main(["grade", *arguments, "--suite", suite, "-o", str(out)]) == 0
        document = json.loads((out / "grades.json").read_text("utf-8"))
        return {one["student"]: one["earned"] for one in document["students"]}

    return points


def test_a_class_of_every_kind_is_graded_at_once(
    tmp_path: Path, grade: Callable[..., dict[str, float]]
) -> None:
    """The downloads are as untidy as real classes, notebooks and archives included."""
    expected = {}
    paths = []
    for kind in KINDS:
        people = {f"{kind.title()} {n}": RIGHT if n % 2 else WRONG for n in range(6)}
        made = download(kind, tmp_path / kind, people, module="logistic.py")
        paths.append(str(made.path))
        for name, source in people.items():
            expected[made.expected[name].student] = 100.0 if source is RIGHT else 70.0
    found = grade(*paths)

    assert {student: found[student] for student in expected} == expected


def test_who_is_missing_is_said(
    tmp_path: Path,
    grade: Callable[..., dict[str, float]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = download("canvas", tmp_path, {"Jane Doe": RIGHT}, module="logistic.py")
    grade(str(made.path), "--roster", str(made.roster))
    said = capsys.readouterr().err

    assert "a Canvas download with 1 submission" in said
    first, last = MISSING.split()
    assert f"nothing from: {last}, {first}" in said


def test_quiet_says_nothing(
    tmp_path: Path,
    grade: Callable[..., dict[str, float]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = download("canvas", tmp_path, {"Jane Doe": RIGHT}, module="logistic.py")
    grade(str(made.path), "--roster", str(made.roster), "--quiet")

    assert capsys.readouterr().err == ""


def test_a_bad_roster_is_wrong_use(
    tmp_path: Path, suite: str, capsys: pytest.CaptureFixture[str]
) -> None:
    made = download("zip", tmp_path, {"Jane Doe": RIGHT}, module="logistic.py")
    made.roster.write_text("colour\nred\n")
    arguments = [str(made.path), "--roster", str(made.roster), "--suite", suite]

    assert main(["grade", *arguments, "-o", str(tmp_path / "out")]) == 2
    assert f"{made.roster}:1: no column" in capsys.readouterr().err


def test_a_student_checks_a_notebook(
    tmp_path: Path, suite: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "my notebook.ipynb"
    path.write_bytes(notebook(["%matplotlib inline", RIGHT.decode(), "1 / 0"]))

    assert main(["check", str(path), "--suite", suite]) == 0
    assert "100 of 100" in capsys.readouterr().out


def test_a_notebook_s_error_is_told_by_cell_and_line(
    tmp_path: Path, suite: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "logistic.ipynb"
    wrong = "\n\ndef error(s, t):\n    return sigmoid(s) - u"
    path.write_bytes(notebook(["import numpy as np", RIGHT.decode(), wrong]))
    page = tmp_path / "page.html"

    assert main(["check", str(path), "--suite", suite, "--html", str(page)]) == 1
    assert "Cell 3, line 4 of your notebook" in capsys.readouterr().out
    assert "Cell 3, line 4 of your notebook" in page.read_text("utf-8")


def test_a_file_that_is_no_notebook_is_wrong_use(
    tmp_path: Path, suite: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "logistic.ipynb"
    path.write_bytes(RIGHT)

    assert main(["check", str(path), "--suite", suite]) == 2
    assert "logistic.ipynb is not a notebook that can be read" in capsys.readouterr().err
