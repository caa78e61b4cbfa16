"""Bundles do what a platform needs, on its machine: scripts are run, and what they leave is read.

Without Docker: the folders of the platform lie in a scratch folder, and what its set-up would
install is the wheel of the bundle for this interpreter.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from xml.etree import ElementTree as ET

import pytest

from grader.suite.file import digest_of
from tests.bundle.conftest import FLIPPED, RIGHT, extracted
from tests.conftest import strict_json
from tests.export.importers import Tags, check_gradescope, check_prairielearn

NOTEBOOK = b"""{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
 {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null, "source": %s}]}"""
THOROUGH = {
    "right": ({"logistic.py": RIGHT}, 100),
    "two files": ({"logistic.py": RIGHT, "plots.py": b"raise SystemExit\n"}, 100),
    "another name": ({"Lösung 'x'.py": RIGHT}, 100),
    "a notebook": ({"hw.ipynb": NOTEBOOK % str([RIGHT.decode()]).replace("'", '"').encode()}, 100),
    "does not load": ({"logistic.py": b"def sigmoid(:\n"}, 0),
    "hostile": (
        {
            "logistic.py": RIGHT
            + b"import os, glob\nprint(glob.glob('/**/suite.json'))\n"
            + b"try:\n    os.kill(os.getppid(), 9)\nexcept Exception:\n    pass\n"
        },
        None,
    ),
}


@pytest.fixture(scope="module")
def flipped(machine):
    """A machine of Gradescope after it graded a submission with one mistake."""
    there = machine("gradescope", {"logistic.py": FLIPPED})
    ran = there.run()
    assert ran.returncode == 0, ran.stderr
    return there


def test_gradescope_shows_the_whole_explanation(flipped):
    content = flipped.results.read_bytes()

    assert check_gradescope(content, 100) == 70
    document = strict_json(content)
    failed = Tags(next(t["output"] for t in document["tests"] if t["status"] == "failed")).text
    assert "One mistake explains it all" in Tags(document["output"]).text
    assert "goes wrong here first" in Tags(document["output"]).text
    for piece in ("Swap the two", "If t = 1", "return t - sigmoid(s)", "hidden cases: 0"):
        assert piece in failed


def test_gradescope_keeps_what_the_submission_was_graded_with(flipped):
    about = strict_json(flipped.results.read_bytes())["extra_data"]

    assert about["suite"] == digest_of(flipped.suite.read_bytes())
    assert about["isolation"]["level"] in "ABC"
    assert set(about) >= {"grader", "python", "numpy"}


def test_gradescope_shows_a_page_where_there_is_no_file(machine):
    there = machine("gradescope", {})

    assert there.run().returncode == 0

    content = there.results.read_bytes()
    assert check_gradescope(content, possible=0) == 0
    assert "score" not in strict_json(content)


def test_prairielearn_gets_the_share(machine):
    there = machine("prairielearn", {"logistic.py": FLIPPED})

    ran = there.run()

    assert ran.returncode == 0, ran.stderr
    assert check_prairielearn(there.results.read_bytes()) == pytest.approx(0.7)


def test_prairielearn_uses_up_no_attempt_without_a_file(machine):
    there = machine("prairielearn", {"notes.txt": b"hello"})

    assert there.run().returncode == 0

    assert check_prairielearn(there.results.read_bytes()) is None
    assert strict_json(there.results.read_bytes())["format_errors"][0]


@pytest.mark.parametrize(
    "name", ["gradescope", pytest.param("prairielearn", marks=pytest.mark.thorough)]
)
def test_a_fault_of_ours_is_a_failure_and_no_zero(machine, name):
    there = machine(name, {"logistic.py": RIGHT})
    there.suite.write_text("{")

    ran = there.run()

    assert ran.returncode != 0
    assert "suite.json" in ran.stderr
    assert not there.results.exists()


def scores(output: str):
    """What Autolab would record, after what it does to the last line."""
    last = output.rstrip().splitlines()[-1]
    return strict_json(re.sub(r"([a-zA-Z0-9]+):", r'"\1":', last))["scores"]


def test_autolab_gets_the_points_of_each_problem(machine, bundles):
    there = machine("autolab", {"logistic.py": FLIPPED})

    ran = there.run()

    assert ran.returncode == 0
    assert "The error has the wrong sign" in ran.stdout
    assert scores(ran.stdout) == {"sigmoid": 30, "error": 0, "slope": 40}
    with zipfile.ZipFile(io.BytesIO(bundles["autolab"])) as packed:
        entered = packed.read("problems.txt").decode()
    assert entered == "sigmoid\t30\nerror\t30\nslope\t40\n"


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="no file", marks=pytest.mark.thorough),
        pytest.param({"logistic.py": RIGHT}, id="our fault"),
    ],
)
def test_autolab_gets_no_score_where_there_is_none(machine, files):
    there = machine("autolab", files)
    if files:
        there.suite.write_text("{")

    ran = there.run()

    assert scores(ran.stdout) == {"sigmoid": None, "error": None, "slope": None}


def test_actions_shows_the_summary_of_the_step(machine):
    there = machine("actions", {"logistic.py": FLIPPED, "README.md": b"# Mine\n"})

    ran = there.run()

    assert ran.returncode == 0, ran.stderr
    out = there.root.with_name("actions.temporary") / "grade"
    assert (out / "summary.md").read_text() == there.root.with_name("actions.md").read_text()
    assert "must s grow or shrink" in (out / "summary.md").read_text()
    assert ET.parse(out / "junit.xml").getroot().tag == "testsuites"
    assert "<html" in (out / "page.html").read_text()


@pytest.fixture
def build(bundles, tmp_path):
    """Return the function that runs Gradescope's set-up, with this program in place of ``uv``."""
    source = extracted(bundles["gradescope"], tmp_path / "autograder" / "source")
    tools = tmp_path / "tools"
    tools.mkdir()

    def build(program: str) -> subprocess.CompletedProcess[str]:
        (tools / "uv").write_text(f"#!/bin/sh\nset -e\n{program}")
        (tools / "uv").chmod(0o755)
        return subprocess.run(
            [source / "setup.sh"],
            env={
                "PATH": f"{tools}:{os.defpath}",
                "AUTOGRADER_ROOT": str(source.parent),
                "GRADER_PREFIX": str(tmp_path / "opt"),
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    return build


FAKE_UV = """\
[ "$1" = venv ] || exit 0
for place; do :; done
mkdir -p "$place/bin"
printf '#!/bin/sh\\necho asked: "$@"\\nexit %s\\n' > "$place/bin/grader"
chmod 755 "$place/bin/grader"
"""


def test_the_set_up_hides_the_cases_and_asks_the_doctor(build, tmp_path):
    ran = build(FAKE_UV % 0)

    assert ran.returncode == 0, ran.stderr
    assert "asked: doctor" in ran.stdout
    suite = tmp_path / "autograder" / "source" / "suite.json"
    assert stat.S_IMODE(suite.stat().st_mode) & 0o077 == 0


def test_the_set_up_fails_where_the_doctor_finds_no_isolation(build):
    assert build(FAKE_UV % 3).returncode == 3


REAL_UV = f"""\
if [ "$1" = venv ]; then
    for place; do :; done
    exec {sys.executable} -m venv --without-pip --system-site-packages "$place"
fi
for wheel; do :; done
exec {sys.executable} -m pip --python "$4" install --quiet --no-index --no-deps "$wheel"
"""
"""An ``uv`` that uses this interpreter and its packages, and no network."""


@pytest.mark.thorough
def test_the_set_up_installs_a_grader_that_grades(build, machine, tmp_path):
    ran = build(REAL_UV)
    assert ran.returncode == 0, ran.stderr
    assert "holds" in ran.stdout
    there = machine("gradescope", {"logistic.py": RIGHT})

    ran = there.run(GRADER_PREFIX=str(tmp_path / "opt"))

    assert ran.returncode == 0, ran.stderr
    assert check_gradescope(there.results.read_bytes(), 100) == 100


@pytest.mark.thorough
@pytest.mark.parametrize("sort", THOROUGH)
def test_whatever_is_handed_in_there_is_a_result(machine, sort):
    files, points = THOROUGH[sort]
    there = machine("gradescope", files)

    ran = there.run()

    assert ran.returncode == 0, ran.stderr
    found = check_gradescope(there.results.read_bytes(), 100)
    assert points is None or found == points
    assert "suite.json" not in there.results.read_text()


@pytest.mark.thorough
@pytest.mark.parametrize(
    "before", ["ulimit -t 20", "export HOME=/nowhere", "umask 077; unset PATH; PATH=/usr/bin:/bin"]
)
def test_a_poor_machine_is_enough(machine, before):
    there = machine("prairielearn", {"logistic.py": RIGHT})

    ran = there.run(before)

    assert ran.returncode == 0, ran.stderr
    assert check_prairielearn(there.results.read_bytes()) == 1


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["gradescope", "prairielearn"])
def test_a_machine_that_kills_the_grader_gives_no_zero(machine, name):
    there = machine(name, {"logistic.py": RIGHT})
    shutil.rmtree(there.root / "results", ignore_errors=True)

    assert there.run("ulimit -v 200000").returncode != 0

    assert not there.results.exists()
