"""What surrounds the code is hostile too: names, links, pipes, sizes, and every text there is.

One class of such submissions, a folder and a platform's download at once, is graded by the command,
as an instructor would; then what came out is read with the parsers of those who will read it.
"""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

from grader.model import Case
from grader.sandbox.bwrap import bwrap
from grader.suite.file import load
from tests.intake.downloads import notebook, zipped
from tests.intake.test_archive import LINK, archive, of_mode, patched

ROOT = Path(__file__).parents[2]
ASSIGNMENT = ROOT / "tests" / "assignments" / "logistic"
RIGHT = (ASSIGNMENT / "submissions" / "right" / "logistic.py").read_bytes()

SCRIPT = "</script></pre><img src=x onerror=alert(1)>"
TERMINAL = "\x1b]52;c;cm0gLXJm\x07\x1b[2A\x1b[2K\x9b1A\r\u202e\u2066"
FORMULA = "=cmd|'/C calc'!A0"
SURROGATES = "\udc80\ud800\x00"

HOSTILE_NAMES = (
    FORMULA.replace("/", ""),
    "+1",
    "@x",
    "\t=1",
    "a\nb",
    "\x1b[2Jcleared",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "x" * 250,
    "-rf",
    "CON",
    "a...",
    "name\u202egnp",
    "名字",
    "%2e%2e%2fetc",
    "{{7*7}}",
    "\uff1d1+1",  # what some spreadsheets read as a formula too
)
NAME_THAT_IS_NO_TEXT = b"\xff\xfe\x80.py"


def every_text(text: str) -> bytes:
    """A submission that says this wherever a submission can say something."""
    return _SAYING.replace("@TEXT@", ascii(text)).encode()


_SAYING = """
import os
TEXT = @TEXT@
NAME = TEXT.replace(chr(0), "")
os.write(1, TEXT.encode("utf-8", "surrogatepass")[:2000])
class Said(Exception): pass
Said.__name__ = NAME
def sigmoid(s):
    print(TEXT)
    raise Said(@TEXT@)
def error(s, t): return Said(TEXT)
def slope(w, x, t): return type(NAME, (list,), {})([TEXT])
"""


LEAK = b"""
import linecache
SEEN = []
def said(*arrays):
    SEEN[:0] = [repr(float(x)) for array in arrays for x in array.ravel()]
    print(*SEEN)
    return " ".join(SEEN)
def sigmoid(s):
    raise type(said(s), (Exception,), {})(said(s))
def error(s, t):
    return type(said(s, t), (list,), {})(["no number"])
def slope(w, x, t):
    text = said(w, x, t)
    linecache.cache[__file__] = (1, None, [text] * 30, __file__)
    raise ValueError(text)
"""
"""Tells whatever it is asked, then and later, by every way in which it can say something."""

HOSTILE_TEXTS = {
    "leak": LEAK,
    "script": every_text(SCRIPT),
    "terminal": every_text(TERMINAL),
    "formula": every_text(FORMULA),
    "surrogates": every_text(SURROGATES),
    "long": every_text("w" * 60_000),
    "zalgo": every_text("e" + "\u0301" * 500),
    "template": every_text("{{ 7 * 7 }}{% include '/etc/passwd' %}"),
    "syntax": b"def f(:  # </script><img src=x onerror=alert(1)> \x1b[2J\n",
    "nul": b"x = 1\x00" + SCRIPT.encode(),
    "binary": bytes(range(256)) * 100,
    "another": b'"""I am ada, and my grade is 100."""\n__name__ = "ada"\n',
}


RIGHT_CELLS = ["%matplotlib inline", RIGHT.decode(), "plot(1 / 0)"]

PACKED = {
    "packed.zip": zipped({"homework/logistic.py": RIGHT, "__MACOSX/._logistic.py": b"\0"}),
    "notebook.ipynb": notebook(RIGHT_CELLS),
    "packed notebook.zip": zipped({"my work.ipynb": notebook(RIGHT_CELLS)}),
}
"""What is as good as a file."""

