"""Platforms in scratch folders: what is uploaded lies where each of them puts it, and is run."""

from __future__ import annotations

import io
import os
import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.bundle.contents import bundle
from tests.conftest import ROOT

SUBMISSIONS = ROOT / "tests" / "assignments" / "logistic" / "submissions"
RIGHT = (SUBMISSIONS / "right" / "logistic.py").read_bytes()
FLIPPED = (SUBMISSIONS / "sign_flipped" / "logistic.py").read_bytes()
SECRET = ("gradescope", "prairielearn", "autolab")
NAMES = (*SECRET, "actions")


@pytest.fixture(scope="session")
def bundles(logistic, logistic_suite) -> Mapping[str, bytes]:
    secret = {name: bundle(name, logistic, logistic_suite) for name in SECRET}
    return {**secret, "actions": bundle("actions", logistic)}


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
    command = place / "grader" / "bin" / "grader"
    command.parent.mkdir(parents=True)
    program = f"import sys; sys.path.insert(0, {str(place / 'site')!r}); import grader.cli as c;"
    words = shlex.join([sys.executable, "-P", "-c", f"{program} c.run()"])
    command.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
    command.chmod(0o755)
    return place


@dataclass
class Machine:
    """A platform's machine on which a bundle is set up, under a folder that stands for ``/``."""

    name: str
    root: Path
    prefix: Path

    @property
    def submission(self) -> Path:
        inner = {"gradescope": "submission", "prairielearn": "student"}
        return self.root / inner.get(self.name, "")

    @property
    def suite(self) -> Path:
        inner = {
            "gradescope": "source",
            "prairielearn": "tests",
            "autolab": "grader-files",
            "actions": ".grader",
        }
        return self.root / inner[self.name] / "suite.json"

    @property
    def results(self) -> Path:
        return self.root / "results" / "results.json"

    def run(self, before: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        """Start the platform's script, after another command of the shell."""
        script = {
            "gradescope": "run_autograder",
            "prairielearn": "tests/run.sh",
            "autolab": "grader-files/run.sh",
            "actions": ".grader/run.sh",
        }[self.name]
        shell = "bash" if self.name == "autolab" else ""  # as its makefile does
        return subprocess.run(
            ["bash", "-c", f'{before}\nexec {shell} "$0"', self.root / script],
            cwd=self.root if self.name == "autolab" else "/",
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
        roots = {"AUTOGRADER_ROOT": root, "GRADE_ROOT": root}
        return {"PATH": os.defpath, "GRADER_PREFIX": str(self.prefix), **roots}


@pytest.fixture(scope="session")
def machine(bundles, prefix, tmp_path_factory):
    """Return the function that sets up the machine of a platform, with these files handed in."""

    def machine(name: str, files: Mapping[str, bytes]) -> Machine:
        made = Machine(name, tmp_path_factory.mktemp("machine") / name, prefix)
        _LAID_OUT[name](bundles[name], made.root)
        made.submission.mkdir(exist_ok=True)
        for file, content in files.items():
            (made.submission / file).write_bytes(content)
        return made

    return machine


def _gradescope(content: bytes, root: Path) -> None:
    extracted(content, root / "source")
    (root / "source" / "run_autograder").rename(root / "run_autograder")
    (root / "results").mkdir()


def _prairielearn(content: bytes, root: Path) -> None:
    uploaded = extracted(content, root.with_suffix(".uploaded"))
    root.mkdir()
    (uploaded / "question" / "tests").rename(root / "tests")


def _autolab(content: bytes, root: Path) -> None:
    uploaded = extracted(content, root.with_suffix(".uploaded"))
    root.mkdir()
    (uploaded / "autograde-Makefile").rename(root / "Makefile")
    (uploaded / "autograde.tar").rename(root / "autograde.tar")
    (rule,) = re.findall(r"^\t@(tar .*)$", (root / "Makefile").read_text(), re.MULTILINE)
    subprocess.run(shlex.split(rule), cwd=root, check=True)


_LAID_OUT = {
    "gradescope": _gradescope,
    "prairielearn": _prairielearn,
    "autolab": _autolab,
    "actions": extracted,
}
