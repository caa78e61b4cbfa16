"""Platforms in scratch folders: what is uploaded lies where each of them puts it, and is run."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from grader.bundle.contents import bundle
from tests.conftest import ROOT

SUBMISSIONS = ROOT / "tests" / "assignments" / "logistic" / "submissions"
RIGHT = (SUBMISSIONS / "right" / "logistic.py").read_bytes()
FLIPPED = (SUBMISSIONS / "sign_flipped" / "logistic.py").read_bytes()
SECRET = ("gradescope", "prairielearn", "autolab", "submitty")
READABLE = ("actions", "gitlab", "classroom50")
NAMES = (*SECRET, *READABLE)


@pytest.fixture(scope="session")
def bundles(logistic, logistic_suite) -> Mapping[str, bytes]:
    secret = {name: bundle(name, logistic, logistic_suite) for name in SECRET}
    return {**secret, **{name: bundle(name, logistic) for name in READABLE}}


def extracted(content: bytes, folder: Path) -> Path:
    """Extract a zip file as ``unzip`` does, with the modes."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        packed.extractall(folder)
        for entry in packed.infolist():
            (folder / entry.filename).chmod(entry.external_attr >> 16 & 0o777)
    return folder


@pytest.fixture(scope="session")
def prefix(bundles, tmp_path_factory) -> Path:
    """What the set-up of a platform installs, from the wheel of a bundle: no file of this one."""
    place = tmp_path_factory.mktemp("prefix")
    uploaded = extracted(bundles["gradescope"], place / "uploaded")
    (wheel,) = (uploaded / "wheels").iterdir()
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(place / "site")
    program = f"import sys; sys.path.insert(0, {str(place / 'site')!r}); import grader.cli as c;"
    _command(place, "grader", [sys.executable, "-P", "-c", f"{program} c.run()"])
    _command(place, "python", [sys.executable])
    return place


def _command(prefix: Path, name: str, words: list[str]) -> None:
    command = prefix / "grader" / "bin" / name
    command.parent.mkdir(parents=True, exist_ok=True)
    command.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n')
    command.chmod(0o755)


@dataclass(frozen=True)
class Layout:
    """Where a platform puts what, under a folder that stands for ``/``, and what it runs there.

    ``command`` is as in the platform's configuration, where there is one.
    """

    put: Callable[[bytes, Path], None]
    submission: str
    suite: str
    command: Callable[[Path], str]
    folder: str = "."
    before: Callable[[Path], None] = lambda root: None


