"""Gradescope: the results.json of an autograder, with feedback as HTML.

No test is marked as hidden, because a single hidden test hides the total from students.  Hidden
cases stay hidden because the output holds only how many of them are right.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from grader.export.blocks import TextBlock, html
from grader.export.explained import ExplainedLine, explained_lines, summary
from grader.export.feedback import Feedback
from grader.export.marks import marks, not_graded
from grader.model import Standing, Suite

_NONE = Feedback()
_FORMATS = {
    "output_format": "html",
    "test_output_format": "html",
    "test_name_format": "text",
    "visibility": "visible",
}


def gradescope(
    suite: Suite,
    standing: Standing,
    feedback: Feedback = _NONE,
    about: Mapping[str, Any] | None = None,
) -> bytes | None:
    """Return the results as strict JSON; None without points.

    ``about`` is kept as ``extra_data``: what the submission was graded with.

    Gradescope cannot express a submission without points.
    """
    found = marks(suite, standing)
    if found is None:
        return None
    document = {
        "score": round(found.earned, 4),
        "output": html(summary(found, feedback)),
        **_FORMATS,
        "tests": [_test(line) for line in explained_lines(found, feedback)],
    }
    return _dumped(document, about)


def gradescope_page(
    suite: Suite, standing: Standing, feedback: Feedback, about: Mapping[str, Any] | None = None
) -> bytes:
    """Return the results of a submission that holds nothing to grade, as strict JSON.

    Its one test has 0 of 0 points, because Gradescope takes a document without any points for a
    failure of the autograder.
    """
    why = not_graded(suite, standing)
    test = {
        "name": why,
        "number": "1",
        "status": "failed",
        "output": html(feedback.verdict),
        "score": 0,
        "max_score": 0,
    }
    return _dumped({"output": html([TextBlock("title", why)]), **_FORMATS, "tests": [test]}, about)


def _dumped(document: Mapping[str, Any], about: Mapping[str, Any] | None) -> bytes:
    whole = {**document, "extra_data": about} if about else document
    return json.dumps(whole, allow_nan=False, indent=1).encode()


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
