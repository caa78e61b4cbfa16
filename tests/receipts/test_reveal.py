"""The published zip file: what it holds comes back, and nothing else is read."""

from __future__ import annotations

import io
import zipfile

import pytest

from grader.errors import UsageError
from grader.receipts.commitment import Opening
from grader.receipts.reveal import Reveal

OPENING = Opening(1, "logistic", {}, "5" * 64, "", "", "", "1.0", "0" * 64)


def packed(*files: tuple[str, bytes]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return memory.getvalue()


TWICE = packed(
    ("opening.json", OPENING.to_json()), ("suite.json", b"1"), ("suitE.json", b"2")
).replace(b"suitE", b"suite")


def test_it_comes_back_as_it_was():
    reveal = Reveal(OPENING, b"{}")

    assert Reveal.from_zip(reveal.to_zip(), "reveal.zip") == reveal
    assert reveal.to_zip() == reveal.to_zip()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no zip",
        packed(),
        packed(("opening.json", OPENING.to_json())),
        packed(("opening.json", b"{}"), ("suite.json", b"{}")),
        packed(("opening.json", OPENING.to_json()), ("suite.json", b""), ("../x", b"")),
        TWICE,
        packed(("opening.json", OPENING.to_json()), ("suite.json", b"1"), ("key", b"2")),
        Reveal(OPENING, b"{}" * 500).to_zip().replace(b"suite.json", b"suite.jsom", 1),
        packed(("opening.json", OPENING.to_json()), ("key", b"k" * 99)).replace(b"kkkk", b"kkkK"),
    ],
)
def test_anything_else_is_refused(content):
    with pytest.raises(UsageError, match=r"reveal\.zip"):
        Reveal.from_zip(content, "reveal.zip")


def test_what_unpacks_without_end_is_refused(monkeypatch):
    monkeypatch.setattr("grader.receipts.reveal._LONGEST", 5000)
    with pytest.raises(UsageError, match="longer than"):
        Reveal.from_zip(Reveal(OPENING, b"0" * 6000).to_zip(), "reveal.zip")
