"""A file is the old one or the new one, whatever happens while it is written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.errors import GraderError
from grader.files import write_atomically


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_ctrl_c_at_the_moment_of_naming_is_heard(tmp_path, monkeypatch, before):
    path, name = tmp_path / "page.html", Path.replace
    path.write_bytes(b"old")

    def interrupted(beside, target):
        if not before:
            name(beside, target)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(path, [b"n", b"ew"])

    assert path.read_bytes() == (b"old" if before else b"new")
    assert list(tmp_path.iterdir()) == [path]


def test_the_folder_is_made_and_what_a_crash_left_is_replaced(tmp_path):
    path = tmp_path / "a" / "b" / "page.html"
    write_atomically(path, [b"first"])
    path.with_name(f".page.html.{os.getpid()}").write_bytes(b"half of a")
    write_atomically(path, [b"second"], mode=0o600)

    assert path.read_bytes() == b"second"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_written_names_the_file_and_leaves_the_old_one(tmp_path):
    path = tmp_path / "page.html"
    path.mkdir()

    with pytest.raises(GraderError, match=r"cannot write .*page\.html"):
        write_atomically(path, [b"new"])
    assert list(tmp_path.iterdir()) == [path]
