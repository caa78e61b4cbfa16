"""The commands, as a person or a script meets them."""

from __future__ import annotations

import argparse
import csv
import hmac
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from grader import __version__
from grader.cli import _parser, main
from grader.cli.verbs import VERBS
from grader.suite.file import load, save
from tests.conftest import ROOT, strict_json

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"
SUBMISSIONS = LOGISTIC / "submissions"
FULL = Path("/dev/full")


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """The folder of results of a small class, graded once."""
    out = tmp_path_factory.mktemp("graded") / "results"
    status = main(["grade", str(SUBMISSIONS), "-o", str(out), "--assignment", str(LOGISTIC)])
    assert status == 0
    return out


def test_grades_are_in_strict_json(graded):
    document = strict_json((graded / "grades.json").read_text())

    assert document["assignment"] == "logistic"
    assert document["grader"] == __version__
    assert len(document["suite"]) == 64
    assert document["isolation"]["level"] in "ABCDEF"
    students = {one["student"]: one for one in document["students"]}
    assert students["right"]["earned"] == students["right"]["possible"] == 100
    flipped = {q["id"]: q for q in students["sign_flipped"]["questions"]}
    assert flipped["error"]["diagnoses"] == ["sign_flipped"]
    assert not flipped["error"]["carried_forward"]
    assert flipped["slope"]["carried_forward"]
    assert flipped["slope"]["earned"] == flipped["slope"]["points"]
    assert {case["status"] for case in flipped["sigmoid"]["cases"]} == {"right"}


def test_grades_are_in_a_table(graded):
    rows = list(csv.DictReader((graded / "grades.csv").read_text().splitlines()))

    assert list(rows[0])[:10] == [
        *("student", "status", "earned", "possible", "percent"),
        *("sigmoid", "error", "slope"),
        *("diagnoses", "flags"),
    ]
    assert [row["student"] for row in rows] == sorted(row["student"] for row in rows)
    by_name = {row["student"]: row for row in rows}
    assert by_name["sign_flipped"]["percent"] == "70.0"
    assert by_name["input_missing"]["diagnoses"] == "sigmoid_overflows input_missing"


def test_there_is_a_page_for_each_and_one_for_all(graded):
    pages = {path.stem for path in (graded / "students").glob("*.html")}

    assert pages == {"right", "sign_flipped", "slope_twice", "input_missing"}
    index = (graded / "index.html").read_text()
    assert all(f"students/{name}.html" in index for name in pages)


def test_the_suite_is_secret_and_used_again(graded):
    suite = graded / "suite.json"
    before = suite.read_bytes()

    assert stat.S_IMODE(suite.stat().st_mode) == 0o600
    arguments = ["grade", str(SUBMISSIONS / "right"), "-o", str(graded), "--quiet"]
    assert main([*arguments, "--assignment", str(LOGISTIC)]) == 0
    assert suite.read_bytes() == before


def test_a_second_run_with_other_workers_writes_the_same(tmp_path, graded):
    def run(workers):
        out = tmp_path / str(workers)
        out.mkdir()
        shutil.copy(graded / "suite.json", out)
        arguments = ["grade", str(SUBMISSIONS), "--suite", str(out / "suite.json"), "-o", str(out)]
        assert main([*arguments, "--workers", str(workers), "--quiet"]) == 0
        made = (path for path in sorted(out.rglob("*")) if path.is_file())
        # The gradebook holds the order in which the workers were done.
        return {path.name: path.read_bytes() for path in made if "sqlite" not in path.name}

    assert run(1) == run(3)


def test_the_summary_says_where_the_page_is(tmp_path, capsys):
    main(["grade", str(SUBMISSIONS), "-o", str(tmp_path), "--assignment", str(LOGISTIC)])

    assert str(tmp_path / "index.html") in capsys.readouterr().out


def test_quiet_says_nothing(tmp_path, capsys, graded):
    suite = graded / "suite.json"
    main(["grade", str(SUBMISSIONS), "-o", str(tmp_path), "--suite", str(suite), "--quiet"])

    assert capsys.readouterr() == ("", "")


