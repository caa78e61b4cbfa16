"""The first line of a check: the file that was read, and what may have been meant instead."""

from __future__ import annotations

import os

import pytest

from grader.report.words import words_in
from grader.selfcheck import file_facts, opening_line

NOON = 1_790_000_000.0
SOURCE = "def area(r): return r\n"


@pytest.fixture
def folder(tmp_path):
    """The file, a later copy, the starter of before, and what has nothing to do with it."""
    for name, text, saved in (
        ("answer.py", SOURCE, NOON),
        ("answer (copy).py", SOURCE, NOON + 60),
        ("starter.py", SOURCE, NOON - 60),
        ("plots.py", "print('no area')\n", NOON + 60),
        ("notes.txt", SOURCE, NOON + 60),
    ):
        path = tmp_path / name
        path.write_text(text)
        os.utime(path, (saved, saved))
    return tmp_path


def line(path, language="en"):
    return opening_line(file_facts(path, ["area"]), NOON, words_in(language))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_what_is_no_file_is_not_waited_for(tmp_path):
    (tmp_path / "answer.py").write_text(SOURCE)
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "folder.py").mkdir()

    assert file_facts(tmp_path / "answer.py", ["area"]).others == ()


def test_a_folder_that_may_not_be_listed_has_no_others(folder, monkeypatch):
    def refuse(path):
        raise PermissionError(path)

    monkeypatch.setattr("pathlib.Path.iterdir", refuse)
    assert file_facts(folder / "answer.py", ["area"]).others == ()


def test_the_file_that_was_read_is_named_with_what_else_defines_its_functions(folder):
    said = line(folder / "answer.py")

    assert said.startswith("answer.py, saved ")
    assert said.endswith(" (also here: answer (copy).py, saved later and starter.py)")


def test_a_file_alone_is_named_alone(tmp_path):
    (tmp_path / "answer.py").write_text(SOURCE)

    assert "also" not in line(tmp_path / "answer.py")


def test_it_is_said_in_chinese(folder):
    assert line(folder / "answer.py", "zh").startswith("answer.py\uff0c保存于 ")


def test_a_file_that_is_gone_has_no_facts(tmp_path):
    assert file_facts(tmp_path / "answer.py", ["area"]) is None
