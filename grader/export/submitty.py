"""Submitty: the result of a custom validator, and the text that a student reads.

Submitty counts whole points and cuts off what is left of them, so points are rounded first.
"""

from __future__ import annotations

import json
import math
from typing import Any

from grader.export.explained import plain_text
from grader.export.feedback import Feedback
from grader.export.marks import MarkLine, Marks, marks, not_graded
from grader.model import Standing, Suite

_NONE = Feedback()
_SAFE_OF_A_POINT = 1e-3
"""Added, because a share that is a hair below a whole point loses it: Submitty reads 32 bits."""


def submitty(suite: Suite, standing: Standing) -> bytes:
    """Return the document of the validator, as strict JSON.

    Submitty has no submission without points: one that holds nothing to grade has the score 0, and
    the message says so.
    """
    found = marks(suite, standing)
    if found is None:
        return _dumped(0, [_message(not_graded(suite, standing, "Not graded: "), passed=False)])
    passed = found.earned >= found.possible
    lines = [_message(_title(line), line.passed) for line in found.lines]
    return _dumped(_share(suite, found), [_message(found.total, passed), *lines])


def submitty_text(suite: Suite, standing: Standing, feedback: Feedback = _NONE) -> bytes:
    """Return what the student reads, as plain text."""
    found = marks(suite, standing)
    if found is None:
        texts = [not_graded(suite, standing, "Not graded: ")]
    else:
        texts = plain_text(found, feedback)
    return "\n\n".join([*texts, ""]).encode("utf-8", "backslashreplace")


def submitty_points(suite: Suite) -> int:
    """Return the whole points that the test case has to have."""
    return max(1, math.floor(suite.possible + 0.5))


def _share(suite: Suite, found: Marks) -> float:
    """Return the score from 0 to 1 of which Submitty makes the rounded points."""
    points = submitty_points(suite)
    share = found.earned / found.possible if found.possible else 1.0
    whole = math.floor(share * points + 0.5)
    return min((whole + _SAFE_OF_A_POINT) / points, 1.0) if whole > 0 else 0.0


def _title(line: MarkLine) -> str:
    points = f" ({round(line.earned, 2):g} / {round(line.points, 2):g})" if line.points else ""
    return f"{line.title}{points}"


def _message(text: str, passed: bool) -> dict[str, str]:
    return {"message": text, "status": "success" if passed else "failure"}


def _dumped(score: float, messages: list[dict[str, str]]) -> bytes:
    data: dict[str, Any] = {"score": score, "message": messages, "status": messages[0]["status"]}
    return json.dumps({"status": "success", "data": data}, allow_nan=False, indent=1).encode()