def test_nothing_to_grade_is_ungraded_and_not_zero(tmp_path, capsys):
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ben.py").symlink_to(SUBMISSIONS / "right" / "logistic.py")

    status = main(
        [
            "grade",
            str(tmp_path / "class"),
            "-o",
            str(tmp_path / "out"),
            "--assignment",
            str(LOGISTIC),
        ]
    )

    assert status == 1
    students = strict_json((tmp_path / "out" / "grades.json").read_text())["students"]
    assert [one["status"] for one in students] == ["ungraded", "ungraded"]
    assert [one["earned"] for one in students] == [None, None]


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["grade", "nowhere"], "there is no nowhere"),
        (["grade", str(SUBMISSIONS), "--suite", "none.json"], "none.json"),
        (["check", "nowhere.py"], "there is no nowhere.py"),
        (["check", str(SUBMISSIONS)], "is a folder; name the file"),
        (["verify", "nowhere"], "assignment.yaml"),
        (["kit", "nowhere"], "there is no assignment in nowhere; name its folder"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what(arguments, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if "--suite" not in arguments:
        arguments = [
            *arguments,
            *(["--assignment", str(LOGISTIC)] if arguments[0] in ("grade", "check") else []),
        ]

    assert main(arguments) == 2
    said_on_error = capsys.readouterr().err
    assert said in said_on_error
    assert said_on_error.startswith("grader: ")


@pytest.mark.parametrize("command", ["grade", "regrade", "check"])
def test_a_missing_assignment_says_which_option_names_it(command, graded, capsys):
    paths = {"grade": str(SUBMISSIONS), "regrade": str(graded), "check": str(SUBMISSIONS / "right")}

    assert main([command, paths[command], "--assignment", "nowhere"]) == 2
    said = "there is no assignment in nowhere; name it with --assignment FOLDER"
    assert capsys.readouterr().err == f"grader: {said}\n"


def test_what_is_cheap_to_check_is_checked_before_a_suite_is_made(tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    where = ["--assignment", str(LOGISTIC), "-o", str(tmp_path / "out")]
    key = ["--per-student-seed", str(tmp_path / "none.key")]

    assert main(["grade", str(tmp_path / "empty"), *where]) == 2
    assert main(["grade", str(SUBMISSIONS), *where, *key]) == 2
    assert main(["grade", str(SUBMISSIONS), *where, *key, "--cluster", "local:1"]) == 2
    said = capsys.readouterr().err
    assert "making" not in said
    assert said.endswith("leave out --cluster or --per-student-seed\n")


def test_without_a_command_the_three_uses_are_shown(capsys):
    assert main([]) == 2
    said = capsys.readouterr().out

    assert [use in said for use in ("grader grade", "grader check", "grader verify")] == [True] * 3


@pytest.mark.parametrize(
    "arguments, meant",
    [
        (["gradee"], "did you mean grade?"),
        (["overide", "ada"], "did you mean override?"),
        (["grade", "x", "--asignment", "r"], "did you mean --assignment?"),
        (["check", "--hnt", "2"], "did you mean --hint?"),
    ],
)
def test_a_word_that_is_nearly_right_is_answered_with_the_right_one(arguments, meant, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    said = capsys.readouterr().err
    assert ended.value.code == 2 and meant in said
    if len(arguments) > 2 or arguments[0] == "check":
        assert said.startswith(f"usage: grader {arguments[0]} ")


@pytest.mark.parametrize("name", VERBS)
def test_every_option_has_a_line_of_help(name):
    found = _parser(name)
    (verbs,) = (a for a in found._actions if isinstance(a, argparse._SubParsersAction))
    own = verbs.choices[name]

    assert not [a.option_strings or a.dest for a in _arguments(own) if not a.help]


def _arguments(parser):
    """Yield the arguments of a command and of the commands below it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _arguments(below)
        else:
            yield action


def test_after_grading_it_is_said_what_is_left_to_do(graded, tmp_path, capsys):
    out = tmp_path / "again"
    shutil.copytree(graded, out)

    assert main(["grade", str(SUBMISSIONS), "-o", str(out), "--assignment", str(LOGISTIC)]) == 0
    said = capsys.readouterr().out
    assert f"grader lesson {out} -o lesson.html" in said
    assert f"grader export canvas {out}" in said


def test_a_lesson_is_written(graded, tmp_path, capsys):
    page = tmp_path / "lesson.html"

    assert main(["lesson", str(graded), "-o", str(page), "--slides", "2"]) == 0
    assert page.read_text().count('class="card slide"') == 2
    assert main(["lesson", str(graded), "--slides", "0"]) == 2


def test_check_ends_with_0_when_there_is_nothing_to_fix(capsys):
    file = SUBMISSIONS / "right" / "logistic.py"

    assert main(["check", str(file), "--assignment", str(LOGISTIC)]) == 0
    assert capsys.readouterr().out


def test_check_ends_with_1_and_says_where(capsys, tmp_path):
    file = SUBMISSIONS / "slope_twice" / "logistic.py"
    page = tmp_path / "page.html"

    status = main(["check", str(file), "--assignment", str(LOGISTIC), "--html", str(page)])

    assert status == 1
    said = capsys.readouterr().out
    assert "Something is off in error" in said and "is there twice" not in said
    assert "The slope of the sigmoid is there twice" in page.read_text()


def test_check_works_from_a_public_suite_alone(tmp_path, capsys, logistic_suite):
    from grader.suite.file import public, save

    save(public(logistic_suite), tmp_path / "public.json")
    file = SUBMISSIONS / "right" / "logistic.py"

    assert main(["check", str(file), "--suite", str(tmp_path / "public.json")]) == 0


def test_verify_prints_the_gap_and_holds(capsys):
    assert main(["verify", str(LOGISTIC)]) == 0

    said = capsys.readouterr().out
    assert "decades" in said
    assert "The assignment holds." in said


def test_verify_ends_with_1_and_lists_what_does_not_hold(tmp_path, capsys):
    folder = shutil.copytree(LOGISTIC, tmp_path / "logistic")
    mistakes = folder / "misconceptions.py"
    mistakes.write_text(mistakes.read_text().replace("t - p", "p - t"))
    (folder / "variants" / "wrong.py").write_text("def sigmoid(s):\n    return s\n")

    assert main(["verify", str(folder)]) == 1

    said = capsys.readouterr().out
    assert "no case tells 'sign_flipped' from the right answer" in said
    assert "the right variant 'wrong' loses sigmoid" in said


def test_build_is_deterministic_for_a_seed(tmp_path, capsys):
    for name in ("one", "other"):
        assert main(["build", str(LOGISTIC), "-o", str(tmp_path / name), "--seed", "7"]) == 0

    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


@pytest.mark.parametrize("command", [[], ["grade"], ["check"], ["verify"], ["build"], ["doctor"]])
def test_help_has_an_example(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])

    assert ended.value.code == 0
    assert "example" in capsys.readouterr().out


def test_the_package_runs_as_a_module():
    done = subprocess.run(
        [sys.executable, "-m", "grader", "--version"], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == f"grader {__version__}"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["grade", "--help"],
        ["grade", "nowhere"],
        ["report", "nowhere"],
        ["label", "--results", "nowhere"],
        ["verify", "nowhere"],
    ],
    ids=" ".join,
)
def test_who_asks_for_help_or_names_a_wrong_path_waits_for_nothing(arguments):
    """Loading numpy alone takes longer than all the rest of these answers."""
    program = """
import sys
from grader.cli import _parser, main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(sorted({"numpy", "jinja2", "yaml", "latex2mathml", "tqdm", "sqlite3"} & set(sys.modules)))
"""
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", VERBS)
def test_a_command_says_of_itself_what_the_list_of_all_says(name, capsys):
    with pytest.raises(SystemExit):
        main([name, "--help"])

    told = " ".join(capsys.readouterr().out.split())
    assert VERBS[name].summary[1:] in told


@pytest.mark.skipif(not FULL.exists(), reason="there is no device that is full")
@pytest.mark.parametrize(
    "command", [["doctor", "--json"], ["check", "{right}", "--suite", "{suite}"]]
)
def test_what_cannot_be_written_is_a_fault_of_ours(command, tmp_path, logistic_suite):
    save(logistic_suite, tmp_path / "suite.json")
    places = {
        "right": SUBMISSIONS / "right" / "logistic.py",
        "suite": tmp_path / "suite.json",
    }
    arguments = [part.format(**places) for part in command]
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "grader", *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    assert done.returncode == 3
    sentence = "grader: cannot write to the standard output: No space left on device"
    assert done.stderr.splitlines() == [sentence]


def test_the_page_is_written_where_nobody_reads_the_text(tmp_path, logistic_suite):
    save(logistic_suite, tmp_path / "suite.json")
    command = [sys.executable, "-m", "grader", "check", str(SUBMISSIONS / "right" / "logistic.py")]
    options = ["--suite", str(tmp_path / "suite.json"), "--html", str(tmp_path / "page.html")]
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as nowhere:
        done = subprocess.run(
            [*command, *options], stdout=nowhere, stderr=subprocess.PIPE, text=True, cwd=ROOT
        )

    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert (tmp_path / "page.html").read_text().endswith("</html>")


def test_ctrl_c_keeps_what_was_graded(tmp_path):
    """A class whose second half hangs; the interrupt comes while the first half is done."""
    folder = tmp_path / "class"
    for number in range(4):
        home = folder / f"s{number}"
        home.mkdir(parents=True)
        source = (SUBMISSIONS / "right" / "logistic.py").read_text()
        stuck = "\nwhile True: pass\n" if number > 1 else ""
        (home / "logistic.py").write_text(source + stuck)
    out = tmp_path / "out"
    running = subprocess.Popen(
        [
            *(sys.executable, "-m", "grader", "grade", str(folder), "-o", str(out)),
            *("--assignment", str(LOGISTIC), "--workers", "1"),
        ],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    while not (out / "students" / "s1.html").exists():
        assert running.poll() is None, running.stderr.read()
    os.kill(running.pid, 2)
    _, said = running.communicate(timeout=30)

    assert running.returncode == 130
    students = {
        one["student"] for one in strict_json((out / "grades.json").read_text())["students"]
    }
    assert {"s0", "s1"} <= students
    assert b"are graded and kept in" in said


@pytest.fixture(scope="module")
def suite_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("suite") / "suite.json"
    assert main(["build", str(LOGISTIC), "-o", str(path), "--seed", "1"]) == 0
    return path


def grade_one(path, suite_file, *more):
    return main(["grade", "--one", str(path), "--suite", str(suite_file), *more])


def test_one_student_is_graded_without_a_folder_of_results(
    suite_file, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    assert grade_one(SUBMISSIONS / "sign_flipped", suite_file, "--json", "-") == 0

    document = strict_json(capsys.readouterr().out)
    (student,) = document["students"]
    assert (student["student"], student["earned"]) == ("sign_flipped", 70)
    assert document["isolation"]["level"] in "ABCDEF"
    assert not list(tmp_path.iterdir())


def test_one_student_with_nothing_to_grade_gets_a_page_that_says_so(suite_file, tmp_path, capsys):
    (tmp_path / "ada").mkdir()
    page, grades = tmp_path / "page.html", tmp_path / "grade.json"
    files = ("--html", str(page), "--json", str(grades))

    assert grade_one(tmp_path / "ada", suite_file, *files) == 0

    (student,) = strict_json(grades.read_text())["students"]
    assert student["status"] == "ungraded"
    assert student["reason"] in page.read_text()
    assert not capsys.readouterr().out


def test_one_student_is_graded_with_hidden_numbers_of_their_own(suite_file, tmp_path, capsys):
    (tmp_path / "suite.json").write_bytes(suite_file.read_bytes())
    key, page = tmp_path / "key.txt", tmp_path / "page.html"
    key.write_bytes(b"k" * 32)
    drawn = ("--assignment", str(LOGISTIC), "--per-student-seed", str(key), "--student", "1813257")

    right = str(SUBMISSIONS / "right")
    assert main(["grade", "--one", right, "-o", str(tmp_path), *drawn, "--html", str(page)]) == 0

    named = json.dumps(["variant", load(suite_file).assignment, "1813257"]).encode()
    assert hmac.new(b"k" * 32, named, "sha256").hexdigest()[:6] in page.read_text()
    assert "100 of 100 points" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--one", str(SUBMISSIONS), str(SUBMISSIONS)], "--one takes one PATH"),
        ([str(SUBMISSIONS), "--json", "-"], "go with --one"),
        ([str(SUBMISSIONS), "--student", "ada"], "go with --one"),
        (["--one", str(SUBMISSIONS), "--roster", str(LOGISTIC)], "--roster is for a class"),
        (["--one", str(SUBMISSIONS), "--per-student-seed", "key.txt"], "say whose, --student"),
    ],
)
def test_options_of_one_student_and_of_a_class_are_not_mixed(arguments, said, suite_file, capsys):
    assert main(["grade", *arguments, "--suite", str(suite_file)]) == 2
    assert said in capsys.readouterr().err
