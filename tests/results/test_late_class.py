"""A late policy and the times that nbgrader writes, from the folder to the page and the export."""

from __future__ import annotations

import shutil

import pytest

from grader.cli import main
from tests.conftest import ROOT, strict_json

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"
STAMPS = {
    "pdt": "2024-03-02 10:00:00.123456 PDT",
    "utc": "2024-03-02 10:00:00.123456 UTC",
    "ist": "2024-03-02 10:00:00.123456 IST",
    "garbage": "soon",
}
LATE = "\nlate: {due: 2024-02-28T00:00:00+00:00, percent_a_day: 10}\n"


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Grade an nbgrader course of four right answers, and return the folder."""
    folder = tmp_path_factory.mktemp("times")
    assignment = shutil.copytree(LOGISTIC, folder / "assignment")
    with (assignment / "assignment.yaml").open("a") as file:
        file.write(LATE)
    for student, stamp in STAMPS.items():
        place = folder / "submitted" / student / "hw1"
        shutil.copytree(LOGISTIC / "submissions" / "right", place)
        (place / "timestamp.txt").write_text(stamp)
    return folder


def students(folder):
    document = strict_json((folder / "results" / "grades.json").read_text())
    return {one["student"]: one for one in document["students"]}


def test_a_time_is_read_or_somebody_is_told(graded, capfd):
    command = [str(graded / "submitted"), "--assignment", str(graded / "assignment")]
    results, table = str(graded / "results"), str(graded / "table.csv")

    assert main(["grade", *command, "-o", results, "--quiet"]) == 1

    said = capfd.readouterr().err
    assert "look: the lateness of 2 student(s) is unknown" in said
    assert "ist: 2024-03-02 10:00:00.123456 IST" in said and "garbage: soon" in said
    found = students(graded)
    assert {name: one["earned"] for name, one in found.items()} == {
        "pdt": 60,
        "utc": 60,
        "ist": 100,
        "garbage": 100,
    }
    page = (graded / "results" / "students" / "ist.html").read_text()
    assert "2024-03-02 10:00:00.123456 IST" in page and "not certain" in page

    sheet = graded / "gradebook.csv"
    title = "Logistic regression and its slope (7)"
    sheet.write_text(f"Student,ID,SIS Login ID,Section,{title}\nI,1,ist,S,\n")
    assert main(["export", "canvas", results, "--into", str(sheet), "-o", table]) == 1
    assert "look: the lateness of 2 student(s) is unknown" in capfd.readouterr().err

    with (graded / "assignment" / "assignment.yaml").open("a") as file:
        file.write("zone: Asia/Kolkata\n")
    capfd.readouterr()
    assert main(["regrade", results, "--assignment", command[-1]]) == 0
    assert "ist: 100 -> 60  (lateness takes 40 percent, 0 before)" in capfd.readouterr().out
    assert students(graded)["ist"]["earned"] == 60
    assert students(graded)["ist"]["submitted"] == "2024-03-02T10:00:00+05:30"
    page = (graded / "results" / "students" / "pdt.html").read_text()
    assert "Due on 2024-02-28 05:30 IST" in page, "in the class's own zone"
    assert "2024-03-02 22:30 IST" in page
