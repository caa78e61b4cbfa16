"""The right file is found under any name, and nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.intake import ExpectedModule, Unreadable, collect, one_file
from grader.model import Submission, Suite
from tests.intake.downloads import notebook, write_files, zipped
from tests.intake.expected import SOURCE, WANTED

HALF = b"def first(x):\n    return x\n"
OTHER = b"import answer\nprint(answer.first(1))\n"


def handed_in(place: Path, files: dict[str, bytes]) -> Submission | Unreadable:
    """Return what a student's folder with these files yields."""
    write_files(place / "class" / "ada", files)
    (one,) = collect([place / "class"], WANTED).submissions
    return one.read()


FOUND = {
    "by its name": ({"answer.py": b"1", "other.py": SOURCE}, b"1"),
    "in capitals": ({"Answer.PY": b"1", "other.py": SOURCE}, b"1"),
    "handed in again": ({"answer-1.py": b"1", "answer-12.py": b"2", "answer-9.py": b"3"}, b"2"),
    "handed in again after the first": ({"answer.py": b"1", "answer-1.py": b"2"}, b"2"),
    "copied": ({"answer (2).py": b"2", "answer(1).py": b"1"}, b"2"),
    "above its older copies": ({"answer.py": b"1", "old/answer.py": b"2"}, b"1"),
    "in a folder": ({"src/answer.py": b"1", "src/test.py": b""}, b"1"),
    "before the notebook it was made from": ({"answer.py": b"1", "answer.ipynb": b""}, b"1"),
    "the only one": ({"mine.py": b"1", "notes.txt": b""}, b"1"),
    "the only one that defines": ({"mine.py": SOURCE, "try.py": OTHER}, SOURCE),
    "the only one that defines everything": ({"mine.py": SOURCE, "old.py": HALF}, SOURCE),
    "the only one that defines anything": ({"mine.py": HALF, "old.py": OTHER}, HALF),
    "defining, handed in again": ({"mine.py": SOURCE, "mine-1.py": SOURCE + b"#"}, SOURCE + b"#"),
    "packed": ({"x.zip": zipped({"answer.py": b"1"})}, b"1"),
    "packed in a folder": ({"x.zip": zipped({"a/b/answer.py": b"1", "a/c.py": SOURCE})}, b"1"),
    "beside an archive": ({"answer.py": b"1", "x.zip": b"no archive at all"}, b"1"),
    "among what others wrote": (
        {"venv/lib/answer.py": b"2", ".git/answer.py": b"2", "mine.py": b"1"},
        b"1",
    ),
}


@pytest.mark.parametrize("files, source", FOUND.values(), ids=FOUND.keys())
def test_the_file_is_found(tmp_path: Path, files: dict[str, bytes], source: bytes) -> None:
    read = handed_in(tmp_path, files)

    assert isinstance(read, Submission), read
    assert read.source == source


@pytest.mark.parametrize(
    "files, remark",
    [
        ({"answer.py": b""}, ()),
        ({"answer.py": b"", "numpy.py": b"1 / 0"}, ()),
        ({"x.py": b""}, ("the file was called x.py",)),
        ({"answer-1.py": b""}, ()),  # Canvas calls every second attempt so
        ({"answer (1).py": b""}, ()),
        ({"answers-1.py": b""}, ("the file was called answers-1.py",)),
        ({"a.zip": zipped({"b/x.py": b""})}, ("the file was called a.zip/b/x.py",)),
        ({"src/answer.py": b""}, ()),
        (
            {"answer.py": b"", "answer-1.py": b""},
            ("of several files answer-1.py was taken, not answer.py",),
        ),
    ],
)
def test_another_name_is_said(
    tmp_path: Path, files: dict[str, bytes], remark: tuple[str, ...]
) -> None:
    read = handed_in(tmp_path, files)

    assert isinstance(read, Submission)
    assert read.remarks == remark


