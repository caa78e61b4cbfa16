"""Gradescope: the results.json of an autograder, with feedback as HTML.

No test is marked as hidden, because a single hidden test hides the total from students.  Hidden
cases stay hidden because the output holds only how many of them are right.
"""

from __future__ import annotations

import json
from typing import Any

from grader.export.blocks import html
from grader.export.explained import ExplainedLine, explained_lines, summary
from grader.export.feedback import Feedback
from grader.export.marks import marks
from grader.model import Standing, Suite

_NONE = Feedback()


def gradescope(suite: Suite, standing: Standing, feedback: Feedback = _NONE) -> bytes | None:
    """Return the results as strict JSON; None without points.

    Gradescope cannot express a submission without points.
    """
    found = marks(suite, standing)
    if found is None:
        return None
    document = {
        "score": round(found.earned, 4),
        "output": html(summary(found, feedback)),
        "output_format": "html",
        "test_output_format": "html",
        "test_name_format": "text",
        "visibility": "visible",
        "tests": [_test(line) for line in explained_lines(found, feedback)],
    }
    return json.dumps(document, allow_nan=False, indent=1).encode()


def _test(explained: ExplainedLine) -> dict[str, Any]:
    """Return a check as a test; a check without points is informational."""
    line = explained.line
    points = {"score": round(line.earned, 4), "max_score": round(line.points, 4)}
    return {
        "name": line.title,
        "number": line.number,
        "status": "passed" if line.passed else "failed",
        "output": html(explained.blocks),
        **(points if line.points else {}),
    }