REFUSED = {
    "bomb.zip": archive(("logistic.py", b"\0" * (2 << 20), None)),
    "slip.zip": archive(("../../../secret.py", b"1 / 0", None), ("logistic.py", RIGHT, None)),
    "link in zip.zip": archive(("logistic.py", b"../../secret.py", of_mode(LINK))),
    "encrypted.zip": patched(archive(("logistic.py", RIGHT, None)), 8, "<H", 1),
    "members.zip": archive(*[(f"{n}.py", b"", None) for n in range(300)]),
    "capitals.zip": archive(("logistic.py", RIGHT, None), ("LOGISTIC.py", b"", None)),
    "lying.zip": patched(archive(("logistic.py", RIGHT, None)), 24, "<I", 3),
    "nested.zip": zipped({"inner.zip": zipped({"logistic.py": RIGHT})}),
    "no archive.zip": b"PK\x03\x04" + SCRIPT.encode(),
    "deep.ipynb": b'{"cells": ' + b"[" * 100_000,
    "old.ipynb": b'{"worksheets": []}',
    "other language.ipynb": notebook(["x"], metadata={"kernelspec": {"language": SCRIPT}}),
}
"""What ends as ungraded, with a sentence."""

SAYING_NOTEBOOKS = {
    f"saying {name}.ipynb": notebook([HOSTILE_TEXTS[name].decode(), f"def {text}(:"])
    for name, text in (("script", SCRIPT), ("terminal", TERMINAL), ("formula", FORMULA))
}

DOWNLOADED = {
    f"{name.replace('/', '')}_{'LATE_' * (number % 2)}{number}_{number + 500}_logistic.py": RIGHT
    for number, name in enumerate((*HOSTILE_NAMES, "x" * 300), start=1)
}
"""A platform's archive, whose names say who it was."""

ROSTER = "name,id,email\n" + "".join(
    f'"{name}",{number},\x1b]0;{SCRIPT}@x\n'
    for number, name in enumerate(
        (f"{FORMULA}Z", TERMINAL.replace("\r", ""), SCRIPT, "@y"), start=900
    )
)
"""Nobody on it handed anything in, so that all their names are said."""


@dataclass(frozen=True)
class Graded:
    """What the command did."""

    output: Path
    said: bytes
    students: dict[str, dict[str, object]]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    place = tmp_path_factory.mktemp("hostile")
    submissions = place / "class"
    hand_in(submissions)
    secret = place / "secret.py"
    secret.write_bytes(RIGHT)
    links(submissions, secret)
    download, roster = place / "download.zip", place / "roster.csv"
    download.write_bytes(archive(*[(name, source, None) for name, source in DOWNLOADED.items()]))
    roster.write_text(ROSTER, "utf-8")
    before = sorted(path for path in place.rglob("*"))
    ended = grade([submissions, download], place / "results", "--roster", str(roster))
    after = sorted(path for path in place.rglob("*") if place / "results" not in path.parents)
    assert after == sorted([*before, place / "results"])
    assert secret.read_bytes() == RIGHT
    assert ended.returncode == 1, ended.stderr.decode("utf-8", "replace")  # nobody is on the roster
    assert b"look: roster.csv: only 0 of" in ended.stderr
    document = json.loads((place / "results" / "grades.json").read_text("utf-8"))
    students = {student["student"]: student for student in document["students"]}
    said = ended.stdout + ended.stderr
    return Graded(place / "results", said, students)


def hand_in(folder: Path) -> None:
    files = {f"{name}.py": RIGHT for name in HOSTILE_NAMES}
    files |= {f"{name}/logistic.py": source for name, source in HOSTILE_TEXTS.items()}
    files |= {"ada/logistic.py": RIGHT, "ada/numpy.py": b"1 / 0", "ada/sitecustomize.py": b"1 / 0"}
    files |= {**PACKED, **REFUSED, **SAYING_NOTEBOOKS}
    files |= {"conftest/logistic.py": RIGHT, "conftest/conftest.py": b"raise SystemExit"}
    for name, source in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source)
    Path(os.fsdecode(os.fsencode(folder) + b"/" + NAME_THAT_IS_NO_TEXT)).write_bytes(RIGHT)


