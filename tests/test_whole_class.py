"""A class of 300, handed over in every way there is, by a grader that is killed three times."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.cli import main
from tests.conftest import ROOT
from tests.intake.downloads import KINDS, Download, download

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"
EARNED = {"right": 100.0, "sign_flipped": 70.0, "slope_twice": 70.0, "input_missing": 50.0}
A_KIND = 50


@pytest.fixture(scope="module")
def handed_over(tmp_path_factory) -> Iterator[dict[str, tuple[Download, dict[str, str]]]]:
    """For each kind, the download, and which labelled submission each name handed in."""
    folder, made = tmp_path_factory.mktemp("downloads"), {}
    for kind in KINDS:
        chosen = {f"{kind.title()} N{n}": list(EARNED)[n % 4] for n in range(A_KIND)}
        sources = {
            name: (LOGISTIC / "submissions" / label / "logistic.py").read_bytes()
            + f"\nNUMBER = {number}\n".encode()
            for number, (name, label) in enumerate(chosen.items())
        }
        made[kind] = download(kind, folder / kind, sources, module="logistic.py"), chosen
    return made


@pytest.fixture(scope="module")
def suite(tmp_path_factory) -> Path:
    suite = tmp_path_factory.mktemp("suite") / "suite.json"
    assert main(["build", str(LOGISTIC), "-o", str(suite), "--seed", "5"]) == 0
    return suite


def command(handed_over, suite, out) -> list[str]:
    paths = [str(made.path) for made, _ in handed_over.values()]
    return ["grade", *paths, "--suite", str(suite), "-o", str(out), "--workers", "2"]


@pytest.fixture(scope="module")
def undisturbed(handed_over, suite, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("undisturbed") / "results"
    assert main([*command(handed_over, suite, out), "--quiet"]) == 0
    return out


@pytest.mark.thorough
def test_everybody_has_the_points_of_what_they_handed_in(handed_over, undisturbed):
    document = json.loads((undisturbed / "grades.json").read_text())
    found = {one["student"]: one["earned"] for one in document["students"]}

    expected = {
        made.expected[name].student: EARNED[label]
        for made, chosen in handed_over.values()
        for name, label in chosen.items()
    }
    assert len(expected) == A_KIND * len(KINDS)
    assert found == expected


@pytest.mark.thorough
def test_killed_three_times_nothing_is_lost_and_nothing_done_twice(
    handed_over, suite, undisturbed, tmp_path
):
    out, log, moments = tmp_path / "results", tmp_path / "log", random.Random(3)
    arguments = [*command(handed_over, suite, out), "--quiet", "--json-log", str(log)]
    for third in range(3):
        running = subprocess.Popen([sys.executable, "-m", "grader", *arguments], cwd=ROOT)
        goal = moments.randrange(100 * third + 1, 100 * third + 90)
        while _graded(log) < goal and running.poll() is None:
            time.sleep(0.005)
        running.kill()
        running.wait()
    assert main(arguments) == 0

    # A result is recorded before it is logged: a kill between the two loses the line, never the
    # result, which the pages and tables below show.
    students = [event["student"] for event in _events(log) if event["event"] == "graded"]
    assert len(students) == len(set(students))
    assert _made(out) == _made(undisturbed)


@pytest.mark.thorough
def test_the_roster_finds_who_is_missing(handed_over, suite, tmp_path, capsys):
    made, _ = handed_over["canvas"]
    arguments = ["grade", str(made.path), "--suite", str(suite), "-o", str(tmp_path)]

    assert main([*arguments, "--roster", str(made.roster)]) == 0

    assert "nothing from" in capsys.readouterr().err
    document = json.loads((tmp_path / "grades.json").read_text())
    absent = [one for one in document["students"] if one["status"] == "absent"]
    assert [one["earned"] for one in absent] == [None]


def _events(log: Path) -> list[dict]:
    whole = log.read_text().rpartition("\n")[0] if log.exists() else ""
    return [json.loads(line) for line in whole.splitlines()]


def _graded(log: Path) -> int:
    return sum(event["event"] == "graded" for event in _events(log))


def _made(out: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.suffix in (".html", ".csv", ".json")
    }
