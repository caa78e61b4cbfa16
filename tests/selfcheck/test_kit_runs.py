"""The kit as a student has it: a Python with numpy and nothing else, and the files of the kit."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import select
import subprocess
import sys
import time
import venv
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest

from grader.kit.archive import archive
from tests.selfcheck.conftest import small

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is needed")


@pytest.fixture(scope="module")
def python(tmp_path_factory) -> Path:
    """An interpreter that can import the standard library and numpy, made without a network."""
    folder = tmp_path_factory.mktemp("bare") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    (packages,) = folder.glob("lib/python*/site-packages")
    installed = Path(np.__file__).parent.parent
    for name in ("numpy", "numpy.libs"):
        if (installed / name).exists():
            (packages / name).symlink_to(installed / name)
    return folder / "bin" / "python"


@pytest.fixture
def kit_folder(tmp_path, small_kit) -> Path:
    with zipfile.ZipFile(io.BytesIO(small_kit)) as packed:
        packed.extractall(tmp_path)
    return tmp_path / "logistic"


@pytest.fixture
def check(python, kit_folder):
    def check(*arguments: str, cwd: Path = kit_folder, **environment: str):
        return subprocess.run(
            [python, kit_folder / "check.pyz", *arguments],
            cwd=cwd,
            env={"PATH": os.environ["PATH"], **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return check


def test_the_interpreter_has_numpy_and_nothing_else(python):
    for module, there in (("numpy", 0), ("jinja2", 1), ("yaml", 1), ("markupsafe", 1)):
        asked = [python, "-c", f"import {module}"]

        assert subprocess.run(asked, capture_output=True, check=False).returncode == there


def test_one_command_after_unzipping_gives_feedback(check):
    done = check()

    assert done.returncode == 1
    assert done.stdout.startswith("starter.py, saved ")
    assert "to write  sigmoid, error, slope" in done.stdout
    assert "to write  sigmoid, error, slope" in done.stdout
    assert done.stderr == ""


@pytest.mark.thorough
def test_the_file_that_is_written_goes_before_the_starter(check, kit_folder):
    (kit_folder / "logistic.py").write_text(small("right"))

    done = check()

    assert done.returncode == 0
    assert "Nothing to fix in the public cases." in done.stdout


@pytest.mark.thorough
def test_it_is_found_beside_the_check_from_another_folder(check, kit_folder, tmp_path):
    (kit_folder / "logistic.py").write_text(small("slope_twice"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    done = check(cwd=elsewhere)

    assert "Something is off in error" in done.stdout


@pytest.mark.thorough
def test_modules_of_the_students_do_not_come_in_the_way(check, kit_folder):
    for name in ("numpy", "json", "grader", "queue"):
        (kit_folder / f"{name}.py").write_text("raise SystemExit('wrong one')")

    done = check("starter.py")

    assert "to write  sigmoid, error, slope" in done.stdout


@pytest.mark.thorough
def test_a_page_can_be_written_without_further_packages(check, kit_folder):
    (kit_folder / "logistic.py").write_text(small("slope_twice"))

    check("--html", "page.html")

    page = (kit_folder / "page.html").read_text()
    assert "Something is off in error" in page
    assert "Agrees with differences of E" in page


@pytest.mark.thorough
def test_what_python_compiles_is_kept_beside_it_for_the_next_check(check, kit_folder):
    (kit_folder / "logistic.py").write_text(small("slope_twice"))
    kept = kit_folder / "__pycache__"

    first = check()
    (laid_out,) = kept.iterdir()
    (compiled,) = laid_out.glob("grader/selfcheck/__pycache__/session.*.pyc")
    written = compiled.stat().st_mtime_ns
    second = check()

    for done in (first, second):
        assert done.returncode == 1, done.stderr
        assert "Something is off in error" in done.stdout
    assert list(kept.iterdir()) == [laid_out]
    assert compiled.stat().st_mtime_ns == written


@pytest.mark.thorough
def test_where_nothing_can_be_kept_it_runs_all_the_same(check, kit_folder):
    (kit_folder / "logistic.py").write_text(small("slope_twice"))
    (kit_folder / "__pycache__").write_text("nothing can be kept here")

    done = check()

    assert done.returncode == 1, done.stderr
    assert "Something is off in error" in done.stdout


@pytest.mark.thorough
def test_a_notebook_beside_it_is_found(check, kit_folder):
    source = small("slope_twice").splitlines(keepends=True)
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [cell | {"source": ["%matplotlib inline"]}, cell | {"source": source}]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    (kit_folder / "homework.ipynb").write_text(json.dumps(notebook))

    assert "Something is off in error" in check().stdout


@pytest.mark.thorough
def test_it_speaks_json(check, kit_folder):
    (kit_folder / "logistic.py").write_text(small("sign_flipped"))

    found = json.loads(check("--json", "--seed", "5").stdout)

    assert found["verdict"] == "something to fix"
    assert found["seed"] == 5


def test_without_numpy_it_says_how_to_get_it(kit_folder, tmp_path):
    venv.create(tmp_path / "empty", with_pip=False, symlinks=True)
    python = tmp_path / "empty" / "bin" / "python"

    done = subprocess.run(
        [python, "-I", kit_folder / "check.pyz"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "-m pip install numpy" in done.stderr


def test_an_old_python_is_told_so_and_not_shown_a_traceback(small_kit):
    """What runs first is in the syntax of old Pythons, and asks for the version first."""
    with zipfile.ZipFile(io.BytesIO(small_kit)) as packed:
        inner = zipfile.ZipFile(io.BytesIO(packed.read("logistic/check.pyz")))
    source = inner.read("__main__.py").decode()
    program = f"import sys; sys.version_info = (3, 8, 1)\n{source}"

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "needs Python 3.11 or newer, and this is Python 3.8" in done.stderr
    assert not re.search(r"(?<!\w)f[\"']|:=|match ", source)


@pytest.mark.thorough
def test_another_python_or_numpy_than_the_grading_one_is_said(check, kit_folder):
    assert "will be graded with" not in check().stderr

    path = kit_folder / "check.pyz"
    with zipfile.ZipFile(path) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    files["kit/graded_with.json"] = b'{"python": "3.99", "numpy": "1.7"}'
    # As if another machine had made it: it is laid out in a folder of its own.
    files["__main__.py"] = files["__main__.py"].replace(b"check-", b"check-another-")
    path.write_bytes(archive(files))

    said = check().stderr
    assert "Your file will be graded with Python 3.99 and numpy 1.7; here are Python 3." in said
    said = check("--json")
    assert "will be graded with" not in said.stderr
    assert json.loads(said.stdout)["graded_with"] == {"python": "3.99", "numpy": "1.7"}


@pytest.mark.thorough
def test_nothing_is_left_behind(check, tmp_path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()

    check(TMPDIR=str(temporary))

    assert list(temporary.iterdir()) == []


@pytest.mark.thorough
def test_it_runs_without_isolation_from_the_archive(python, kit_folder):
    """As on macOS and Windows: a plain process, its files written out of the archive."""
    (kit_folder / "logistic.py").write_text(small("slope_twice"))
    program = (
        "import sys; sys.path.insert(0, 'check.pyz'); sys.argv = ['check.pyz']\n"
        "import grader.sandbox.opening as opening\n"
        "from grader.errors import SandboxError\n"
        "def none(*a): raise SandboxError('no such thing here')\n"
        "opening.prefork_backend = none\n"
        "from grader.cli.check import main\n"
        "sys.exit(main())"
    )

    done = subprocess.run(
        [python, "-c", program], cwd=kit_folder, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1, done.stderr
    assert "Something is off in error" in done.stdout


# --- watching, in a terminal ----------------------------------------------------------------------


class Terminal:
    """A program in a pseudo-terminal."""

    def __init__(self, command, cwd):
        with warnings.catch_warnings():
            # The other threads are idle ones of the linear algebra library, which outlive a fork.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid, self._descriptor = pty.fork()
        if self.pid == 0:
            os.chdir(cwd)
            os.environ.pop("NO_COLOR", None)
            os.execv(command[0], command)

    def screen(self, until="Ctrl-C ends."):
        """What is on the screen when this has appeared: all that came since it was cleared."""
        seen = b""
        deadline = time.monotonic() + 60
        while until.encode() not in seen:
            assert time.monotonic() < deadline, seen.decode()
            ready, _, _ = select.select([self._descriptor], [], [], 0.2)
            if ready:
                try:
                    seen += os.read(self._descriptor, 1 << 16)
                except OSError:  # the other end is closed
                    break
        assert b"\x1b[2J" in seen
        return re.sub(r"\x1b\[[0-9;]*m", "", seen.decode().rpartition("\x1b[2J")[2])

    def press(self, key):
        os.write(self._descriptor, key)

    def rest(self):
        """What it says until it ends, which must be soon."""
        said = b""
        while select.select([self._descriptor], [], [], 30)[0]:
            try:
                piece = os.read(self._descriptor, 1 << 16)
            except OSError:  # the other end is closed
                piece = b""
            if not piece:
                return said.decode()
            said += piece
        raise AssertionError(f"it goes on: {said.decode()}")

    def status(self):
        """How it ended; nothing more can be heard of it."""
        os.close(self._descriptor)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def save(file, text):
    """At once: between emptying a file and filling it, a loaded machine may look at it."""
    beside = file.with_suffix(".saving")
    beside.write_text(text)
    beside.replace(file)


def test_an_evening_with_watch(python, kit_folder):
    file = kit_folder / "logistic.py"
    save(file, small("slope_twice"))
    terminal = Terminal(
        [str(python), str(kit_folder / "check.pyz"), "--watch", "--seed", "1"], kit_folder
    )
    assert "Something is off in error" in terminal.screen()

    save(file, small("slope_twice") + "\n# nothing new\n")
    assert "error: still wrong (off)" in terminal.screen()

    save(file, small("right") + "\ndef error(s, t:\n")
    assert "The file does not load any more: SyntaxError" in terminal.screen()

    beside = kit_folder / ".logistic.py.swp"
    beside.write_text(small("sign_flipped"))
    beside.replace(file)
    assert "The file loads again" in terminal.screen()

    file.unlink()
    time.sleep(0.3)
    save(file, small("right"))
    said = terminal.screen()
    assert " points since your last save:" in said
    assert "error: fixed" in said
    assert "slope: fixed" in said
    assert "Nothing to fix in the public cases." in said

    save(file, small("right").replace("def slope", "def slop"))
    assert "slope: has no answer any more" in terminal.screen()

    terminal.press(b"\x03")
    assert "Traceback" not in terminal.rest()
    assert terminal.status() == 0
