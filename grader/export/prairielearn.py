"""PrairieLearn: the results.json of an external grader, at most one megabyte.

PrairieLearn shows outputs as plain text, and images as they are.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from grader.errors import GraderError
from grader.export.blocks import plain
from grader.export.explained import ExplainedLine, explained_lines, summary
from grader.export.feedback import Feedback, Image
from grader.export.marks import Marks, marks, not_graded
from grader.model import Standing, Suite

MOST_BYTES = 2**20
_LENGTHS = (20_000, 2_000, 200, 0)
_NONE = Feedback()


def prairielearn(suite: Suite, standing: Standing, feedback: Feedback = _NONE) -> bytes:
    """Return strict JSON.

    A submission without points is ungradable, which uses up no attempt and gives no zero.  Every
    test has points and a maximum, because PrairieLearn otherwise shows no points at all.  Outputs
    are shortened, and images left out, until the document fits into a megabyte.

    Raises
    ------
    GraderError
        The document is too large without any outputs.
    """
    found = marks(suite, standing)
    if found is None:
        return _dumped({"gradable": False, "format_errors": [not_graded(suite, standing)]})
    for length in _LENGTHS:
        text = _dumped(_document(found, feedback, length))
        if len(text) <= MOST_BYTES:
            return text
    raise GraderError(f"{suite.assignment} has too many checks for a megabyte of results")


def _document(found: Marks, feedback: Feedback, length: int) -> dict[str, Any]:
    share = found.earned / found.possible if found.possible else 1.0
    return {
        "gradable": True,
        "score": round(min(max(share, 0.0), 1.0), 6),
        "message": found.late,
        "output": _shortened(plain(summary(found, feedback)), length),
        "tests": [_test(line, length) for line in explained_lines(found, feedback)],
    }


def _test(explained: ExplainedLine, length: int) -> dict[str, Any]:
    line = explained.line
    images = explained.images if length == _LENGTHS[0] else ()
    return {
        "name": line.title,
        "points": round(line.earned, 4),
        "max_points": round(line.points, 4),
        "output": _shortened(plain(explained.blocks), length),
        "images": [_image(image) for image in images],
    }


def _image(image: Image) -> dict[str, str]:
    data = base64.b64encode(image.svg.encode()).decode()
    return {"label": image.label, "url": f"data:image/svg+xml;base64,{data}"}


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[:length]} [... truncated]".strip()


def _dumped(document: dict[str, Any]) -> bytes:
    return json.dumps(document, allow_nan=False).encode()
