"""``grader export`` as an instructor uses it."""

from __future__ import annotations

import shutil
import zipfile
from xml.etree import ElementTree as ET

import pytest

from grader.cli import main
from tests.conftest import ROOT, strict_json
from tests.export.importers import (
    Canvas,
    Moodle,
    Participant,
    User,
    check_classroom50,
    check_gradescope,
    check_prairielearn,
)
from tests.export.test_canvas import TITLE
from tests.export.test_moodle import HEADER

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"
CLASS = ("right", "sign_flipped", "slope_twice", "input_missing")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Grade four submissions that run and one that cannot be read."""
    folder = tmp_path_factory.mktemp("class")
    handed_in = shutil.copytree(LOGISTIC / "submissions", folder / "submissions")
    (handed_in / "empty").mkdir()
    (handed_in / "empty" / "notes.txt").write_text("I was ill")
    out = folder / "results"
    main(["grade", str(handed_in), "-o", str(out), "--assignment", str(LOGISTIC), "--quiet"])
    return out


@pytest.fixture
def export(graded, tmp_path, capfd):
    """Return a function that runs the command and returns its status and output."""

    def run(kind, *more):
        capfd.readouterr()
        status = main(["export", kind, str(graded), *map(str, more)])
        captured = capfd.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def gradebook(tmp_path):
    path = tmp_path / "gradebook.csv"
    lines = [f"Student,ID,SIS Login ID,Section,{TITLE}", "    Points Possible,,,,100.00"]
    lines += [f'"Doe, {login}",{at},{login},S1,' for at, login in enumerate(CLASS, start=1)]
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def worksheet(tmp_path):
    path = tmp_path / "Grades.csv"
    rows = [
        f"Participant {at},{login.title()},{login},,Submitted,,100.00,Yes,-,-,"
        for at, login in enumerate(CLASS, start=1)
    ]
    path.write_text("\n".join([HEADER, *rows]) + "\n")
    return path


def test_canvas_takes_what_was_graded(export, gradebook, tmp_path):
    upload = tmp_path / "upload.csv"

    status, out, err = export("canvas", "--into", gradebook, "-o", upload)

    users = [User(at, "", f"Doe, {login}", "", login) for at, login in enumerate(CLASS, start=1)]
    canvas = Canvas(users, {77: "Logistic regression and its slope"})
    canvas.take(upload.read_bytes())
    assert canvas.scores[1, 77] == "100.00" and canvas.scores[2, 77] == "70.00"
    assert len(canvas.changed) == 4
    assert status == 1  # one is ungraded, and somebody should look at that
    assert "empty" in err and out.endswith("upload.csv: 4 grades\n")


def test_a_dry_run_says_the_same_and_writes_nothing(export, gradebook, tmp_path):
    upload = tmp_path / "upload.csv"
    wet = export("canvas", "--into", gradebook, "-o", upload)
    upload.unlink()

    dry = export("canvas", "--into", gradebook, "-o", upload, "--dry-run")

    assert (dry[0], dry[2]) == (wet[0], wet[2])
    assert not upload.exists()


def test_a_stop_writes_nothing(export, gradebook, tmp_path):
    gradebook.write_text(gradebook.read_text().replace(TITLE, "Final Grade (77)"))
    upload = tmp_path / "upload.csv"

    status, out, err = export("canvas", "--into", gradebook, "-o", upload, "--column", "77")

    assert status == 1 and "stop: " in err and "nothing was written" in out
    assert not upload.exists()


def test_moodle_takes_grades_comments_and_pages(export, graded, worksheet, tmp_path):
    upload, pages = tmp_path / "upload.csv", tmp_path / "feedback.zip"

    export("moodle", "--into", worksheet, "-o", upload, "--feedback", pages)

    moodle = Moodle({at: Participant() for at in range(1, 5)})
    moodle.take(upload.read_bytes()).take_files(pages.read_bytes())
    assert moodle.participants[2].grade == 70
    assert "wrong sign" in moodle.participants[2].comment
    for at, login in enumerate(CLASS, start=1):
        page = (graded / "students" / f"{login}.html").read_bytes()
        assert moodle.participants[at].files == {"feedback.html": page}
    with zipfile.ZipFile(pages) as archive:
        assert archive.namelist()[0] == "Right_1_assignsubmission_file/feedback.html"


def test_one_file_a_student(export, tmp_path):
    for kind in ("gradescope", "prairielearn", "classroom50", "actions"):
        status, _, err = export(kind, "-o", tmp_path / kind)
        assert status == 1 and "empty" in err

    scores = {p.stem: p.read_bytes() for p in (tmp_path / "gradescope").iterdir()}
    assert set(scores) == set(CLASS)
    assert check_gradescope(scores["sign_flipped"], 100) == 70
    learn = {
        p.stem: check_prairielearn(p.read_bytes()) for p in (tmp_path / "prairielearn").iterdir()
    }
    assert learn["right"] == 1 and learn["empty"] is None
    classroom = {p.stem: p.read_bytes() for p in (tmp_path / "classroom50").iterdir()}
    assert check_classroom50(classroom["sign_flipped"]) == (70, 100) and "empty" not in classroom
    actions = tmp_path / "actions"
    assert {p.name for p in actions.iterdir()} == {*CLASS, "empty"}
    assert "Not graded" in (actions / "empty" / "summary.md").read_text()
    assert ET.parse(actions / "sign_flipped" / "junit.xml").getroot()[0].get("failures") == "1"


def test_one_student_alone(export, tmp_path):
    file = tmp_path / "results.json"

    assert export("gradescope", "--student", "right", "-o", file)[0] == 0
    assert check_gradescope(file.read_bytes(), 100) == 100
    status, _, err = export("gradescope", "--student", "empty", "-o", tmp_path / "none.json")
    assert status == 3 and "no grade" in err and not (tmp_path / "none.json").exists()
    assert export("gradescope", "--student", "who", "-o", file)[0] == 2


def test_one_student_is_asked_for_by_any_whole_name(export, tmp_path):
    whole, part = tmp_path / "whole.json", tmp_path / "part.json"

    assert export("gradescope", "--student", "Flipped  SIGN", "-o", whole)[0] == 0
    assert check_gradescope(whole.read_bytes(), 100) == 70
    status, _, err = export("gradescope", "--student", "flipped", "-o", part)
    assert status == 2 and "did you mean sign_flipped?" in err and not part.exists()


def test_the_whole_class_in_one_file(export, graded, tmp_path):
    for kind in ("junit", "csv", "json"):
        assert export(kind, "-o", tmp_path / kind)[0] == 0

    suites = {s.get("name"): s for s in ET.parse(tmp_path / "junit").getroot()}
    assert set(suites) == {*CLASS, "empty"}
    assert suites["empty"].get("errors") == "1" and suites["empty"].get("failures") == "0"
    students = {s["student"]: s for s in strict_json((tmp_path / "json").read_bytes())["students"]}
    assert students["sign_flipped"]["earned"] == 70
    assert students["empty"]["earned"] is None and students["empty"]["status"] == "ungraded"
    assert (tmp_path / "csv").read_text().startswith("student,status,earned,possible,percent,")


def test_what_people_decided_reaches_every_format(graded, gradebook, tmp_path, capfd):
    results = shutil.copytree(graded, tmp_path / "results")
    decide = ["override", "sign_flipped", "error", "30", "--why", "our misprint"]
    assert main([*decide, "--results", str(results)]) == 0

    for kind, file in (("gradescope", "a.json"), ("prairielearn", "b.json")):
        arguments = ["--student", "sign_flipped", "-o", str(tmp_path / file)]
        assert main(["export", kind, str(results), *arguments]) == 0
    main(["export", "canvas", str(results), "--into", str(gradebook), "-o", str(tmp_path / "c")])

    assert check_gradescope((tmp_path / "a.json").read_bytes(), 100) == 100
    assert check_prairielearn((tmp_path / "b.json").read_bytes()) == 1
    assert '"Doe, sign_flipped",2,sign_flipped,S1,100.00' in (tmp_path / "c").read_text()


@pytest.mark.parametrize(
    "arguments, problem",
    [
        (["canvas", "--into", "none.csv", "-o", "x"], "cannot read none.csv"),
        (["canvas", "--into", "{gradebook}"], "-o, or only look with --dry-run"),
        (["canvas", "--into", "{gradebook}", "-o", "{gradebook}"], "would be overwritten"),
        (["moodle", "--into", "{gradebook}", "-o", "x"], "not a grading worksheet"),
        (["canvas", "--into", "{gradebook}", "-o", "x", "--column", "9"], "new assignment"),
        (["junit", "{nowhere}", "-o", "x"], "there are no grades in"),
        (["gradescope", "-o", "{gradebook}"], "is a file"),
    ],
)
def test_wrong_use_is_status_2_and_says_what_to_do(
    graded, gradebook, tmp_path, monkeypatch, capfd, arguments, problem
):
    monkeypatch.chdir(tmp_path)
    places = {"gradebook": gradebook, "nowhere": tmp_path / "nowhere"}
    kind, *more = (argument.format(**places) for argument in arguments)
    results = [] if kind == "junit" else [str(graded)]

    assert main(["export", kind, *results, *more]) == 2
    assert problem in capfd.readouterr().err
    assert not (tmp_path / "x").exists() and not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    "kind", "canvas moodle gradescope prairielearn classroom50 actions junit csv json".split()
)
def test_every_format_has_help_with_examples(kind, capsys):
    with pytest.raises(SystemExit) as leaving:
        main(["export", kind, "--help"])

    assert leaving.value.code == 0
    assert f"grader export {kind} results" in capsys.readouterr().out
