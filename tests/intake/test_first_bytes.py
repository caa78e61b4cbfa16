"""A file is what its first bytes say, whatever its name is."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from grader.intake import Unreadable, collect
from grader.model import Submission
from tests.intake.downloads import notebook, write_files, zipped
from tests.intake.expected import SOURCE, WANTED

TEXT = SOURCE.decode() + "# 王 é\n"


def handed_in(place: Path, content: bytes, name: str = "answer.py") -> Submission | Unreadable:
    write_files(place / "class" / "ada", {name: content})
    (one,) = collect([place / "class"], WANTED).submissions
    return one.read()


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_a_text_in_units_of_several_bytes_is_read(tmp_path: Path, codec: str) -> None:
    read = handed_in(tmp_path, TEXT.encode(codec))

    assert isinstance(read, Submission)
    assert read.source == TEXT.encode()
    assert read.remarks == (f"answer.py was in {codec[:6].upper()} and was read as such",)


@pytest.mark.parametrize("above", ["", "#!/usr/bin/env python\n"])
def test_its_declaration_of_another_encoding_is_void(tmp_path: Path, above: str) -> None:
    text = f"{above}# -*- coding: utf-16 -*-\nname = 'é'\n"
    read = handed_in(tmp_path, text.encode("utf-16"))

    assert isinstance(read, Submission)
    module: dict[str, object] = {}
    exec(compile(read.source, "answer.py", "exec"), module)
    assert module["name"] == "é"
    assert read.source.count(b"\n") == text.count("\n")


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        "x = 'é'\n".encode("cp1252"),
        SOURCE + b"x = 1\0\n",
        b"",
    ],
    ids=["utf-8", "mark", "cp1252", "a zero byte", "empty"],
)
def test_what_python_reads_itself_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    read = handed_in(tmp_path, content)

    assert isinstance(read, Submission)
    assert (read.source, read.remarks) == (content, ())


@pytest.mark.parametrize("first", ["cells", "nbformat", "metadata"])
def test_a_notebook_saved_as_python_is_a_notebook(tmp_path: Path, first: str) -> None:
    made = json.loads(notebook(["a = 1"]))
    document = json.dumps({first: made.pop(first), **made}).encode()
    read = handed_in(tmp_path, document)

    assert isinstance(read, Submission), read
    assert (read.filename, read.source) == ("answer.ipynb", b"# %% cell 1\na = 1\n")
    assert read.remarks == ("answer.py holds a notebook and was read as one",)


NO_PYTHON = {
    "RTF": (rb"{\rtf1\ansi import numpy}", "an RTF document"),
    "HTML": (b"\n<!DOCTYPE html><html><pre>import numpy", "a web page or XML"),
    "a fragment": (b"<div>import numpy</div>", "a web page or XML"),
    "PDF": (b"%PDF-1.7\n", "a PDF"),
    "Word": (zipped({"word/document.xml": b""}), "a zip archive or an Office document"),
    "gzip": (gzip.compress(SOURCE), "a packed file"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "a picture"),
    "binary": (bytes(range(8)) * 30, "no text"),
    "half of UTF-16": (b"\xff\xfed\0e", "no text that can be read; save it in UTF-8"),
}


@pytest.mark.parametrize("content, said", NO_PYTHON.values(), ids=NO_PYTHON.keys())
def test_what_is_no_text_is_ungraded_with_what_it_is(
    tmp_path: Path, content: bytes, said: str
) -> None:
    read = handed_in(tmp_path, content)

    assert isinstance(read, Unreadable)
    assert f"answer.py is {said}" in read.reason
