"""A class that hands in derivations, also hostile ones: everybody is graded, with a reason."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest

from grader.cli import main
from grader.derivation.process import DerivationChecker
from grader.suite.file import save
from tests.conftest import ROOT, strict_json
from tests.intake.downloads import write_files

HOMEWORK = ROOT / "tests" / "assignments" / "squared_error"
CODE = (HOMEWORK / "variants" / "plain.py").read_bytes()
TEXT = (HOMEWORK / "derivation.md").read_bytes()
LAST = b"&= -(T_k - y_k) y_k (1 - y_k) o_j\n"
SLIP = TEXT.replace(LAST, LAST.replace(b" o_j", b""), 1)
WRONG_CODE = CODE.replace(b"return np.outer(grad_net(w2 @ o, T), o)", b"return -w2")
UNREAD = TEXT + b"\n$$\\int_0^1 y_k = \\oint o_j$$\n"
CLASS = {
    "ada": {"network.py": CODE, "derivation.md": TEXT},
    "bob": {"network.py": CODE, "derivation.md": SLIP},
    "cleo": {"derivation.md": TEXT},
    "dan": {"network.py": WRONG_CODE, "answer.tex": TEXT},
    "eve": {"network.py": CODE},
    "fay": {"network.py": b"1 / 0\n", "derivation.md": TEXT},
    "gus": {"network.py": CODE, "derivation.md": UNREAD},
    "huge": {"network.py": CODE, "derivation.md": b"$a = b$\n" * 1_300_000},
    "binary": {"network.py": CODE, "derivation.md": bytes(range(256)) * 40},
    "macros": {"network.py": CODE, "derivation.md": rb"\def\x{\x\x}$$\x = \x$$" + b"{" * 9_999},
    "link": {"network.py": CODE},
}
HOSTILE = ("huge", "binary", "macros", "link")


@pytest.fixture(scope="module")
def suite(squared_error_suite, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("suite") / "suite.json"
    save(squared_error_suite, path)
    return path


@pytest.fixture(scope="module")
def folder(suite, tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("derivations")
    for name, files in CLASS.items():
        write_files(place / "class" / name, files)
    (place / "class" / "link" / "derivation.md").symlink_to("/etc/passwd")
    assert grade(place / "class", suite, place / "results") == 0
    return place / "results"


def grade(handed_in, suite, out) -> int:
    arguments = ["grade", str(handed_in), "--suite", str(suite), "-o", str(out)]
    return main([*arguments, "--workers", "1", "--quiet"])


@pytest.fixture(scope="module")
def students(folder):
    found = strict_json((folder / "grades.json").read_text())
    return {one["student"]: one for one in found["students"]}


def page(folder: Path, student: str) -> str:
    return (folder / "students" / f"{student}.html").read_text()


def test_nobody_is_lost(students):
    assert set(students) == set(CLASS)
    assert {one["status"] for one in students.values()} == {"graded"}


def test_both_halves_earn_their_points(students):
    earned = {name: students[name]["earned"] for name in CLASS}

    assert earned["ada"] == 100
    assert earned["cleo"] == 20
    assert earned["dan"] < 100
    assert earned["eve"] == 80
    assert earned["fay"] == 20
    assert 80 < earned["bob"] < 100


def test_a_hostile_text_costs_no_more_than_its_own_points(students):
    for name in HOSTILE:
        assert students[name]["earned"] == 80
        assert students[name]["derivation"]["earned"] == 0


@pytest.mark.parametrize(
    "name, reason",
    [("huge", "larger than"), ("binary", "not a text file"), ("link", "is a link")],
)
def test_why_a_text_was_not_read_is_said(folder, students, name, reason):
    assert reason in students[name]["derivation"]["problem"]
    assert reason in page(folder, name)


def test_without_a_module_the_questions_say_so_with_zero(folder, students):
    cases = {case["status"] for q in students["cleo"]["questions"] for case in q["cases"]}

    assert cases == {"no module handed in"}
    assert [q["earned"] for q in students["cleo"]["questions"]] == [0, 0, 0]
    assert "No module was handed in" in page(folder, "cleo")


def test_the_page_says_where_the_text_breaks_and_that_the_code_is_right(folder, students):
    (line,) = {
        side["line"]
        for chain in students["bob"]["derivation"]["chains"]
        for side in chain["sides"]
        if side["verdict"] == "breaks"
    }

    assert f"Your code is right, line {line} of your text is not." in page(folder, "bob")
    assert TEXT.splitlines()[line - 1] == LAST.strip()


def test_the_page_says_where_the_code_breaks_and_that_the_text_is_right(folder):
    assert "Your text is right, your code is not" in page(folder, "dan")


def test_every_page_is_small(folder):
    for student in CLASS:
        assert len(page(folder, student)) < 100_000


def test_the_table_has_the_points_and_the_lines(folder):
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(table(folder)))}

    assert rows["ada"]["derivation"] == "20.0"
    assert rows["ada"]["derivation_breaks"] == ""
    assert rows["bob"]["derivation_breaks"].isdigit()
    assert rows["gus"]["derivation_unread"].isdigit()
    assert "larger" in rows["huge"]["derivation_unread"]


def table(folder: Path) -> str:
    return (folder / "grades.csv").read_text()


def test_what_was_not_understood_costs_nothing_and_is_listed_for_a_person(folder, students):
    assert students["gus"]["earned"] == 100
    board = (folder / "index.html").read_text()
    listed = board.split("Derivation: a person decides")[1].split("</details>")[0]

    for name in ("gus", *HOSTILE):
        assert f">{name}</a>" in listed
    assert ">ada</a>" not in listed


def test_the_page_of_the_class_counts_broken_results(folder):
    board = (folder / "index.html").read_text()
    section = board.split('id="derivations"')[1].split("</section>")[0]

    assert re.search(r'data-show="w1-breaks">1</a>', section)


@pytest.fixture
def copy(folder, tmp_path) -> Path:
    """The same results, to be changed."""
    return Path(shutil.copytree(folder, tmp_path / "results"))


def test_what_was_checked_once_is_not_checked_again(copy, suite, monkeypatch, students):
    """Another title makes another suite, by which everything is marked anew."""

    def refuse(*_: object) -> None:
        raise AssertionError("it was checked before")

    monkeypatch.setattr(DerivationChecker, "check", refuse)
    document = json.loads(suite.read_text())
    other = copy.parent / "other.json"
    other.write_text(json.dumps(document | {"title": "Another title"}))
    arguments = ["regrade", str(copy), "--suite", str(other), "--workers", "1", "--quiet"]

    assert main(arguments) == 0

    again = strict_json((copy / "grades.json").read_text())["students"]
    assert {one["student"]: one["earned"] for one in again} == {
        name: one["earned"] for name, one in students.items()
    }
    assert "Another title" in page(copy, "ada")


def test_a_person_may_give_the_points_of_a_derivation(copy):
    arguments = ["override", "huge", "derivation", "15", "--why", "read on paper"]

    assert main([*arguments, "--results", str(copy), "--author", "Grace"]) == 0

    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(table(copy)))}
    assert (rows["huge"]["derivation"], rows["huge"]["earned"]) == ("15.0", "95.0")
    assert "read on paper" in page(copy, "huge")
    board = (copy / "index.html").read_text().split("Derivation: a person decides")[1]
    assert ">huge</a>" not in board.split("</details>")[0]
