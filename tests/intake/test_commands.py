"""The messages of the commands on what was handed in."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.cli import main
from grader.model import Suite
from grader.suite.file import save
from tests.conftest import ROOT
from tests.intake.downloads import KINDS, MISSING, download, notebook, write_files

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
    assert "right  sigmoid, error, slope" in capsys.readouterr().out


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


def status(tmp_path: Path, suite: str, files: dict[str, bytes], *more: str) -> int:
    """Grade a folder of these files; return the exit status."""
    write_files(tmp_path / "class", files)
    arguments = ["--suite", suite, "-o", str(tmp_path / "out"), *more]
    return main(["grade", str(tmp_path / "class"), *arguments])


def test_what_is_not_understood_is_a_sentence_and_an_exit_status_and_the_rest_is_graded(
    tmp_path: Path, suite: str, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"ada.py": RIGHT, "bob.txt": RIGHT, "cy.csv": RIGHT}

    assert status(tmp_path, suite, files, "--quiet") == 1
    said = capsys.readouterr().err
    assert "look: " in said
    assert "1 entry is nobody's, and not graded: cy.csv" in said
    document = json.loads((tmp_path / "out/grades.json").read_text("utf-8"))
    assert {one["student"]: one["status"] for one in document["students"]} == {
        "ada": "graded",
        "bob": "ungraded",
    }


def test_what_holds_nothing_to_grade_is_said_with_its_reason(
    tmp_path: Path, suite: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(tmp_path, suite, {"ada.py": RIGHT, "bob.pdf": b"%PDF"}) == 0
    said = capsys.readouterr().err
    assert "1 submission holds nothing that can be graded: bob (bob.pdf is a PDF;" in said


def test_a_folder_where_nothing_can_be_graded_is_said_to_be_perhaps_the_wrong_one(
    tmp_path: Path, suite: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(tmp_path, suite, {f"{name}.pdf": b"%PDF" for name in "abc"}) == 1
    assert "none of the 3 submissions holds a file to grade; is it" in capsys.readouterr().err


def test_a_roster_that_does_not_fit_is_said_before_anything_is_run(
    tmp_path: Path, suite: str, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("name,kennung\nAda Lovelace,u1\n")
    log = tmp_path / "log"

    assert (
        status(tmp_path, suite, {"u1.py": RIGHT}, "--roster", str(roster), "--json-log", str(log))
        == 1
    )
    assert "look: roster.csv: only 0 of 1 submissions fit" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["pipe", "link", "device"])
def test_a_check_refuses_what_is_no_ordinary_file_without_waiting(
    tmp_path: Path, suite: str, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "logistic.py"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to("/dev/zero")
    else:
        path = Path("/dev/zero")

    assert main(["check", str(path), "--suite", suite]) == 2
    reason = {"pipe": "is not an ordinary file", "link": "is a link", "device": "is not a Python"}
    assert reason[kind] in capsys.readouterr().err


ONE = {
    "nothing": ({}, "no file logistic.py; there is no Python file"),
    "notes": ({"notes.txt": b"hi"}, "no file logistic.py; there is no Python file"),
    "two": ({"a.py": RIGHT, "b.py": RIGHT}, "there are a.py, b.py: hand in only one of them"),
}


@pytest.mark.parametrize("files, reason", ONE.values(), ids=ONE.keys())
def test_one_student_s_folder_without_anything_to_grade_has_a_page_that_says_so(
    tmp_path: Path,
    suite: str,
    files: dict[str, bytes],
    reason: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "ada").mkdir()
    write_files(tmp_path / "ada", files)
    page = tmp_path / "page.html"
    command = ["grade", "--one", str(tmp_path / "ada"), "--suite", suite]

    assert main([*command, "--json", "-", "--html", str(page)]) == 0
    (one,) = json.loads(capsys.readouterr().out)["students"]
    assert (one["student"], one["status"]) == ("ada", "ungraded")
    assert reason in one["reason"]
    assert reason in page.read_text("utf-8")
