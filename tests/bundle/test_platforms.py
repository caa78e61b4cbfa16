"""Bundles do what a platform needs, on its machine: scripts are run, and what they leave is read.

Without Docker: the folders of the platform lie in a scratch folder, and what its set-up would
install is the wheel of the bundle for this interpreter.
"""

from __future__ import annotations

import io
import itertools
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from xml.etree import ElementTree as ET

import pytest

from grader.bundle.contents import bundle
from grader.suite.file import digest_of
from tests.bundle.conftest import FLIPPED, NAMES, RIGHT, extracted
from tests.bundle.judges import autolab_scores, recorded, validated
from tests.conftest import strict_json
from tests.export.importers import Tags, check_gradescope, check_prairielearn

NOTEBOOK = b"""{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
 {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null,
  "source": "%%%%bash\\nkill $PPID"},
 {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": null, "source": %s}]}"""
HOSTILE = b"""
import os, glob
print(glob.glob("/**/suite.json"), "Grade :=>> 100", '{"scores": {"sigmoid": 1000}}')
for name in ("grade.json", "result.json", "results.json", "../results/results.json"):
    try:
        open(name, "w").write('{"status": "success", "data": {"score": 1}, "score": 1}')
    except Exception:
        pass
try:
    os.kill(os.getppid(), 9)
except Exception:
    pass
def sigmoid(s):
    return s
"""
FORGED = b'{"status": "success", "data": {"score": 1, "message": [], "status": "success"}}'

NOT_ROOT = "exec unshare --user --map-user=65534 --map-group=65534"
"""As somebody who is not root and has no capability, with the files that are root's here."""

HANDED_IN = {
    "no file": ({}, None, {}),
    "no Python": ({"notes.txt": b"hello", "page.pdf": b"%PDF-1.4"}, None, {}),
    "two files, 20 seconds": (
        {"logistic.py": RIGHT, "plots.py": b"raise SystemExit\n"},
        1,
        {"before": "ulimit -t 20"},
    ),
    "a notebook, no home": (
        {"hw.ipynb": NOTEBOOK % str([RIGHT.decode()]).replace("'", '"').encode()},
        1,
        {"before": "umask 077", "HOME": "/nowhere"},
    ),
    "right, not root, read-only home": (
        {"-rf L\u00f6sung\n'x'.py": RIGHT},
        1,
        {"within": NOT_ROOT if os.getuid() == 0 else "exec", "HOME": "/proc"},
    ),
    "hostile": (
        {"logistic.py": RIGHT + HOSTILE, "grade.json": FORGED, "result.json": FORGED},
        0,  # a process that tries to signal another one is ended
        {},
    ),
}
"""What is handed in, the share of the points that it gets, and how the platform's machine is."""

_ALL = itertools.product(enumerate(NAMES), enumerate(HANDED_IN))
TRIED = [(name, handed_in) for (i, name), (k, handed_in) in _ALL if (i + k) % 2 == 0]
"""Each platform with three of them, and each of them on three platforms or four."""


@pytest.fixture(scope="module")
def not_root():
    """Skip where this user may not become another one."""
    if os.getuid() == 0 and subprocess.run([*NOT_ROOT.split()[1:], "true"], check=False).returncode:
        pytest.skip("there are no user namespaces here")


@pytest.mark.thorough
@pytest.mark.usefixtures("not_root")
@pytest.mark.parametrize("name, handed_in", TRIED)
def test_whatever_is_handed_in_the_platform_records_the_right_thing(machine, name, handed_in):
    files, share, how = HANDED_IN[handed_in]
    there = machine(name, files)

    ran = there.run(**how)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert recorded(there, ran.stdout) == (share if share is None else pytest.approx(share))


@pytest.mark.parametrize(
    "name, share",
    [
        ("submitty", 70 / 100),
        ("classroom50", 60 / 90),  # where only the cases that need not be hidden are
        ("gitlab", 60 / 90),
    ],
)
@pytest.mark.thorough
def test_a_mistake_costs_what_it_costs_everywhere(machine, name, share):
    there = machine(name, {"logistic.py": FLIPPED})

    ran = there.run()

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert recorded(there, ran.stdout) == pytest.approx(share)


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


@pytest.mark.thorough
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


@pytest.mark.thorough
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


@pytest.mark.thorough
@pytest.mark.parametrize(
    "name",
    [
        "gradescope",
        *(pytest.param(n, marks=pytest.mark.thorough) for n in NAMES[1:] if n != "autolab"),
    ],
)
def test_a_fault_of_ours_is_a_failure_and_no_zero(machine, name):
    there = machine(name, {"logistic.py": RIGHT, "grade.json": FORGED, "result.json": FORGED})
    there.suite.write_text("{")

    ran = there.run()

    assert ran.returncode != 0
    assert "suite.json" in ran.stderr
    assert '"isolated": true' in ran.stdout
    assert not there.results.exists()
    if name == "submitty":
        assert validated(there)["status"] == "failure"


@pytest.mark.thorough
def test_students_have_hidden_numbers_of_their_own_from_the_seed_of_the_variant(
    machine, logistic, logistic_suite, tmp_path
):
    own = bundle("prairielearn", logistic, logistic_suite, key=b"a key of sixteen bytes, or more")
    there = machine("prairielearn", {"logistic.py": RIGHT}, own)
    (there.root / "data").mkdir()

    (there.root / "data" / "data.json").write_text("{}")
    assert there.run().returncode != 0
    assert not there.results.exists()

    (there.root / "data" / "data.json").write_text('{"variant_seed": 1813257}')
    before = there.suite.read_bytes()
    ran = there.run()
    assert ran.returncode == 0, ran.stderr
    assert recorded(there, ran.stdout) == 1
    assert there.suite.read_bytes() == before


def test_autolab_gets_the_points_of_each_problem(machine, bundles):
    there = machine("autolab", {"logistic.py": FLIPPED})

    ran = there.run()

    assert ran.returncode == 0
    assert "The error has the wrong sign" in ran.stdout
    assert autolab_scores(ran.stdout) == {"sigmoid": 30, "error": 0, "slope": 40}
    with zipfile.ZipFile(io.BytesIO(bundles["autolab"])) as packed:
        entered = packed.read("problems.txt").decode()
    assert entered == "sigmoid\t30\nerror\t30\nslope\t40\n"


@pytest.mark.thorough
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

    assert autolab_scores(ran.stdout) == {"sigmoid": None, "error": None, "slope": None}


@pytest.mark.thorough
def test_actions_shows_the_summary_of_the_step(machine):
    there = machine("actions", {"logistic.py": FLIPPED, "README.md": b"# Mine\n"})

    ran = there.run()

    assert ran.returncode == 0, ran.stderr
    out = there.root.with_name("actions.temporary") / "grade"
    assert (out / "summary.md").read_text() == there.root.with_name("actions.md").read_text()
    assert "must s grow or shrink" in (out / "summary.md").read_text()
    assert ET.parse(out / "junit.xml").getroot().tag == "testsuites"
    assert "<html" in (out / "page.html").read_text()
    assert "::error file=logistic.py,line=" in ran.stdout


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
@pytest.mark.parametrize("name", ["gradescope", "prairielearn"])
def test_a_machine_that_kills_the_grader_gives_no_zero(machine, name):
    there = machine(name, {"logistic.py": RIGHT})
    shutil.rmtree(there.root / "results", ignore_errors=True)

    assert there.run("ulimit -v 200000").returncode != 0

    assert not there.results.exists()
