"""Damaged files: a sentence and status 2, and never the name of an exception."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from grader.cli import main
from tests.conftest import ROOT

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"
INTERNAL = re.compile(
    r"\b\w*(Error|Exception|Warning)\b|Traceback|\[Errno|\bcodec\b|NoneType|has no attribute"
)
CONTENTS = {
    "cut": b'{"format": 2, "title": "a',
    "empty": b"",
    "list": b"[]",
    "another": b'{"format": 99}',
    "entries": b'{"format": 2, "questions": 5, "limits": {}, "properties": null}',
    "text": b'{"format": 2, "questions": "x", "limits": {"wall_seconds": "a"}}',
    "bytes": b"\xff\xfe\x00",
    "deep": b"[" * 100_000,
}


def said(capfd, *command: object) -> str:
    """Run the command, which has to refuse, and return what it says."""
    status = main([str(word) for word in command])
    text = "".join(capfd.readouterr())

    assert status == 2, text
    assert not INTERNAL.search(text), text
    return text


def spoil(path: Path, content: bytes | None) -> Path:
    """Put the content in place of a file; None puts a folder there."""
    path.unlink(missing_ok=True)
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    return path


@pytest.fixture
def answer(tmp_path):
    return shutil.copy(LOGISTIC / "submissions" / "right" / "logistic.py", tmp_path)


@pytest.fixture
def assignment(tmp_path):
    return shutil.copytree(LOGISTIC, tmp_path / "assignment")


@pytest.mark.parametrize("content", [*CONTENTS.values(), None], ids=[*CONTENTS, "folder"])
def test_a_suite(content, answer, tmp_path, capfd):
    suite = spoil(tmp_path / "suite.json", content)

    for command in (["check", answer], ["grade", tmp_path, "-o", tmp_path / "results"]):
        assert str(suite) in said(capfd, *command, "--suite", suite)


@pytest.mark.parametrize("content", [*CONTENTS.values(), None], ids=[*CONTENTS, "folder"])
@pytest.mark.parametrize("name", ["assignment.yaml", "assignment.zh.yaml"])
def test_an_assignment(name, content, assignment, tmp_path, capfd):
    spoil(assignment / name, content)

    text = said(capfd, "build", assignment, "--language", "zh", "-o", tmp_path / "suite.json")

    assert name in text


@pytest.mark.parametrize("name", ["model.py", "cases.py", "misconceptions.py", "starter.py"])
@pytest.mark.parametrize("content", [b"\x00\xff", None], ids=["bytes", "folder"])
def test_a_file_that_the_assignment_names(name, content, assignment, tmp_path, capfd):
    spoil(assignment / name, content)

    assert name in said(capfd, "build", assignment, "-o", tmp_path / "suite.json")


@pytest.mark.parametrize("content", [*CONTENTS.values(), None], ids=[*CONTENTS, "folder"])
def test_grades(content, tmp_path, capfd):
    spoil(tmp_path / "grades.json", content)

    said(capfd, "suggest", LOGISTIC, "--from", tmp_path)


@pytest.mark.parametrize("command", ["report", "regrade", "label", "export"])
def test_results(command, assignment, tmp_path, capfd):
    (tmp_path / "gradebook.sqlite").write_bytes(b"no database")
    (tmp_path / "suite.json").write_bytes(CONTENTS["cut"])
    more = {
        "regrade": [tmp_path, "--assignment", assignment],
        "label": ["--results", tmp_path],
        "export": ["gradescope", tmp_path, "-o", tmp_path / "out.json"],
    }

    said(capfd, command, *more.get(command, [tmp_path]))
