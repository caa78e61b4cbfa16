"""Submissions are found by name, and no byte is trusted."""

import errno
import os

import pytest

from grader.errors import UsageError
from grader.intake import Unreadable, collect
from grader.intake.file_choice import LARGEST_SOURCE
from tests.intake.expected import WANTED


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "class").mkdir()
    return tmp_path / "class"


def hand_in(folder, name, source="x = 1\n"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)
    return path


def read(folder):
    return {one.student: one.read() for one in collect([folder], WANTED).submissions}


def test_a_folder_a_student_and_a_file_a_student(folder):
    hand_in(folder, "ada/answer.py")
    hand_in(folder, "ben.py")

    found = read(folder)

    assert sorted(found) == ["ada", "ben"]
    assert found["ada"].source == b"x = 1\n"
    assert found["ben"].filename == "ben.py"


def test_files_that_are_no_submission_are_passed_over(folder):
    hand_in(folder, "ada/answer.py")
    for name in ("README.md", ".hidden.py", "__pycache__/answer.py", "grades.csv"):
        hand_in(folder, name)

    assert list(read(folder)) == ["ada"]


def test_a_single_file_is_its_folders_submission_when_all_are_called_alike(folder):
    path = hand_in(folder, "ada/answer.py")

    assert [one.student for one in collect([path], WANTED).submissions] == ["ada"]
    assert [one.student for one in collect([path.parent], WANTED).submissions] == ["ada"]


def test_the_only_module_of_a_folder_is_taken_under_another_name(folder):
    hand_in(folder, "ada/my answer (2).py")

    assert read(folder)["ada"].filename == "my answer (2).py"


@pytest.mark.parametrize(
    "files, said",
    [
        (["ada/notes.txt"], "no file answer.py; there is no Python file"),
        (
            ["ada/a.py", "ada/b.py"],
            "no file answer.py; there are a.py, b.py: hand in only one of them",
        ),
    ],
)
def test_a_folder_without_the_module_says_what_is_there(folder, files, said):
    for name in files:
        hand_in(folder, name)

    assert read(folder)["ada"] == Unreadable("ada", said)


def test_links_are_not_followed(folder):
    secret = hand_in(folder.parent, "secret.py", "answer = 42")
    (folder / "ada").mkdir()
    (folder / "ada" / "answer.py").symlink_to(secret)
    (folder / "ben.py").symlink_to(secret)
    (folder / "cyd.py").symlink_to(folder / "nowhere")

    for student, found in read(folder).items():
        assert isinstance(found, Unreadable), student
        assert "is a link" in found.reason


def test_a_pipe_is_refused_without_waiting_for_it(folder):
    os.mkfifo(folder / "ada.py")

    assert "not an ordinary file" in read(folder)["ada"].reason


def test_a_file_that_may_not_be_read_is_said(folder, monkeypatch):
    """Root may read every file, so the test makes the refusal itself."""
    hand_in(folder, "ada/answer.py")
    hand_in(folder, "ben/answer.py")
    opened = os.open

    def refuse(path, *rest, **more):
        if "ada" in str(path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return opened(path, *rest, **more)

    monkeypatch.setattr(os, "open", refuse)
    found = read(folder)

    assert found["ada"].reason == "answer.py cannot be read: Permission denied"
    assert found["ben"].source


def test_a_huge_file_is_refused_unread(folder):
    with (folder / "ada.py").open("wb") as file:
        file.truncate(1 << 30)

    assert read(folder)["ada"].reason == f"ada.py is larger than {LARGEST_SOURCE >> 10} KiB"


@pytest.mark.parametrize("name", ["ada.zip", "ada.ipynb", "ada.tar.gz", "ADA.ZIP", "ada.pdf"])
def test_what_cannot_be_read_is_said_to_be_and_not_passed_over(folder, name):
    hand_in(folder, name)

    (found,) = read(folder).values()
    assert found.reason.startswith(f"{name} is")


def test_names_are_kept_whatever_they_are(folder):
    names = ["=cmd|x", "a\nb", "x" * 250, "名字", "-rf"]
    for name in names:
        hand_in(folder, f"{name}.py")

    assert sorted(read(folder)) == sorted(names)


def test_two_submissions_of_one_name_are_refused(folder):
    one, other = hand_in(folder, "a/ada.py"), hand_in(folder, "b/ada.py")

    with pytest.raises(UsageError, match="2 submissions are called 'ada'"):
        collect([one.parent, other.parent], WANTED)


def test_a_path_that_is_not_there_or_empty_is_refused(folder):
    with pytest.raises(UsageError, match="there is no"):
        collect([folder / "nothing"], WANTED)
    with pytest.raises(UsageError, match="holds no submission"):
        collect([folder], WANTED)
