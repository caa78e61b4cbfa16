"""What is in a bundle: complete, as Linux reads it, and without a secret where students look."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import uuid
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from importlib import resources
from pathlib import Path

import pytest
import yaml

from grader.assignment.build import build_public
from grader.bundle.contents import PLATFORMS, bundle, holds_secrets
from grader.bundle.parts import fixed
from grader.cli import main
from grader.cli.bundle import _NAMES
from grader.errors import UsageError
from grader.suite.file import digest_of, load, loads, save
from tests.bundle.conftest import NAMES, READABLE, extracted
from tests.conftest import ROOT

LOGISTIC = ROOT / "tests" / "assignments" / "logistic"
WITH_IMAGE = ("gradescope", "prairielearn", "autolab", "submitty")
each_bundle = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def files(bundles):
    """Return the files of a bundle, by their names."""

    def files(name: str) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(bundles[name])) as packed:
            return {entry: packed.read(entry) for entry in packed.namelist()}

    return files


def test_every_platform_is_tried_here_and_known_to_the_command():
    assert set(PLATFORMS) == set(NAMES) == set(_NAMES)


@each_bundle
def test_no_line_ends_as_on_windows(files, name):
    texts = {file: data for file, data in files(name).items() if not file.endswith(".whl")}

    assert [file for file, data in texts.items() if b"\r" in data] == []
    assert [
        file for file, data in texts.items() if file.endswith(".sh") and data[-1:] != b"\n"
    ] == []


def test_a_checkout_on_windows_makes_the_same_scripts(tmp_path, monkeypatch):
    folder = tmp_path / "files" / "gradescope"
    folder.mkdir(parents=True)
    (folder / "setup.sh").write_bytes(b"#!/bin/bash\r\ntrue\r\n")
    monkeypatch.setattr(resources, "files", lambda package: tmp_path)

    assert fixed("gradescope") == {"setup.sh": b"#!/bin/bash\ntrue\n"}


@each_bundle
def test_scripts_may_be_run_and_nothing_else_may(bundles, name):
    with zipfile.ZipFile(io.BytesIO(bundles[name])) as packed:
        modes = {entry.filename: entry.external_attr >> 16 for entry in packed.infolist()}
    scripts = {file for file in modes if file.endswith((".sh", "run_autograder"))}

    assert scripts or name in ("autolab", "classroom50")  # an archive, and a program of Python
    assert {file for file, mode in modes.items() if mode & 0o111} == scripts
    assert all(stat.S_ISREG(mode) for mode in modes.values())


@each_bundle
def test_the_shell_understands_the_scripts(bundles, tmp_path, name):
    scripts = [path for path in extracted(bundles[name], tmp_path).rglob("*") if os.access(path, 1)]

    for script in (path for path in scripts if path.is_file()):
        subprocess.run(["bash", "-n", script], check=True)


@each_bundle
def test_there_is_a_readme_of_five_lines_a_suite_and_one_wheel(files, name):
    inside = files(name)
    (readme,) = (data for file, data in inside.items() if file.endswith("README.txt"))

    assert len(readme.decode("ascii").splitlines()) == 5
    assert len([file for file in inside if file.endswith(("suite.json", ".tar"))]) == 1
    assert len([file for file in inside if file.endswith(".whl")]) == 1


@pytest.mark.parametrize("name", WITH_IMAGE)
def test_what_an_image_copies_is_there(files, name):
    inside = files(name)
    (place,) = (file for file in inside if file.endswith("Dockerfile"))
    folder = place.removesuffix("Dockerfile")
    text = inside[place].decode()
    copied = re.findall(r"^COPY (\S+) \S+$", text, re.MULTILINE)

    assert re.search(r"^FROM \S+:\S+$", text, re.MULTILINE)
    assert copied
    for source in copied:
        assert any(file.startswith(f"{folder}{source.removeprefix('.')}") for file in inside)


def test_gradescope_finds_its_scripts_at_the_top(files):
    assert {"setup.sh", "run_autograder", "suite.json"} <= set(files("gradescope"))


@pytest.mark.parametrize("name", ["gradescope", "prairielearn", "submitty"])
def test_the_suite_is_the_one_that_was_given(files, logistic_suite, tmp_path, name):
    save(logistic_suite, tmp_path / "suite.json")
    (inside,) = (data for file, data in files(name).items() if file.endswith("suite.json"))

    assert digest_of(inside) == digest_of((tmp_path / "suite.json").read_bytes())


def test_a_bundle_is_the_same_for_the_same_suite(bundles, logistic, logistic_suite):
    assert bundle("gradescope", logistic, logistic_suite) == bundles["gradescope"]


def test_prairielearn_reads_the_question(files):
    inside = files("prairielearn")
    info = json.loads(inside["question/info.json"])
    options = info["externalGradingOptions"]

    assert str(uuid.UUID(info["uuid"])) == info["uuid"]
    assert (info["type"], info["gradingMethod"]) == ("v3", "External")
    assert info["title"] and info["topic"]
    assert options["entrypoint"] == "/grade/tests/run.sh"
    assert 60 <= options["timeout"] <= 600
    assert options["enableNetworking"] is False
    assert re.fullmatch(r"[a-z0-9._/-]+:[\w.-]+", options["image"])


def test_the_question_asks_for_the_file_and_shows_the_results(files):
    elements = Elements(files("prairielearn")["question/question.html"].decode())

    assert elements.named["pl-file-upload"] == {"file-names": "logistic.py"}
    assert {"pl-external-grader-results", "pl-submission-panel"} <= set(elements.named)
    assert "sigmoid" in elements.text


def test_a_title_is_no_template_and_no_tag(logistic, logistic_suite):
    first, *others = logistic_suite.questions
    asked = "{{#correct_answers}} <script>{{{secret}}}"
    suite = replace(logistic_suite, questions=(replace(first, asked=asked), *others))
    with zipfile.ZipFile(io.BytesIO(bundle("prairielearn", logistic, suite))) as packed:
        page = packed.read("question/question.html").decode()

    assert "{" not in page
    assert asked in Elements(page).text
    assert "script" not in Elements(page).named


def test_actions_has_a_workflow_that_reads_nothing_but_the_repository(files):
    workflow = yaml.safe_load(files("actions")[".github/workflows/grade.yml"])
    steps = workflow["jobs"]["grade"]["steps"]
    commands = [step["run"] for step in steps if "run" in step]

    assert workflow["permissions"] == {"contents": "read"}
    for path in (word for line in commands for word in line.split() if word.startswith(".grader")):
        assert any(file.startswith(path.partition("*")[0]) for file in files("actions"))


@pytest.mark.parametrize("name", READABLE)
def test_students_can_read_no_secret(files, logistic, logistic_suite, name):
    (inside,) = (data for file, data in files(name).items() if file.endswith("suite.json"))
    suite = loads(inside.decode())
    hidden = {c.id for q in logistic_suite.questions for c in q.cases if c.hidden}

    assert hidden
    assert not holds_secrets(suite)
    assert not hidden & {case.id for question in suite.questions for case in question.cases}
    to_find = [step for step in suite.steps if step.id not in logistic.sheet.given]
    assert to_find
    assert {step.formula.latex for step in to_find} == {""}


@pytest.mark.parametrize("name", READABLE)
def test_a_hidden_suite_is_refused_where_students_read_it(logistic, logistic_suite, name):
    with pytest.raises(UsageError, match="students can read"):
        bundle(name, logistic, logistic_suite)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "prairielearn"])
def test_own_numbers_are_refused_where_the_platform_tells_no_seed(logistic, logistic_suite, name):
    with pytest.raises(UsageError, match="no seed"):
        bundle(name, logistic, None if name in READABLE else logistic_suite, key=b"k" * 32)


def test_own_numbers_of_another_state_of_the_assignment_are_refused(logistic, logistic_suite):
    other = replace(logistic_suite, source="0" * 64)

    with pytest.raises(UsageError, match="leave --suite out"):
        bundle("prairielearn", logistic, other, key=b"k" * 32)


def test_submitty_understands_the_configuration(files):
    """As ``load_config_json.cpp`` and ``execute_limits.cpp`` read it."""
    inside = files("submitty")
    config = json.loads(inside["config/config.json"])
    (case,) = config["testcases"]
    (command,) = case["containers"][0]["commands"]
    (validation,) = case["validation"]
    limits = config["resource_limits"]

    assert config["autograding_method"] == "docker"
    assert re.fullmatch(r"[a-z0-9._/-]+:[\w.-]+", config["container_options"]["container_image"])
    assert limits.pop("RLIMIT_CPU") <= 600
    assert limits.pop("RLIMIT_FSIZE") <= 100_000_000
    assert limits.pop("RLIMIT_NPROC") <= 10_000
    assert all(0 < value < 2**31 for value in limits.values())
    assert set(limits) <= {"RLIMIT_DATA", "RLIMIT_STACK", "RLIMIT_NOFILE"}
    assert type(case["points"]) is int and case["points"] == 100
    assert command.split()[0] == "bash"  # allowed in a container only
    assert f"config/test_input/{command.split()[1]}" in inside
    assert validation["method"] == "custom_validator"
    program, _, script = validation["command"].split()
    assert program == "python3" and f"config/custom_validation_code/{script}" in inside


def test_no_file_of_a_student_stands_in_place_of_the_grade_at_submitty(files):
    patterns = json.loads(files("submitty")["config/config.json"])["autograding"]
    taken = {pattern.removeprefix("**/*") for pattern in patterns["submission_to_runner"]}

    assert {".py", ".ipynb", ".zip", ".md", ".PY", ".ZIP"} <= taken
    assert not {".json", ".log", ".sh", ""} & {suffix.lower() for suffix in taken}


def test_gitlab_has_a_pipeline_that_reads_nothing_but_the_repository(files):
    inside = files("gitlab")
    job = yaml.safe_load(inside[".gitlab-ci.yml"])["grade"]

    assert set(job) == {"image", "timeout", "script", "artifacts"}
    assert job["artifacts"]["reports"] == {"junit": "grade/junit.xml"}
    assert job["artifacts"]["when"] == "always"
    for path in (word for line in job["script"] for word in line.split() if "/" in word):
        assert any(file.startswith(path.partition("*")[0]) for file in inside)


@pytest.mark.parametrize("name", WITH_IMAGE)
def test_the_image_is_built_without_a_complaint_of_the_linter(files, tmp_path, name):
    hadolint = shutil.which("hadolint", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if hadolint is None:
        pytest.skip("there is no hadolint here")
    (content,) = (data for file, data in files(name).items() if file.endswith("Dockerfile"))
    (tmp_path / "Dockerfile").write_bytes(content)

    said = subprocess.run(
        [hadolint, "--no-color", tmp_path / "Dockerfile"], capture_output=True, check=False
    )

    assert (said.returncode, said.stdout) == (0, b"")


@pytest.mark.parametrize("secret", ["seed", "case"])
def test_any_one_secret_is_enough(logistic, logistic_suite, secret):
    public = build_public(logistic)
    other = {"seed": replace(public, seed=1), "case": replace(logistic_suite, seed=None)}[secret]

    assert not holds_secrets(public)
    assert holds_secrets(other)


def test_a_public_suite_is_taken(logistic, files):
    with zipfile.ZipFile(io.BytesIO(bundle("actions", logistic, build_public(logistic)))) as packed:
        inside = packed.read(".grader/suite.json")

    assert inside == files("actions")[".grader/suite.json"]


def test_a_suite_of_another_assignment_is_refused(squared_error, logistic_suite):
    with pytest.raises(UsageError, match="logistic"):
        bundle("gradescope", squared_error, logistic_suite)


def test_the_command_writes_a_file_for_its_owner_with_new_hidden_cases(tmp_path, capsys):
    out = tmp_path / "g.zip"

    assert main(["bundle", "gradescope", str(LOGISTIC), "-o", str(out)]) == 0

    assert "hidden cases" in capsys.readouterr().out
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert holds_secrets(load(extracted(out.read_bytes(), tmp_path / "in") / "suite.json"))


@pytest.mark.parametrize(
    "options, said",
    [
        (["--for", "gradescope", "out.json"], "--one"),
        (["--one", "--for", "blackboard", "out.json"], "gradescope, prairielearn"),
    ],
)
def test_what_a_platform_reads_is_of_one_student_and_of_a_known_platform(options, said, capsys):
    right = str(LOGISTIC / "submissions" / "right")

    assert main(["grade", right, "--assignment", str(LOGISTIC), *options]) == 2
    assert said in capsys.readouterr().err


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.named, self.text = {}, ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.named[tag] = dict(attrs)

    def handle_data(self, data):
        self.text += data
