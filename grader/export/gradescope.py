"""Gradescope: the results.json of an autograder.

No test is marked as hidden, because a single hidden test hides the total from students.  A hidden
case stays hidden because the output holds only its name and status.
"""

from __future__ import annotations

import json
from typing import Any

from grader.export.marks import MarkLine, Marks, marks
from grader.model import Standing, Suite


def gradescope(suite: Suite, standing: Standing) -> bytes | None:
    """Return the results as strict JSON; None without points.

    Gradescope cannot express a submission without points.
    """
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


def _test(line: MarkLine) -> dict[str, Any]:
    """Return a check as a test; a check without points is informational."""
    points = {"score": round(line.earned, 4), "max_score": round(line.points, 4)}
    return {
        "name": line.title,
        "number": line.number,
        "status": "passed" if line.passed else "failed",
        "output": "\n".join(line.notes),
        **(points if line.points else {}),
    }
