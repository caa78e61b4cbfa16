"""Gradescope: the results.json that an autograder leaves.

Nothing in it is marked as hidden: if any test is, students do not see the total.  That a case is
hidden is kept by saying nothing of it but its name and status.
"""

from __future__ import annotations

import json
from typing import Any

from grader.export.marks import Line, Marks, marks
from grader.model import Standing, Suite


def gradescope(suite: Suite, standing: Standing) -> bytes | None:
    """Strict JSON; None where there are no points, because the platform knows no such thing."""
    found = marks(suite, standing)
    if found is None:
        return None
    document = {
        "score": round(found.earned, 4),
        "output": _output(found),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "tests": [_test(line) for line in found.lines],
    }
    return json.dumps(document, allow_nan=False, indent=1).encode()


def _output(found: Marks) -> str:
    total = f"{round(found.earned, 2):g} of {round(found.possible, 2):g} points"
    return f"{total}\n{found.late}" if found.late else total


def _test(line: Line) -> dict[str, Any]:
    """A check; without points it is informational."""
    points = {"score": round(line.earned, 4), "max_score": round(line.points, 4)}
    return {
        "name": line.title,
        "number": line.number,
        "status": "passed" if line.passed else "failed",
        "output": "\n".join(line.said),
        **(points if line.points else {}),
    }
