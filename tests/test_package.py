"""What is installed: exactly the files of the package that are tracked, and nothing stale."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import subprocess
import tomllib
import zipfile

import hatchling.build
import pytest

import grader
from grader.authoring.templates import IN_WHEEL, NAMES
from grader.bundle.wheel import own_wheel
from tests.conftest import ROOT


def tracked() -> set[str]:
    """The files that git knows of the package and of its templates, by their place in a wheel."""
    templates = [f"tests/assignments/{name}" for name in NAMES]
    listed = ["git", "-C", str(ROOT), "ls-files", "-z", "grader", *templates]
    done = subprocess.run(listed, capture_output=True, text=True, check=True)
    names = (name for name in done.stdout.split("\0") if name)
    return {name.replace("tests/assignments", IN_WHEEL) for name in names}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        name = hatchling.build.build_wheel(str(folder))
    return folder / name


def test_a_wheel_holds_exactly_the_tracked_files(wheel):
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if ".dist-info/" not in name}

    assert names == tracked()
    assert {"grader/report/texts/en.toml", "grader/report/templates/student.html.j2"} <= names


def test_a_wheel_says_its_version_its_licence_and_any_python_from_the_oldest_on(wheel):
    with zipfile.ZipFile(wheel) as packed:
        (metadata,) = (name for name in packed.namelist() if name.endswith("/METADATA"))
        said = packed.read(metadata).decode().splitlines()

    assert f"Version: {grader.__version__}" in said
    assert "License-File: LICENSE" in said
    assert "Requires-Python: >=3.11" in said


@pytest.fixture(scope="module")
def bundled():
    """The wheel that goes into a bundle, by its files."""
    with zipfile.ZipFile(io.BytesIO(own_wheel().content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_the_wheel_of_a_bundle_holds_what_the_build_tool_puts_into_one(wheel, bundled):
    with zipfile.ZipFile(wheel) as packed:
        built = {name: packed.read(name) for name in packed.namelist()}
    told = ("/RECORD", "/WHEEL", "/METADATA")  # other lines, or those of the last installation

    assert own_wheel().name == wheel.name
    assert set(bundled) == set(built)
    assert [n for n in built if not n.endswith(told) and bundled[n] != built[n]] == []


def test_the_record_of_the_wheel_of_a_bundle_is_true(bundled):
    (name,) = (name for name in bundled if name.endswith("/RECORD"))
    rows = {row[0]: row[1:] for row in csv.reader(bundled[name].decode().splitlines())}

    assert rows.pop(name) == ["", ""]
    assert set(rows) == set(bundled) - {name}
    for path, (digest, size) in rows.items():
        kind, _, text = digest.partition("=")
        found = hashlib.new(kind, bundled[path]).digest()
        assert base64.urlsafe_b64decode(f"{text}=") == found
        assert int(size) == len(bundled[path])


def test_the_oldest_python_is_the_oldest_classifier():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    versions = [line.rpartition(" ")[2] for line in project["classifiers"]]

    assert project["requires-python"] == f">={versions[0]}"
