"""What each platform would record, from what its script left: its rules, and no code of the grader.

Submitty's are those of ``dispatch.cpp`` and ``main_validator.cpp``, Classroom 50's are those of
``schemas/result-v1.schema.json``.
"""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np

from tests.bundle.conftest import Machine
from tests.conftest import strict_json
from tests.export.importers import check_gradescope, check_prairielearn

RESULT50 = """schema classroom assignment assignment_type owner submission commit release review
datetime score max-score tests""".split()


def recorded(there: Machine, output: str) -> float | None:
    """Return the share of the points that the platform records; None if it records none."""
    return _RECORDED[there.name](there, output)


def _gradescope(there: Machine, output: str) -> float | None:
    content = there.results.read_bytes()
    if "score" not in strict_json(content):
        assert check_gradescope(content, possible=0) == 0
        return None
    return check_gradescope(content, possible=100) / 100


def _prairielearn(there: Machine, output: str) -> float | None:
    return check_prairielearn(there.results.read_bytes())


def autolab_scores(output: str) -> dict[str, float | None]:
    """What Autolab would record, after what it does to the last line."""
    last = output.rstrip().splitlines()[-1]
    return strict_json(re.sub(r"([a-zA-Z0-9]+):", r'"\1":', last))["scores"]


def _autolab(there: Machine, output: str) -> float | None:
    scores = autolab_scores(output).values()
    return None if None in scores else sum(scores) / 100


def submitty_points(document: object, points: int) -> int:
    """Return the points that Submitty awards for the document of a validator."""
    assert isinstance(document, dict)
    if document["status"] != "success":
        return 0
    data = document["data"]
    assert data["status"] in ("information", "failure", "warning", "success")
    for message in data["message"]:
        assert set(message) == {"message", "status"}
        assert message["status"] in ("information", "failure", "warning", "success")
    grade = np.float32(min(max(data["score"], 0), 1))
    return math.floor((1.0 - float(np.float32(1) - grade)) * points)


def validated(there: Machine) -> dict:
    """Run Submitty's validator after the container, and return what it says."""
    (case,) = json.loads((there.root / "config" / "config.json").read_text())["testcases"]
    (validation,) = case["validation"]
    own = there.root / "config" / "custom_validation_code"
    for file in own.iterdir():
        (there.root / file.name).write_bytes(file.read_bytes())
    asked = json.dumps({**validation, "testcase_prefix": "test01"})
    (there.root / "custom_validator_input.json").write_text(asked)
    command = [sys.executable, *validation["command"].split()[1:]]
    subprocess.run(command, cwd=there.root, env={}, check=True, timeout=60)
    return strict_json((there.root / "validation_results.json").read_bytes())


def _submitty(there: Machine, output: str) -> float | None:
    (case,) = json.loads((there.root / "config" / "config.json").read_text())["testcases"]
    document = validated(there)
    text = (there.root / "test01" / case["validation"][0]["actual_file"]).read_text()
    if text.startswith("Not graded"):
        assert submitty_points(document, case["points"]) == 0
        return None
    return submitty_points(document, case["points"]) / case["points"]


def _repository(out: Path) -> float | None:
    suites = ET.parse(out / "junit.xml").getroot()
    summary = (out / "summary.md").read_text()
    assert suites.tag == "testsuites" and "<html" in (out / "page.html").read_text()
    if "**Not graded.**" in summary:
        return None
    earned, possible = re.search(r"([\d.]+) of ([\d.]+)(?: points|, )", summary).groups()
    return float(earned) / float(possible)


def _actions(there: Machine, output: str) -> float | None:
    return _repository(there.root.with_name("actions.temporary") / "grade")


def _gitlab(there: Machine, output: str) -> float | None:
    assert (there.root / "grade" / "summary.md").read_text() in output
    return _repository(there.root / "grade")


def _classroom50(there: Machine, output: str) -> float | None:
    document = strict_json((there.submission / "result.json").read_bytes())
    assert sorted(document) == sorted(RESULT50)
    assert document["schema"] == "classroom50/result/v1"
    assert document["assignment_type"] in ("individual", "group")
    texts = [document[key] for key in RESULT50[1:9] if key != "assignment_type"]
    assert all(isinstance(text, str) and text for text in texts)
    assert document["submission"].startswith("submit/")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", document["datetime"])
    for one in (document, *document["tests"]):
        assert type(one["score"]) is type(one["max-score"]) is int
        assert 0 <= one["score"] <= one["max-score"]
    assert all(test["test-name"] and type(test["passed"]) is bool for test in document["tests"])
    assert (there.submission / "release-body.md").read_text()
    return document["score"] / document["max-score"] if document["max-score"] else None


_RECORDED = {
    "gradescope": _gradescope,
    "prairielearn": _prairielearn,
    "autolab": _autolab,
    "submitty": _submitty,
    "actions": _actions,
    "gitlab": _gitlab,
    "classroom50": _classroom50,
}
