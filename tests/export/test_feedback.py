"""The files for other systems say what the student's page says, and nobody's text acts in them."""

from __future__ import annotations

import base64
import csv
import html
import io
import re
import shutil
import sqlite3
from contextlib import closing
from xml.etree import ElementTree as ET

import pytest

from grader.cli import main
from grader.export import blocks
from grader.export.blocks import TextBlock, markdown
from tests.conftest import ROOT, strict_json
from tests.export.importers import Tags

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"
HOSTILE = "</p><script>alert(1)</script> ```\\n# big [a](javascript:1) ![x](//e.vil/x) |"


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Grade four submissions, export them in each format, and return the folder."""
    folder = tmp_path_factory.mktemp("feedback")
    right = (LOGISTIC / "submissions" / "right" / "logistic.py").read_text()
    sources = {
        "flipped": (LOGISTIC / "submissions" / "sign_flipped" / "logistic.py").read_text(),
        "stops": right.replace("return", "return undefined_name +", 1),
        "torn": right + "\nprint(",
        "hostile": right.replace("    return", f"    raise ValueError({HOSTILE!r})\n    return", 1),
    }
    for student, source in sources.items():
        (folder / "class" / student).mkdir(parents=True)
        (folder / "class" / student / "logistic.py").write_text(source)
    results = str(folder / "results")
    command = ["grade", str(folder / "class"), "--assignment", str(LOGISTIC), "--quiet"]
    assert main([*command, "-o", results]) == 0
    for kind in ("gradescope", "prairielearn", "classroom50", "actions"):
        assert main(["export", kind, results, "-o", str(folder / kind)]) == 1  # one does not load
    return folder


def text_of(folder, kind, student):
    """Return all that a student reads in a format, without its markup."""
    if kind == "actions":
        return (folder / kind / student / "summary.md").read_text().replace("\\", "")
    document = strict_json((folder / kind / f"{student}.json").read_bytes())
    outputs = [document.get("output", ""), *(test["output"] for test in document["tests"])]
    return html.unescape(re.sub("<[^>]*>", "", "\n".join(outputs).replace("<br>", "\n")))


EVERY = pytest.mark.parametrize("kind", ["gradescope", "prairielearn", "classroom50", "actions"])


@EVERY
def test_a_known_mistake_comes_with_its_fix_and_the_first_hint(exported, kind):
    text = text_of(exported, kind, "flipped")

    assert "The error has the wrong sign" in text
    assert "Swap the two (+30 points)" in text
    assert "If t = 1 and p is small, must s grow or shrink?" in text
    assert "Hint 2" not in text
    assert "hidden cases: 0 of 1 right" in text


@EVERY
def test_an_error_comes_with_its_line(exported, kind):
    text = text_of(exported, kind, "stops")

    assert "NameError: name 'undefined_name' is not defined" in text
    assert re.search(r">\s+5\s+return undefined_name \+ 1", text)


@pytest.mark.parametrize("kind", ["gradescope", "prairielearn", "actions"])
def test_a_file_that_does_not_load_says_where_and_what_to_do(exported, kind):
    text = text_of(exported, kind, "torn")

    assert "0 of 100, does not load" in text
    assert "SyntaxError: '(' was never closed" in text
    assert re.search(r">\s+15\s+print\(", text)
    assert "python3 check.pyz logistic.py" in text


@pytest.mark.parametrize("kind", ["text", "title", "code", "folded"])
def test_no_block_lets_a_text_act_in_html(kind):
    text = f"{HOSTILE}\n</pre></summary></details>{HOSTILE}"
    shown = Tags(blocks.html([TextBlock(kind, text)]))

    assert shown.tags <= {"p", "b", "pre", "br", "details", "summary"}
    assert "".join(shown.text.split()) == "".join(text.split())


def test_no_text_of_a_student_acts_in_html(exported):
    for student in ("hostile", "torn", "flipped"):
        document = strict_json((exported / "gradescope" / f"{student}.json").read_bytes())
        for text in (document["output"], *(test["output"] for test in document["tests"])):
            assert Tags(text).tags <= {"p", "b", "pre", "br"}
    assert "<script>alert(1)</script>" in text_of(exported, "gradescope", "hostile")


def outside_of_fences(text):
    """Return Markdown without its fenced code, by the rule of CommonMark."""
    fence, kept = "", []
    for line in text.split("\n"):
        opening = re.match(r"(`{3,})", line)
        if fence:
            fence = "" if re.fullmatch(f"`{{{len(fence)},}} *", line) else fence
        elif opening:
            fence = opening[1]
        else:
            kept.append(line)
    assert not fence
    return "\n".join(kept)


def test_no_text_of_a_student_acts_in_markdown(exported):
    text = (exported / "actions" / "hostile" / "summary.md").read_text()

    assert "alert" in text
    bare = re.sub(r"\\[^\w\s]", "", outside_of_fences(text))
    assert not re.search(r"[<\[`]|https?:|javascript:|^# ", bare, re.MULTILINE)


@pytest.mark.parametrize("code", ["```", "a ````` b\n```\n<b>", "`" * 50 + "\n~~~"])
def test_code_cannot_close_its_fence(code):
    assert outside_of_fences(markdown([TextBlock("code", code)])).strip() == ""


def test_prairielearn_gets_the_drawing_of_the_error(exported):
    document = strict_json((exported / "prairielearn" / "flipped.json").read_bytes())
    (image,) = [image for test in document["tests"] for image in test["images"]]

    kind, _, data = image["url"].partition(",")
    drawing = ET.fromstring(base64.b64decode(data, validate=True))
    assert kind == "data:image/svg+xml;base64"
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(drawing.findall("{http://www.w3.org/2000/svg}rect")) == 5
    assert "5 of 5 entries are off" in image["label"]


def test_those_who_get_0_because_nothing_loads_are_named_before_an_upload(exported, capfd):
    sheet = exported / "gradebook.csv"
    title = "Logistic regression and its slope (7)"
    sheet.write_text(f"Student,ID,SIS Login ID,Section,{title}\nT,1,torn,S,\n")
    out = str(exported / "upload.csv")

    status = main(["export", "canvas", str(exported / "results"), "--into", str(sheet), "-o", out])

    said = capfd.readouterr().err
    assert status == 1
    assert "look: 1 student(s) get 0 points because their file does not load:\n      torn" in said


def test_the_retired_service_is_said_and_gets_the_same_files(exported, capfd):
    out = exported / "retired"

    main(["export", "github-classroom", str(exported / "results"), "-o", str(out)])

    assert "GitHub Classroom was retired" in capfd.readouterr().err
    for student in ("flipped", "torn"):
        for name in ("summary.md", "junit.xml"):
            ours, theirs = out / student / name, exported / "actions" / student / name
            assert ours.read_bytes() == theirs.read_bytes()


def test_a_fault_of_ours_has_no_file_that_a_platform_would_count(exported, tmp_path, capfd):
    results = shutil.copytree(exported / "results", tmp_path / "results")
    with closing(sqlite3.connect(results / "gradebook.sqlite")) as book, book:
        book.execute("UPDATE runs SET execution = x'00'")
        book.execute("DELETE FROM marks")
    assert main(["report", str(results), "--assignment", str(LOGISTIC), "--quiet"]) == 3

    for kind in ("prairielearn", "actions", "gradescope"):
        assert main(["export", kind, str(results), "-o", str(tmp_path / kind)]) == 1
        assert not (tmp_path / kind).exists()
    assert "left out (that is not a zero)" in capfd.readouterr().err


def test_points_of_a_file_that_does_not_load_are_one_number_in_the_same_words(exported):
    results = exported / "results"
    rows = csv.DictReader(io.StringIO((results / "grades.csv").read_text()))
    row = next(row for row in rows if row["student"] == "torn")
    students = strict_json((results / "grades.json").read_text())["students"]
    one = next(student for student in students if student["student"] == "torn")
    page, board = (
        (results / "students" / "torn.html").read_text(),
        (results / "index.html").read_text(),
    )

    assert (float(row["earned"]), row["flags"]) == (0, "does not load")
    assert (one["earned"], one["reason"]) == (0, "does not load")
    assert "0 of 100, does not load" in page
    assert "of 4 students" in board and "without the 1 whose file does not load" in board
    assert "none yet" not in board and "no points yet" not in page