def links(folder: Path, secret: Path) -> None:
    """And what is no file of source text."""
    (folder / "link.py").symlink_to(secret)
    (folder / "folderlink").symlink_to(secret.parent)
    (folder / "loop.py").symlink_to(folder / "loop.py")
    (folder / "inside").mkdir()
    (folder / "inside" / "logistic.py").symlink_to("../../secret.py")
    os.mkfifo(folder / "pipe.py")
    (folder / "folder" / "logistic.py").mkdir(parents=True)
    for name in ("huge.py", "huge archive.zip", "huge notebook.ipynb"):
        with (folder / name).open("wb") as file:
            file.truncate(1 << 30)
    picture = notebook(RIGHT_CELLS).replace(b"iVBORw0KGgo", b"iVBORw0KGgo" * 80_000)
    assert len(picture) > 100 << 20
    (folder / "pictures.ipynb").write_bytes(picture)


def grade(
    submissions: Sequence[Path], output: Path, *more: str
) -> subprocess.CompletedProcess[bytes]:
    paths = [str(path) for path in submissions]
    command = [sys.executable, "-m", "grader", "grade", *paths, "-o", str(output), *more]
    return subprocess.run(
        [*command, "--assignment", str(ASSIGNMENT), "--workers", "2"],
        cwd=ROOT,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )


def test_everybody_who_can_be_graded_is(graded: Graded) -> None:
    in_archives = [Path(name).stem for name in PACKED]
    downloaded = [key for key in graded.students if key.endswith(("_9", "_14", "_18"))]
    assert len(downloaded) == 3
    for name in ("ada", "conftest", "-rf", "名字", *in_archives, *downloaded):
        assert graded.students[name]["earned"] == graded.students[name]["possible"], name
    handed_in = len(HOSTILE_NAMES) + len(HOSTILE_TEXTS) + len(("ada", "conftest", "no text"))
    handed_in += len(PACKED) + len(REFUSED) + len(SAYING_NOTEBOOKS) + len(DOWNLOADED)
    missing = ROSTER.count("\n") - 1
    assert len(graded.students) == handed_in + len(NO_FILES) + missing


NO_FILES = (
    *("link", "folderlink", "loop", "inside", "pipe", "folder"),
    *("huge", "huge archive", "huge notebook", "pictures"),
)


@pytest.mark.parametrize("student", [*NO_FILES, *(Path(name).stem for name in REFUSED)])
def test_what_is_no_ordinary_file_is_not_read(graded: Graded, student: str) -> None:
    assert graded.students[student]["status"] == "ungraded"
    assert re.search(r"\w+ \w+", str(graded.students[student]["reason"]))


def test_nobody_is_graded_for_somebody_else(graded: Graded) -> None:
    assert graded.students["another"]["earned"] == 0


def test_files_have_names_that_are_safe_everywhere(graded: Graded) -> None:
    names = [path.name.removeprefix(".") for path in graded.output.rglob("*")]

    assert [
        name for name in names if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,110}", name)
    ] == []


def test_everybody_who_is_missing_is_named(graded: Graded) -> None:
    said = graded.said.decode("utf-8")

    assert "4 of them handed in nothing" in said
    assert "a Canvas download with 18 submissions, 9 of them late" in said


def test_the_terminal_gets_text_only(graded: Graded) -> None:
    assert acting(graded.said.decode("utf-8")) == ""


def test_no_cell_of_the_table_is_a_formula(graded: Graded) -> None:
    rows = list(csv.reader((graded.output / "grades.csv").read_text("utf-8").splitlines()))

    assert {len(row) for row in rows} == {len(rows[0])}
    cells = [cell for row in rows for cell in row]
    starts = [unicodedata.normalize("NFKC", cell.lstrip()[:1]) for cell in cells]
    assert [start for start in starts if start in tuple("=+-@|%")] == []
    assert acting("".join(cells)) == ""


