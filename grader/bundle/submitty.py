"""Submitty: the configuration of an autograded gradeable, and the image that it starts.

What is in ``test_input`` is copied over what was handed in, so no file of a student stands in place
of the suite or the script; and no name that ends in .json or .log is taken over from a student, so
none stands in place of the grade.
"""

from __future__ import annotations

import json
import math
from typing import Any

from grader.bundle.parts import Parts, fixed
from grader.export import submitty_points
from grader.intake.file_choice import CODE, COMPANIONS, NOT_TAKEN
from grader.intake.zip_archive import SUFFIX as ZIP
from grader.model import Suite

_MOST_SECONDS = 600
"""The longest time that Submitty lets a test case take."""

_TAKEN = sorted({*CODE, *COMPANIONS, *NOT_TAKEN, ZIP} - {".json"})
"""The suffixes of files that are graded, or reported as what they are."""

_INSIDE = "config/test_input/grader-files/"
_LIMITS = {
    "RLIMIT_DATA": 2_000_000_000,
    "RLIMIT_STACK": 100_000_000,
    "RLIMIT_FSIZE": 100_000_000,
    "RLIMIT_NPROC": 100,
    "RLIMIT_NOFILE": 1000,
}
"""Submitty's own are for small programs: numpy is not even loaded within them."""


def submitty_files(parts: Parts) -> dict[str, bytes]:
    """Return the folders ``config``, which is uploaded, and ``image``."""
    config = json.dumps(_config(parts), indent=2, ensure_ascii=False)
    places = {
        "grader_py": "config/custom_validation_code/grader.py",
        "run_sh": f"{_INSIDE}run.sh",
        "Dockerfile": "image/Dockerfile",
    }
    return {
        **fixed("submitty", **places),
        **parts.suite_and_wheel(_INSIDE, "image/"),
        "config/config.json": f"{config}\n".encode(),
    }


def _config(parts: Parts) -> dict[str, Any]:
    return {
        "autograding_method": "docker",
        "container_options": {"container_image": parts.image},
        "max_submission_size": 10_000_000,
        "autograding": {"submission_to_runner": [f"**/*{suffix}" for suffix in _either_case()]},
        "resource_limits": {"RLIMIT_CPU": _seconds(parts.suite), **_LIMITS},
        "testcases": [_test_case(parts.suite)],
    }


def _either_case() -> list[str]:
    """Return the suffixes also as old programs write them: Submitty's patterns tell case apart."""
    return [suffix for small in _TAKEN for suffix in (small, small.upper())]


def _seconds(suite: Suite) -> int:
    """Return a time that a submission within its limits does not reach, functions asked twice."""
    return min(math.ceil(2 * suite.limits.submission_seconds) + 60, _MOST_SECONDS)


def _test_case(suite: Suite) -> dict[str, Any]:
    return {
        "title": suite.title,
        "points": submitty_points(suite),
        "containers": [{"commands": ["bash grader-files/run.sh"]}],
        "validation": [
            {
                "method": "custom_validator",
                "command": "python3 -I grader.py",
                "actual_file": "feedback.log",
                "description": suite.title,
            }
        ],
    }