@dataclass
class Machine:
    """A platform's machine on which a bundle is set up."""

    name: str
    root: Path
    prefix: Path

    @property
    def layout(self) -> Layout:
        return LAYOUTS[self.name]

    @property
    def submission(self) -> Path:
        return self.root / self.layout.submission

    @property
    def suite(self) -> Path:
        return self.root / self.layout.suite

    @property
    def results(self) -> Path:
        return self.root / "results" / "results.json"

    def run(
        self, before: str = "", within: str = "exec", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run the platform's command, after another one of the shell, within a third."""
        self.layout.before(self.root)
        return subprocess.run(
            ["bash", "-c", f"{before}\n{within} {self.layout.command(self.root)}"],
            cwd=self.root / self.layout.folder,
            env=self._environment() | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def _environment(self) -> dict[str, str]:
        root, own = str(self.root), f"{self.prefix}/grader/bin:{os.defpath}"
        if self.name == "actions":
            temporary = f"{root}.temporary"
            summary = {"GITHUB_STEP_SUMMARY": f"{root}.md", "GITHUB_WORKSPACE": root}
            return {"PATH": own, "RUNNER_TEMP": temporary, **summary}
        if self.name == "gitlab":
            return {"PATH": own, "CI_PROJECT_DIR": root}
        roots = {"AUTOGRADER_ROOT": root, "GRADE_ROOT": root}
        told = CLASSROOM50 if self.name == "classroom50" else {}
        return {"PATH": os.defpath, "GRADER_PREFIX": str(self.prefix), **roots, **told}


CLASSROOM50 = {
    "CLASSROOM": "cs-principles",
    "ASSIGNMENT": "derive",
    "ASSIGNMENT_TYPE": "individual",
    "OWNER": "ada",
    "USERNAME": "ada",
    "SUBMISSION_TAG": "submit/2026-11-01T12-00-00Z-a1b2c3d",
    "COMMIT_URL": "https://example.org/commit/a1b2c3d",
    "RELEASE_URL": "https://example.org/releases/1",
    "REVIEW_URL": "https://example.org/compare/0...a1b2c3d",
}
"""What Classroom 50 tells its autograder."""


@pytest.fixture(scope="session")
def machine(bundles, prefix, tmp_path_factory):
    """Return the function that sets up the machine of a platform, with these files handed in."""

    def machine(name: str, files: Mapping[str, bytes], content: bytes | None = None) -> Machine:
        made = Machine(name, tmp_path_factory.mktemp("machine") / name, prefix)
        made.layout.put(content or bundles[name], made.root)
        made.submission.mkdir(exist_ok=True)
        for file, written in files.items():
            (made.submission / file).write_bytes(written)
        return made

    return machine


def _put_gradescope(content: bytes, root: Path) -> None:
    extracted(content, root / "source")
    (root / "source" / "run_autograder").rename(root / "run_autograder")
    (root / "results").mkdir()


def _put_prairielearn(content: bytes, root: Path) -> None:
    uploaded = extracted(content, root.with_suffix(".uploaded"))
    root.mkdir()
    (uploaded / "question" / "tests").rename(root / "tests")


def _put_autolab(content: bytes, root: Path) -> None:
    uploaded = extracted(content, root.with_suffix(".uploaded"))
    root.mkdir()
    (uploaded / "autograde-Makefile").rename(root / "Makefile")
    (uploaded / "autograde.tar").rename(root / "autograde.tar")
    (rule,) = re.findall(r"^\t@(tar .*)$", (root / "Makefile").read_text(), re.MULTILINE)
    subprocess.run(shlex.split(rule), cwd=root, check=True)


def _put_submitty(content: bytes, root: Path) -> None:
    extracted(content, root)
    (root / "test01").mkdir()


def _before_submitty(root: Path) -> None:
    """Copy what was handed in and matches a pattern, and the test's input over it."""
    config = json.loads((root / "config" / "config.json").read_text())
    handed_in, there = root / "submission", root / "test01"
    for pattern in config["autograding"]["submission_to_runner"]:
        for path in handed_in.glob(pattern):
            if path.is_file():
                shutil.copy(path, there / path.name)
    (there / "queue_file.json").write_text("{}")
    (there / "STDOUT.txt").touch()
    shutil.copytree(root / "config" / "test_input", there, dirs_exist_ok=True)


def _submitty_command(root: Path) -> str:
    (case,) = json.loads((root / "config" / "config.json").read_text())["testcases"]
    return case["containers"][0]["commands"][0]


def _gitlab_command(root: Path) -> str:
    return yaml.safe_load((root / ".gitlab-ci.yml").read_text())["grade"]["script"][-1]


def _put_classroom50(content: bytes, root: Path) -> None:
    extracted(content, root / "autograder")


LAYOUTS = {
    "gradescope": Layout(
        _put_gradescope, "submission", "source/suite.json", lambda root: f"{root}/run_autograder"
    ),
    "prairielearn": Layout(
        _put_prairielearn, "student", "tests/suite.json", lambda root: f"{root}/tests/run.sh"
    ),
    "autolab": Layout(
        _put_autolab, ".", "grader-files/suite.json", lambda root: "bash grader-files/run.sh"
    ),
    "submitty": Layout(
        _put_submitty,
        "submission",
        "config/test_input/grader-files/suite.json",
        _submitty_command,
        folder="test01",
        before=_before_submitty,
    ),
    "actions": Layout(
        lambda content, root: extracted(content, root) and None,
        ".",
        ".grader/suite.json",
        lambda root: "bash .grader/run.sh",
    ),
    "gitlab": Layout(
        lambda content, root: extracted(content, root) and None,
        ".",
        ".grader/suite.json",
        _gitlab_command,
    ),
    "classroom50": Layout(
        _put_classroom50,
        "checkout",
        "autograder/suite.json",
        lambda root: f"{sys.executable} {root}/autograder/autograder.py",
        folder="checkout",
    ),
}