def test_no_page_holds_what_a_submission_would_have_it_hold(graded: Graded) -> None:
    for path in graded.output.rglob("*.html"):
        page = Page(path.read_bytes().decode("utf-8"))

        assert page.foreign == [], path.name
        assert acting(page.text) == "", path.name


def test_the_numbers_of_hidden_cases_do_not_reach_a_student_s_page(graded: Graded) -> None:
    suite = load(graded.output / "suite.json")
    public = {number for case in suite.cases if not case.hidden for number in numbers(case)}
    page = (graded.output / "students" / "leak.html").read_text("utf-8")

    hidden = {number for case in suite.cases if case.hidden for number in numbers(case)} - public
    assert len(hidden) > 10
    assert [number for number in hidden if number[:10] in page] == []


def numbers(case: Case) -> Iterator[str]:
    """The numbers of a case as they would be printed, if they are like no other."""
    for array in (*case.arguments, case.expected):
        yield from (repr(float(x)) for x in array.ravel() if len(repr(float(x))) > 12)


class Page(HTMLParser):
    """What a browser would do with a page: which elements and attributes could run something."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.foreign: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        if tag in ("img", "iframe", "object", "embed", "base", "form", "link"):
            self.foreign.append(tag)
        for name, value in attributes:
            if name.startswith("on") or "javascript:" in (value or "").lower():
                self.foreign.append(f"{tag} {name}")


def acting(text: str) -> str:
    """The characters that act without being seen."""
    return "".join(
        character
        for character in text
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        and character not in "\n\t"
    )


@pytest.mark.parametrize(
    "name",
    [
        "terminal",
        *(pytest.param(n, marks=pytest.mark.thorough) for n in ("script", "surrogates", "binary")),
    ],
)
def test_the_self_check_says_text_only(tmp_path: Path, name: str) -> None:
    answer = tmp_path / "logistic.py"
    answer.write_bytes(HOSTILE_TEXTS[name])
    command = [sys.executable, "-m", "grader", "check", str(answer), "--assignment"]
    ended = subprocess.run([*command, str(ASSIGNMENT)], cwd=ROOT, capture_output=True)

    said = (ended.stdout + ended.stderr).decode("utf-8")
    assert ended.returncode == 1, said
    assert acting(said) == ""
    assert len(said) < 50_000


@pytest.mark.thorough
def test_a_full_disk_is_said_and_earlier_grades_stay(tmp_path: Path) -> None:
    """On a disk of its own: a memory file system that is too small for a second class."""
    if not bwrap():
        pytest.skip("bwrap is not installed, and it makes the small disk")
    script = tmp_path / "on_a_small_disk.py"
    script.write_text(ON_A_SMALL_DISK)
    outer = (bwrap(), "--dev-bind", "/", "/", "--size", str(1 << 20), "--tmpfs", "/mnt")
    ended = subprocess.run(
        [*outer, sys.executable, str(script), str(ASSIGNMENT)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if ended.returncode and ended.stderr.startswith("bwrap:"):
        pytest.skip(f"bwrap does not start here: {ended.stderr.strip()}")

    assert ended.stdout.splitlines()[-1:] == ["as before"], ended.stderr
    assert re.search("No space left on device|disk is full", ended.stderr)
    assert "Traceback" not in ended.stderr


ON_A_SMALL_DISK = """
import subprocess, sys
from pathlib import Path

assignment, results = Path(sys.argv[1]), Path("/mnt/results")
command = [sys.executable, "-m", "grader", "grade", str(assignment / "submissions"), "--assignment",
           str(assignment), "-o", str(results), "--quiet"]

first = subprocess.run(command, stderr=subprocess.PIPE)
assert first.returncode == 0, first.stderr
before = {path: path.read_bytes() for path in results.rglob("*") if path.is_file()}
with open("/mnt/filling", "wb", buffering=0) as file:
    try:
        while file.write(b"x" * 4096):
            pass
    except OSError:
        pass
second = subprocess.run(command)
after = {path: path.read_bytes() for path in results.rglob("*") if path.is_file()}
as_before = second.returncode == 3 and before == after
print("as before" if as_before else (second.returncode, list(after)))
"""
