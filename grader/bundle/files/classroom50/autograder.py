"""Grade the student's checkout, which is the working directory, with the public cases.

Any status but 0 is an error of the infrastructure: that is how a fault of the grader ends.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}


def installed(folder: Path) -> str:
    """Install the grader into a folder, and return its command."""
    # -I, because the working directory is the student's: no module is taken from there.
    subprocess.run([sys.executable, "-I", "-m", "venv", folder], check=True)
    wheels = [str(wheel) for wheel in (HERE / "wheels").glob("*.whl")]
    pip = [str(folder / "bin" / "python"), "-I", "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--disable-pip-version-check", *wheels], check=True)
    return str(folder / "bin" / "grader")


def main() -> int:
    """Write result.json, release-body.md and grade.html."""
    prefix = os.environ.get("GRADER_PREFIX")
    folder = Path(prefix or tempfile.mkdtemp()) / "grader"
    grader = str(folder / "bin" / "grader") if prefix else installed(folder)
    os.environ.update(ONE_THREAD)
    subprocess.run([grader, "doctor", "--json"], check=False)
    suite = str(HERE / "suite.json")
    command = [grader, "grade", "--one", ".", "--suite", suite, "--for", "classroom50", "."]
    return subprocess.run(command, check=False).returncode


sys.exit(main())
