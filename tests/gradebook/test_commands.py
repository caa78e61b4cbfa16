"""The commands on a folder of results, as an instructor meets them."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from grader.assignment.build import build
from grader.cli import main
from grader.errors import SandboxError
from grader.gradebook import executions
from grader.results.folder import alone_in
from grader.suite.file import save
from tests.conftest import ROOT

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"

UNKNOWN = """
import numpy as np


def sigmoid(s):
    return 1 / (1 + np.exp(-np.abs(s))) * np.where(s >= 0, 1, np.exp(-np.abs(s)))


def error(s, t):
    return sigmoid(s) ** 2 - t * 0.9


def slope(w, x, t):
    return (sigmoid(w @ x) - t) * x
"""


@pytest.fixture
def assignment(tmp_path):
    return shutil.copytree(LOGISTIC, tmp_path / "assignment")


@pytest.fixture
def handed_in(tmp_path):
    return shutil.copytree(LOGISTIC / "submissions", tmp_path / "class")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The class, graded once; the tests have copies of it."""
    out = tmp_path_factory.mktemp("graded") / "results"
    assert grade(LOGISTIC / "submissions", LOGISTIC, out) == 0
    return out


@pytest.fixture
def out(tmp_path, graded):
    return shutil.copytree(graded, tmp_path / "results")


def grade(handed_in, assignment, out, *more):
    arguments = ["grade", str(handed_in), "--assignment", str(assignment), "-o", str(out)]
    return main([*arguments, *more])


def students(out):
    document = json.loads((out / "grades.json").read_text())
    return {one["student"]: one for one in document["students"]}


def page(out, student):
    return (out / "students" / f"{student}.html").read_text()


def test_a_second_run_grades_only_what_is_new_or_changed(
    out, handed_in, assignment, tmp_path, capsys
):
    changed = handed_in / "slope_twice" / "logistic.py"
    changed.write_text((handed_in / "right" / "logistic.py").read_text())
    shutil.copytree(handed_in / "right", handed_in / "new")
    log = tmp_path / "log"
    capsys.readouterr()

    assert grade(handed_in, assignment, out, "--json-log", str(log)) == 0

    assert "3 of 5 were graded before and have not changed" in capsys.readouterr().err
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert {e["student"] for e in events if e["event"] == "graded"} == {"slope_twice", "new"}
    assert students(out)["slope_twice"]["earned"] == 100
    assert "Since your last submission" in page(out, "slope_twice")
    assert "Since your last submission" not in page(out, "new")


def test_who_was_graded_before_is_compared_without_reading_the_file_again(
    out, handed_in, assignment, monkeypatch
):
    shutil.copytree(handed_in / "right", handed_in / "new")
    unread = []
    monkeypatch.setattr("grader.results.folder.fingerprints_of", unread.append)

    assert grade(handed_in, assignment, out) == 0

    assert not unread
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as book:
        assert book.execute("SELECT count(*) FROM prints").fetchone() == (5,)


def test_a_gradebook_from_before_fingerprints_were_kept_gets_them(out, handed_in, assignment):
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as book, book:
        kept = dict(book.execute("SELECT attempt, prints FROM prints"))
        book.execute("DROP TABLE prints")
        book.execute("DELETE FROM about WHERE key LIKE 'likeness%'")

    assert grade(handed_in, assignment, out) == 0

    with closing(sqlite3.connect(out / "gradebook.sqlite")) as book:
        assert dict(book.execute("SELECT attempt, prints FROM prints")) == kept


def test_fresh_runs_everything_again(out, handed_in, assignment, tmp_path):
    log = tmp_path / "log"
    assert grade(handed_in, assignment, out, "--fresh", "--json-log", str(log)) == 0

    assert log.read_text().count('"graded"') - 1 == 4  # and one line that all is finished


def graded_by(log):
    """The students whom a command graded, as its log says."""
    events = [json.loads(line) for line in log.read_text().splitlines()]
    return {event["student"] for event in events if event["event"] == "graded"}


@pytest.mark.parametrize("name", ["our fault: x.zip", "our fault: b.ipynb", "x.zip"])
def test_a_file_that_cannot_be_read_is_the_students_fault_whatever_its_name(
    assignment, tmp_path, name
):
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / name).write_text("PK no")
    first, second = tmp_path / "first", tmp_path / "second"

    results = tmp_path / "results"
    assert grade(tmp_path / "class", assignment, results, "--json-log", str(first)) == 1
    assert name in students(results)["ada"]["reason"]
    assert grade(tmp_path / "class", assignment, results, "--json-log", str(second)) == 1

    assert graded_by(first) == {"ada"}
    assert not second.exists() or not graded_by(second), "nothing is new"