NOT_FOUND = {
    "two that define": ({"a.py": SOURCE, "b.py": SOURCE}, "there are a.py, b.py: hand in only one"),
    "two that define some": (
        {"a.py": HALF, "b.py": HALF},
        "there are a.py, b.py: hand in only one",
    ),
    "two that define nothing": ({"a.py": b"", "b.py": OTHER}, "there are a.py, b.py: hand in"),
    "two of one name": ({"a/answer.py": b"1", "b/answer.py": b"2"}, "a/answer.py, b/answer.py"),
    "none": ({"notes.txt": b""}, "no file answer.py; there is no Python file"),
    "a PDF": ({"answer.pdf": b""}, "answer.pdf is a PDF"),
    "another kind of archive": ({"answer.rar": b""}, "answer.rar is an archive of a kind"),
    "no archive": ({"x.zip": b"PK\x03\x04"}, "x.zip is not a zip archive"),
    "an archive of nothing": ({"x.zip": zipped({})}, "there is no Python file"),
    "an archive in an archive": (
        {"x.zip": zipped({"y.zip": zipped({"answer.py": b"1"})})},
        "an archive in an archive, which is not opened",
    ),
}


@pytest.mark.parametrize("files, said", NOT_FOUND.values(), ids=NOT_FOUND.keys())
def test_what_is_not_clear_is_said_and_not_guessed(
    tmp_path: Path, files: dict[str, bytes], said: str
) -> None:
    read = handed_in(tmp_path, files)

    assert isinstance(read, Unreadable)
    assert said in read.reason


def test_a_notebook_is_taken_like_a_module(tmp_path: Path) -> None:
    read = handed_in(tmp_path, {"answer.ipynb": notebook(["a = 1"])})

    assert isinstance(read, Submission)
    assert (read.filename, read.source) == ("answer.ipynb", b"# %% cell 1\na = 1\n")


def test_a_notebook_whose_cell_writes_the_module_is_the_module(tmp_path: Path) -> None:
    written = [f"%%writefile answer.py\n{SOURCE.decode()}", "%%writefile helpers.py\na = 1"]
    read = handed_in(tmp_path, {"work.ipynb": notebook([*written, "from answer import *"])})

    assert isinstance(read, Submission)
    assert WANTED.defined_in(read.source) == 2
    assert read.remarks == (
        "the file was called work.ipynb",
        "the cell that writes answer.py was read as the module",
        "the cell that writes helpers.py was left out",
    )


def test_a_notebook_that_defines_is_found_among_others(tmp_path: Path) -> None:
    files = {"a.ipynb": notebook(["x = 1"]), "b.ipynb": notebook([SOURCE.decode()]), "c.py": OTHER}
    read = handed_in(tmp_path, files)

    assert isinstance(read, Submission)
    assert read.filename == "b.ipynb"


@pytest.mark.parametrize(
    "hostile",
    [b"(" * 200_000, b"-" * 200_000 + b"1", b"def first(" * 20_000, b"\xff\xfe\x00" * 60_000],
)
def test_code_is_compared_without_being_parsed(tmp_path: Path, hostile: bytes) -> None:
    read = handed_in(tmp_path, {"a.py": hostile, "b.py": SOURCE})

    assert isinstance(read, Submission)
    assert read.source == SOURCE


@pytest.mark.parametrize(
    "line, count",
    [
        (b"def first(x):", 1),
        (b"    def first (x):", 1),
        (b"async def first(x):", 1),
        (b"first = lambda x: x", 1),
        (b"first == 1", 0),
        (b"# def first(x):", 0),
        (b"def first_one(x):", 0),
        (b"x.first = 1", 0),
        (b"def first(x): 0\ndef first(x): 1\ndef second(x): 2", 2),
    ],
)
def test_definitions_are_counted_by_their_lines(line: bytes, count: int) -> None:
    assert WANTED.defined_in(line) == count


def test_the_expected_module_comes_from_the_suite(logistic_suite: Suite) -> None:
    assert ExpectedModule.of(logistic_suite) == ExpectedModule(
        "logistic.py", ("sigmoid", "error", "slope")
    )


def test_a_single_file_of_one_s_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_bytes(SOURCE)
    one = one_file(path, WANTED)

    assert one.student == "mine"
    assert one.read() == Submission("mine", "mine.py", SOURCE)


def test_a_folder_is_called_by_its_whole_name(tmp_path: Path) -> None:
    (tmp_path / "ada.v2").mkdir()

    assert one_file(tmp_path / "ada.v2", WANTED).student == "ada.v2"


def test_a_folder_of_thousands_of_files_is_not_searched_through(tmp_path: Path) -> None:
    files = {f"data/{number}.txt": b"" for number in range(1500)}
    read = handed_in(tmp_path, files | {"answer.py": b"1"})

    assert isinstance(read, Submission)
