"""Each Python that the grader starts: a student's files lie in the working folder of some."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT

_STARTED = re.compile(
    r"""(?<!`)(?:sys\.executable|interpreter\(\)|\bpython3?\b"?|"\$bin/python"|"python"\))  # which
        ,?\s+(?P<options>(?:"?-\w+"?,?\s+)*?)                                         # and how
        "?(?:-[mc]\b|start_file\(\))                                                   # to run""",
    re.VERBOSE,
)
"""A Python with its options in a list of words or in a script, that runs a module or a text."""


def started(text):
    """Return the options of each Python that a source starts."""
    return [match["options"] for match in _STARTED.finditer(text)]


FILES = [
    *(ROOT / "grader").rglob("*.py"),
    *(path for path in (ROOT / "grader" / "bundle" / "files").rglob("*.*") if path.is_file()),
]


def test_no_python_takes_modules_from_the_working_folder():
    """It would run a hand-in called ``typing.py`` outside the sandbox."""
    found = {path: started(path.read_text("utf-8")) for path in FILES if path.suffix != ".txt"}
    every = {path.name: options for path, options in found.items() if options}

    assert {"process.py", "plain.py", "prestart.py", "gitlab.yml", "grade.yml"} <= every.keys()
    for name, options in every.items():
        assert all(re.search("-[PI]", one) for one in options), name


@pytest.mark.parametrize(
    "text", ['[sys.executable, "-c", x]', "python -m pip install", "\"$bin/python\" -s -c 'x'"]
)
def test_one_that_does_is_seen(text):
    assert not any(re.search("-[PI]", one) for one in started(text)) and started(text)
