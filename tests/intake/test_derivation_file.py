"""The derivation is found beside the module or alone, and whatever is wrong with it is said."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from grader.intake import Unreadable, collect
from grader.model import Submission
from tests.intake.downloads import write_files, zipped
from tests.intake.expected import SOURCE, WANTED

ASKED = replace(WANTED, derivation="derivation.md")
TEXT = b"$$y = x$$\n"


def cells(*markdown: str) -> bytes:
    made = [{"cell_type": "markdown", "metadata": {}, "source": text} for text in markdown]
    code = {"cell_type": "code", "metadata": {}, "source": SOURCE.decode(), "outputs": []}
    notebook = {"cells": [*made, code], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook).encode()


def handed_in(place, files, expected=ASKED):
    write_files(place / "class" / "ada", files)
    (one,) = collect([place / "class"], expected).submissions
    return one.read()


FOUND = {
    "by its name": {"derivation.md": TEXT},
    "as another kind of text": {"derivation.tex": TEXT},
    "as plain text": {"Derivation.TXT": TEXT},
    "handed in again": {"derivation-1.md": b"old", "derivation-2.md": TEXT},
    "of the kind that was asked for": {"derivation.md": TEXT, "derivation.tex": b"draft"},
    "under another name": {"answer.tex": TEXT},
    "beside what explains the folder": {"mine.md": TEXT, "README.md": b"# mine", "notes.txt": b"-"},
    "in a folder": {"text/derivation.Rmd": TEXT},
    "in an archive": {"all.zip": zipped({"derivation.md": TEXT})},
}


@pytest.mark.parametrize("files", FOUND.values(), ids=FOUND.keys())
@pytest.mark.parametrize("code", [{"answer.py": SOURCE}, {}], ids=["with the module", "alone"])
def test_the_derivation_is_found(tmp_path, files, code):
    read = handed_in(tmp_path, {**files, **code})

    assert isinstance(read, Submission), read
    assert read.derivation.content == TEXT
    assert read.has_module == bool(code)
    assert read.source == code.get("answer.py", b"")


def test_a_notebook_with_formulas_between_its_cells_is_both(tmp_path):
    read = handed_in(tmp_path, {"answer.ipynb": cells("$y = f(x)$")})

    assert read.has_module
    assert read.derivation.filename == "answer.ipynb"
    assert b"y = f(x)" in read.derivation.content


def test_a_notebook_with_words_alone_is_code(tmp_path):
    assert handed_in(tmp_path, {"answer.ipynb": cells("# My answer")}).derivation is None


def test_where_none_is_asked_for_none_is_looked_for(tmp_path):
    read = handed_in(tmp_path, {"answer.py": SOURCE, "derivation.md": TEXT}, WANTED)

    assert read.derivation is None


def test_two_texts_are_not_guessed_between(tmp_path):
    read = handed_in(tmp_path, {"answer.py": SOURCE, "a.md": TEXT, "b.tex": TEXT})

    assert read.has_module
    assert "hand in only one" in read.derivation.unreadable
    assert read.remarks


def test_files_of_one_stem_in_a_flat_class_are_one_students(tmp_path):
    write_files(
        tmp_path / "class",
        {"ada.py": SOURCE, "ada.md": TEXT, "bob.py": SOURCE, "cleo.tex": TEXT, "README.md": b"#"},
    )

    found = {one.student: one.read() for one in collect([tmp_path / "class"], ASKED).submissions}

    assert set(found) == {"ada", "bob", "cleo"}
    assert {name: (one.has_module, one.derivation is not None) for name, one in found.items()} == {
        "ada": (True, True),
        "bob": (True, False),
        "cleo": (False, True),
    }


@pytest.mark.parametrize(
    "content, reason",
    [(b"a" * (1 << 20), "larger than 512 KiB"), (b"\x00\x01\x02" * 99, "is not a text file")],
)
def test_what_cannot_be_read_is_told_and_the_code_is_taken(tmp_path, content, reason):
    read = handed_in(tmp_path, {"answer.py": SOURCE, "derivation.md": content})

    assert read.source == SOURCE
    assert reason in read.derivation.unreadable
    assert read.derivation.content == b""


def test_no_link_is_followed(tmp_path):
    write_files(tmp_path / "class" / "ada", {"answer.py": SOURCE})
    secret = tmp_path / "secret.md"
    secret.write_bytes(TEXT)
    (tmp_path / "class" / "ada" / "derivation.md").symlink_to(secret)

    (one,) = collect([tmp_path / "class"], ASKED).submissions

    assert "is a link" in one.read().derivation.unreadable


def test_the_outputs_of_a_large_notebook_do_not_count(tmp_path):
    notebook = json.loads(cells("$y = x$"))
    notebook["cells"][1]["outputs"] = [{"data": {"image/png": "A" * (1 << 20)}}]

    read = handed_in(tmp_path, {"answer.ipynb": json.dumps(notebook).encode()})

    assert not read.derivation.unreadable
    assert len(read.derivation.content) < 1 << 14


def test_code_that_cannot_be_told_apart_is_no_zero(tmp_path):
    """Two modules and a derivation: a person has to ask, so nothing is graded."""
    read = handed_in(tmp_path, {"a.py": b"1", "b.py": b"2", "derivation.md": TEXT})

    assert isinstance(read, Unreadable)