def test_a_fault_of_ours_ends_with_3_and_is_tried_again(out, handed_in, assignment, tmp_path):
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as book, book:
        spoilt = "SELECT attempt FROM students WHERE student = 'right'"
        book.execute(f"UPDATE runs SET execution = x'00' WHERE attempt = ({spoilt})")
        book.execute(f"DELETE FROM marks WHERE attempt = ({spoilt})")
    first, second = tmp_path / "first", tmp_path / "second"

    assert grade(handed_in, assignment, out, "--json-log", str(first)) == 3
    assert students(out)["right"]["reason"].startswith("our fault: the gradebook holds a run")
    assert "our fault: " in page(out, "right")
    assert grade(handed_in, assignment, out, "--json-log", str(second)) == 3

    assert graded_by(first) == graded_by(second) == {"right"}


def test_a_page_that_was_lost_or_spoilt_is_made_again(out, handed_in, assignment):
    before = page(out, "right"), page(out, "sign_flipped")
    (out / "students" / "right.html").unlink()
    (out / "students" / "sign_flipped.html").write_text("cut sho")

    assert grade(handed_in, assignment, out) == 0

    assert (page(out, "right"), page(out, "sign_flipped")) == before


def test_a_regrade_says_for_whom_the_points_change_before_and_after(out, assignment, capsys):
    words = assignment / "assignment.yaml"
    text = words.read_text()
    assert "follow_through" not in text
    words.write_text(text.replace("questions:", "follow_through: 0\n\nquestions:"))
    tables, suite = (out / "grades.json").read_bytes(), (out / "suite.json").read_bytes()
    command = ["regrade", str(out), "--assignment", str(assignment)]
    capsys.readouterr()

    assert main([*command, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "sign_flipped: 70 -> 30  (slope 40 -> 0)" in said
    assert "1 of 4 students would change" in said
    assert (out / "grades.json").read_bytes() == tables
    assert (out / "suite.json").read_bytes() == suite

    assert main(command) == 0
    said = capsys.readouterr().out
    assert "sign_flipped: 70 -> 30  (slope 40 -> 0)" in said
    assert "1 of 4 students changed" in said
    assert students(out)["sign_flipped"]["earned"] == 30

    assert main(command) == 0
    assert "0 of 4 students changed" in capsys.readouterr().out


def test_a_changed_tolerance_runs_nothing_again(out, assignment, capsys, monkeypatch):
    words = assignment / "assignment.yaml"
    text = words.read_text()
    assert "relative: 1e-5" in text or "tolerance" in text
    words.write_text(text + "\nfollow_through: 0.5\n")

    def no_sandbox(*_, **__):
        raise AssertionError("nothing has to be run")

    monkeypatch.setattr("grader.results.update.open_sandbox", no_sandbox)

    assert main(["regrade", str(out), "--assignment", str(assignment)]) == 0
    assert "sign_flipped: 70 -> 50" in capsys.readouterr().out


def test_points_that_a_person_gave_survive_a_regrade_until_they_are_undone(
    out, assignment, handed_in, capsys
):
    command = ["override", "--results", str(out), "sign_flipped", "error"]
    assert main([*command, "12", "--why", "our misprint", "--author", "grace"]) == 0
    said = capsys.readouterr().out
    assert "sign_flipped has 12 points for error by grace: our misprint" in said
    assert "error: 0 -> 12, in all: 70 -> 82" in said

    assert grade(handed_in, assignment, out, "--fresh") == 0
    with_override = students(out)["sign_flipped"]["earned"]
    assert main([*command, "--undo"]) == 0
    without = students(out)["sign_flipped"]["earned"]

    assert (with_override, without) == (82, 70)


def test_an_override_finds_its_student_by_a_part_of_the_name(out, capsys):
    command = ["override", "--results", str(out), "flipped", "error", "12", "--why", "misprint"]

    assert main(command) == 0
    assert "sign_flipped has 12 points for error" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["rihgt", "error", "1", "--why", "x"], "no student 'rihgt'; did you mean right?"),
        (["right", "eror", "1", "--why", "x"], "no question 'eror'; there are sigmoid, error"),
        (["right", "error", "31", "--why", "x"], "worth 0 to 30 points, not 31"),
        (["right", "error", "-1", "--why", "x"], "worth 0 to 30 points, not -1"),
        (["right", "error", "1"], "say how many points, and why"),
        (["right", "error", "--undo"], "nobody has overridden error of right"),
    ],
)
def test_an_override_that_makes_no_sense_is_refused(out, arguments, said, capsys):
    assert main(["override", "--results", str(out), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_group_of_unexplained_answers_is_named_once_for_all(tmp_path, assignment, capsys):
    handed_in = tmp_path / "class"
    for student in ("ada", "ben"):
        (handed_in / student).mkdir(parents=True)
        text = UNKNOWN.replace("sigmoid(s) ** 2", "sigmoid(s) * sigmoid(s)")
        (handed_in / student / "logistic.py").write_text(text if student == "ben" else UNKNOWN)
    shutil.copytree(LOGISTIC / "submissions" / "right", handed_in / "right")
    out = tmp_path / "results"
    assert grade(handed_in, assignment, out) == 0
    capsys.readouterr()

    assert main(["label", "--results", str(out)]) == 0
    title, about, names = capsys.readouterr().out.splitlines()
    group = title.split()[0]
    assert group.startswith("error-") and title.endswith("2 students, 30 points each")
    assert (about.strip() != "Squared", names.strip()) == (True, "ada, ben")
    command = ["label", "--results", str(out), group]
    assert main([*command, "Squared", "--hint", "Why a square?"]) == 0
    assert "is 'Squared' on the pages of 2 student(s)" in capsys.readouterr().out
    assert main(["label", "--results", str(out)]) == 0
    assert capsys.readouterr().out.splitlines()[1].strip() == "Squared"
    assert main([*command, "--undo"]) == 0
    assert main(["label", "--results", str(out), "none-1"]) == 2

    assert main(["forget", "ben", "--results", str(out)]) == 0
    capsys.readouterr()
    assert main(["label", "--results", str(out)]) == 0
    title, _, names = capsys.readouterr().out.splitlines()
    assert (title.split()[0], names.strip()) == (group, "ada"), "one student can be named, too"


def test_report_makes_everything_again_and_runs_nothing(out, monkeypatch):
    before = {path: path.read_bytes() for path in out.rglob("*.html")}
    for path in before:
        path.unlink()

    def no_sandbox(*_, **__):
        raise AssertionError("nothing has to be run")

    monkeypatch.setattr("grader.results.update.open_sandbox", no_sandbox)
    assert main(["report", str(out)]) == 0

    assert {path: path.read_bytes() for path in out.rglob("*.html")} == before


@pytest.mark.parametrize("command", [["report"], ["regrade"], ["override", "a", "b"], ["label"]])
def test_without_grades_the_commands_say_what_makes_them(command, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert main(command) == 2
    assert "there are no grades in results; `grader grade` makes them" in capsys.readouterr().err


def test_a_second_grader_waits_for_the_first(out, handed_in, assignment):
    from grader.results.folder import alone_in

    command = [sys.executable, "-m", "grader", "grade", str(handed_in), "-o", str(out)]
    with alone_in(out, waiting=lambda: None):
        second = subprocess.Popen(
            [*command, "--assignment", str(assignment)],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        assert "another grader is at work in" in second.stderr.readline()
        assert second.poll() is None
    assert second.wait(60) == 0
    second.stderr.close()


def test_a_full_disk_is_said_and_earlier_grades_are_intact(out, handed_in, assignment, tmp_path):
    """A limit on the size of files stands in for the disk."""
    before = students(out)
    for number in range(6):
        home = handed_in / f"new{number}"
        home.mkdir()
        filler = "".join(f"# {n:x}{n * n:x}\n" for n in range(9000))
        (home / "logistic.py").write_text(UNKNOWN + filler + f"# {number}\n")
    limit = 400 << 10

    done = subprocess.run(
        [
            *(sys.executable, "-m", "grader", "grade", str(handed_in), "-o", str(out)),
            *("--assignment", str(assignment)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (limit, limit)),
    )

    assert done.returncode == 3
    assert "earlier grades in it are intact" in done.stderr
    assert students(out) == before
    assert grade(handed_in, assignment, out) == 0
    assert len(students(out)) == len(before) + 6


def test_every_student_can_have_numbers_of_their_own(tmp_path, handed_in, assignment, capsys):
    key, out = tmp_path / "key", tmp_path / "own"
    key.write_bytes(b"a secret of 24 characters")
    seeded = ("--per-student-seed", str(key))
    assert grade(handed_in, assignment, out, *seeded) == 0
    variants = {name: one["variant"] for name, one in students(out).items()}
    assert len(set(variants.values())) == 4
    assert all(variants[name] in page(out, name) for name in variants)
    assert {name: one["earned"] for name, one in students(out).items()} == {
        "right": 100,
        "sign_flipped": 70,
        "slope_twice": 70,
        "input_missing": 50,
    }
    capsys.readouterr()

    assert grade(handed_in, assignment, out, *seeded) == 0
    assert "4 of 4 were graded before" in capsys.readouterr().err

    decide = ["override", "--results", str(out), "--assignment", str(assignment)]
    decision = ["right", "slope", "1", "--why", "x"]
    assert main([*decide, *decision]) == 2
    assert "--per-student-seed KEYFILE" in capsys.readouterr().err
    assert students(out)["right"]["earned"] == 100
    assert main([*decide, *seeded, *decision]) == 0
    assert students(out)["right"]["earned"] == 61


def test_a_key_that_could_be_guessed_is_refused(tmp_path, handed_in, assignment, capsys):
    (tmp_path / "key").write_text("short")

    status = grade(
        *(handed_in, assignment, tmp_path / "own", "--per-student-seed", str(tmp_path / "key"))
    )

    assert status == 2
    assert "at least 16 bytes" in capsys.readouterr().err


FOLLOWS = """
import numpy as np


def sigmoid(s):
    return 0.7 / (1 + np.exp(-s)) + 0.01 * np.sin(s)


def error(s, t):
    return sigmoid(s) - t


def slope(w, x, t):
    return (sigmoid(w @ x) - t) * sigmoid(w @ x) * (1 - sigmoid(w @ x)) * x
"""


@pytest.fixture
def following(tmp_path, assignment):
    """Results of one student, whose later answers follow from a wrong function of their own."""
    home = tmp_path / "follows" / "ada"
    home.mkdir(parents=True)
    (home / "logistic.py").write_text(FOLLOWS)
    out = tmp_path / "following"
    assert grade(tmp_path / "follows", assignment, out) == 0
    return out


def forget_own_answers(out):
    """Leave the runs as a grader kept them that did not ask for further calls."""
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as book, book:
        for attempt, data in book.execute("SELECT attempt, execution FROM runs").fetchall():
            kept = replace(executions.unpacked(data), own_answers={})
            row = [executions.packed(kept), attempt]
            book.execute("UPDATE runs SET execution = ? WHERE attempt = ?", row)


def own_answers(out):
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as book:
        (data,) = book.execute("SELECT execution FROM runs").fetchone()
    return executions.unpacked(data).own_answers


def test_a_report_that_would_need_further_calls_changes_nothing_and_says_what_does(
    following, capsys, assignment
):
    assert own_answers(following), "marking asked for further calls"
    forget_own_answers(following)
    before = students(following), page(following, "ada")
    capsys.readouterr()

    for command in (
        ["report", str(following), "--quiet"],
        ["override", "--results", str(following), "ada", "error", "1", "--why", "x"],
    ):
        assert main(command) == 0
        assert "1 submission stayed as before" in (said := capsys.readouterr().err)
        assert "grader regrade" in said

    after = students(following)
    assert page(following, "ada") == before[1]
    both = zip(before[0]["ada"]["questions"], after["ada"]["questions"], strict=True)
    assert [now["id"] for then, now in both if then != now] == ["error"]


def test_a_regrade_opens_a_sandbox_when_marking_needs_further_calls(
    following, assignment, tmp_path
):
    before = students(following), page(following, "ada"), own_answers(following)
    forget_own_answers(following)
    with closing(sqlite3.connect(following / "gradebook.sqlite")) as book, book:
        book.execute("DELETE FROM marks")

    assert main(["regrade", str(following), "--assignment", str(assignment)]) == 0

    assert (students(following), page(following, "ada")) == before[:2]
    assert own_answers(following).keys() == before[2].keys()


def test_a_regrade_whose_sandbox_does_not_open_changes_nothing(
    following, assignment, monkeypatch, capsys
):
    def no_sandbox(*_, **__):
        raise SandboxError("no sandbox here")

    forget_own_answers(following)
    with closing(sqlite3.connect(following / "gradebook.sqlite")) as book, book:
        book.execute("UPDATE marks SET again = 1")
    before = students(following), page(following, "ada")
    monkeypatch.setattr("grader.results.update.open_sandbox", no_sandbox)

    assert main(["regrade", str(following), "--assignment", str(assignment)]) == 3

    assert "--i-trust-these-submissions" in capsys.readouterr().err
    assert (students(following), page(following, "ada")) == before


def test_who_is_forgotten_is_out_of_the_class_and_stays_on_record(
    out, handed_in, assignment, capsys
):
    everybody = ["input_missing", "right", "sign_flipped", "slope_twice"]
    before = {name: page(out, name) for name in everybody}
    assert sorted(students(out)) == everybody

    assert main(["forget", "right", "Slope Twice", "--results", str(out)]) == 0
    assert "right, slope_twice: out of the class" in capsys.readouterr().out
    assert sorted(students(out)) == ["input_missing", "sign_flipped"]
    assert "slope_twice" not in (out / "index.html").read_text()
    assert not (out / "students" / "right.html").exists()
    with closing(sqlite3.connect(out / "gradebook.sqlite")) as book:
        assert book.execute("SELECT count(*) FROM marks").fetchone() == (4,)

    assert grade(handed_in, assignment, out) == 0
    said = capsys.readouterr().err
    assert "left out, as `grader forget` said: right, slope_twice" in said
    assert "2 of 2 were graded before" in said
    assert sorted(students(out)) == ["input_missing", "sign_flipped"]
    table = out / "table.csv"
    assert main(["export", "csv", str(out), "-o", str(table)]) == 0
    assert "right" not in table.read_text()

    assert main(["forget", "right", "slope_twice", "--undo", "--results", str(out)]) == 0
    assert sorted(students(out)) == everybody
    assert {name: page(out, name) for name in everybody} == before


def test_only_somebody_in_the_class_can_be_forgotten(out, capsys):
    command = ["forget", "--results", str(out)]

    assert main([*command, "right", "nobody"]) == 2
    assert main([*command, "right", "--undo"]) == 2
    assert sorted(students(out))[1] == "right"
    assert main([*command, "flipped"]) == 2, "a part of a name is not enough"
    assert "did you mean sign_flipped?" in capsys.readouterr().err


def test_a_run_says_who_is_in_the_results_and_not_in_the_folder(out, handed_in, assignment, capsys):
    shutil.rmtree(handed_in / "right")

    assert grade(handed_in, assignment, out) == 0

    said = capsys.readouterr().err
    assert "1 in the results and not among these submissions: right; they keep" in said
    assert "right" in students(out)


def test_everything_in_a_folder_of_results_is_for_its_owner_alone(handed_in, assignment, tmp_path):
    before = os.umask(0)
    try:
        assert grade(handed_in / "right", assignment, tmp_path / "results") == 0
        export = ["export", "gradescope", str(tmp_path / "results"), "-o", str(tmp_path / "each")]
        assert main(export) == 0
        table = str(tmp_path / "table.csv")
        assert main(["export", "csv", str(tmp_path / "results"), "-o", table]) == 0
    finally:
        os.umask(before)

    made = [*(tmp_path / "results").rglob("*"), *(tmp_path / "each").iterdir(), Path(table)]
    names = {path.name for path in made}
    assert {".lock", "index.html", "grades.csv", "suite.json", "gradebook.sqlite"} <= names
    assert not [path for path in made if path.stat().st_mode & 0o077 and not path.is_dir()]
    assert (tmp_path / "results").stat().st_mode & 0o777 == 0o700


def test_a_lock_that_everybody_could_hold_is_mended(out, handed_in, assignment):
    (out / ".lock").chmod(0o644)

    assert grade(handed_in, assignment, out) == 0

    assert (out / ".lock").stat().st_mode & 0o777 == 0o600


@pytest.mark.thorough
def test_two_graders_in_a_new_folder_share_one_suite(handed_in, assignment, tmp_path, logistic):
    """The second is started while the first holds the folder, and must not make its own."""
    results = tmp_path / "results"
    command = [sys.executable, "-m", "grader", "grade", str(handed_in), "-o", str(results)]
    with contextlib.ExitStack() as held:
        held.enter_context(alone_in(results, waiting=lambda: None))
        second = subprocess.Popen(
            [*command, "--assignment", str(assignment), "--workers", "1"],
            stderr=subprocess.PIPE,
            text=True,
        )
        with second, contextlib.closing(second.stderr):
            assert "another grader is at work" in second.stderr.readline()
            save(build(logistic, 5), results / "suite.json")
            first = (results / "suite.json").read_bytes()
            held.close()
            rest = second.stderr.read()
            assert second.wait() == 0, rest

    assert (results / "suite.json").read_bytes() == first
